from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ratios import Share
from dashboards import codes
from dashboards.querysets import ComputationQuerySet, MonthlyFigureQuerySet
from households.choices import Category


class MonthlyFigure(models.Model):
    """One figure of one month, area and category: part and whole, never a ratio.

    Ratios do not add up; parts and wholes do, from villages to the county. A count has
    no whole. What the key means stands in ``dashboards.figures``.
    """

    figure = models.CharField(_("figure"), max_length=40)
    month = models.DateField(_("month"))
    area_code = models.CharField(_("area"), max_length=12, db_collation="C")
    category = models.CharField(
        _("category"), max_length=20, choices=Category, blank=True
    )
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    #: Six places: money of projects is kept in 10,000 yuan, exact to the cent.
    part = models.DecimalField(_("part"), max_digits=22, decimal_places=6)
    whole = models.DecimalField(_("whole"), max_digits=22, decimal_places=6, null=True)
    definition_version = models.PositiveSmallIntegerField(_("definition version"))
    #: When this value last changed; ``Computation`` tells when it was last checked.
    computed_at = models.DateTimeField(_("computed at"))

    objects = MonthlyFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("monthly figure")
        verbose_name_plural = _("monthly figures")
        ordering = ["month", "area_code", "figure", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "area_code", "figure", "category", "revision"],
                name="monthly_figure_once",
                violation_error_message=_("This figure is already stored."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="monthly_figure_is_first_day",
                violation_error_message=_("A month is kept by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The short code that reopens the rows behind the value."""
        return codes.encode(self.pk)

    @property
    def share(self) -> Share:
        return Share.of(self.part, self.whole)


class Computation(models.Model):
    """When a month's figures were last computed, and from how many households."""

    month = models.DateField(_("month"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    computed_at = models.DateTimeField(_("computed at"))
    households = models.PositiveIntegerField(_("households"), default=0)

    objects = ComputationQuerySet.as_manager()

    class Meta:
        verbose_name = _("computation")
        verbose_name_plural = _("computations")
        ordering = ["-month", "-revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "revision"],
                name="computation_once",
                violation_error_message=_("This month is already computed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} r{self.revision}"


class StaleMonth(models.Model):
    """A month, or one household in it, that changed since it was computed.

    Written in the transaction of the change and taken away in the transaction of the
    recomputation, so that no change is ever forgotten, whatever happens to the queue.
    ``household_id`` empty means the whole month, with ``of_projects`` only what
    projects give to it. ``is_final`` marks the one computation that closing a month
    asks for.
    """

    month = models.DateField(_("month"))
    household_id = models.BigIntegerField(null=True)
    of_projects = models.BooleanField(default=False)
    is_final = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("stale month")
        verbose_name_plural = _("stale months")
        ordering = ["month", "id"]
        indexes = [models.Index(fields=["month"], name="stale_month_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
