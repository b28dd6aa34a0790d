"""Whether the month's work was done (domain §6.3)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dashboards.choices import Group, Unit
from dashboards.figures.declaration import Figure, Measure
from dashboards.figures.monitoring import OPEN
from dashboards.parameters import RESPONSIBLE_TARGET, VISIT_TARGET

VISITED = Q(visited_on__isnull=False)

FIGURES: list[Figure] = [
    Figure(
        key="visit-rate",
        name=_("Visit completion"),
        group=Group.PROCESS,
        unit=Unit.PERCENT,
        part=Measure(OPEN & VISITED),
        whole=Measure(OPEN),
        definition=_(
            "Households under monitoring at the end of the month with at least one "
            "valid visit in it ÷ households under monitoring at the end of the month."
        ),
        source="§6.3",
        target=VISIT_TARGET.key,
        good="up",
    ),
    Figure(
        key="responsible-rate",
        name=_("Responsible-person coverage"),
        group=Group.PROCESS,
        unit=Unit.PERCENT,
        part=Measure(OPEN & Q(has_responsible=True)),
        whole=Measure(OPEN),
        definition=_(
            "Households under monitoring with a named responsible person on the last "
            "day of the month ÷ households under monitoring."
        ),
        source="§6.3",
        target=RESPONSIBLE_TARGET.key,
        good="up",
    ),
]
