"""The ledgers, declared: where their rows stand, what a form asks, whose file it is.

One entry makes the line on the overview and the pages that add, change and delete a
row. Measures have pages of their own.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance import choices
from assistance.headings import ALLOWANCES, OF_HOUSEHOLDS, SUBSIDIES
from assistance.ledger_parts import About, Ledger, Pays, Text
from assistance.models import (
    Allowance,
    ConsumptionAid,
    Dividend,
    Employment,
    Insurance,
    JobDemand,
    LabourEntry,
    Loan,
    PostWage,
    PublicPost,
    SiteWork,
    Subsidy,
    Training,
)


def _subsidy(kind: choices.SubsidyKind) -> Ledger:
    named = SUBSIDIES[kind]
    return Ledger(
        key=kind.value,
        label=choices.Ledger(kind.value).label,
        model=Subsidy,
        about=About.HOUSEHOLD if kind in OF_HOUSEHOLDS else About.PERSON,
        fields=(
            "period",
            "institution",
            "specification",
            "standard",
            "quantity",
            "unit",
            "due_amount",
            "due_on",
            "applied_on",
            "approved_on",
            "paid_amount",
            "paid_on",
            "over_reason",
            "returned_on",
            "return_reason",
            "note",
        ),
        past=("applied_on", "approved_on", "paid_on", "returned_on"),
        given={"kind": kind.value},
        labels={
            "period": named.period,
            "institution": named.institution,
            "specification": named.specification,
        },
        roster=f"subsidy-{kind.value.replace('_', '-')}",
        list_name="assistance:subsidies",
        list_query=f"kind={kind.value}",
        pays=Pays.ONCE,
        amount="due_amount",
        amount_label=pgettext_lazy("amount", "due"),
        paid="paid_amount",
    )


def _allowance(kind: choices.AllowanceKind) -> Ledger:
    named = ALLOWANCES[kind]
    return Ledger(
        key=kind.value,
        label=choices.Ledger(kind.value).label,
        model=Allowance,
        about=About.PERSON,
        fields=(
            "grade",
            *(("persons",) if named.covers else ()),
            "monthly_amount",
            "applied_on",
            "approved_on",
            "started_on",
            "ended_on",
            "stop_reason",
            "paid_to",
            "last_paid_on",
            "note",
        ),
        past=("applied_on", "approved_on", "paid_to", "last_paid_on"),
        months=("paid_to",),
        given={"kind": kind.value},
        labels={"grade": named.grade},
        roster=f"allowance-{kind.value}",
        list_name="assistance:allowances",
        list_query=f"kind={kind.value}",
        pays=Pays.MONTHLY,
        amount="monthly_amount",
        amount_label=pgettext_lazy("amount", "a month"),
    )


def _insurance(key: choices.Ledger, kind: choices.InsuranceKind) -> Ledger:
    draws = ("is_receiving",) if kind == choices.InsuranceKind.PENSION else ()
    return Ledger(
        key=key.value,
        label=key.label,
        model=Insurance,
        about=About.PERSON,
        fields=(
            "year",
            "scheme",
            "insured_on",
            "premium",
            *draws,
            "exemption",
            "note",
        ),
        past=("insured_on",),
        given={"kind": kind.value},
        roster=key.value.replace("_", "-"),
        list_name="assistance:insurances",
        list_query=f"kind={kind.value}",
        amount="premium",
        amount_label=pgettext_lazy("amount", "own premium"),
    )


_WORK = (
    Ledger(
        key=choices.Ledger.EMPLOYMENT.value,
        label=choices.Ledger.EMPLOYMENT.label,
        model=Employment,
        about=About.PERSON,
        fields=(
            "is_working",
            "work_area",
            "place",
            "employer",
            "industry",
            "started_on",
            "ended_on",
            "monthly_wage",
            "is_point_to_point",
            "job_channel",
        ),
        past=("started_on",),
        begun="is_working",
        roster="employment",
        list_name="assistance:employment",
    ),
    Ledger(
        key=choices.Ledger.POSTS.value,
        label=choices.Ledger.POSTS.label,
        model=PublicPost,
        about=About.PERSON,
        fields=(
            "name",
            "post_type",
            "employer",
            "started_on",
            "contract_until",
            "ended_on",
            "monthly_wage",
            "presence",
            "checked_by",
            "checked_on",
            "note",
        ),
        past=("started_on", "checked_on"),
        roster="posts",
        list_name="assistance:posts",
        amount="monthly_wage",
        amount_label=pgettext_lazy("amount", "wages a month"),
    ),
    Ledger(
        key="post_wages",
        label=_("Wages of posts"),
        model=PostWage,
        about=About.POST,
        fields=(
            "month",
            "due_amount",
            "paid_amount",
            "paid_on",
            "over_reason",
            "note",
        ),
        past=("month", "paid_on"),
        months=("month",),
        roster="post-wages",
        list_name="assistance:post-wages",
        kept_with=choices.Ledger.POSTS.value,
        amount="due_amount",
        amount_label=pgettext_lazy("amount", "due"),
        paid="paid_amount",
    ),
    Ledger(
        key=choices.Ledger.LABOUR.value,
        label=choices.Ledger.LABOUR.label,
        model=LabourEntry,
        about=About.PERSON,
        fields=("status", "skill", "place", "checked_on", "note"),
        past=("checked_on",),
        roster="labour",
        list_name="assistance:labour",
    ),
    Ledger(
        key=choices.Ledger.TRAINING.value,
        label=choices.Ledger.TRAINING.label,
        model=Training,
        about=About.PERSON,
        fields=(
            "course",
            "organiser",
            "started_on",
            "ended_on",
            "certificate",
            "note",
        ),
        past=("started_on",),
        roster="training",
        list_name="assistance:training",
    ),
    Ledger(
        key=choices.Ledger.DEMAND.value,
        label=choices.Ledger.DEMAND.label,
        model=JobDemand,
        about=About.PERSON,
        fields=(
            "registered_on",
            "wanted_trade",
            "wanted_place",
            "wanted_wage",
            "wanted_training",
            "contacted_on",
            "result",
            "note",
        ),
        past=("registered_on", "contacted_on"),
        roster="demand",
        list_name="assistance:demand",
    ),
)

_LOANS = Ledger(
    key=choices.Ledger.LOANS.value,
    label=choices.Ledger.LOANS.label,
    model=Loan,
    about=About.PERSON,
    fields=(
        "bank",
        "contract_no",
        "amount",
        "lent_on",
        "due_on",
        "rate",
        "purpose",
        "state",
        "repaid_on",
        "note",
    ),
    past=("lent_on", "repaid_on"),
    roster="loans",
    list_name="assistance:loans",
    amount="amount",
    amount_label=pgettext_lazy("amount", "lent"),
)

_VILLAGES = (
    Ledger(
        key=choices.Ledger.DIVIDENDS.value,
        label=choices.Ledger.DIVIDENDS.label,
        model=Dividend,
        about=About.VILLAGE,
        fields=(
            "collective",
            "year",
            "households",
            "persons",
            "total_amount",
            "decision",
            "decided_on",
            "due_on",
            "paid_amount",
            "paid_on",
            "over_reason",
            "note",
        ),
        past=("decided_on", "paid_on"),
        roster="dividends",
        list_name="assistance:dividends",
        pays=Pays.ONCE,
        amount="total_amount",
        amount_label=pgettext_lazy("amount", "to share out"),
        paid="paid_amount",
    ),
    Ledger(
        key=choices.Ledger.CONSUMPTION.value,
        label=choices.Ledger.CONSUMPTION.label,
        model=ConsumptionAid,
        about=About.VILLAGE,
        fields=(
            "buyer",
            "product",
            "supplier",
            "led_households",
            "amount",
            "bought_on",
            "note",
        ),
        past=("bought_on",),
        roster="consumption",
        list_name="assistance:purchases",
        amount="amount",
        amount_label=pgettext_lazy("amount", "bought"),
    ),
    Ledger(
        key=choices.Ledger.SITE_WORKS.value,
        label=choices.Ledger.SITE_WORKS.label,
        model=SiteWork,
        about=About.SITE,
        fields=("item", "name", "quantity", "unit", "amount", "done_on", "note"),
        past=("done_on",),
        roster="site-works",
        list_name="assistance:site-works",
        amount="amount",
        amount_label=pgettext_lazy("amount", "spent"),
    ),
)

#: Groups of the overview with their ledgers, in its order.
GROUPS: tuple[tuple[Text, tuple[Ledger, ...]], ...] = (
    (_("Work and posts"), _WORK),
    (_("Paid once"), tuple(_subsidy(kind) for kind in choices.SubsidyKind)),
    (_("Paid every month"), tuple(_allowance(kind) for kind in choices.AllowanceKind)),
    (
        _("Insurance and loans"),
        (
            _insurance(choices.Ledger.MEDICAL, choices.InsuranceKind.MEDICAL),
            _insurance(choices.Ledger.OLD_AGE, choices.InsuranceKind.PENSION),
            _LOANS,
        ),
    ),
    (_("Villages and sites"), _VILLAGES),
)

LEDGERS: dict[str, Ledger] = {
    ledger.key: ledger for _group, listed in GROUPS for ledger in listed
}

__all__ = ["GROUPS", "LEDGERS", "About", "Ledger", "Pays"]
