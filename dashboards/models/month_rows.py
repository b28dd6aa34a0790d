from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from dashboards.querysets import HouseholdMonthQuerySet
from households import choices
from households.models import Household


class HouseholdMonth(models.Model):
    """A household as it stood at the end of a month: the membership behind figures.

    Written only by ``services.recompute``, set-based, from dated facts. Neither key to
    the household nor to the village is enforced by the database: 100,000 rows a month
    would each be checked against rows they were just read from, and a closed month
    must outlive a household that an undone import takes away again. The household is
    never empty; it may be, so that lists join it outwards and keep such rows.
    """

    month = models.DateField(_("month"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    household = models.ForeignKey(
        Household,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("household"),
    )
    village = models.ForeignKey(
        Area,
        models.DO_NOTHING,
        to_field="code",
        db_column="village_code",
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("village"),
    )
    household_type = models.CharField(
        _("household type"), max_length=10, choices=choices.HouseholdType
    )
    category = models.CharField(
        _("category"), max_length=20, choices=choices.Category, blank=True
    )
    monitoring_state = models.CharField(
        _("monitoring"), max_length=12, choices=choices.MonitoringState
    )
    identified_on = models.DateField(_("identified on"), null=True)
    eliminated_on = models.DateField(_("eliminated on"), null=True)
    is_new = models.BooleanField(_("identified in the month"), default=False)
    is_relocated = models.BooleanField(_("relocated"), default=False)
    is_no_labour = models.BooleanField(_("no labour capacity"), default=False)
    has_responsible = models.BooleanField(_("has a responsible person"), default=False)
    visited_on = models.DateField(_("visited on"), null=True)
    persons = models.PositiveSmallIntegerField(_("persons"), default=0)
    labour = models.PositiveSmallIntegerField(_("labour-capable"), default=0)
    #: The income year complete at the month's end (domain §2.4), and the one before.
    income_year = models.PositiveSmallIntegerField(_("income year"))
    net_income = models.DecimalField(
        _("net income (yuan)"), max_digits=12, decimal_places=2, null=True
    )
    income_persons = models.PositiveSmallIntegerField(
        _("persons of the income"), null=True
    )
    net_before = models.DecimalField(
        _("net income of the year before (yuan)"),
        max_digits=12,
        decimal_places=2,
        null=True,
    )
    persons_before = models.PositiveSmallIntegerField(
        _("persons of the income of the year before"), null=True
    )
    #: Unknown where an income of either year is missing.
    income_fell = models.BooleanField(_("income fell"), null=True)
    #: Unknown where the income is missing or no line is set for the month.
    is_below_line = models.BooleanField(_("below the monitoring line"), null=True)

    objects = HouseholdMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("household in a month")
        verbose_name_plural = _("households in a month")
        ordering = ["month", "village", "household"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "household", "revision"],
                name="household_month_once",
                violation_error_message=_("This household is already in the month."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="household_month_is_first_day",
                violation_error_message=_("A month is kept by its first day."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["month", "village", "id"],
                name="household_month_by_village",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} #{self.household_id}"
