"""The overview: figures of an area and month, areas below it, trend, comparison."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area
from core.htmx import safe_next
from core.months import Month
from dashboards import charts
from dashboards.board import COLUMNS, Board
from dashboards.figures import FIGURES
from dashboards.services.staleness import mark_stale
from dashboards.views.scope import MonthAreaMixin
from households.models import Household
from households.services.months import is_closed


class BoardMixin(MonthAreaMixin):
    @cached_property
    def board(self) -> Board:
        return Board(user=self.viewer, area=self.area, month=self.month)


class OverviewView(BoardMixin, TemplateView):
    template_name = "dashboards/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = self.board
        context = {**self.period(), "board": board}
        if board.computation is None:
            visible = Household.objects.visible_to(self.viewer)
            return {**context, "has_households": visible.exists()}
        context |= {
            "columns": [FIGURES[key] for key in COLUMNS],
            "trend": charts.trend(board),
            "echarts_url": charts.echarts_url(),
        }
        if board.children:
            context["towns"] = charts.towns(board)
            context["towns_height"] = _height(len(board.children))
        return context


class VillagesView(BoardMixin, TemplateView):
    """The rows of a township's villages, put below its own by htmx."""

    template_name = "dashboards/_area_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.area.level != Area.Level.TOWNSHIP:
            raise Http404
        return {"board": self.board, "month": self.month, "below": self.area}


class AsOfView(BoardMixin, TemplateView):
    """The line that says when figures were counted, asked again while changes wait."""

    template_name = "dashboards/_as_of.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**self.period(), "board": self.board, "refreshed": True}


class RecomputeView(RoleRequiredMixin, View):
    """Ask for the figures of a month to be computed now instead of tonight."""

    permission_required = "dashboards.recompute_month"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, month: Month) -> HttpResponse:
        if month > Month.current():
            raise Http404
        if is_closed(month):
            messages.error(request, _("This month is closed; its figures stay."))
        else:
            mark_stale(month)
            messages.success(
                request, _("The figures are being computed; reload in a moment.")
            )
        return HttpResponseRedirect(safe_next(request, "dashboards:overview"))


def _height(bars: int) -> str:
    """Class of the chart's height: a bar needs some 28 pixels."""
    sizes = ((8, "h300"), (10, "h340"), (15, "h480"))
    return next((css for most, css in sizes if bars <= most), "h720")
