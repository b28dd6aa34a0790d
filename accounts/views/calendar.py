"""The calendar of working days: a year of months, and the days that differ."""

from __future__ import annotations

import calendar as weeks
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from django.views.generic.base import View

from accounts import working_calendar
from accounts.forms.calendar import FIRST_YEAR, LAST_YEAR, CalendarDayForm
from accounts.history import history_of
from accounts.mixins import RoleRequiredMixin
from accounts.models import CalendarDay
from accounts.services.calendar import remove_day
from core.months import Month
from core.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Day:
    """One field of a month's sheet."""

    day: dt.date
    is_working: bool
    #: Off on a weekday, or working at a weekend.
    differs: bool
    name: str
    own: bool
    is_today: bool

    @property
    def css(self) -> str:
        kind = ("on" if self.is_working else "off") if self.differs else ""
        plain = "" if self.is_working or kind else "we"
        today = "now" if self.is_today else ""
        return " ".join(part for part in (kind, plain, today) if part)


class CalendarMixin(RoleRequiredMixin):
    permission_required = "accounts.manage_calendar"


class CalendarView(CalendarMixin, TemplateView):
    """The year as twelve sheets, with the list of days that were entered here."""

    template_name = "accounts/calendar.html"

    @cached_property
    def year(self) -> int:
        written = self.request.GET.get("year", "")
        if not written:
            return timezone.localdate().year
        if not written.isdecimal() or not FIRST_YEAR <= int(written) <= LAST_YEAR:
            raise Http404
        return int(written)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = CalendarDay.objects.managed_by(self.viewer)
        rows = {row.day: row for row in every}
        known = working_calendar.combine(
            (row.day, row.is_working) for row in rows.values()
        )
        months = [self._month(number, known, rows) for number in range(1, 13)]
        return super().get_context_data(
            year=self.year,
            years=(self.year - 1, self.year + 1),
            months=months,
            days=[row for day, row in sorted(rows.items()) if day.year == self.year],
            is_known=self.year in known.known_years,
            is_published=self.year in working_calendar.published_years(),
            working=sum(days for _label, _weeks, days in months),
            **kwargs,
        )

    def _month(
        self, number: int, known: WorkingDays, rows: dict[dt.date, CalendarDay]
    ) -> tuple[str, list[list[Day | None]], int]:
        sheets = weeks.Calendar().monthdatescalendar(self.year, number)
        listed = [
            [
                _day(day, known, rows.get(day)) if day.month == number else None
                for day in week
            ]
            for week in sheets
        ]
        working = sum(day.is_working for week in listed for day in week if day)
        return Month(self.year, number).short_label, listed, working


def _day(day: dt.date, known: WorkingDays, own: CalendarDay | None) -> Day:
    is_working = known.is_working(day)
    return Day(
        day=day,
        is_working=is_working,
        differs=day in known.exceptions,
        name=own.name if own else working_calendar.published_name(day),
        own=own is not None,
        is_today=day == timezone.localdate(),
    )


class DayCreateView(CalendarMixin, FormView[CalendarDayForm]):
    template_name = "accounts/calendar_day.html"
    form_class = CalendarDayForm

    def get_initial(self) -> dict[str, Any]:
        """``?day=``: opened from the sheet of a month."""
        day = self.request.GET.get("day", "")
        return {"day": day} if day else {}

    def form_valid(self, form: CalendarDayForm) -> HttpResponse:
        row = form.write()
        if row is None:
            return self.form_invalid(form)
        messages.success(self.request, _("%(day)s is saved.") % {"day": row.day})
        return redirect(f"{reverse('accounts:calendar')}?year={row.day.year}")

    def form_invalid(self, form: CalendarDayForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class DayEditView(DayCreateView):
    @cached_property
    def row(self) -> CalendarDay:
        rows = CalendarDay.objects.managed_by(self.viewer)
        return get_object_or_404(rows, day=self.kwargs["day"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = history_of(self.row, limit=20)
        return super().get_context_data(row=self.row, history=history, **kwargs)


class DayRemoveView(CalendarMixin, View):
    """The day follows the published calendar again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, day: dt.date) -> HttpResponse:
        rows = CalendarDay.objects.managed_by(self.viewer)
        row = get_object_or_404(rows, day=day)
        remove_day(day=row.day)
        messages.success(request, _("%(day)s is removed.") % {"day": day})
        return redirect(f"{reverse('accounts:calendar')}?year={day.year}")
