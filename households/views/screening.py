"""Screening rounds: the list, a round with its coverage, announcing and closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
from exchange.views.register_page import RegisterPageView
from households import choices
from households.forms.screening import RoundForm
from households.models import (
    Household,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
)
from households.services import screening_coverage
from households.services.screening_coverage import Counts
from households.services.screening_rounds import (
    close_round,
    create_round,
    manages,
    reopen_round,
)

#: Areas that the overview names.
_PANEL_ROWS = 6


def round_of(user: User, pk: int) -> ScreeningRound:
    """A round that touches the account's area; others are not there."""
    rows = ScreeningRound.objects.visible_to(user).prefetch_related("areas")
    found: ScreeningRound = get_object_or_404(rows, pk=pk)
    return found


def state_of(round_: ScreeningRound, today: dt.date) -> str:
    """closed, future, late or running."""
    if round_.closed_on is not None:
        return "closed"
    if today < round_.starts_on:
        return "future"
    return "late" if today > round_.ends_on else "running"


def pace_of(round_: ScreeningRound, today: dt.date) -> int:
    """Per cent of the round's days that are over: where an even pace would be."""
    if state_of(round_, today) in {"closed", "late"}:
        return 100
    days = (round_.ends_on - round_.starts_on).days + 1
    return 100 * ((today - round_.starts_on).days + 1) // days


def own_village(user: User) -> str:
    """Code of the village of somebody who works in one, else nothing."""
    area = user.area
    return area.code if area and area.level == Area.Level.VILLAGE else ""


class RoundListView(RoleRequiredMixin, TemplateView):
    """Every round that touches the area, with how far it has come there."""

    permission_required = "households.view_screening"
    template_name = "households/screening/rounds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ScreeningRound.objects.visible_to(self.viewer)
        rounds = list(rows.prefetch_related("areas"))
        counts = screening_coverage.of_rounds(self.viewer, rounds)
        today = timezone.localdate()
        return super().get_context_data(
            rows=[
                (round_, counts.get(round_.pk, Counts()), state_of(round_, today))
                for round_ in rounds
            ],
            village=own_village(self.viewer),
            may_manage=manages(self.viewer),
            **kwargs,
        )


