"""The list of who is insured in which year."""

from django.db.models import Case, CharField, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance.choices import InsuranceKind, Ledger
from assistance.models import Insurance
from assistance.registers.parts import OF_PERSON, person_column, place_column
from core.months import Month
from exchange.registers import Filter, Register, Shown

#: Years that the list offers.
_YEARS = 5


def _years() -> list[tuple[str, str]]:
    first = Month.current().year + 1
    return [(str(first - back), str(first - back)) for back in range(_YEARS)]


_LEDGER = Case(
    When(kind=InsuranceKind.PENSION, then=Value(Ledger.OLD_AGE.value)),
    default=Value(Ledger.MEDICAL.value),
    output_field=CharField(choices=Ledger.choices),
)

INSURANCES = Register(
    key="insurances",
    title=_("Insurance"),
    model=Insurance,
    empty=_("No insurance has been recorded yet."),
    unit=pgettext_lazy("unit", "entries"),
    link=("assistance:row-edit", "ledger", "id"),
    columns=(
        person_column(),
        place_column(),
        Shown(name="ledger", heading=_("Ledger"), value=_LEDGER, card="line"),
        Shown(name="year", show=str, sorts=True, first="-", card="foot"),
        Shown(name="scheme", sorts=True, card="line"),
        Shown(name="insured_on", sorts=True, first="-", card="foot"),
        Shown(name="premium", sorts=True, first="-"),
        Shown(name="is_receiving"),
        Shown(name="exemption", card="badge", marks={}),
    ),
    filters=(
        Filter(name="kind"),
        Filter(name="year", label=_("Year"), choices=_years),
        Filter(
            name="insured",
            label=_("Insured"),
            choices=(("yes", _("Yes")), ("no", _("No"))),
            narrow=lambda rows, value: rows.filter(insured_on__isnull=value == "no"),
        ),
    ),
    **OF_PERSON,
)
