"""Areas by their statistical code, and the sector departments."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.scoping import PREFIX_LENGTH, ScopedQuerySet, code_range, user_range

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.users import User


class AreaQuerySet(ScopedQuerySet["Area"]):
    area_path = "code"

    def visible_to(self, user: User | AnonymousUser) -> AreaQuerySet:
        """Areas inside the account's own, current and former ones."""
        return super().visible_to(user)

    def managed_by(self, user: User | AnonymousUser) -> AreaQuerySet:
        """Every area for who keeps the tree or places staff in it. Areas hold no
        personal data; household rows are never reached from here."""
        may = user.is_authenticated and (
            user.may("accounts.manage_areas") or user.may("accounts.manage_accounts")
        )
        return self.all() if may else self.none()

    def townships(self) -> AreaQuerySet:
        return self.filter(level=Area.Level.TOWNSHIP)

    def villages(self) -> AreaQuerySet:
        return self.filter(level=Area.Level.VILLAGE)

    def valid_on(self, day: dt.date) -> AreaQuerySet:
        ended = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(ended, valid_from__lte=day)

    def current(self) -> AreaQuerySet:
        return self.valid_on(timezone.localdate())

    def containing(self, user: User | AnonymousUser) -> AreaQuerySet:
        """The account's own area and those above it."""
        limits = user_range(user)
        if limits is None:
            return self.none()
        code = limits[0]
        above = {code[:length].ljust(12, "0") for length in PREFIX_LENGTH.values()}
        return self.filter(code__in=above)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
)
class Area(models.Model):
    """A county, township or village by its 12-digit statistical code (domain §4.7).

    Codes change with mergers: the old area keeps its validity, the new one names its
    predecessors, and what stood at the old code moves (``services.mergers``).
    """

    class Level(models.TextChoices):
        COUNTY = "county", "县（市、区）"
        TOWNSHIP = "township", "镇（办）"
        VILLAGE = "village", "村（社区）"

    code = models.CharField(
        _("code"),
        max_length=12,
        unique=True,
        db_collation="C",
        error_messages={"unique": _("There is already an area with this code.")},
        validators=[RegexValidator(r"^\d{12}$", _("The code has 12 digits."))],
    )
    name = models.CharField(_("name"), max_length=40)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        to_field="code",
        db_column="parent_code",
        related_name="children",
        verbose_name=_("belongs to"),
    )
    aliases = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("other names"),
        help_text=_("Names that rosters use for this area, separated by commas."),
    )
    valid_from = models.DateField(_("valid from"), default=dt.date(2000, 1, 1))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    predecessors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="successors",
        verbose_name=_("predecessors"),
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{12}$"),
                name="area_code_of_12_digits",
                violation_error_message=_("The code has 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(level="county", parent=None)
                | (Q(parent__isnull=False) & ~Q(level="county")),
                name="area_below_another",
                violation_error_message=_(
                    "A township or village belongs to the area above it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="area_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def prefix(self) -> str:
        """The digits that all codes inside share."""
        return self.code[: PREFIX_LENGTH[self.level]]

    @property
    def code_range(self) -> tuple[str, str]:
        return code_range(self.code, self.level)


class AreaMergerQuerySet(models.QuerySet["AreaMerger"]):
    def managed_by(self, user: User | AnonymousUser) -> AreaMergerQuerySet:
        may = user.is_authenticated and user.may("accounts.manage_areas")
        return self.all() if may else self.none()

    def of(self, area: Area) -> AreaMergerQuerySet:
        """Those that lead into or out of an area."""
        return self.filter(Q(successor=area) | Q(predecessor=area))


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
)
class AreaMerger(models.Model):
    """What stood at an ended area has moved to its successor.

    ``moved`` holds the keys of the rows by ``app.Model.field``: an undo goes by them.
    An undone merger is deleted; its own history keeps who and when.
    """

    predecessor = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("ended area")
    )
    successor = models.ForeignKey(
        Area, models.PROTECT, related_name="mergers", verbose_name=_("goes on as")
    )
    moved = models.JSONField(default=dict)
    origin = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(_("moved at"), auto_now_add=True)

    objects = AreaMergerQuerySet.as_manager()

    class Meta:
        verbose_name = _("merger of areas")
        verbose_name_plural = _("mergers of areas")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor"],
                name="area_merges_once",
                violation_error_message=_("This area has already gone on as another."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class DepartmentQuerySet(models.QuerySet["Department"]):
    def managed_by(self, user: User | AnonymousUser) -> DepartmentQuerySet:
        may = user.is_authenticated and user.may("accounts.manage_areas")
        return self.all() if may else self.none()

    def with_staff_count(self) -> DepartmentQuerySet:
        active = models.Count("staff", filter=Q(staff__is_active=True))
        return self.annotate(staff_count=active)


class Department(models.Model):
    """A sector department (民政, 卫健 …) that sends leads and keeps policy ledgers."""

    code = models.SlugField(_("code"), max_length=20, db_index=False)
    name = models.CharField(_("name"), max_length=40)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="department_code_once",
                violation_error_message=_(
                    "There is already a department with this code."
                ),
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="department_name_once",
                violation_error_message=_(
                    "There is already a department with this name."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