class RoundCreateView(RoleRequiredMixin, View):
    """Announces a round."""

    permission_required = "households.manage_screening"

    def get(self, request: HttpRequest) -> HttpResponse:
        self._require()
        today = timezone.localdate()
        rounds = ScreeningRound.objects.visible_to(self.viewer)
        year = rounds.filter(year=today.year)
        number = (
            year.order_by("-number").values_list("number", flat=True).first()
        ) or 0
        initial = {"number": number + 1, "starts_on": today}
        return self._page(RoundForm(initial=initial, user=self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require()
        form = RoundForm(request.POST, user=self.viewer)
        if not form.is_valid():
            return self._page(form, 422)
        data = {**form.cleaned_data, "areas": list(form.cleaned_data["areas"])}
        try:
            made = create_round(by=self.viewer, **data)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form, 422)
        messages.success(request, _("The round is announced."))
        return redirect(request, "households:screening-round", made.pk)

    def _require(self) -> None:
        if not manages(self.viewer):
            raise PermissionDenied

    def _page(self, form: RoundForm, status: int = 200) -> HttpResponse:
        name = "households/screening/round_form.html"
        return render(self.request, name, {"form": form}, status=status)


class RoundView(RoleRequiredMixin, View):
    """Coverage of a round by township, then village; ``?area=`` goes down."""

    permission_required = "households.view_screening"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        area = self._area(request.GET.get("area", ""))
        context = area_context(self.viewer, round_, area)
        if is_htmx(request):
            return render(request, "households/screening/_areas.html", context)
        context |= {
            "may_manage": manages(self.viewer),
            "village": own_village(self.viewer),
            "suspected": self._suspected(round_),
        }
        return render(request, "households/screening/round.html", context)

    def _area(self, code: str) -> Area | None:
        if not code:
            return self.viewer.area
        found: Area = get_object_or_404(Area.objects.visible_to(self.viewer), code=code)
        return found

    def _suspected(self, round_: ScreeningRound) -> list[ScreeningResult]:
        """The latest; all stand in the list of results."""
        rows = ScreeningResult.objects.visible_to(self.viewer).filter(
            round=round_, outcome=choices.ScreeningOutcome.SUSPECTED
        )
        shown = rows.select_related("household", "village__parent", "lead")
        return list(shown.order_by("-screened_on", "-pk")[:8])


class RoundCloseView(RoleRequiredMixin, View):
    """Ends a round; its figures stay as they are."""

    permission_required = "households.manage_screening"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        try:
            if "reopen" in request.POST:
                reopen_round(round_=round_, by=self.viewer)
                messages.success(request, _("The round takes results again."))
            else:
                close_round(round_=round_, by=self.viewer)
                messages.success(request, _("The round is closed."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(request, "households:screening-round", pk)


class StatisticsView(RoleRequiredMixin, View):
    """排查统计表: one sheet for print, townships or villages with a total."""

    permission_required = "households.view_screening"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        code = request.GET.get("area", "")
        area = self.viewer.area
        if code:
            area = get_object_or_404(Area.objects.visible_to(self.viewer), code=code)
        context = area_context(self.viewer, round_, area)
        context["rows"] = sorted(context["rows"], key=lambda row: row.area.code)
        return render(request, "households/screening/statistics.html", context)


class ScreeningListView(RegisterPageView):
    """Households of a round; without conditions those that the latest one misses."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.GET:
            rounds = ScreeningRound.objects.visible_to(self.viewer)
            latest = rounds.begun(timezone.localdate()).first()
            if latest is not None:
                address = f"{request.path}?round={latest.pk}&shown=missing"
                return redirect(request, address)
        return super().get(request, *args, **kwargs)


class PartView(RoleRequiredMixin, View):
    """From a deadline to the sheet of its village."""

    permission_required = "households.view_screening"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = ScreeningVillage.objects.visible_to(self.viewer)
        part: ScreeningVillage = get_object_or_404(rows, pk=pk)
        return redirect(
            request, "households:screening-village", part.round_id, part.village_id
        )


class PanelView(RoleRequiredMixin, View):
    """The latest round on the overview; nothing while there is none."""

    permission_required = "households.view_screening"

    def get(self, request: HttpRequest) -> HttpResponse:
        area = self.viewer.area
        rounds = ScreeningRound.objects.visible_to(self.viewer)
        latest = rounds.begun(timezone.localdate()).first()
        if latest is None or area is None:
            return HttpResponse()
        context = area_context(self.viewer, latest, area)
        context["rows"] = context["rows"][:_PANEL_ROWS]
        return render(request, "households/screening/_panel.html", context)


class HouseholdScreeningsView(RoleRequiredMixin, View):
    """The rounds that had to see a household, for its page."""

    permission_required = "households.view_household"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        household = get_object_or_404(Household.objects.visible_to(self.viewer), pk=pk)
        listed = ScreeningHousehold.objects.visible_to(self.viewer).filter(
            household=household
        )
        rows = list(listed.select_related("round").order_by("-round__starts_on"))
        found = ScreeningResult.objects.visible_to(self.viewer).filter(
            household=household
        )
        results = {row.round_id: row for row in found.select_related("lead")}
        context = {
            "household": household,
            "rows": [(row, results.get(row.round_id)) for row in rows],
        }
        return render(request, "households/screening/_of_household.html", context)


def area_context(
    user: User, round_: ScreeningRound, area: Area | None
) -> dict[str, Any]:
    """Coverage inside an area, and the way back up. 404 without an area."""
    if area is None:
        raise Http404
    rows = screening_coverage.of_area(user, round_, area)
    today = timezone.localdate()
    own = user.area
    climbs = own is not None and area != own and area.parent is not None
    return {
        "round": round_,
        "state": state_of(round_, today),
        "pace": pace_of(round_, today),
        "area": area,
        "up": area.parent if climbs else None,
        "rows": rows,
        "counts": screening_coverage.total(rows),
    }
