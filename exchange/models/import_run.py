from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoping import department_range, user_range
from exchange.models.job import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

#: The scope of a run that is not about households: the list of areas.
EVERYTHING = ("0" * 12, "9" * 12)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User | AnonymousUser) -> ImportRunQuerySet:
        """A person's own runs, as far as the account still reaches today: the file of
        a township that somebody has left carries rows that are no longer theirs."""
        if not isinstance(user, User):
            return self.none()
        reach = Q(pk__in=())
        if (limits := user_range(user)) is not None:
            reach |= Q(scope_low__gte=limits[0], scope_high__lte=limits[1])
        if (mark := department_range(user)) is not None:
            reach |= Q(scope_low=mark[0], scope_high=mark[1])
        if user.may("exchange.import_areas"):
            reach |= Q(scope_low=EVERYTHING[0], scope_high=EVERYTHING[1])
        return self.filter(reach, owner=user)


class ImportRun(models.Model):
    """One roster file on its way in: read, previewed, applied, perhaps undone."""

    class State(models.TextChoices):
        READING = "reading", "读取中"
        PREVIEW = "preview", "待确认"
        APPLYING = "applying", "写入中"
        APPLIED = "applied", "已写入"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"
        REFUSED = "refused", "文件未读取"
        CANCELLED = "cancelled", "已取消"

    roster = models.CharField(_("kind of data"), max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="import_runs",
        verbose_name=_("person"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.READING
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, related_name="+", verbose_name=_("job")
    )
    context = models.JSONField(default=dict)
    scope_low = models.CharField(max_length=12)
    scope_high = models.CharField(max_length=12)
    file_name = models.CharField(_("file"), max_length=200)
    stored_name = models.CharField(max_length=80)
    file_size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True)
    columns = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    message = models.TextField(_("message"), blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_conflict = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    applied_at = models.DateTimeField(_("written"), null=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["owner", "-id"], name="import_run_by_owner")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.file_name}"

    @property
    def rows_to_write(self) -> int:
        return self.rows_new + self.rows_changed


class RowError(models.Model):
    """Why a row of a file was refused, by Excel cell; collected, never raised."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="errors")
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=5, blank=True)
    heading = models.CharField(_("heading"), max_length=60, blank=True)
    value = models.CharField(_("value"), max_length=80, blank=True)
    message = models.CharField(_("problem"), max_length=300)
    suggestion = models.CharField(max_length=80, blank=True)
    is_warning = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row error")
        verbose_name_plural = _("row errors")
        ordering = ["row", "column", "id"]
        indexes = [
            models.Index(
                fields=["run", "row"],
                condition=Q(is_warning=False),
                name="row_error_by_run",
            )
        ]

    def __str__(self) -> str:
        return self.message


class TouchedRow(models.Model):
    """A register row that a run has written: behind «the rows this run touched», and
    what an undo goes by."""

    # Written by one statement in the run's own transaction: the database need not look
    # the run up for each of its rows.
    run = models.ForeignKey(
        ImportRun, models.CASCADE, related_name="touched", db_constraint=False
    )
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    is_new = models.BooleanField()

    class Meta:
        verbose_name = _("touched row")
        verbose_name_plural = _("touched rows")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
