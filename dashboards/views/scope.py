"""Month and area of a page, from its address; what lies outside is not there."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area
from core.months import Month
from dashboards.models import Computation


class MonthAreaMixin(RoleRequiredMixin):
    """``?month=2026-11&area=990981101000``; without them this month, one's own area."""

    permission_required = "dashboards.view_figures"
    request: HttpRequest

    @cached_property
    def month(self) -> Month:
        """The month asked for, else the newest computed one. 404 for a later one."""
        written = self.request.GET.get("month")
        if not written:
            current = Month.current()
            return Computation.objects.last_month(current) or current
        try:
            month = Month.parse(written)
        except ValueError:
            raise Http404 from None
        if month > Month.current():
            raise Http404
        return month

    @cached_property
    def area(self) -> Area:
        """404 for an area outside the account's own."""
        visible = Area.objects.visible_to(self.viewer).select_related("parent__parent")
        code = self.request.GET.get("area") or self.viewer.area_id
        return get_object_or_404(visible, code=code)

    @cached_property
    def trail(self) -> list[Area]:
        """The areas above this one up to the account's own, highest first."""
        areas: list[Area] = []
        area = self.area
        own = self.viewer.area
        while own and area.code != own.code and area.parent is not None:
            area = area.parent
            areas.insert(0, area)
        return areas

    def period(self) -> dict[str, Any]:
        """What the month switch needs."""
        month = self.month
        return {
            "month": month,
            "previous_month": month.previous,
            "next_month": month.next if month < Month.current() else None,
            "area": self.area,
            "trail": self.trail,
        }
