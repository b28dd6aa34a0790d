"""The list of what is paid once for a period."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance.choices import SubsidyState
from assistance.models import Subsidy
from assistance.registers.parts import OF_HOUSEHOLD, head_column, place_column
from exchange.registers import Filter, Register, Shown

SUBSIDIES = Register(
    key="subsidies",
    title=_("Subsidies"),
    model=Subsidy,
    empty=_("No subsidy has been recorded yet."),
    unit=pgettext_lazy("unit", "payments"),
    link=("assistance:row-edit", "kind", "id"),
    columns=(
        head_column(),
        place_column(),
        Shown(name="member__name", heading=_("Beneficiary"), card="line"),
        Shown(name="kind", sorts=True, card="line"),
        Shown(name="period", sorts=True, first="-", card="foot"),
        Shown(name="institution"),
        Shown(name="due_amount", sorts=True, first="-", card="foot"),
        Shown(name="due_on", sorts=True, first="-"),
        Shown(name="paid_amount", sorts=True, first="-"),
        Shown(name="paid_on", sorts=True, first="-", card="foot"),
        Shown(
            name="state",
            sorts=True,
            marks={
                SubsidyState.PAID: "good",
                SubsidyState.PART: "warn",
                SubsidyState.APPROVED: "warn",
                SubsidyState.RETURNED: "bad",
            },
            card="badge",
        ),
    ),
    filters=(Filter(name="kind"), Filter(name="state")),
    **OF_HOUSEHOLD,
)
