"""The lists of demonstration villages and of plans of villages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Filter, Register, Shown
from projects.models import DemonstrationVillage, VillagePlan
from projects.registers.parts import place_column, years


def _is_accepted(rows: Any, value: str) -> Any:
    return rows.filter(accepted_on__isnull=value == "no")


DEMONSTRATION = Register(
    key="demonstration-villages",
    title=_("Demonstration villages"),
    model=DemonstrationVillage,
    permission="projects.view_project",
    empty=_("No demonstration village has been recorded yet."),
    unit=pgettext_lazy("unit", "villages"),
    order="-year",
    link=("projects:demonstration-village", "id"),
    names="village__name",
    search=_("Name of the village"),
    export="demonstration-villages",
    imports="demonstration-villages",
    columns=(
        Shown(name="village__name", heading=_("Village")),
        place_column("village_id"),
        Shown(name="level", sorts=True, card="badge"),
        Shown(name="year", show=str, sorts=True, first="-", card="foot"),
        Shown(name="document_no", card="line"),
        Shown(name="named_on", sorts=True, first="-"),
        Shown(name="accepted_on", sorts=True, first="-", card="foot"),
    ),
    filters=(
        Filter(name="year", label=_("Year"), choices=years),
        Filter(name="level"),
        Filter(
            name="accepted",
            label=_("Accepted"),
            choices=(("yes", _("Yes")), ("no", _("No"))),
            narrow=_is_accepted,
        ),
    ),
)

VILLAGE_PLANS = Register(
    key="village-plans",
    title=_("Plans of villages"),
    model=VillagePlan,
    permission="projects.view_project",
    empty=_("No plan of a village has been recorded yet."),
    unit=pgettext_lazy("unit", "plans"),
    order="village_id",
    link=("projects:village-plan", "id"),
    names="village__name",
    search=_("Name of the village"),
    export="village-plans",
    imports="village-plans",
    columns=(
        Shown(name="village__name", heading=_("Village")),
        place_column("village_id"),
        Shown(name="state", sorts=True, card="badge"),
        Shown(name="compiler", card="line"),
        Shown(name="approved_on", sorts=True, first="-", card="foot"),
        Shown(name="document_no", card="line"),
    ),
    filters=(Filter(name="state"),),
)
