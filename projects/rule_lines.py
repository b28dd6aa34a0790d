"""The rules of a year that are kept project by project, each with what breaks it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects import board
from projects.models import Asset
from projects.registers.projects import PROJECTS, VIEWS


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule, how many rows of the viewer's scope break it, and where they are."""

    label: str | Promise
    count: int
    url: str


def rule_lines(user: User, year: int, today: dt.date) -> list[RuleLine]:
    """Projects of the year, and assets that nobody owns, of whatever year."""
    keys = [key for key, view in VIEWS.items() if view.is_rule]
    narrow = PROJECTS.filters_class.NARROW["year"]
    counts = board.view_counts(narrow(PROJECTS.rows(user), str(year)), today, keys)
    lines = [
        RuleLine(
            VIEWS[key].label,
            counts[key],
            f"{reverse('projects:projects')}?{urlencode({'year': year, 'view': key})}",
        )
        for key in keys
    ]
    ownerless = Asset.objects.visible_to(user).filter(owner="").count()
    page = reverse("projects:assets")
    return [*lines, RuleLine(_("Assets without owner"), ownerless, f"{page}?owned=no")]
