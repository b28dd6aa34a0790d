from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from households import choices
from households.models.amounts import YuanField
from households.models.household import Household
from households.models.tracking import tracked
from households.querysets import OfHouseholdQuerySet, OfStatementQuerySet

NET_INCOME = (
    F("wage") + F("operating") + F("property") + F("transfer") - F("operating_cost")
)


@tracked("net")
class IncomeStatement(models.Model):
    """Income of a household over a period, with the persons it is divided by.

    «The 2026 income» runs from 1 October 2025 to 30 September 2026 (domain §2.4).
    """

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="incomes",
        db_index=False,
        verbose_name=_("household"),
    )
    year = models.PositiveSmallIntegerField(_("income year"))
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    persons = models.PositiveSmallIntegerField(_("persons"))
    wage = YuanField(verbose_name=_("wages"), default=0)
    operating = YuanField(verbose_name=_("operating income"), default=0)
    property = YuanField(verbose_name=_("property income"), default=0)
    transfer = YuanField(verbose_name=_("transfers"), default=0)
    operating_cost = YuanField(verbose_name=_("operating cost"), default=0)
    net = models.GeneratedField(
        expression=NET_INCOME,
        output_field=models.DecimalField(max_digits=12, decimal_places=2),
        db_persist=True,
        verbose_name=_("net income"),
    )
    claims = YuanField(verbose_name=_("claims received"), default=0)
    self_paid = YuanField(verbose_name=_("compliant spending paid oneself"), default=0)

    objects = OfHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("income statement")
        verbose_name_plural = _("income statements")
        ordering = ["household", "-period_end"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "period_start", "period_end"],
                name="income_once_a_period",
                violation_error_message=_(
                    "The income of this period is already recorded."
                ),
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")),
                name="income_period_in_order",
                violation_error_message=_("The period ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(persons__gte=1),
                name="income_of_somebody",
                violation_error_message=_("The household has no persons."),
            ),
            models.CheckConstraint(
                condition=Q(wage__gte=0)
                & Q(operating__gte=0)
                & Q(property__gte=0)
                & Q(transfer__gte=0)
                & Q(operating_cost__gte=0)
                & Q(claims__gte=0)
                & Q(self_paid__gte=0),
                name="income_parts_not_negative",
                violation_error_message=_("Amounts cannot be negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["year", "household"], name="income_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.year}"


@tracked()
class IncomeItem(models.Model):
    """One item of a statement, such as 低保金 (domain §2.5)."""

    statement = models.ForeignKey(
        IncomeStatement,
        models.CASCADE,
        related_name="items",
        verbose_name=_("statement"),
    )
    group = models.CharField(_("group"), max_length=16, choices=choices.IncomeGroup)
    item = models.CharField(_("item"), max_length=40)
    amount = YuanField(verbose_name=_("amount (yuan)"))

    objects = OfStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("income item")
        verbose_name_plural = _("income items")
        ordering = ["statement", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "group", "item"],
                name="income_item_once",
                violation_error_message=_("This item is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="income_item_not_negative",
                violation_error_message=_("Amounts cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.item
