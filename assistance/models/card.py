from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance import choices
from assistance.models.rows import LedgerRow
from assistance.querysets import CardQuerySet, NoApplicationQuerySet
from households.models import Household, Member
from households.models.amounts import YuanField
from households.models.tracking import tracked

#: Of amounts that each fill their column, many months together.
_Sum = partial(YuanField, max_digits=16)


class CardLine(models.Model):
    """A line of a family's policy card (明白卡): what the rules entitle it to and what
    the ledgers say of it. Derived: written by ``services.card`` only, from the ledgers
    and the register, and made anew whenever either changes."""

    #: An import of its household or member can be withdrawn with it.
    FOLLOWS = "true"

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="card_lines",
        verbose_name=_("household"),
    )
    member = models.ForeignKey(
        Member,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("beneficiary"),
    )
    benefit = models.CharField(_("benefit"), max_length=12, choices=choices.Benefit)
    #: 2026, 2026春 – of what is paid once; empty for what is paid every month.
    period = models.CharField(_("pay period"), max_length=12, blank=True)
    #: Key of the rule that entitles (``assistance.entitlements``); empty where only a
    #: ledger speaks.
    rule = models.CharField(_("entitled by"), max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=choices.CardState)
    applied_on = models.DateField(_("applied on"), null=True)
    approved_on = models.DateField(_("approved on"), null=True)
    #: Last day of the time that has been paid for.
    paid_to = models.DateField(_("paid up to"), null=True)
    paid_on = models.DateField(_("paid on"), null=True)
    #: The day on which the oldest unpaid part was due.
    due_on = models.DateField(_("due since"), null=True)
    due_amount = _Sum(verbose_name=_("due (yuan)"), null=True)
    paid_amount = _Sum(verbose_name=_("paid (yuan)"), null=True)
    #: Due by the day of the refresh and not paid.
    arrears = _Sum(verbose_name=_("in arrears (yuan)"), default=0)
    #: When the line last changed; every night it is looked at anew.
    refreshed_on = models.DateField(_("as of"))

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a policy card")
        verbose_name_plural = _("lines of policy cards")
        ordering = ["household", "member", "benefit", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "member", "benefit", "period"],
                nulls_distinct=False,
                name="card_line_once",
                violation_error_message=_("The card has this line already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="late") | Q(due_on__isnull=False),
                name="card_line_late_since",
                violation_error_message=_("A line in arrears has a day."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "benefit"], name="card_line_by_state"),
        ]

    def __str__(self) -> str:
        return self.get_benefit_display()


@tracked()
class NoApplication(LedgerRow):
    """Why nobody applies for what a rule entitles to (应享未申请的原因): while it
    stands, the line of the card waits for nobody. It lapses when the entitlement ends,
    when somebody applies after all, or after its last day. ``note`` says more."""

    member = models.ForeignKey(
        Member,
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("beneficiary"),
    )
    benefit = models.CharField(_("benefit"), max_length=12, choices=choices.Benefit)
    reason = models.CharField(
        _("reason of no application"),
        max_length=10,
        choices=choices.NoApplicationReason,
    )
    decided_on = models.DateField(_("established on"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_on = models.DateField(_("taken back on"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    lapsed_on = models.DateField(_("lapsed on"), null=True, editable=False)

    objects = NoApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason of no application")
        verbose_name_plural = _("reasons of no application")
        ordering = ["household", "-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "member", "benefit"],
                condition=Q(withdrawn_on=None, lapsed_on=None),
                nulls_distinct=False,
                name="no_application_once",
                violation_error_message=_(
                    "A reason is recorded already; withdraw it first."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""),
                name="no_application_other_says_more",
                violation_error_message=_("Say which other reason it is."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("decided_on")),
                name="no_application_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_benefit_display()} {self.get_reason_display()}"
