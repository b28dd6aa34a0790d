from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User | AnonymousUser) -> JobQuerySet:
        """A person's own jobs; nobody follows another's."""
        return self.filter(owner=user) if user.is_authenticated else self.none()

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """Background work as a row: PostgreSQL is the queue of record, Redis the doorbell.

    A task is given only the id. It takes an advisory lock on it, reads state and
    scope from here, and does its writing in one transaction.
    """

    class Kind(models.TextChoices):
        READ_ROSTER = "read_roster", "读取文件"
        APPLY_ROSTER = "apply_roster", "写入数据"
        UNDO_ROSTER = "undo_roster", "撤销导入"
        EXPORT = "export", "导出"
        RECOMPUTE = "recompute", "重算指标"
        CHECK_QUALITY = "check_quality", "数据核查"
        PUSH_LEADS = "push_leads", "接收线索"
        REFRESH_CARDS = "refresh_cards", "更新明白卡"

    class State(models.TextChoices):
        QUEUED = "queued", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已停止"

    MAX_ATTEMPTS = 3

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.QUEUED
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="jobs",
        verbose_name=_("person"),
    )
    scope_low = models.CharField(max_length=12, blank=True)
    scope_high = models.CharField(max_length=12, blank=True)
    parameters = models.JSONField(default=dict)
    key = models.CharField(max_length=80, default=uuid.uuid4)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    step = models.CharField(_("step"), max_length=80, blank=True)
    done_units = models.PositiveIntegerField(default=0)
    total_units = models.PositiveIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["queued", "running"]),
                name="job_key_once_waiting",
                violation_error_message=_("This work is already under way."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=["queued", "running"]),
                name="job_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def percent(self) -> float:
        if self.state == self.State.DONE:
            return 100.0
        return 100 * self.done_units / self.total_units if self.total_units else 0.0

    @property
    def is_finished(self) -> bool:
        return self.state not in {self.State.QUEUED, self.State.RUNNING}
