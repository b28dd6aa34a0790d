from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.users import User

# Numbered under the lock instead of by sequence: two entries written at the same time
# would otherwise be numbered in one order and chained in the other; and without gaps,
# so that a removed entry is missed.
_CHAIN = """
    PERFORM pg_advisory_xact_lock(7310401);
    SELECT id, entry_hash INTO NEW.id, NEW.previous_hash
      FROM accounts_accesslog ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(NEW.id, 0) + 1;
    NEW.previous_hash := coalesce(NEW.previous_hash, ''::bytea);
    NEW.entry_hash := sha256(
        NEW.previous_hash || convert_to(
            concat_ws('|', NEW.id, extract(epoch FROM NEW.at), NEW.user_id, NEW.kind,
                      NEW.address, NEW.object_type, NEW.object_ids::text,
                      NEW.reason, NEW.row_count, NEW.detail::text),
            'UTF8'));
    RETURN NEW;
"""


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    def visible_to(self, user: User | AnonymousUser) -> AccessLogQuerySet:
        """The whole log for who may read it, else nothing: it has no area."""
        may = user.is_authenticated and user.may("accounts.view_access_log")
        return self.all() if may else self.none()


class AccessLog(models.Model):
    """Who looked at or took out personal data, and failed attempts to.

    Append-only: the database refuses changes, and each entry carries a hash over
    itself and the entry before, so that one altered behind its back is found.
    """

    class Kind(models.TextChoices):
        REVEAL = "reveal", "查看全号"
        SEARCH = "search", "按证件号查找"
        EXPORT = "export", "导出"
        DOWNLOAD = "download", "下载"
        IMPORT = "import", "导入"
        LOGIN = "login", "登录"
        LOGIN_FAILED = "login_failed", "登录失败"
        LOGOUT = "logout", "退出"
        DENIED = "denied", "越权访问"
        ACCOUNT = "account", "账号变更"

    at = models.DateTimeField(_("time"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    address = models.CharField(_("address"), max_length=45, blank=True)
    object_type = models.CharField(_("object"), max_length=40, blank=True)
    object_ids = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), null=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.BinaryField(default=bytes, editable=False)
    entry_hash = models.BinaryField(default=bytes, editable=False)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("access log entry")
        verbose_name_plural = _("access log")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "kind", "-at"], name="access_by_user"),
            models.Index(fields=["-at"], name="access_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_CHAIN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"
