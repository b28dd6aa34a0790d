"""The lists of the fund: its batches, and what projects got of them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.register_filters import YES, YES_NO
from exchange.registers import Filter, Register, Shown
from projects.batch_sums import batch_sums
from projects.models import Allocation, FundBatch
from projects.registers.fund_filters import BY_FUND, BY_PROJECT
from projects.registers.parts import (
    OF_PROJECT,
    place_column,
    project_column,
    years,
)


def _rows_of(relation: str) -> Any:
    model: Any = FundBatch._meta.get_field(relation).related_model
    return model.objects.all()


_SUMS = batch_sums(_rows_of)


def _left(rows: Any, value: str) -> Any:
    found = Q(free__gt=0) if value == YES else Q(free__lte=0)
    return rows.with_sums().filter(found)


BATCHES = Register(
    key="fund-batches",
    title=_("Fund batches"),
    model=FundBatch,
    permission="projects.view_project",
    empty=_("No fund batch has been recorded yet."),
    note=_("amounts in 10,000 yuan"),
    unit=pgettext_lazy("unit", "fund batches"),
    order="-issued_on",
    link=("projects:batch", "id"),
    names="document_no",
    search=_("Document number"),
    export="fund-batches",
    imports="fund-batches",
    by_area=False,
    columns=(
        Shown(name="document_no", under=Shown(name="task_line")),
        Shown(name="year", show=str, sorts=True, first="-", card="line"),
        Shown(name="tier", sorts=True, card="badge"),
        Shown(name="issued_on", sorts=True, first="-", card="line"),
        Shown(name="amount", heading=_("Issued"), sorts=True, first="-", card="foot"),
        Shown(
            name="allocated",
            heading=_("Allocated"),
            value=_SUMS["allocated"],
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="paid",
            heading=_("Paid of the fund"),
            value=_SUMS["paid"],
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="free",
            heading=_("Not allocated"),
            value=_SUMS["free"],
            sorts=True,
            first="-",
            card="foot",
        ),
    ),
    filters=(
        Filter(name="year", choices=years),
        Filter(name="tier"),
        Filter(name="left", label=_("Money left"), choices=YES_NO, narrow=_left),
        Filter(name="task_line", more=True),
        Filter(name="is_direct", more=True),
    ),
)


ALLOCATIONS = Register(
    key="fund-allocations",
    title=_("Allocations of the fund"),
    model=Allocation,
    empty=_("Nothing has been allocated yet."),
    note=_("amounts in 10,000 yuan"),
    unit=pgettext_lazy("unit", "allocations"),
    order="-allocated_on",
    link=("projects:project", "project_id"),
    export="fund-allocations",
    imports="fund-allocations",
    columns=(
        project_column(),
        place_column(),
        Shown(name="project__category", sorts=True, card="line"),
        Shown(name="project__stage", card="badge"),
        Shown(name="batch__tier", sorts=True, card="line"),
        Shown(name="batch__document_no", heading=_("Fund batch"), card="line"),
        Shown(
            name="amount", heading=_("Allocated"), sorts=True, first="-", card="foot"
        ),
        Shown(name="allocated_on", sorts=True, first="-", card="foot"),
    ),
    filters=(*BY_FUND, *BY_PROJECT),
    **OF_PROJECT,
)
