"""The rows behind a number: a list whose count and sums are the number."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.models import Area
from core.keyset import Page, Sort, fetch
from core.months import Month
from dashboards import codes
from dashboards.choices import Group
from dashboards.figures import FIGURES, AnyFigure, Change, Subject
from dashboards.models import Computation, MonthlyFigure
from dashboards.readings import Reading, Readings
from dashboards.row_tables import (
    PROJECT_FIELDS,
    VILLAGE_FIELDS,
    category_label,
    columns_of,
    fields_of,
    ledger_url,
    shown_household,
    shown_project,
)
from dashboards.selections import (
    PART,
    REST,
    WHOLE,
    Selection,
    add_up,
    add_up_projects,
    add_up_villages,
    before_url,
    rows_url,
)
from dashboards.views.scope import MonthAreaMixin
from households.choices import Category
from households.models import Household

PAGE = 50
_BY_VILLAGE = Sort("village_id", str)
_BY_AREA = Sort("area_id", str)


class FigureRowsView(MonthAreaMixin, TemplateView):
    """``/figures/<key>/rows/?month=…&area=…&category=…&part=1``."""

    template_name = "dashboards/figure_rows.html"
    #: Beside how the rows were, show how the households are now.
    beside_now = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        selection = self.selection
        listed = {
            Subject.HOUSEHOLD: self._households,
            Subject.VILLAGE: self._villages,
            Subject.PROJECT: self._projects,
        }
        page, found = listed[selection.subject](selection)
        return {
            **self.period(),
            "figure": self.figure,
            "reading": self.reading,
            "selection": selection,
            "page": page,
            **found,
            "columns": columns_of(self.figure),
            "ledger_url": ledger_url(self.figure),
            "by_income": self.figure.group == Group.INCOME,
            "by_change": isinstance(self.figure, Change),
            "now_url": self._address(PART),
            "then_url": self._before_url(),
            "beside_now": self.beside_now,
            "parts": self._parts(selection),
            "computation": self.computation,
            "export_query": self._export_query(selection),
            "category_label": category_label(selection.category),
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

    def _villages(self, selection: Selection) -> tuple[Page, dict[str, Any]]:
        rows = selection.villages(self.viewer)
        page = self._page(rows, VILLAGE_FIELDS)
        return page, {"rows": page.rows, "totals": add_up_villages(rows)}

    def _households(self, selection: Selection) -> tuple[Page, dict[str, Any]]:
        rows = selection.rows(self.viewer)
        fields = fields_of(self.figure)
        listed = rows
        if self.beside_now:
            # Only what the account may see today: a household may have moved away.
            now = Household.objects.visible_to(self.viewer).filter(
                pk=OuterRef("household_id")
            )
            listed = rows.annotate(
                state_now=Subquery(now.values("monitoring_state")[:1]),
                village_now=Subquery(now.values("village__name")[:1]),
                persons_now=Subquery(now.values("persons")[:1]),
            )
            fields = (*fields, "state_now", "village_now", "persons_now")
        page = self._page(listed, fields)
        shown = [shown_household(row, self.figure) for row in page.rows]
        return page, {"rows": shown, "totals": add_up(rows)}

    def _projects(self, selection: Selection) -> tuple[Page, dict[str, Any]]:
        rows = selection.projects(self.viewer)
        page = self._page(rows, PROJECT_FIELDS, _BY_AREA)
        shown = [shown_project(row) for row in page.rows]
        return page, {"rows": shown, "totals": add_up_projects(rows)}

    def _page(
        self, rows: QuerySet[Any], fields: tuple[str, ...], by: Sort = _BY_VILLAGE
    ) -> Page:
        wanted = self.request.GET
        return fetch(
            rows,
            fields,
            by,
            after=wanted.get("after", ""),
            before=wanted.get("before", ""),
            size=PAGE,
        )

    def _parts(self, selection: Selection) -> list[tuple[str, str]]:
        """Part and address of the lists that this figure has."""
        return [(part, self._address(part)) for part in selection.parts]

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
