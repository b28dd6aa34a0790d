"""The list of progress reports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Register, Shown
from projects.models import ProgressReport
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
    link=("projects:project", "project_id"),
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
    filters=(year_filter(),),
    **OF_PROJECT,
)
