"""The lists of measures, of what was done for them, and of what is missing."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    CharField,
    Count,
    DateField,
    DecimalField,
    IntegerField,
    Min,
    OuterRef,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from assistance import fit, measure_gaps
from assistance.choices import MeasureState
from assistance.models import Measure, MeasureRecord
from assistance.registers.parts import OF_HOUSEHOLD, head_column, place_column
from exchange.registers import Filter, Register, Shown
from households.choices import DEVELOPMENT_MEASURES, MeasureCategory
from households.models import Episode, Household

CLASSES = (
    ("development", _("development")),
    ("welfare", _("welfare")),
    ("other", _("other")),
)
_OF_CLASS = {
    "development": list(DEVELOPMENT_MEASURES),
    "welfare": list(fit.WELFARE_MEASURES),
}
_MARKS = {
    MeasureState.PLANNED: "warn",
    MeasureState.RUNNING: "info",
    MeasureState.DONE: "good",
    MeasureState.STOPPED: "line",
}
_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=12, decimal_places=2)


def _of_class(rows: Any, value: str) -> Any:
    if value == "other":
        known = [kind for kinds in _OF_CLASS.values() for kind in kinds]
        return rows.exclude(kind__category__in=known)
    return rows.filter(kind__category__in=_OF_CLASS[value])


def _departments() -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in Department.objects.all()]


def _given() -> Subquery:
    """What its records add up to."""
    sums = (
        MeasureRecord.objects.filter(measure=OuterRef("pk"))
        .order_by()
        .values("measure")
        .annotate(given=Sum("amount"))
        .values("given")
    )
    return Subquery(sums, output_field=_MONEY)


MEASURES = Register(
    key="measures",
    title=_("Measures"),
    model=Measure,
    note=_("One measure of a household or a member a row, with what was done for it."),
    empty=_("No measure has been recorded yet."),
    unit=pgettext_lazy("unit", "measures"),
    export="measures",
    imports="measures",
    columns=(
        head_column(),
        place_column(),
        Shown(
            name="kind__name",
            heading=_("Sub-item"),
            under=Shown(name="kind__category", heading=_("Kind of measure")),
            card="line",
        ),
        Shown(
            name="name",
            under=Shown(name="member__name", heading=_("For whom")),
        ),
        Shown(name="state", sorts=True, marks=_MARKS, card="badge"),
        Shown(name="risk", sorts=True),
        Shown(name="started_on", sorts=True, first="-", card="foot"),
        Shown(name="ended_on", sorts=True, first="-"),
        Shown(name="planned_amount", sorts=True, first="-"),
        Shown(name="given", heading=_("Given (yuan)"), value=_given(), card="foot"),
        Shown(name="department__name", heading=_("Responsible department")),
    ),
    filters=(
        Filter(name="kind__category", label=_("Kind of measure")),
        Filter(name="state"),
        Filter(name="class", label=_("Class"), choices=CLASSES, narrow=_of_class),
        Filter(name="risk", more=True),
        Filter(name="started_on", more=True),
        Filter(
            name="department",
            label=_("Responsible department"),
            choices=_departments,
            more=True,
        ),
        Filter(
            name="valid",
            label=_("Counts for coverage"),
            choices=(("yes", _("Yes")),),
            narrow=lambda rows, value: measure_gaps.valid(rows),
            more=True,
        ),
    ),
    **{**OF_HOUSEHOLD, "link": ("assistance:measure", "id")},
)

RECORDS = Register(
    key="measure-records",
    title=_("Execution records"),
    model=MeasureRecord,
    permission="assistance.view_ledger",
    empty=_("Nothing has been carried out yet."),
    unit=pgettext_lazy("unit", "records"),
    order="-done_on",
    link=("assistance:measure", "measure_id"),
    names="measure__household__head_name",
    numbers="measure__household__household_no",
    search=_("Name or household number"),
    export="measure-records",
    imports="measure-records",
    columns=(
        Shown(
            name="measure__household__head_name",
            heading=_("Head"),
            under=Shown(name="measure__household__household_no"),
        ),
        Shown(
            name="measure__household__village_id",
            heading=_("Village"),
            area=True,
            sorts=True,
            card="line",
        ),
        Shown(name="measure__kind__name", heading=_("Sub-item"), card="line"),
        Shown(name="measure__name", heading=_("Measure")),
        Shown(
            name="done_on",
            heading=_("Carried out on"),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(name="content", card="line"),
        Shown(name="amount", sorts=True, first="-", card="foot"),
        Shown(name="over_reason", heading=_("Why more than planned")),
        Shown(name="recorded_by__full_name", heading=_("Recorded by")),
    ),
    filters=(
        Filter(name="done_on", label=_("Month")),
        Filter(name="measure__kind__category", label=_("Kind of measure")),
    ),
)

#: Labels of the gaps, in the order of the tabs.
GAPS = (
    ("none", _("No measure")),
    ("late", _("Not in time")),
    ("development", _("No development")),
    ("fit", _("A risk unanswered")),
    ("ticked", _("Ticked, no ledger row")),
)


def _ticked() -> Subquery:
    rows = Episode.objects.open_on(timezone.localdate()).filter(
        household=OuterRef("pk")
    )
    return Subquery(
        rows.values("measures")[:1],
        output_field=ArrayField(CharField(choices=MeasureCategory)),
    )


def _count(**more: Any) -> Any:
    """How many measures of the household count."""
    numbers = (
        measure_gaps.counted(**more)
        .order_by()
        .values("household")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(numbers, output_field=IntegerField()), 0)


def _first() -> Subquery:
    days = (
        measure_gaps.counted()
        .order_by()
        .values("household")
        .annotate(first=Min("started_on"))
        .values("first")
    )
    return Subquery(days, output_field=DateField())


COVERAGE = Register(
    key="measure-coverage",
    title=_("Coverage by measures"),
    model=Household,
    permission="assistance.view_assistance",
    note=_("Households under monitoring today."),
    empty=_("No household is under monitoring."),
    unit=pgettext_lazy("unit", "households"),
    order="-identified_on",
    link=("assistance:household-measures", "id"),
    names="head_name",
    numbers="household_no",
    search=_("Name or household number"),
    chosen=lambda rows: rows.open(),
    columns=(
        Shown(name="head_name", heading=_("Head"), under=Shown(name="household_no")),
        Shown(
            name="village_id", heading=_("Village"), area=True, sorts=True, card="line"
        ),
        Shown(name="main_risk", sorts=True, card="badge"),
        Shown(name="identified_on", sorts=True, first="-", card="foot"),
        Shown(name="labour", heading=_("Can work"), sorts=True, first="-"),
        Shown(name="first_on", heading=_("First measure"), value=_first(), card="foot"),
        Shown(name="measures", heading=_("Measures"), value=_count(), card="foot"),
        Shown(
            name="development",
            heading=_("of development"),
            value=_count(kind__counts_as_development=True),
        ),
        Shown(
            name="ticked",
            heading=_("Kinds in the monitoring record"),
            value=_ticked(),
            card="line",
        ),
    ),
    filters=(
        Filter(
            name="gap", label=_("Missing"), choices=GAPS, narrow=measure_gaps.narrow
        ),
        Filter(name="main_risk", label=_("Main risk")),
    ),
)
