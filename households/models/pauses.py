from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from households.models.deadlines import Deadline
from households.workflow_querysets import DeadlinePauseQuerySet


class DeadlinePause(models.Model):
    """A time in which a clock stood still: who stopped it, why, and what it moved."""

    deadline = models.ForeignKey(
        Deadline,
        models.CASCADE,
        related_name="pauses",
        verbose_name=_("deadline"),
    )
    paused_on = models.DateField(_("paused on"))
    reason = models.CharField(_("reason for the pause"), max_length=200)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("paused by"),
    )
    resumed_on = models.DateField(_("resumed on"), null=True, blank=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("resumed by"),
    )
    due_before = models.DateField(_("due on before"))
    due_after = models.DateField(_("due on after"), null=True, blank=True)

    objects = DeadlinePauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ["deadline", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(resumed_on=None),
                name="deadline_paused_once",
                violation_error_message=_("This clock is already paused."),
            ),
            models.CheckConstraint(
                condition=Q(resumed_on=None) | Q(resumed_on__gte=F("paused_on")),
                name="deadline_pause_in_order",
                violation_error_message=_("The clock goes on before it was paused."),
            ),
            models.CheckConstraint(
                condition=Q(due_after=None) | Q(due_after__gte=F("due_before")),
                name="deadline_pause_moves_later",
                violation_error_message=_("A pause cannot bring a deadline forward."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.paused_on}"
