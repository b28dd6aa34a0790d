"""Checks of the register's rosters beyond the constraints of the models."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from django.utils.translation import gettext as _

from exchange.roster import Target
from exchange.staging.stage import Stage


def numbers_elsewhere(stage: Stage) -> None:
    """A person is in one household only. Of a household outside the owner's area
    nothing is told but that the number is in use (security §2, A8)."""
    for name in ("member", "head"):
        target = stage.roster.target.get(name)
        if target is not None:
            _elsewhere(stage, target)


def _elsewhere(stage: Stage, target: Target) -> None:
    leaving = ""
    if "member.state" in stage.roster.column:
        leaving = (
            f"AND NOT EXISTS (SELECT 1 FROM {stage.matches(target)} k "
            f"JOIN {stage.table(target)} z ON z.row = k.row "
            "WHERE k.id = o.id AND z.state <> 'present')"
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
