from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models.areas import Area, Department

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User | AnonymousUser) -> UserQuerySet:
        """Every account for who runs them, else only one's own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.may("accounts.manage_accounts"):
            return self.all()
        return self.filter(pk=user.pk)

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def administrators(self) -> UserQuerySet:
        return self.active().filter(role=roles.Role.ADMINISTRATOR)

    def at_former_areas(self) -> UserQuerySet:
        """Accounts still placed at an area that has ended, e.g. by a merger."""
        return self.active().filter(area__valid_to__lt=timezone.localdate())


class AccountManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login"],
)
class User(AbstractUser):
    """One account a person. The role gives the actions, the area gives the rows."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("name"), max_length=40)
    role = models.CharField(_("role"), max_length=20, choices=roles.Role)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        to_field="code",
        db_column="area_code",
        related_name="staff",
        verbose_name=_("area"),
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("department"),
    )
    post = models.CharField(_("post"), max_length=40, blank=True)
    phone = models.CharField(
        _("work phone"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[\d-]{7,20}$", _("Digits and - only."))],
    )
    must_change_password = models.BooleanField(_("must change password"), default=True)
    password_changed_at = models.DateTimeField(
        _("password changed at"), default=timezone.now
    )
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "role"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=roles.Role.VILLAGE_WORKER)
                & ~Q(role=roles.Role.TOWNSHIP_STAFF)
                & ~Q(role=roles.Role.BUREAU_OFFICIAL)
                & ~Q(role=roles.Role.LEADER)
                & ~Q(role=roles.Role.INSPECTOR)
                | Q(area__isnull=False)
                | Q(is_active=False),
                name="user_of_area_role_has_area",
                violation_error_message=_("This role needs an area."),
            ),
            models.CheckConstraint(
                condition=~Q(role=roles.Role.DEPARTMENT_STAFF)
                | Q(department__isnull=False)
                | Q(is_active=False),
                name="user_of_department_has_department",
                violation_error_message=_("This role needs a department."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    def may(self, permission: str) -> bool:
        """Whether the role has this action; which rows it reaches is another matter."""
        return self.is_active and roles.allows(self.role, permission)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """The role decides; ``is_superuser`` opens nothing."""
        return self.may(perm)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Ends every session of the account when its epoch or its password changes."""
        salt = "accounts.models.User.session"
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def password_is_due(self) -> bool:
        """A password given by somebody else, or older than the rules allow."""
        if self.must_change_password:
            return True
        days = settings.PASSWORD_MAX_AGE_DAYS
        age = timezone.now() - self.password_changed_at
        return bool(days) and age > dt.timedelta(days=days)

    @property
    def scope_label(self) -> str:
        """Where this account works, as printed under its name."""
        if self.department is not None and self.role == roles.Role.DEPARTMENT_STAFF:
            return self.department.name
        return self.area.name if self.area else ""
