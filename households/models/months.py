import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.months import Month


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class ReportingMonth(models.Model):
    """Whether a month still takes entries. A month without a row is open.

    A closed month (封账) is never changed; reopening, with a reason, starts a new
    revision.
    """

    class State(models.TextChoices):
        OPEN = "open", "未封账"
        CLOSED = "closed", "已封账"

    month = models.DateField(_("month"), primary_key=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.OPEN
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    reopen_reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("reporting month")
        verbose_name_plural = _("reporting months")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="reporting_month_is_first_day",
                violation_error_message=_("A month is kept by its first day."),
            )
        ]

    def __str__(self) -> str:
        return str(Month.of(self.month))
