from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.users import User


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def managed_by(self, user: User | AnonymousUser) -> CalendarDayQuerySet:
        may = user.is_authenticated and user.may("accounts.manage_calendar")
        return self.all() if may else self.none()


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
)
class CalendarDay(models.Model):
    """A day that differs from the usual week: a public holiday, a make-up working day,
    or a local rule. It overrides what the installed calendar knows."""

    day = models.DateField(
        _("day"),
        unique=True,
        error_messages={"unique": _("This day is already entered.")},
    )
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(
        _("source"),
        max_length=120,
        blank=True,
        help_text=_("Document number of the notice."),
    )

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
