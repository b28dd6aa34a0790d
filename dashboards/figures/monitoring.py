"""Who is monitored, and for how many the risk is gone (domain §6.1, §6.2)."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboards.choices import Group, Unit
from dashboards.figures.declaration import Amount, Figure, Measure
from dashboards.parameters import ELIMINATION_TARGET
from households.choices import MonitoringState

#: Ever identified by the month's end and not withdrawn: 累计识别.
IDENTIFIED = ~Q(monitoring_state=MonitoringState.NONE)
OPEN = Q(monitoring_state=MonitoringState.MONITORING)
ELIMINATED = Q(monitoring_state=MonitoringState.ELIMINATED)
NEW = Q(is_new=True)


def _stock(
    key: str, names: tuple[Promise, Promise], rows: Q, text: Promise
) -> list[Figure]:
    """A number of households and the persons in them: never one without the other."""
    units = (Unit.HOUSEHOLDS, Unit.PERSONS)
    keys = [f"{key}-{unit.value}" for unit in units]
    return [
        Figure(
            key=keys[index],
            name=names[index],
            group=Group.MONITORING,
            unit=unit,
            part=Measure(rows, Amount(unit.value)),
            definition=text,
            source="§6.1",
            companion=keys[1 - index],
        )
        for index, unit in enumerate(units)
    ]


FIGURES: list[Figure] = [
    *_stock(
        "identified",
        (
            _("Monitored households ever identified"),
            _("Monitored persons ever identified"),
        ),
        IDENTIFIED,
        _(
            "Households identified by the last day of the month and not withdrawn; "
            "persons are the members on that day."
        ),
    ),
    *_stock(
        "open",
        (_("Households under monitoring"), _("Persons under monitoring")),
        OPEN,
        _(
            "Identified households whose risk is not eliminated on the last day of "
            "the month."
        ),
    ),
    *_stock(
        "eliminated",
        (
            _("Households with the risk eliminated"),
            _("Persons with the risk eliminated"),
        ),
        ELIMINATED,
        _(
            "Identified households whose risk is eliminated on the last day of the "
            "month; one whose elimination was rolled back counts as not eliminated."
        ),
    ),
    *_stock(
        "new",
        (_("Households newly identified"), _("Persons newly identified")),
        IDENTIFIED & NEW,
        _(
            "Households identified within the month, also those identified again; not "
            "those whose elimination was rolled back."
        ),
    ),
    Figure(
        key="elimination-rate-persons",
        name=_("Risk elimination rate (persons)"),
        group=Group.MONITORING,
        unit=Unit.PERCENT,
        part=Measure(ELIMINATED, Amount.PERSONS),
        whole=Measure(IDENTIFIED, Amount.PERSONS),
        definition=_(
            "Persons with the risk eliminated ÷ monitored persons ever identified. "
            "This is the official rate; the one by households stands beside it."
        ),
        source="§6.2",
        companion="elimination-rate-households",
        target=ELIMINATION_TARGET.key,
        good="up",
    ),
    Figure(
        key="elimination-rate-households",
        name=_("Risk elimination rate (households)"),
        group=Group.MONITORING,
        unit=Unit.PERCENT,
        part=Measure(ELIMINATED),
        whole=Measure(IDENTIFIED),
        definition=_(
            "Households with the risk eliminated ÷ monitored households ever "
            "identified."
        ),
        source="§6.2",
        companion="elimination-rate-persons",
        target=ELIMINATION_TARGET.key,
        good="up",
    ),
]
