"""Columns and conditions that the lists of rows about projects share."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.months import Month
from exchange.registers import Filter, Shown

_AHEAD, _BACK = 1, 5


def project_column() -> Shown:
    """Name, with the number under it."""
    return Shown(
        name="project__name",
        heading=_("Project"),
        under=Shown(name="project__code", sorts=True),
    )


def place_column(path: str = "project__area_id") -> Shown:
    heading = pgettext_lazy("area", "Place")
    return Shown(name=path, heading=heading, area=True, sorts=True, card="line")


def years() -> list[tuple[str, str]]:
    """Next year, for which the repository is built, this one, and those before."""
    current = Month.current().year
    return [
        (str(year), str(year)) for year in range(current + _AHEAD, current - _BACK, -1)
    ]


def _of_year(rows: Any, value: str) -> Any:
    return rows.filter(project__year=int(value))


def year_filter() -> Filter:
    return Filter(
        name="year", label=_("Year of implementation"), choices=years, narrow=_of_year
    )


#: What a list of rows about projects searches by.
OF_PROJECT: dict[str, Any] = {
    "names": "project__name",
    "numbers": "project__code",
    "search": _("Name or number of the project"),
    "permission": "projects.view_project",
}
