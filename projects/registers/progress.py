"""The lists of progress reports and of milestones."""

from typing import Any

from django.db.models import F, Func, IntegerField
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Filter, Register, Shown
from projects.models import Milestone, ProgressReport
from projects.registers.parts import (
    OF_PROJECT,
    place_column,
    project_column,
    year_filter,
)

REPORTS = Register(
    key="project-progress",
    title=_("Progress reports"),
    model=ProgressReport,
    empty=_("No progress has been reported yet."),
    unit=pgettext_lazy("unit", "reports"),
    order="-reported_on",
    link=("projects:works", "project_id"),
    export="project-progress",
    imports="project-progress",
    columns=(
        project_column(),
        place_column(),
        Shown(name="reported_on", sorts=True, first="-", card="badge"),
        Shown(name="works", sorts=True, first="-", card="foot"),
        Shown(name="content", card="line"),
        Shown(name="obstacle", card="line"),
        Shown(name="recorded_by__full_name", heading=_("entered by")),
    ),
    filters=(year_filter(), Filter(name="reported_on")),
    **OF_PROJECT,
)

_REACHED, _OVERDUE, _AHEAD = "reached", "overdue", "ahead"
_STATES = (
    (_REACHED, _("reached")),
    (_OVERDUE, _("overdue")),
    (_AHEAD, _("still ahead")),
)


def _in_state(rows: Any, value: str) -> Any:
    if value == _REACHED:
        return rows.filter(done_on__isnull=False)
    today = timezone.localdate()
    days = {"due_on__lt": today} if value == _OVERDUE else {"due_on__gte": today}
    return rows.filter(done_on=None, **days)


#: Days after the planned day, up to today while the milestone is not reached.
_LATE = Func(
    Coalesce(F("done_on"), TruncDate(Now())),
    F("due_on"),
    template="GREATEST(0, (%(expressions)s))",
    arg_joiner=" - ",
    output_field=IntegerField(),
)

MILESTONES = Register(
    key="project-milestones",
    title=_("Milestones of projects"),
    model=Milestone,
    empty=_("No milestone has been planned yet."),
    unit=pgettext_lazy("unit", "milestones"),
    order="due_on",
    link=("projects:works", "project_id"),
    export="project-milestones",
    imports="project-milestones",
    columns=(
        project_column(),
        place_column(),
        Shown(name="name", card="line"),
        Shown(name="due_on", sorts=True, card="foot"),
        Shown(name="works", sorts=True, first="-"),
        Shown(name="done_on", sorts=True, first="-", card="foot"),
        Shown(
            name="late",
            heading=_("Days late"),
            value=_LATE,
            sorts=True,
            first="-",
            card="badge",
        ),
    ),
    filters=(
        year_filter(),
        Filter(name="state", label=_("State"), choices=_STATES, narrow=_in_state),
    ),
    **OF_PROJECT,
)
