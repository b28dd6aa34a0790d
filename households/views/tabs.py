"""The tabs over the roster: built-in and saved views, and how many each holds.

Counting them costs more than a page of rows, so the page comes without the numbers
and asks for them once it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.forms.area_filters import AreaRow, area_rows
from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from core.keyset import capped_counts
from core.listing import ListAddress, count_label
from households.forms.filters import SORTING, RegisterFilters
from households.forms.saved_views import SavedViewForm
from households.models import Household, SavedView

#: The tabs that everybody has: label and query string.
BUILT_IN: tuple[tuple[str | Promise, str], ...] = (
    (_("All monitored households"), ""),
    (_("Under monitoring"), "state=monitoring"),
    (_("Not visited this month"), "visited=no"),
    (_("Without responsible person"), "state=monitoring&assigned=no"),
    (_("Income fallen"), "growth=down"),
    (_("All rural households"), "state=all"),
    (_("Out of poverty"), "state=all&type=exited"),
    (_("Relocated"), "state=all&relocated=yes"),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A view; ``count`` is empty until it has been asked for."""

    label: str | Promise
    query: str
    is_current: bool
    saved: SavedView | None = None
    count: str = ""


def tabs_of(user: User, state: str) -> list[Tab]:
    """The person's tabs; ``state`` is the query string of the list now."""
    saved = SavedView.objects.visible_to(user)
    listed = [(label, query, None) for label, query in BUILT_IN]
    own = [(view.name, view.query, view) for view in saved]
    now = _conditions(state)
    return [
        Tab(label, query, _conditions(query) == now, view)
        for label, query, view in [*listed, *own]
    ]


def _conditions(query: str) -> dict[str, Any]:
    """What two addresses must have in common to be the same tab: not the sort."""
    return {name: v for name, v in QueryDict(query).items() if name != "sort"}


def counted(tabs: Sequence[Tab], user: User, areas: list[AreaRow]) -> list[Tab]:
    """The same tabs with their counts, all in one statement."""
    households = Household.objects.visible_to(user)
    counts = capped_counts(
        [
            RegisterFilters(QueryDict(tab.query), areas=areas).apply(households)
            for tab in tabs
        ]
    )
    return [
        Tab(tab.label, tab.query, tab.is_current, tab.saved, count_label(count))
        for tab, count in zip(tabs, counts, strict=True)
    ]


class TabsView(RoleRequiredMixin, TemplateView):
    """The tabs with counts, for the page that stands without them."""

    permission_required = "households.view_household"
    template_name = "households/_tabs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given, areas = self.request.GET, area_rows(self.viewer)
        order = SORTING.chosen(given.get("sort", ""))
        filters = RegisterFilters(given, areas=areas)
        state = ListAddress(filters.used(), order, SORTING).state()
        tabs = counted(tabs_of(self.viewer, state), self.viewer, areas)
        form = SavedViewForm(initial={"query": state})
        return super().get_context_data(tabs=tabs, saved_view_form=form, **kwargs)
