"""What the register decides about births and departures of a file, and their undo."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Min
from django.utils.translation import gettext as _

from core.months import Month
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Target
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households.models import Household, HouseholdChange, Member
from households.rosters.checks import numbers_elsewhere
from households.services.cases_effects import hold_month
from households.services.changes_parts import IN_ORDER, ORDERED, standing_changes
from households.services.summaries import refresh_summaries
from households.signals import register_changed

_CHANGE = HouseholdChange._meta.db_table
_STANDING = (
    f"c.kind <> 'restored' AND NOT EXISTS (SELECT 1 FROM {_CHANGE} u "
    "WHERE u.undoes_id = c.id)"
)
_ORDERED = "c.details ? 'relations' OR c.kind IN ({})".format(
    ", ".join(f"'{kind.value}'" for kind in ORDERED)
)


def check(stage: Stage) -> None:
    """As the forms of «natural increase» and «natural decrease» do."""
    member = stage.roster.target["member"]
    _check_known(stage, member)
    _check_days(stage, member)
    _check_head(stage, member)
    numbers_elsewhere(stage)


def _check_known(stage: Stage, member: Target) -> None:
    """Who joins is new, who leaves is there, and the household still stands."""
    staged, matches = stage.table(member), stage.matches(member)
    active = (
        f"SELECT s.row, NULL::text FROM {staged} s JOIN {stage.main} l "
        f"ON l.row = s.row JOIN {stage.matches(stage.roster.target['household'])} p "
        f"ON p.row = l.{stage.link(stage.roster.target['household'])} "
        "JOIN households_household h ON h.id = p.id WHERE h.state <> 'active'"
    )
    stage.refuse(
        member,
        active,
        message=_("This household is no longer in the register."),
        field="name",
    )
    stage.refuse(
        member,
        f"SELECT s.row, NULL::text FROM {staged} s LEFT JOIN {matches} m "
        "ON m.row = s.row WHERE s.left_on IS NOT NULL AND m.id IS NULL",
        message=_(
            "Nobody of this name belongs to the household now, or several do: give "
            "the identity number."
        ),
        field="name",
    )
    stage.refuse(
        member,
        f"SELECT s.row, NULL::text FROM {staged} s JOIN {matches} m "
        "ON m.row = s.row WHERE s.joined_on IS NOT NULL",
        message=_("This person is a member already."),
        field="name",
    )
    stage.refuse(
        member,
        f"SELECT row, first::text FROM (SELECT s.row, min(s.row) OVER (PARTITION BY "
        f"l.{stage.link(stage.roster.target['household'])}, s.name, s.birth_date) "
        f"AS first FROM {staged} s JOIN {stage.main} l ON l.row = s.row "
        "WHERE s.joined_on IS NOT NULL AND NOT l.bad) found WHERE row <> first",
        message=_("The same as row {}."),
        field="name",
    )


def _check_days(stage: Stage, member: Target) -> None:
    """Not before somebody was born or joined, nor before a split made the household."""
    change = stage.roster.target["change"]
    both = (
        f"FROM {stage.table(change)} s JOIN {stage.main} l ON l.row = s.row "
        f"JOIN {stage.matches(member)} m ON m.row = l.{stage.link(member)} "
        f"JOIN {member.table} t ON t.id = m.id"
    )
    for column, message in (
        ("birth_date", _("The person was born on {} only.")),
        ("joined_on", _("The person joined the household on {} only.")),
    ):
        stage.refuse(
            change,
            f"SELECT s.row, t.{column}::text {both} WHERE s.effective_on < t.{column}",
            message=message,
            field="effective_on",
        )
    stage.refuse(
        change,
        f"SELECT v.row, c.effective_on::text FROM ({outcome(stage, change)}) v "
        f"JOIN {_CHANGE} c ON c.other_household_id = v.household_id "
        f"AND c.kind = 'split' AND {_STANDING} WHERE v.id IS NULL "
        "AND v.kind = 'member_joined' AND v.effective_on < c.effective_on",
        message=_("This household exists since {} only."),
        field="effective_on",
    )


def _check_head(stage: Stage, member: Target) -> None:
    """A head leaves by a file only as the last one: the next is chosen on the page."""
    change = stage.roster.target["change"]
    leaving = (
        f"FROM {stage.table(member)} s JOIN {stage.main} l ON l.row = s.row "
        f"AND NOT l.bad JOIN {stage.matches(member)} m ON m.row = s.row "
        f"JOIN {member.table} t ON t.id = m.id WHERE s.left_on IS NOT NULL"
    )
    stage.refuse(
        member,
        f"SELECT s.row, NULL::text {leaving} AND t.relation = 'head' "
        f"AND EXISTS (SELECT 1 FROM {member.table} o "
        "WHERE o.household_id = t.household_id AND o.state = 'present' "
        f"AND o.id <> t.id AND o.id NOT IN (SELECT t.id {leaving}))",
        message=_(
            "The head leaves and others stay: record it on the household's page, "
            "where the next head is chosen."
        ),
        field="name",
    )
    stage.refuse(
        change,
        f"SELECT s.row, max(c.effective_on)::text FROM {stage.table(change)} s "
        f"JOIN {stage.main} l ON l.row = s.row JOIN {stage.matches(member)} m "
        f"ON m.row = l.{stage.link(member)} JOIN {member.table} t ON t.id = m.id "
        f"JOIN {_CHANGE} c ON t.household_id IN (c.household_id, c.other_household_id) "
        f"WHERE t.relation = 'head' AND {_STANDING} AND ({_ORDERED}) "
        "AND s.effective_on < c.effective_on GROUP BY s.row",
        message=_("A change of {} is recorded; take that day or a later one."),
        field="effective_on",
    )


def _changes_of(run: ImportRun) -> models.QuerySet[HouseholdChange]:
    label = HouseholdChange._meta.label_lower
    return HouseholdChange.objects.filter(
        pk__in=run.touched.filter(model=label).values("object_id")
    )


def _hold_months(changes: models.QuerySet[HouseholdChange]) -> None:
    """A month may have been closed since the preview, or since the writing."""
    days = changes.order_by().values_list("effective_on", flat=True).distinct()
    for month in sorted({Month.of(day) for day in days}):
        try:
            hold_month(month.first_day)
        except ValidationError as closed:
            raise FileRefused(" ".join(closed.messages)) from None


def written(run: ImportRun, households: list[int]) -> None:
    """As a change of the page does: open months, summaries, months that are stale."""
    months: list[Month] = []
    if run.state == ImportRun.State.APPLYING:
        changes = _changes_of(run)
        _hold_months(changes)
        first = changes.aggregate(day=Min("effective_on"))["day"]
        if first is not None:
            months = list(Month.range(Month.of(first), Month.current()))
    refresh_summaries(Household.objects.filter(pk__in=households))
    register_changed.send(sender=HouseholdChange, months=months)


def before_undo(run: ImportRun) -> None:
    """Nothing in closed months, and nothing on which later changes rest.

    A member who was edited or has left since stays, and so does the row that says how
    it came to be one.
    """
    changes = _changes_of(run)
    _hold_months(changes)
    last = changes.order_by("-pk").first()
    if last is None:
        return
    keys = set(changes.order_by().values_list("household", flat=True))
    later = standing_changes(keys).filter(IN_ORDER, pk__gt=last.pk).order_by("pk")
    row = later.select_related("household").first()
    if row is not None:
        sentence = _(
            "Household %(number)s has a later change that rests on this file: "
            "%(kind)s of %(day)s. Undo that one first."
        )
        told = {
            "number": row.household.household_no,
            "kind": row.get_kind_display(),
            "day": row.effective_on,
        }
        raise FileRefused(sentence % told)
    _keep_with_members(run)


def _keep_with_members(run: ImportRun) -> None:
    """Leave the changes alone whose members somebody has touched since the run."""
    events = next(iter(Member.pgh_event_models.values()))._meta.db_table  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM exchange_touchedrow r USING {_CHANGE} c "
            "WHERE r.run_id = %(run)s AND r.model = %(model)s AND c.id = r.object_id "
            f"AND (SELECT e.pgh_context ->> 'run' FROM {events} e "
            "WHERE e.pgh_obj_id = c.member_id ORDER BY e.pgh_id DESC LIMIT 1) "
            "IS DISTINCT FROM %(mark)s",
            {
                "run": run.pk,
                "model": HouseholdChange._meta.label_lower,
                "mark": str(run.pk),
            },
        )
