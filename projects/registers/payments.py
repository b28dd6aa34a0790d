"""The lists of payments and of contracts."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Filter, Register, Shown
from projects.models import Contract, Payment
from projects.registers.fund_filters import BY_FUND, BY_PROJECT
from projects.registers.parts import (
    OF_PROJECT,
    place_column,
    project_column,
    year_filter,
)

PAYMENTS = Register(
    key="project-payments",
    title=_("Payments of projects"),
    model=Payment,
    empty=_("No payment has been recorded yet."),
    unit=pgettext_lazy("unit", "payments of projects"),
    order="-paid_on",
    link=("projects:money", "project_id"),
    export="project-payments",
    imports="project-payments",
    columns=(
        project_column(),
        place_column(),
        Shown(name="paid_on", sorts=True, first="-", card="badge"),
        Shown(name="voucher_no", card="line"),
        Shown(name="purpose", card="line"),
        Shown(name="amount", sorts=True, first="-", card="foot"),
        Shown(name="batch__tier", under=Shown(name="batch__document_no")),
        Shown(name="contract__number", under=Shown(name="payee")),
        Shown(name="recorded_by__full_name", heading=_("entered by")),
    ),
    filters=(year_filter(), *BY_FUND, Filter(name="paid_on"), *BY_PROJECT),
    **OF_PROJECT,
)

CONTRACTS = Register(
    key="project-contracts",
    title=_("Contracts of projects"),
    model=Contract,
    empty=_("No contract has been recorded yet."),
    unit=pgettext_lazy("unit", "contracts"),
    order="-signed_on",
    link=("projects:money", "project_id"),
    export="project-contracts",
    imports="project-contracts",
    columns=(
        project_column(),
        place_column(),
        Shown(name="number", sorts=True, card="line"),
        Shown(name="contractor", card="line"),
        Shown(name="amount", sorts=True, first="-", card="foot"),
        Shown(name="procurement", card="badge"),
        Shown(name="signed_on", sorts=True, first="-", card="foot"),
        Shown(name="ends_on", sorts=True, card="foot"),
    ),
    filters=(year_filter(), Filter(name="procurement")),
    **OF_PROJECT,
)
