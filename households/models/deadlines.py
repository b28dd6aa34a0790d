from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Department
from accounts.roles import Role
from households.workflow_querysets import DeadlineQuerySet


class Deadline(models.Model):
    """A running or stopped clock of one piece of work.

    ``clock`` names the rule in ``households/clocks``; ``subject_kind`` and
    ``subject_id`` the row it belongs to, also of apps above this one. ``first_due_on``
    never moves; ``due_on`` does by pauses.
    """

    clock = models.CharField(_("clock"), max_length=30)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    title = models.CharField(_("work"), max_length=120)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="area_code",
        related_name="+",
        verbose_name=_("area"),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    holder = models.CharField(_("who has to act"), max_length=20, choices=Role)
    started_on = models.DateField(_("from"))
    first_due_on = models.DateField(_("first due on"))
    due_on = models.DateField(_("due on"))
    warns_on = models.DateField(_("reminder from"))
    paused_on = models.DateField(_("paused on"), null=True, blank=True)
    pause_reason = models.CharField(
        _("reason for the pause"), max_length=200, blank=True
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("no longer needed"), default=False)
    #: 0: with the holder; each level is one above (village, township, county, leader).
    escalation = models.PositiveSmallIntegerField(_("escalated"), default=0)
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True)
    escalated_to = models.CharField(
        _("escalated to"), max_length=20, choices=Role, blank=True
    )

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "subject_kind", "subject_id"],
                condition=Q(done_on=None, is_cancelled=False),
                name="deadline_once_running",
                violation_error_message=_("This clock is already running."),
            ),
            models.CheckConstraint(
                condition=Q(first_due_on__gte=F("started_on")),
                name="deadline_in_order",
                violation_error_message=_("The deadline is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(paused_on=None) | ~Q(pause_reason=""),
                name="deadline_pause_has_reason",
                violation_error_message=_("Say why the clock is paused."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["area", "holder", "due_on"],
                condition=Q(done_on=None, is_cancelled=False),
                name="deadline_running",
            ),
            models.Index(
                fields=["subject_kind", "subject_id"], name="deadline_by_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.due_on}"
