"""The rows behind a number: a list whose count and sums are the number."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.models import Area
from core.keyset import Page, Sort, fetch
from core.months import Month
from dashboards import codes
from dashboards.choices import Group
from dashboards.figures import FIGURES, AnyFigure
from dashboards.models import Computation, MonthlyFigure
from dashboards.readings import Reading, Readings
from dashboards.selections import (
    PART,
    REST,
    WHOLE,
    Selection,
    add_up,
    before_url,
    rows_url,
)
from dashboards.views.scope import MonthAreaMixin
from households.choices import Category, HouseholdType, MonitoringState
from households.models import Household

PAGE = 50
_BY_VILLAGE = Sort("village_id", str)
_LABELS = {
    "category": dict(Category.choices),
    "monitoring_state": dict(MonitoringState.choices),
    "household_type": dict(HouseholdType.choices),
}
_FIELDS = (
    "household_id",
    "household__household_no",
    "household__head_name",
    "village__name",
    "village__parent__name",
    "category",
    "household_type",
    "monitoring_state",
    "identified_on",
    "eliminated_on",
    "visited_on",
    "has_responsible",
    "persons",
    "net_income",
    "income_persons",
    "net_before",
    "persons_before",
)


class FigureRowsView(MonthAreaMixin, TemplateView):
    """``/figures/<key>/rows/?month=…&area=…&category=…&part=1``."""

    template_name = "dashboards/figure_rows.html"
    #: Beside how the rows were, show how the households are now.
    beside_now = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection
        rows = selection.rows(self.viewer)
        page = self._page(selection)
        return {
            **self.period(),
            "figure": self.figure,
            "reading": self.reading,
            "selection": selection,
            "totals": add_up(rows),
            "page": page,
            "rows": [_shown(row) for row in page.rows],
            "by_income": self.figure.group == Group.INCOME,
            "now_url": self._address(PART),
            "then_url": self._before_url(),
            "beside_now": self.beside_now,
            "parts": self._parts(selection),
            "computation": self.computation,
            "export_query": self._export_query(selection),
            "category_label": _LABELS["category"].get(selection.category, ""),
            "first_url": self._turn(),
            "next_url": self._turn(after=page.after) if page.after else "",
            "previous_url": self._turn(before=page.before) if page.before else "",
        }

    @cached_property
    def figure(self) -> AnyFigure:
        try:
            return FIGURES[self.kwargs["key"]]
        except KeyError:
            raise Http404 from None

    @cached_property
    def computation(self) -> Computation:
        found = Computation.objects.newest([self.month]).get(self.month)
        if found is None:
            raise Http404
        return found

    @cached_property
    def selection(self) -> Selection:
        category = self.request.GET.get("category", "")
        part = self.request.GET.get("part", WHOLE)
        if category not in {"", *Category.values} or part not in {PART, REST, WHOLE}:
            raise Http404
        return Selection(
            figure=self.figure,
            month=self.month,
            revision=self.computation.revision,
            area=self.area,
            category=category,
            part=part,
        )

    @cached_property
    def reading(self) -> Reading:
        readings = Readings.load(
            MonthlyFigure.objects.visible_to(self.viewer),
            months=[self.month],
            areas=[self.area.code],
            keys=[self.figure.key],
            by_category=True,
        )
        category = self.selection.category
        return readings.get(self.figure.key, self.month, self.area.code, category)

    def _page(self, selection: Selection) -> Page:
        wanted = self.request.GET
        rows = selection.rows(self.viewer)
        fields: tuple[str, ...] = _FIELDS
        if self.beside_now:
            # Only what the account may see today: a household may have moved away.
            now = Household.objects.visible_to(self.viewer).filter(
                pk=OuterRef("household_id")
            )
            rows = rows.annotate(
                state_now=Subquery(now.values("monitoring_state")[:1]),
                village_now=Subquery(now.values("village__name")[:1]),
                persons_now=Subquery(now.values("persons")[:1]),
            )
            fields = (*_FIELDS, "state_now", "village_now", "persons_now")
        return fetch(
            rows,
            fields,
            _BY_VILLAGE,
            after=wanted.get("after", ""),
            before=wanted.get("before", ""),
            size=PAGE,
        )

    def _parts(self, selection: Selection) -> list[tuple[str, str]]:
        """Part and address of the lists that this figure has."""
        parts = [WHOLE, PART, REST] if selection.has_rest else [WHOLE]
        return [(part, self._address(part)) for part in parts]

    def _before_url(self) -> str:
        category = self.selection.category
        return before_url(self.figure, self.month, self.area.code, category)

    def _address(self, part: str) -> str:
        category = self.selection.category
        return rows_url(self.figure.key, self.month, self.area.code, category, part)

    def _export_query(self, selection: Selection) -> str:
        """Conditions of the list, for the roster that exports it."""
        query = {
            "figure": self.figure.key,
            "month": str(self.month),
            "area": self.area.code,
            "category": selection.category,
            "part": selection.part,
            "revision": str(selection.revision),
        }
        return urlencode({name: value for name, value in query.items() if value})

    def _turn(self, **place: str) -> str:
        query = self.request.GET.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query.update(place)
        return f"?{query.urlencode()}"


class FigureCodeView(FigureRowsView):
    """``/f/F-7K3/``: the rows of a printed number as they were, beside how they are."""

    beside_now = True

    @cached_property
    def stored(self) -> MonthlyFigure:
        try:
            number = codes.decode(self.kwargs["code"])
        except ValueError:
            raise Http404 from None
        visible = MonthlyFigure.objects.visible_to(self.viewer)
        found: MonthlyFigure = get_object_or_404(visible, pk=number)
        return found

    @cached_property
    def figure(self) -> AnyFigure:
        if self.stored.figure not in FIGURES:
            raise Http404
        return FIGURES[self.stored.figure]

    @cached_property
    def month(self) -> Month:
        return Month.of(self.stored.month)

    @cached_property
    def area(self) -> Area:
        visible = Area.objects.visible_to(self.viewer).select_related("parent__parent")
        return get_object_or_404(visible, code=self.stored.area_code)

    @cached_property
    def computation(self) -> Computation:
        return get_object_or_404(
            Computation, month=self.stored.month, revision=self.stored.revision
        )

    @cached_property
    def selection(self) -> Selection:
        part = self.request.GET.get("part", WHOLE)
        if part not in {PART, REST, WHOLE}:
            raise Http404
        return Selection(
            figure=self.figure,
            month=self.month,
            revision=self.stored.revision,
            area=self.area,
            category=self.stored.category,
            part=part,
        )

    @cached_property
    def reading(self) -> Reading:
        stored = self.stored
        return Reading(
            self.figure,
            self.month,
            stored.area_code,
            stored.category,
            stored.share,
            self.figure.value(stored.share),  # type: ignore[arg-type, call-arg]
            stored.code,
            version=stored.definition_version,
        )

    def _address(self, part: str) -> str:
        return f"?part={part}" if part else self.request.path


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its codes in words and the income a head worked out."""
    labels = {
        f"{name}_label": words.get(row[name], "") for name, words in _LABELS.items()
    }
    persons, before = row["income_persons"], row["persons_before"]
    states = _LABELS["monitoring_state"]
    return {
        **row,
        **labels,
        "url": reverse("households:household", args=[row["household_id"]]),
        "state_now_label": states.get(row.get("state_now", ""), ""),
        "head_income": row["net_income"] / persons if persons else None,
        "head_before": row["net_before"] / before if before else None,
    }
