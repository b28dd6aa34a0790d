"""The month's worklist: who is due, done, late, and how far each village has come."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area, User
from core.htmx import is_htmx, redirect
from core.months import Month
from core.ratios import Share
from households.models import Household
from households.services import months, numbers, worklist

_TABS = ("todo", "done", "all")


def month_or_404(text: str) -> Month:
    """A month that has begun; anything else is not a page."""
    try:
        month = Month.parse(text)
    except ValueError:
        raise Http404 from None
    return begun_or_404(month)


def begun_or_404(month: Month) -> Month:
    if month > Month.current():
        raise Http404
    return month


def month_context(month: Month) -> dict[str, Any]:
    """What the month switch and the closing note of a visit page show."""
    deadline = months.deadline(month)
    return {
        "month": month,
        "previous_month": month.previous,
        "next_month": month.next if month < Month.current() else None,
        "closed": months.is_closed(month),
        "deadline": deadline,
        "days_left": (deadline - timezone.localdate()).days,
    }


class WorklistView(RoleRequiredMixin, TemplateView):
    """``/visits/?month=2026-11&village=…``; a larger area shows the areas below it."""

    permission_required = "households.view_visit"
    template_name = "households/visit_worklist.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.request.GET
        month = month_or_404(wanted.get("month") or str(Month.current()))
        area = self._area(wanted.get("village") or wanted.get("township"))
        if area is None:
            return {**month_context(month), "area": None}
        context = {**month_context(month), "area": area, "trail": self._trail(area)}
        if area.level == Area.Level.VILLAGE:
            export = urlencode({"month": month, "village": area.code})
            return {**context, **self._village(area, month), "export_query": export}
        below = worklist.progress(self.viewer, area, month)
        share = worklist.total(below)
        context |= {"below": below, "share": share, "left": share.whole - share.part}
        if area == self.viewer.area:
            context["export_query"] = urlencode({"month": month})
            context["may_close"] = may_close(self.viewer)
            context["record"] = months.record_of(month)
        return context

    def _area(self, code: str | None) -> Area | None:
        if not code:
            return self.viewer.area if self.viewer.area_id else None
        return get_object_or_404(
            Area.objects.visible_to(self.viewer).select_related("parent"), code=code
        )

    def _trail(self, area: Area) -> list[Area]:
        """The areas above, as far as this account reaches."""
        above = []
        parent = area.parent
        while parent is not None:
            above.append(parent)
            parent = parent.parent
        visible = set(
            Area.objects.visible_to(self.viewer)
            .filter(code__in=[a.code for a in above])
            .values_list("code", flat=True)
        )
        return [a for a in reversed(above) if a.code in visible]

    def _village(self, village: Area, month: Month) -> dict[str, Any]:
        items = worklist.worklist(self.viewer, village, month)
        name = self.request.GET.get("name", "").strip()
        done = [item for item in items if item.visit]
        todo = [item for item in items if not item.visit]
        tab = self.request.GET.get("show", "todo")
        tab = tab if tab in _TABS else "todo"
        shown = {"todo": todo, "done": done, "all": items}[tab]
        if name:
            shown = [item for item in items if name in item.household.head_name]
        by_group = self.request.GET.get("order") == "group"
        if by_group:
            shown.sort(key=lambda item: worklist.group_order(item.household))
        siblings = self._siblings(village, month)
        return {
            "village": village,
            "items": shown,
            "tab": tab,
            "by_group": by_group,
            "name": name,
            "todo": todo,
            "share": Share.of(len(done), len(items)),
            "late_count": sum(item.is_late for item in todo),
            "open_count": sum(item.is_open for item in todo),
            "recent": _latest_first(done)[:6],
            "done": done,
            "siblings": siblings,
            "sibling_total": worklist.total(siblings),
        }

    def _siblings(self, village: Area, month: Month) -> list[worklist.AreaProgress]:
        """The villages of the township, for those whose scope is larger than one."""
        own = self.viewer.area
        if own is None or own.level == Area.Level.VILLAGE or village.parent is None:
            return []
        return worklist.progress(self.viewer, village.parent, month)


class CallView(RoleRequiredMixin, View):
    """The household's telephone number, opened to be dialled: a POST, and logged."""

    permission_required = "households.record_visit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = get_object_or_404(Household.objects.visible_to(self.viewer), pk=pk)
        try:
            number = numbers.reveal(
                user=self.viewer,
                row=household,
                name="phone",
                reason=_("call before a visit"),
                request=request,
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request, "households:visits")
        part = "households/_visit_call.html"
        page = part if is_htmx(request) else "households/visit_call.html"
        return render(request, page, {"household": household, "number": number})


def may_close(user: User) -> bool:
    """A month is closed for the whole county, so only an account of the county may."""
    area = user.area
    return (
        user.may("households.close_month")
        and area is not None
        and area.level == Area.Level.COUNTY
    )


def require_recording(user: User) -> None:
    """Reading a visit page is one permission, writing on it another."""
    if not user.may("households.record_visit"):
        raise PermissionDenied


def _latest_first(items: list[worklist.WorkItem]) -> list[worklist.WorkItem]:
    return sorted(items, key=lambda item: item.visit.visited_on, reverse=True)  # type: ignore[union-attr]
