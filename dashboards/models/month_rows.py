from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from dashboards.querysets import HouseholdMonthQuerySet, VillageMonthQuerySet
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

    # What the ledgers of assistance say (domain §6.3, §6.5, §6.6): counts of measures
    # and of persons, and yuan. A closed month from before they existed has zeros.
    #: Valid measures, and those of them that are accepted as development.
    measures = models.PositiveSmallIntegerField(_("measures"), default=0)
    development = models.PositiveSmallIntegerField(_("development measures"), default=0)
    #: Unknown while there is time left, and where no measure is dated.
    helped_in_time = models.BooleanField(_("helped in time"), null=True)
    #: Able to work, of working age, not in school; ``labour`` looks at ability only.
    labour_force = models.PositiveSmallIntegerField(_("labour force"), default=0)
    willing = models.PositiveSmallIntegerField(_("willing to work"), default=0)
    employed = models.PositiveSmallIntegerField(_("employed"), default=0)
    in_township = models.PositiveSmallIntegerField(_("work in the township"), default=0)
    in_county = models.PositiveSmallIntegerField(_("work in the county"), default=0)
    in_province = models.PositiveSmallIntegerField(_("work in the province"), default=0)
    outside = models.PositiveSmallIntegerField(
        _("work outside the province"), default=0
    )
    in_post = models.PositiveSmallIntegerField(_("in a public post"), default=0)
    in_workshop = models.PositiveSmallIntegerField(_("in a workshop"), default=0)
    to_insure = models.PositiveSmallIntegerField(
        _("to be insured for illness"), default=0
    )
    insured = models.PositiveSmallIntegerField(_("insured for illness"), default=0)
    to_pension = models.PositiveSmallIntegerField(
        _("to be insured for old age"), default=0
    )
    pensioned = models.PositiveSmallIntegerField(_("insured for old age"), default=0)
    #: Due by the month's end, in the running month by today, and late.
    owed_persons = models.PositiveSmallIntegerField(_("persons in arrears"), default=0)
    owed = models.DecimalField(
        _("in arrears (yuan)"), max_digits=16, decimal_places=2, default=0
    )
    unpaid_posts = models.PositiveSmallIntegerField(_("unpaid posts"), default=0)
    unpaid_wages = models.DecimalField(
        _("unpaid wages of posts (yuan)"), max_digits=16, decimal_places=2, default=0
    )

    #: Of the year's plan that it takes part in; written after the other columns, by
    #: ``services.month_projects``, hence the default in the database.
    projects = models.PositiveSmallIntegerField(
        _("projects it takes part in"), default=0, db_default=0
    )

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


class VillageMonth(models.Model):
    """A village as its own ledgers stood at the end of a month: dividends, purchases.

    Written with the household rows of the month, for every village that is valid or has
    something in its ledgers.
    """

    month = models.DateField(_("month"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
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
    #: Bought since 1 January.
    consumption = models.DecimalField(
        _("bought (yuan)"), max_digits=14, decimal_places=2, default=0
    )
    purchases = models.PositiveIntegerField(_("purchases"), default=0)
    #: Paid out by collectives in the twelve months up to the month's end.
    dividends = models.DecimalField(
        _("dividends paid (yuan)"), max_digits=14, decimal_places=2, default=0
    )
    #: Late on the month's last day, in the running month today.
    dividends_owed = models.DecimalField(
        _("dividends in arrears (yuan)"), max_digits=14, decimal_places=2, default=0
    )

    objects = VillageMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("village in a month")
        verbose_name_plural = _("villages in a month")
        ordering = ["month", "village"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "village", "revision"],
                name="village_month_once",
                violation_error_message=_("This village is already in the month."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="village_month_is_first_day",
                violation_error_message=_("A month is kept by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.village_id}"
