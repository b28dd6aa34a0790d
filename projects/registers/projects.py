"""The list of projects."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Filter, Register, Shown
from projects.models import Project
from projects.registers.parts import place_column, years

PROJECTS = Register(
    key="projects",
    title=_("Projects of the fund"),
    model=Project,
    permission="projects.view_project",
    empty=_("No project has been recorded yet."),
    unit=pgettext_lazy("unit", "projects"),
    order="code",
    link=("projects:project", "id"),
    names="name",
    numbers="code",
    search=_("Name or number of the project"),
    columns=(
        Shown(name="name", under=Shown(name="code", sorts=True)),
        Shown(name="category", sorts=True, card="line"),
        place_column("area_id"),
        Shown(name="budget", sorts=True, first="-", card="foot"),
        Shown(name="stage", sorts=True, card="badge"),
        Shown(name="planned_end", sorts=True, card="foot"),
    ),
    filters=(
        Filter(name="year", choices=years),
        Filter(name="category"),
        Filter(name="stage"),
    ),
)
