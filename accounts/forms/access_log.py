from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLog
from accounts.models.access_log import AccessLogQuerySet


class LogSearch(forms.Form):
    """The filter above the access log; an unreadable value is ignored."""

    q = forms.CharField(label=_("Person"), required=False, max_length=40)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), *AccessLog.Kind.choices],
    )
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    last = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def narrow(self, entries: AccessLogQuerySet) -> AccessLogQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("q"):
            entries = entries.filter(
                Q(user__full_name__icontains=text) | Q(user__username__icontains=text)
            )
        if kind := wanted.get("kind"):
            entries = entries.filter(kind=kind)
        if first := wanted.get("first"):
            entries = entries.filter(at__gte=_midnight(first))
        if last := wanted.get("last"):
            entries = entries.filter(at__lt=_midnight(last) + dt.timedelta(days=1))
        return entries


def _midnight(day: dt.date) -> dt.datetime:
    # A day next to the calendar's edge would leave it in UTC.
    day = min(max(day, dt.date(1900, 1, 1)), dt.date(2999, 12, 31))
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
