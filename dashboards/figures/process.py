"""Whether the month's work was done, and who is helped by what (domain §6.3)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dashboards.choices import Group, Unit
from dashboards.figures.declaration import Amount, Figure, Measure
from dashboards.figures.monitoring import IDENTIFIED, OPEN
from dashboards.parameters import (
    DEVELOPMENT_TARGET,
    IN_TIME_TARGET,
    MEASURE_TARGET,
    RESPONSIBLE_TARGET,
    VISIT_TARGET,
)

VISITED = Q(visited_on__isnull=False)
HELPED = Q(measures__gt=0)
#: Households that could help themselves; the others need no development measure.
ABLE = OPEN & Q(labour__gt=0)

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
    Figure(
        key="measure-rate",
        name=_("Measure coverage"),
        group=Group.PROCESS,
        unit=Unit.PERCENT,
        part=Measure(OPEN & HELPED),
        whole=Measure(OPEN),
        definition=_(
            "Households under monitoring with at least one valid measure on the last "
            "day of the month ÷ households under monitoring. Valid is what has begun, "
            "was not broken off and did not end before the household was identified; "
            "what is only planned does not count. Of a household without a valid one "
            "in the ledger of measures the kinds ticked in its monitoring record count."
        ),
        source="§6.3",
        target=MEASURE_TARGET.key,
        good="up",
    ),
    Figure(
        key="measures-per-household",
        name=_("Measures a household"),
        group=Group.PROCESS,
        unit=Unit.ITEMS,
        part=Measure(OPEN & HELPED, Amount.MEASURES),
        whole=Measure(OPEN),
        rest=OPEN & ~HELPED,
        definition=_(
            "Σ valid measures of households under monitoring ÷ households under "
            "monitoring."
        ),
        source="§6.3",
        good="up",
    ),
    Figure(
        key="development-rate",
        name=_("Development measure coverage"),
        group=Group.PROCESS,
        unit=Unit.PERCENT,
        part=Measure(ABLE & Q(development__gt=0)),
        whole=Measure(ABLE),
        definition=_(
            "Labour-capable households under monitoring with at least one valid "
            "development measure ÷ labour-capable households under monitoring. "
            "Handing out goods, a dividend without taking part and training alone are "
            "not accepted as development."
        ),
        source="§6.3",
        target=DEVELOPMENT_TARGET.key,
        good="up",
    ),
    Figure(
        key="measures-in-time",
        name=_("Measures in time"),
        group=Group.PROCESS,
        unit=Unit.PERCENT,
        part=Measure(IDENTIFIED & Q(helped_in_time=True)),
        whole=Measure(IDENTIFIED & Q(helped_in_time__isnull=False)),
        definition=_(
            "Monitored households (ever identified) whose first valid measure began "
            "within the set number of days after the identification, 10 unless set "
            "otherwise ÷ those whose days have passed or who were helped. Households "
            "whose measures have no date are left out."
        ),
        source="§6.3",
        target=IN_TIME_TARGET.key,
        good="up",
    ),
]
