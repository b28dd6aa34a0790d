from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pghistory
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.users import User


class ParameterQuerySet(models.QuerySet["Parameter"]):
    def managed_by(self, user: User | AnonymousUser) -> ParameterQuerySet:
        may = user.is_authenticated and user.may("accounts.manage_parameters")
        return self.all() if may else self.none()

    def all_valid_on(self, day: dt.date) -> ParameterQuerySet:
        """The value of every key on a day, the latest where periods overlap."""
        ended = Q(valid_to=None) | Q(valid_to__gte=day)
        rows = self.filter(ended, valid_from__lte=day)
        return rows.order_by("key", "-valid_from").distinct("key")

    def valid_on(self, key: str, day: dt.date) -> ParameterQuerySet:
        ended = Q(valid_to=None) | Q(valid_to__gte=day)
        return self.filter(ended, key=key, valid_from__lte=day).order_by("-valid_from")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
)
class Parameter(models.Model):
    """A dated number that differs by year or place: a line, a limit, a target.

    Which keys exist, their unit and default stand in ``accounts/parameters.py`` of
    the registry; a value without a source is marked so on screen.
    """

    key = models.SlugField(_("key"), max_length=60, db_index=False)
    value = models.DecimalField(
        _("value"),
        max_digits=14,
        decimal_places=4,
        validators=[MinValueValidator(Decimal(0))],
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    source = models.CharField(
        _("source"),
        max_length=120,
        blank=True,
        help_text=_("Document number or meeting that fixed the value."),
    )

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering = ["key", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                name="parameter_once_a_day",
                violation_error_message=_(
                    "There is already a value of this parameter from that day on."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="parameter_valid_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="parameter_not_negative",
                violation_error_message=_("The value cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"
