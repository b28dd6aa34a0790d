"""«This household on 30 June»: a past day of a household beside today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect
from core.months import Month
from households.as_of import Course, Standing, differences
from households.forms.changes import DayForm
from households.models import Household

#: Month ends offered beside the day.
MONTH_ENDS = 12


class HouseholdOnView(RoleRequiredMixin, View):
    """``/households/<pk>/on/2026-06-30/``; without a day it is today,
    and ``?day=`` goes to another."""

    permission_required = "households.view_household"

    def get(self, request: HttpRequest, pk: int, day: str = "") -> HttpResponse:
        rows = Household.objects.visible_to(self.viewer)
        household = get_object_or_404(rows.select_related("village__parent"), pk=pk)
        if day:
            return self._page(household, _read(day), DayForm(initial={"day": day}))
        if "day" not in request.GET:
            today = timezone.localdate()
            return self._page(household, today, DayForm(initial={"day": today}))
        form = DayForm(request.GET)
        if form.is_valid():
            chosen = form.cleaned_data["day"].isoformat()
            return redirect(request, "households:household-on", household.pk, chosen)
        return self._page(household, timezone.localdate(), form, 422)

    def _page(
        self, household: Household, day: dt.date, form: DayForm, status: int = 200
    ) -> HttpResponse:
        course = Course(household)
        then, now = course.on(day), course.on(timezone.localdate())
        context: dict[str, Any] = {
            "household": household,
            "form": form,
            "then": then,
            "now": now,
            "differences": differences(then, now),
            "gone": then.keys - now.keys,
            "newcomers": [p for p in now.persons if p.member.pk not in then.keys],
            "changes": [row for row in course.changes if row.effective_on > day],
            "month_ends": _month_ends(household, day),
            "statement_net": _per_head(then),
        }
        template = "households/changes/on.html"
        return render(self.request, template, context, status=status)


def _read(day: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    # ``fromisoformat`` also takes other ISO forms; one day has one address.
    if found.isoformat() != day or found > timezone.localdate() or found.year < 1950:
        raise Http404
    return found


def _month_ends(household: Household, day: dt.date) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is the day shown, the latest first."""
    month = Month.current()
    ends = [month.shift(-n).last_day for n in range(1, MONTH_ENDS + 1)]
    return [
        (
            Month.of(end).label,
            reverse("households:household-on", args=[household.pk, end.isoformat()]),
            end == day,
        )
        for end in ends
    ]


def _per_head(then: Standing) -> Any:
    income = then.income
    return income.net / income.persons if income is not None else None
