"""The lists of what is paid every month, and of small loans."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance.choices import LoanState
from assistance.models import Allowance, Loan
from assistance.registers.parts import OF_PERSON, person_column, place_column
from exchange.register_fields import month
from exchange.registers import Filter, Register, Shown


def _running(rows: Any, value: str) -> Any:
    """It goes on until it is stopped, or until the person dies or leaves."""
    running = Q(ended_on=None, member__left_on=None)
    return rows.filter(running) if value == "yes" else rows.exclude(running)


ALLOWANCES = Register(
    key="allowances",
    title=_("Allowances"),
    model=Allowance,
    empty=_("No allowance has been recorded yet."),
    unit=pgettext_lazy("unit", "allowances"),
    link=("assistance:row-edit", "kind", "id"),
    columns=(
        person_column(),
        place_column(),
        Shown(name="kind", sorts=True, card="badge"),
        Shown(name="grade", card="line"),
        Shown(name="persons", sorts=True, first="-"),
        Shown(name="monthly_amount", sorts=True, first="-", card="foot"),
        Shown(name="started_on", sorts=True, first="-", card="foot"),
        Shown(name="ended_on", sorts=True, first="-"),
        Shown(name="paid_to", show=month, sorts=True, first="-", card="foot"),
        Shown(name="last_paid_on", sorts=True, first="-"),
    ),
    filters=(
        Filter(name="kind"),
        Filter(
            name="running",
            label=_("Being paid"),
            choices=(
                ("yes", pgettext_lazy("allowance", "running")),
                ("no", pgettext_lazy("allowance", "stopped")),
            ),
            narrow=_running,
        ),
    ),
    **OF_PERSON,
)

LOANS = Register(
    key="loans",
    title=_("Small loans"),
    model=Loan,
    empty=_("No loan has been recorded yet."),
    unit=pgettext_lazy("unit", "loans"),
    link=("assistance:row-edit", "=loans", "id"),
    export="loans",
    imports="loans",
    columns=(
        person_column(),
        place_column(),
        Shown(name="bank", card="line"),
        Shown(name="contract_no", card="line"),
        Shown(name="amount", sorts=True, first="-", card="foot"),
        Shown(name="lent_on", sorts=True, first="-"),
        Shown(name="due_on", sorts=True, first="-", card="foot"),
        Shown(name="rate", show=lambda rate: f"{rate.normalize():f}"),
        Shown(
            name="state",
            sorts=True,
            marks={LoanState.OVERDUE: "bad", LoanState.REPAID: "good"},
            card="badge",
        ),
        Shown(name="repaid_on", sorts=True, first="-"),
    ),
    filters=(Filter(name="state"),),
    **OF_PERSON,
)
