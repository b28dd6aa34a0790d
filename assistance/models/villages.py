"""Ledgers of villages and resettlement sites."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance import choices
from assistance.models.rows import VillageRow
from assistance.querysets import (
    ConsumptionQuerySet,
    DividendQuerySet,
    SiteWorkQuerySet,
)
from households.models import ResettlementSite
from households.models.amounts import YuanField
from households.models.tracking import tracked


@tracked()
class Dividend(VillageRow):
    """What a collective or project shares out in a year (村集体分红, domain §5.3).
    What each household gets are rows of ``Subsidy``."""

    collective = models.CharField(_("collective or project"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    households = models.PositiveIntegerField(_("households sharing"), default=0)
    persons = models.PositiveIntegerField(_("persons sharing"), default=0)
    total_amount = YuanField(verbose_name=_("to be shared out (yuan)"))
    decision = models.CharField(
        _("decision on the distribution"), max_length=80, blank=True
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    due_on = models.DateField(_("to be paid by"), null=True, blank=True)
    paid_amount = YuanField(verbose_name=_("paid (yuan)"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    over_reason = models.CharField(
        _("reason for paying more"), max_length=200, blank=True
    )

    objects = DividendQuerySet.as_manager()

    class Meta:
        verbose_name = _("dividend of a collective")
        verbose_name_plural = _("dividends of collectives")
        ordering = ["village", "-year", "collective"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "collective", "year"],
                name="dividend_once",
                violation_error_message=_("This dividend is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="dividend_year",
                violation_error_message=_("Give the year with four digits."),
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid_amount=None)
                | Q(paid_on__isnull=False, paid_amount__gt=0),
                name="dividend_paid_whole",
                violation_error_message=_(
                    "A payment needs both: the amount and the day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=None)
                | Q(paid_amount__lte=F("total_amount"))
                | ~Q(over_reason=""),
                name="dividend_over_has_reason",
                violation_error_message=_("More than is due is paid; say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collective} {self.year}"


@tracked()
class ConsumptionAid(VillageRow):
    """Products bought from a village's households (消费帮扶, domain §5.3)."""

    buyer = models.CharField(_("buyer"), max_length=60)
    product = models.CharField(_("product"), max_length=60)
    supplier = models.CharField(_("supplier"), max_length=60, blank=True)
    led_households = models.PositiveIntegerField(_("households taking part"), default=0)
    amount = YuanField(verbose_name=_("amount (yuan)"))
    bought_on = models.DateField(_("bought on"))

    objects = ConsumptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("purchase of products")
        verbose_name_plural = _("purchases of products")
        ordering = ["village", "-bought_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "buyer", "product", "supplier", "bought_on"],
                name="consumption_once",
                violation_error_message=_("This purchase is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="consumption_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.bought_on}"


@tracked()
class SiteWork(models.Model):
    """What was built or bought for a resettlement site (安置区后续扶持)."""

    site = models.ForeignKey(
        ResettlementSite,
        models.PROTECT,
        related_name="works",
        verbose_name=_("resettlement site"),
    )
    item = models.CharField(_("site item"), max_length=10, choices=choices.SiteItem)
    name = models.CharField(_("what exactly"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=8, blank=True)
    amount = YuanField(verbose_name=_("amount (yuan)"), null=True, blank=True)
    done_on = models.DateField(_("finished on"))
    note = models.CharField(_("remark"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = SiteWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work at a resettlement site")
        verbose_name_plural = _("works at resettlement sites")
        ordering = ["site", "item", "-done_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "item", "name", "done_on"],
                name="site_work_once",
                violation_error_message=_("This work is already recorded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.quantity}"
