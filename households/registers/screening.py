"""Lists of screening rounds: who has to be seen and who was not, and what was found."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.register_fields import day
from exchange.registers import Filter, Register, Shown
from households import choices
from households.models import (
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
)
from households.registers.parts import (
    OF_HOUSEHOLD,
    household_column,
    number_search,
    place_column,
)
from households.workflow_querysets import ScreeningHouseholdQuerySet

_TEXT: CharField[str, str] = CharField()
NOT_YET, MISSING = "not_yet", "missing"
#: Where a household stands; the first two are what is left to do.
_STATES = [(NOT_YET, _("Not seen yet")), *choices.ScreeningOutcome.choices]
_STATE_MARKS = {
    NOT_YET: "line",
    choices.ScreeningOutcome.NOT_MET.value: "warn",
    choices.ScreeningOutcome.SUSPECTED.value: "bad",
    choices.ScreeningOutcome.NO_RISK.value: "good",
}
_REASONS = choices.MustVisit.choices


def rounds_offered() -> list[tuple[str, str]]:
    rows = ScreeningRound.objects.begun(timezone.localdate())
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _with_state(rows: ScreeningHouseholdQuerySet) -> ScreeningHouseholdQuerySet:
    return rows.with_result()


def _in_state(
    rows: ScreeningHouseholdQuerySet, value: str
) -> ScreeningHouseholdQuerySet:
    if value == MISSING:
        return rows.missing()
    results = ScreeningResult.objects.filter(
        round=OuterRef("round"), household=OuterRef("household")
    )
    if value == NOT_YET:
        return rows.filter(~Exists(results))
    return rows.filter(Exists(results.filter(outcome=value)))


def _reasons(value: list[str]) -> str:
    labels = dict(_REASONS)
    return "、".join(str(labels.get(code, code)) for code in value)


_ROUND = Filter(name="round", label=_("Round"), choices=rounds_offered)
_REASON_COLUMN: dict[str, Any] = {
    "name": "must_visit",
    "heading": _("Must be seen"),
    "show": _reasons,
    "card": "foot",
}

LISTED = Register(
    key="screening",
    title=_("Households of a screening round"),
    note=_("Who was not met counts as not screened."),
    empty=_("Nobody is missing."),
    model=ScreeningHousehold,
    permission="households.view_screening",
    unit=pgettext_lazy("unit", "households"),
    order="village_id",
    chosen=_with_state,
    export="screening",
    imports="screening",
    names="household__head_name",
    diverts=number_search,
    columns=(
        household_column(),
        place_column("village_id"),
        Shown(
            name="state",
            heading=_("State"),
            value=Coalesce(F("outcome"), Value(NOT_YET), output_field=_TEXT),
            show=lambda value: dict(_STATES).get(value, value),
            marks=_STATE_MARKS,
            card="badge",
        ),
        Shown(**_REASON_COLUMN),
        Shown(name="persons", sorts=True, first="-", card="foot"),
        Shown(name="household__phone_mask", heading=_("Phone"), card="foot"),
        Shown(name="round__name", heading=_("Round"), card="foot"),
    ),
    filters=(
        _ROUND,
        Filter(
            name="shown",
            label=_("State"),
            choices=[(MISSING, _("Not screened")), *_STATES],
            narrow=_in_state,
        ),
        Filter(name="must_visit", label=_("Must be seen")),
    ),
    **OF_HOUSEHOLD,
)

RESULTS = Register(
    key="screening-results",
    title=_("Screening results"),
    empty=_("Nothing has been recorded yet."),
    model=ScreeningResult,
    permission="households.view_screening",
    unit=pgettext_lazy("unit", "households"),
    order="-screened_on",
    export="screening-results",
    imports="screening",
    names="household__head_name",
    diverts=number_search,
    columns=(
        household_column(),
        place_column("village_id"),
        Shown(
            name="outcome",
            marks={k: v for k, v in _STATE_MARKS.items() if k != NOT_YET},
            sorts=True,
            card="badge",
        ),
        Shown(name="screened_on", sorts=True, first="-", card="foot", show=day),
        Shown(name="note", under=Shown(name="signals"), card="line"),
        Shown(**_REASON_COLUMN),
        Shown(name="lead__state", heading=_("Lead"), card="foot"),
        Shown(name="screened_by", card="foot", under=Shown(name="mode")),
        Shown(name="round__name", heading=_("Round"), card="foot"),
    ),
    filters=(
        _ROUND,
        Filter(name="outcome"),
        Filter(name="must_visit", label=_("Must be seen")),
        Filter(name="signals", more=True),
        Filter(name="mode", more=True),
        Filter(name="lead__state", label=_("Lead"), more=True),
    ),
    **OF_HOUSEHOLD,
)
