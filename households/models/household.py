from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.crypto import EncryptedField
from core.masking import mask_account, mask_phone
from core.sensitive import Sensitive, SensitiveModel
from households import choices
from households.models.tracking import tracked
from households.querysets import (
    HouseholdQuerySet,
    ResettlementSiteQuerySet,
    SavedViewQuerySet,
)
from households.rules import normalise_phone

PHONE = Sensitive(purpose="phone", mask=mask_phone, normalise=normalise_phone)
BANK_ACCOUNT = Sensitive(purpose="bank_account", mask=mask_account)


def characters(column: str) -> Func:
    """``string_to_array(column, NULL)``: indexed, it finds any two characters fast."""
    return Func(F(column), Value(None), function="string_to_array")


@tracked()
class ResettlementSite(models.Model):
    """易地搬迁安置区."""

    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    name = models.CharField(_("name"), max_length=60)
    planned_households = models.PositiveIntegerField(_("households"), null=True)

    objects = ResettlementSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("resettlement site")
        verbose_name_plural = _("resettlement sites")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="resettlement_site_once",
                violation_error_message=_("There is already a site of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


def group_label(group_no: str) -> str:
    """``4 组`` for rosters that say 4, 4组 or 四组."""
    number = group_no.removesuffix("组").strip()
    if number.isdecimal():
        return f"{number} 组"
    return group_no


#: Columns kept by ``services.refresh_summaries`` from members, episodes, incomes and
#: visits, so that the roster page reads one table. History does not follow them: the
#: rows they come from have their own.
SUMMARY_COLUMNS = (
    "head_name",
    "persons",
    "labour",
    "category",
    "monitoring_state",
    "main_risk",
    "identified_on",
    "eliminated_on",
    "income_year",
    "per_capita_net",
    "per_capita_before",
    "last_visited_on",
    "responsible_name",
)


#: Change of the net income a head on the year before, per cent; none before any income.
#: Floating point: nobody adds it up, and a township is sorted by it in half the time.
GROWTH = (
    (
        Cast("per_capita_net", models.FloatField())
        - Cast("per_capita_before", models.FloatField())
    )
    * Value(100.0)
    / NullIf(Cast("per_capita_before", models.FloatField()), Value(0.0))
)


@tracked(*SUMMARY_COLUMNS, "growth", "updated_at")
class Household(SensitiveModel):
    """A rural household: monitored, out of poverty, relocated or ordinary, in one
    register. Whether it is monitored is told by its episodes."""

    SENSITIVE = {"phone": PHONE, "bank_account": BANK_ACCOUNT}

    household_no = models.CharField(_("household number"), max_length=20)
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        db_index=False,
        verbose_name=_("village"),
    )
    hamlet = models.CharField(_("hamlet"), max_length=40, blank=True)
    group_no = models.CharField(_("group"), max_length=20, blank=True)
    household_type = models.CharField(
        _("household type"), max_length=10, choices=choices.HouseholdType
    )
    poverty_attribute = models.CharField(
        _("attribute in older rosters"),
        max_length=10,
        choices=choices.PovertyAttribute,
        blank=True,
    )
    state = models.CharField(
        _("state in the register"),
        max_length=10,
        choices=choices.RegisterState,
        default=choices.RegisterState.ACTIVE,
    )
    is_resident = models.BooleanField(_("lives in the village"), default=True)
    is_relocated = models.BooleanField(_("relocated"), default=False)
    is_no_labour = models.BooleanField(_("no labour capacity"), default=False)
    resettlement_site = models.ForeignKey(
        ResettlementSite,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="households",
        verbose_name=_("resettlement site"),
    )
    identification_standard = models.CharField(
        _("identification standard"), max_length=40, blank=True
    )
    reported_persons = models.PositiveSmallIntegerField(
        _("persons as reported"), null=True, blank=True
    )
    phone = EncryptedField()
    phone_digest = models.UUIDField(null=True, editable=False)
    phone_mask = models.CharField(_("phone"), max_length=20, blank=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account = EncryptedField()
    bank_account_digest = models.UUIDField(null=True, editable=False)
    bank_account_mask = models.CharField(_("bank account"), max_length=30, blank=True)
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    head_name = models.CharField(_("head"), max_length=40, blank=True)
    persons = models.PositiveSmallIntegerField(_("persons"), default=0)
    labour = models.PositiveSmallIntegerField(_("labour-capable"), default=0)
    category = models.CharField(
        _("category"), max_length=20, choices=choices.Category, blank=True
    )
    monitoring_state = models.CharField(
        _("monitoring"),
        max_length=12,
        choices=choices.MonitoringState,
        default=choices.MonitoringState.NONE,
    )
    main_risk = models.CharField(
        _("main risk"), max_length=20, choices=choices.Risk, blank=True
    )
    identified_on = models.DateField(_("identified on"), null=True)
    eliminated_on = models.DateField(_("eliminated on"), null=True)
    income_year = models.PositiveSmallIntegerField(_("income year"), null=True)
    per_capita_net = models.DecimalField(
        _("net income a head"), max_digits=12, decimal_places=2, null=True
    )
    per_capita_before = models.DecimalField(
        _("net income a head last year"), max_digits=12, decimal_places=2, null=True
    )
    growth = models.GeneratedField(
        expression=GROWTH,
        output_field=models.FloatField(null=True),
        db_persist=True,
        verbose_name=_("growth on last year"),
    )
    last_visited_on = models.DateField(_("last visit"), null=True)
    responsible_name = models.CharField(
        _("responsible person"), max_length=40, blank=True
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        ordering = ["village", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household_no"],
                name="household_no_once",
                violation_error_message=_(
                    "There is already a household with this number."
                ),
            ),
            models.UniqueConstraint(
                fields=["ref"],
                name="household_ref_once",
                violation_error_message=_("This row exists already."),
            ),
            models.CheckConstraint(
                condition=~Q(household_no=""),
                name="household_has_number",
                violation_error_message=_("The household number is missing."),
            ),
        ]
        indexes = [
            # Covers what the roster counts and sorts by, so that neither reads the rows
            # of a whole township.
            models.Index(
                fields=["village", "id"],
                include=[
                    "state",
                    "monitoring_state",
                    "household_type",
                    "is_relocated",
                    "persons",
                    "responsible_name",
                    "per_capita_net",
                    "per_capita_before",
                    "growth",
                    "identified_on",
                    "last_visited_on",
                ],
                name="household_by_village",
            ),
            models.Index(
                fields=["village", "monitoring_state", "category", "id"],
                name="household_by_category",
            ),
            models.Index(
                fields=["village", "per_capita_net", "id"], name="household_by_income"
            ),
            # Few of all: those to be visited, which every page counts.
            models.Index(
                fields=["village", "id"],
                include=["last_visited_on"],
                condition=Q(state="active", monitoring_state="monitoring"),
                name="household_monitored_now",
            ),
            GinIndex(characters("head_name"), name="household_head_characters"),
            models.Index(fields=["phone_digest"], name="household_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.head_name or self.household_no}"

    def get_absolute_url(self) -> str:
        return reverse("households:household", args=[self.pk])

    @property
    def group_label(self) -> str:
        return group_label(self.group_no)

    @property
    def is_monitored(self) -> bool:
        return self.monitoring_state == choices.MonitoringState.MONITORING


class SavedView(models.Model):
    """A named set of filters of a list page, personal or shared within the area."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views"
    )
    page = models.CharField(max_length=30, default="households")
    name = models.CharField(_("name"), max_length=20)
    query = models.CharField(max_length=500, blank=True)
    is_shared = models.BooleanField(_("shared with my area"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "page", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You already have a view of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
