"""What is paid to persons and households: once for a period, or every month."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from assistance import choices
from assistance.models.rows import LedgerRow, PersonRow
from assistance.querysets import AllowanceQuerySet, LoanQuerySet, SubsidyQuerySet
from households.models import Member
from households.models.amounts import YuanField
from households.models.tracking import tracked

_STATE = choices.SubsidyState


@tracked("state")
class Subsidy(LedgerRow):
    """A payment for a period (补贴发放, domain §5.3): due, applied, approved, paid."""

    member = models.ForeignKey(
        Member,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("beneficiary"),
    )
    kind = models.CharField(_("subsidy"), max_length=12, choices=choices.SubsidyKind)
    #: 2026, 2026春, 202611 – as the paying department names it.
    period = models.CharField(_("pay period"), max_length=12)
    #: School, trade, bank, hospital, collective – the roster of each kind names it.
    institution = models.CharField(_("paid for"), max_length=80, blank=True)
    specification = models.CharField(_("details"), max_length=80, blank=True)
    standard = YuanField(verbose_name=_("rate (yuan)"), null=True, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=8, blank=True)
    due_amount = YuanField(verbose_name=_("due (yuan)"))
    due_on = models.DateField(_("to be paid by"), null=True, blank=True)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    paid_amount = YuanField(verbose_name=_("paid (yuan)"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    over_reason = models.CharField(
        _("reason for paying more"), max_length=200, blank=True
    )
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    return_reason = models.CharField(
        _("reason of the return"), max_length=200, blank=True
    )
    state = models.GeneratedField(
        expression=Case(
            When(returned_on__isnull=False, then=Value(_STATE.RETURNED.value)),
            When(
                paid_on__isnull=False,
                paid_amount__lt=F("due_amount"),
                then=Value(_STATE.PART.value),
            ),
            When(paid_on__isnull=False, then=Value(_STATE.PAID.value)),
            When(approved_on__isnull=False, then=Value(_STATE.APPROVED.value)),
            When(applied_on__isnull=False, then=Value(_STATE.APPLIED.value)),
            default=Value(_STATE.ENTITLED.value),
        ),
        output_field=models.CharField(
            _("state"), max_length=10, choices=choices.SubsidyState
        ),
        db_persist=True,
        verbose_name=_("state"),
    )

    objects = SubsidyQuerySet.as_manager()

    class Meta:
        verbose_name = _("subsidy")
        verbose_name_plural = _("subsidies")
        ordering = ["household", "-period", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "period", "institution", "specification"],
                condition=Q(member__isnull=False),
                name="subsidy_once_member",
                violation_error_message=_(
                    "This is recorded already: the same person, kind and period."
                ),
            ),
            models.UniqueConstraint(
                fields=["household", "kind", "period", "institution", "specification"],
                condition=Q(member=None),
                name="subsidy_once_household",
                violation_error_message=_(
                    "This is recorded already: the same household, kind and period."
                ),
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid_amount=None)
                | Q(paid_on__isnull=False, paid_amount__gt=0),
                name="subsidy_paid_whole",
                violation_error_message=_(
                    "A payment needs both: the amount and the day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=None)
                | Q(paid_amount__lte=F("due_amount"))
                | ~Q(over_reason=""),
                name="subsidy_over_has_reason",
                violation_error_message=_("More than is due is paid; say why."),
            ),
            models.CheckConstraint(
                condition=Q(applied_on=None)
                | Q(approved_on=None)
                | Q(approved_on__gte=F("applied_on")),
                name="subsidy_approved_after_applied",
                violation_error_message=_("The approval is before the application."),
            ),
            models.CheckConstraint(
                condition=Q(approved_on=None)
                | Q(paid_on=None)
                | Q(paid_on__gte=F("approved_on")),
                name="subsidy_paid_after_approved",
                violation_error_message=_("The payment is before the approval."),
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None) | ~Q(return_reason=""),
                name="subsidy_return_has_reason",
                violation_error_message=_("Say why it was returned."),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "household"], name="subsidy_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


@tracked()
class Allowance(PersonRow):
    """What somebody is paid every month while it lasts (domain §5.3)."""

    kind = models.CharField(
        _("allowance"), max_length=12, choices=choices.AllowanceKind
    )
    grade = models.CharField(_("category or grade"), max_length=20, blank=True)
    persons = models.PositiveSmallIntegerField(_("persons covered"), default=1)
    monthly_amount = YuanField(verbose_name=_("a month (yuan)"))
    applied_on = models.DateField(_("applied on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    started_on = models.DateField(_("start date"))
    ended_on = models.DateField(_("stopped on"), null=True, blank=True)
    stop_reason = models.CharField(_("reason of the stop"), max_length=80, blank=True)
    #: First day of the last month that has been paid.
    paid_to = models.DateField(_("paid up to"), null=True, blank=True)
    last_paid_on = models.DateField(_("last paid on"), null=True, blank=True)

    objects = AllowanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ["household", "kind", "-started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "started_on"],
                name="allowance_once",
                violation_error_message=_("This allowance is already recorded."),
            ),
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=Q(ended_on=None),
                name="allowance_one_running",
                violation_error_message=_(
                    "The person draws this allowance already; end it first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="allowance_in_order",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(paid_to=None) | Q(paid_to__day=1),
                name="allowance_paid_to_month",
                violation_error_message=_("A month is kept by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@tracked()
class Loan(PersonRow):
    """A small loan with subsidised interest (小额信贷); the subsidies themselves are
    rows of ``Subsidy``."""

    bank = models.CharField(_("lending bank"), max_length=60)
    contract_no = models.CharField(_("contract number"), max_length=40)
    amount = YuanField(verbose_name=_("amount (yuan)"))
    lent_on = models.DateField(_("lent on"))
    due_on = models.DateField(_("loan due on"))
    rate = models.DecimalField(
        _("interest rate (%)"), max_digits=5, decimal_places=3, null=True, blank=True
    )
    purpose = models.CharField(_("purpose"), max_length=80, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=choices.LoanState,
        default=choices.LoanState.NORMAL,
    )
    repaid_on = models.DateField(_("repaid on"), null=True, blank=True)

    objects = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan")
        verbose_name_plural = _("loans")
        ordering = ["household", "-lent_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract_no"],
                name="loan_once",
                violation_error_message=_("There is already a loan with this number."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("lent_on")),
                name="loan_in_order",
                violation_error_message=_("The loan is due before it was lent."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="loan_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
            models.CheckConstraint(
                condition=~Q(state="repaid") | Q(repaid_on__isnull=False),
                name="loan_repaid_has_date",
                violation_error_message=_("Give the day on which it was repaid."),
            ),
        ]

    def __str__(self) -> str:
        return self.contract_no
