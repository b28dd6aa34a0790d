"""What was agreed with whom, and what was paid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from households.models.tracking import tracked
from projects import choices
from projects.amounts import WanField
from projects.models.funds import FundBatch
from projects.models.guards import CONTRACT_GUARD, PAYMENT_GUARD
from projects.models.rows import ProjectRow
from projects.querysets import ProjectRowQuerySet


@tracked()
class Contract(ProjectRow):
    number = models.CharField(_("contract number"), max_length=60)
    contractor = models.CharField(_("contractor"), max_length=80)
    amount = WanField(verbose_name=_("contract amount (10,000 yuan)"))
    procurement = models.CharField(
        _("procurement"), max_length=12, choices=choices.Procurement
    )
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["project", "signed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="contract_once",
                violation_error_message=_("This contract is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="contract_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None)
                | Q(starts_on=None)
                | Q(ends_on__gte=F("starts_on")),
                name="contract_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]
        triggers = [CONTRACT_GUARD]

    def __str__(self) -> str:
        return f"{self.number} {self.contractor}"


@tracked()
class Payment(ProjectRow):
    """A payment with its voucher (支付), out of one batch of the fund.

    What a project has paid out of a batch never exceeds what it got of it, nor what is
    paid on a contract its amount: the table's triggers see to it for every writer.
    """

    batch = models.ForeignKey(
        FundBatch, models.PROTECT, related_name="payments", verbose_name=_("fund batch")
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("contract"),
    )
    voucher_no = models.CharField(_("voucher number"), max_length=60)
    amount = WanField(verbose_name=_("amount (10,000 yuan)"))
    paid_on = models.DateField(_("payment date"))
    purpose = models.CharField(_("what the payment is for"), max_length=80)
    payee = models.CharField(_("payee"), max_length=80, blank=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["project", "paid_on", "id"]
        indexes = [models.Index(fields=["paid_on"], name="payment_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "batch", "voucher_no"],
                name="payment_once",
                violation_error_message=_(
                    "A payment with this voucher is already recorded."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="payment_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
            models.CheckConstraint(
                condition=~Q(voucher_no=""),
                name="payment_has_voucher",
                violation_error_message=_("A payment needs its voucher number."),
            ),
        ]
        triggers = [PAYMENT_GUARD]

    def __str__(self) -> str:
        return f"{self.voucher_no} {self.amount}"
