"""The list of hits of the rules of data quality."""

from __future__ import annotations

from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Filter, Register, Shown
from households.checks import telling
from households.checks.declare import Group, all_checks
from households.choices import HitState, Severity
from households.models import QualityHit
from households.registers.parts import OF_HOUSEHOLD, place_column
from households.workflow_querysets import QualityHitQuerySet

#: Looks of the severities and states wherever hits are shown.
SEVERITY_MARKS = {
    Severity.MUST_FIX: "bad",
    Severity.VERIFY: "warn",
    Severity.REMINDER: "info",
}
STATE_MARKS = {HitState.OPEN: "warn", HitState.FIXED: "good", HitState.EXEMPT: "line"}


def _told() -> Func:
    """What ``telling.sentence`` needs of a hit, as one value."""
    return Func(
        Value("rule"),
        F("rule"),
        Value("key"),
        F("key"),
        Value("values"),
        F("values"),
        Value("head"),
        F("household__head_name"),
        Value("no"),
        F("household__household_no"),
        Value("name"),
        F("member__name"),
        function="jsonb_build_object",
        output_field=JSONField(),
    )


def _who() -> Coalesce:
    """The head of the household, else what the record is called."""
    return Coalesce(
        F("household__head_name"),
        KeyTextTransform("name", "values"),
        KeyTextTransform("who", "values"),
        Value(""),
        output_field=TextField(),
    )


def _rules() -> list[tuple[str, str]]:
    return [(check.key, f"{check.key} {check.title}") for check in all_checks()]


def _in_group(rows: QualityHitQuerySet, value: str) -> QualityHitQuerySet:
    keys = [check.key for check in all_checks() if check.group == value]
    return rows.filter(rule__in=keys)


HITS = Register(
    key="quality-hits",
    title=_("Doubtful data"),
    model=QualityHit,
    permission="households.view_quality",
    note=_("Each line is checked: corrected, or found right with a reason."),
    empty=_("Nothing doubtful has been found."),
    unit=pgettext_lazy("unit", "items"),
    order="severity",
    names="household__head_name",
    **OF_HOUSEHOLD,
    address=lambda row: telling.page_of(row["told"]),
    export="quality-hits",
    imports="quality-hits",
    columns=(
        Shown(
            name="who",
            heading=_("Head"),
            value=_who(),
            under=Shown(name="household__household_no"),
        ),
        Shown(name="severity", sorts=True, marks=SEVERITY_MARKS, card="badge"),
        Shown(name="rule", heading=_("Rule"), sorts=True, card="foot"),
        Shown(
            name="told",
            heading=_("What was found"),
            value=_told(),
            show=telling.sentence,
            card="line",
        ),
        place_column("village_id"),
        Shown(
            name="state",
            heading=_("State"),
            sorts=True,
            marks=STATE_MARKS,
            card="badge",
        ),
        Shown(name="first_seen_at", sorts=True, first="-", card="foot"),
    ),
    filters=(
        Filter(name="rule", choices=_rules),
        Filter(name="severity"),
        Filter(name="state"),
        Filter(
            name="group",
            label=_("Group"),
            choices=Group.choices,
            narrow=_in_group,
            more=True,
        ),
    ),
)
