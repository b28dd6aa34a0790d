"""The list of projects: its views, its conditions, and the rows behind a query.

``projects.views.board`` makes the page of it; the roster of projects takes the same
rows out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Department
from accounts.parameters import value_on
from core.characters import has_characters
from exchange.registers import Filter, Register, Shown
from projects import year_rules
from projects.choices import (
    ENDED_STAGES,
    REPOSITORY_STAGES,
    WAITING_STAGES,
    Stage,
)
from projects.models import Project
from projects.parameters import BEHIND_WARN, UNPAID_WORKS
from projects.registers.parts import place_column, years
from projects.standing import Trouble

#: The view of a list nobody has chosen one for.
EVERYTHING = "plan"
#: The view of what no plan has taken yet.
STORED = "stored"
#: In the plan: neither still in the repository nor ended on the side.
_IN_PLAN = ~Q(stage__in=(*REPOSITORY_STAGES, *ENDED_STAGES))


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: which of the year's projects, from their standing on a day."""

    label: str | Promise
    chosen: Callable[[dt.date], Q]
    #: Shown even while it holds nothing.
    always: bool = True
    #: A rule of the year: opened from the page of the rules, and no tab of its own.
    is_rule: bool = False


def _rule(label: Promise, chosen: Callable[[dt.date], Q]) -> View:
    return View(label, lambda day: _IN_PLAN & chosen(day), always=False, is_rule=True)


def late(day: dt.date) -> Q:
    """Behind the plan by what the parameter says, or past the planned end."""
    warn = value_on(BEHIND_WARN.key, day)
    return _IN_PLAN & (Q(behind__gte=warn) | Q(trouble=Trouble.RUNNING_LATE.value))


def unpaid(day: dt.date) -> Q:
    """More built than paid, by what the parameter says."""
    return _IN_PLAN & Q(works_unpaid__gte=value_on(UNPAID_WORKS.key, day))


VIEWS: dict[str, View] = {
    EVERYTHING: View(pgettext_lazy("view of projects", "All"), lambda day: _IN_PLAN),
    "late": View(_("Behind the plan"), late),
    "unpaid": View(_("Payments behind works"), unpaid),
    "running": View(_("Under way"), lambda day: Q(stage=Stage.STARTED)),
    "waiting": View(_("Works not begun"), lambda day: Q(stage__in=WAITING_STAGES)),
    "accept": View(_("To be accepted"), lambda day: Q(stage=Stage.FINISHED)),
    STORED: View(
        _("In the repository"), lambda day: Q(stage__in=REPOSITORY_STAGES), always=False
    ),
    "ended": View(
        _("Terminated or removed"), lambda day: Q(stage__in=ENDED_STAGES), always=False
    ),
    "past-deadline": _rule(
        _("Planned or running past the end of its year"), year_rules.past_deadline
    ),
    "paid-ahead": _rule(_("Payments ahead of works"), year_rules.paid_ahead),
    "unannounced": _rule(_("Public notice incomplete"), year_rules.unannounced),
    "helps-nobody": _rule(_("No beneficiary households"), year_rules.helps_nobody),
    "unreported": _rule(_("No report lately"), year_rules.unreported),
}


def _views() -> list[tuple[str, Any]]:
    return [(key, view.label) for key, view in VIEWS.items()]


def _of_view(rows: Any, key: str) -> Any:
    return rows.filter(VIEWS[key].chosen(timezone.localdate()))


def _of_year(rows: Any, value: str) -> Any:
    """Carried out in a year; of what no plan has taken yet, planned for it."""
    planned = Q(year=None, planning_year=int(value))
    return rows.filter(Q(year=int(value)) | planned)


def _departments() -> list[tuple[str, str]]:
    rows = Department.objects.order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _standing(rows: Any) -> Any:
    return rows.standing_on(timezone.localdate())


def _finds(rows: Any, text: str) -> Any:
    """By any characters of the name, or by the number or a part of it."""
    text = "".join(text.split())
    return rows.filter(has_characters("name", text) | Q(code__icontains=text))


PROJECTS = Register(
    key="projects",
    title=_("Projects of the fund"),
    model=Project,
    permission="projects.view_project",
    empty=_("No project has been recorded yet."),
    unit=pgettext_lazy("unit", "projects"),
    order="code",
    link=("projects:project", "id"),
    finds=_finds,
    search=_("Name or number of the project"),
    chosen=_standing,
    columns=(
        Shown(name="name", under=Shown(name="code", sorts=True)),
        Shown(name="category", sorts=True, card="line"),
        place_column("area_id"),
        Shown(name="budget", sorts=True, first="-", card="foot"),
        Shown(name="stage", sorts=True, card="badge"),
        Shown(name="planned_end", sorts=True, card="foot"),
    ),
    filters=(
        Filter(name="year", label=_("Year"), choices=years, narrow=_of_year),
        Filter(name="view", label=_("View"), choices=_views, narrow=_of_view),
        Filter(name="category"),
        Filter(name="department", choices=_departments),
    ),
)
