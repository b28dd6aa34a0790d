"""Checks of the register's rosters beyond the constraints of the models."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from django.utils.translation import gettext as _

from accounts.services import log_access
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Target
from exchange.staging.stage import Stage
from households.services import numbers


def numbers_elsewhere(stage: Stage) -> None:
    """A person is in one household only. Of a household outside the owner's area
    nothing is told but that the number is in use, and that only so often a day
    (security §2, A8). Raises FileRefused beyond."""
    names = [name for name in ("member", "head") if name in stage.roster.target]
    targets = [stage.roster.target[name] for name in names]
    left = _answers_left(stage, targets)
    for target in targets:
        _elsewhere(stage, target)
    if left is not None:
        _account_for(stage, targets, left)


def _answers_left(stage: Stage, targets: list[Target]) -> int | None:
    """How many numbers in use elsewhere the file may tell of; None where it tells
    nothing new: its preview was accounted for, or all its numbers are the owner's."""
    if stage.run.state != ImportRun.State.READING:
        return None
    if not any(_asks_for_others(stage, target) for target in targets):
        return None
    left = numbers.answers_left(stage.owner)
    if not left:
        raise FileRefused(_too_many())
    return left


def _asks_for_others(stage: Stage, target: Target) -> bool:
    """Whether a row has a number that is not of a person in the owner's area."""
    query = (
        f"SELECT 1 FROM {stage.table(target)} s WHERE s.id_no_digest IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM households_member o "
        "JOIN households_household h ON h.id = o.household_id "
        "WHERE o.id_no_digest = s.id_no_digest "
        "AND h.village_code BETWEEN %s AND %s) LIMIT 1"
    )
    return bool(stage.fetch(query, [stage.low, stage.high]))


def _account_for(stage: Stage, targets: list[Target], left: int) -> None:
    """Count what the preview tells, and refuse the file as a whole if it is more than
    the day has left: that also costs, or files of many numbers would sift one out."""
    headings = [stage.entry(target, "id_no").get("heading", "") for target in targets]
    told = stage.run.errors.filter(
        heading__in=headings, message=stage.outside_message()
    ).count()
    if not told:
        return
    entry = numbers.duplicates_entry(told, run=stage.run.pk)
    if told > left:
        raise FileRefused(_too_many(), entry=entry)
    log_access(user=stage.owner, **entry)


def _too_many() -> str:
    return _(
        "Too many identity numbers that are in use outside your area were sent in "
        "today; the file was not checked. Ask the county bureau, or go on tomorrow."
    )


def _elsewhere(stage: Stage, target: Target) -> None:
    # Whoever has the number may give it up in the same file: by taking another, as two
    # people do whose numbers were mixed up, or by leaving.
    gives_up = "z.id_no_digest IS NOT NULL AND z.id_no_digest <> o.id_no_digest"
    if "member.state" in stage.roster.column or "state" in target.derived:
        gives_up += " OR z.state <> 'present'"
    leaving = (
        f"AND NOT EXISTS (SELECT 1 FROM {stage.matches(target)} k "
        f"JOIN {stage.table(target)} z ON z.row = k.row "
        f"JOIN {stage.main} y ON y.row = k.row AND NOT y.bad "
        f"WHERE k.id = o.id AND ({gives_up}))"
    )
    query = (
        f"SELECT s.row, {{detail}} FROM {stage.table(target)} s "
        "JOIN households_member o ON o.id_no_digest = s.id_no_digest "
        "AND o.state = 'present' "
        "JOIN households_household h ON h.id = o.household_id "
        f"LEFT JOIN {stage.matches(target)} m ON m.row = s.row "
        f"WHERE m.id IS DISTINCT FROM o.id {leaving} "
        "AND h.village_code {inside} BETWEEN %s AND %s"
    )
    limits = [stage.low, stage.high]
    stage.refuse(
        target,
        query.format(detail="h.household_no", inside=""),
        limits,
        message=_("This identity number is already in household {}."),
        field="id_no",
    )
    stage.refuse(
        target,
        query.format(detail="NULL::text", inside="NOT"),
        limits,
        message=stage.outside_message(),
        field="id_no",
    )


def heads(stage: Stage) -> None:
    """A new household comes with its head, or not at all."""
    targets = stage.roster.target
    person = targets.get("member") or targets["head"]
    household = targets["household"]
    if "member" in targets and "member.relation" not in stage.present:
        return
    is_head = "AND p.relation = 'head'" if "member" in targets else ""
    stage.refuse(
        household,
        f"SELECT s.row, NULL::text FROM {stage.table(household)} s "
        f"LEFT JOIN {stage.matches(household)} m ON m.row = s.row "
        f"WHERE m.id IS NULL AND NOT EXISTS (SELECT 1 FROM {stage.main} l "
        f"JOIN {stage.table(person)} p ON p.row = l.{stage.link(person)} "
        f"WHERE l.{stage.link(household)} = s.row AND NOT l.bad {is_head})",
        message=_(
            "This household has no head in the file, or the head's row is refused; "
            "the household is left out."
        ),
        field="household_no",
    )
