"""Net income a head, its growth, and who falls behind (domain §2.3, §2.4, §6.4).

An average is always Σ net income ÷ Σ persons over the group, never a mean of the
households' own averages.
"""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboards.choices import ExternalKey, Group, Unit
from dashboards.figures.declaration import (
    Amount,
    AnyFigure,
    Figure,
    Gap,
    Growth,
    Measure,
)
from dashboards.figures.monitoring import IDENTIFIED
from households.choices import HouseholdType
from households.parameters import MONITORING_LINE

EXITED = Q(household_type=HouseholdType.EXITED)
RELOCATED = Q(is_relocated=True)
KNOWN = Q(net_income__isnull=False)
KNOWN_BEFORE = Q(net_before__isnull=False)
PAIRED = KNOWN & KNOWN_BEFORE


def _average(key: str, name: Promise, rows: Q, before: bool, text: Promise) -> Figure:
    net = Amount.NET_BEFORE if before else Amount.NET_INCOME
    persons = Amount.PERSONS_BEFORE if before else Amount.INCOME_PERSONS
    return Figure(
        key=key,
        name=name,
        group=Group.INCOME,
        unit=Unit.YUAN,
        part=Measure(rows, net),
        whole=Measure(rows, persons),
        definition=text,
        source="§2.3",
        good="none" if before else "up",
    )


def _coverage(key: str, name: Promise, part: Q, whole: Q, text: Promise) -> Figure:
    return Figure(
        key=key,
        name=name,
        group=Group.INCOME,
        unit=Unit.PERCENT,
        part=Measure(whole & part),
        whole=Measure(whole),
        definition=text,
        source="§6.4",
    )


def _of_group(key: str, rows: Q, names: dict[str, Promise]) -> list[AnyFigure]:
    """All income figures of one group, for this roster and for the same households."""
    return [
        _average(key, names["now"], rows & KNOWN, False, _ROSTER_NOW),
        _average(
            f"{key}-before", names["before"], rows & KNOWN_BEFORE, True, _ROSTER_BEFORE
        ),
        _coverage(f"{key}-known", names["known"], KNOWN, rows, _KNOWN_TEXT),
        Growth(
            key=f"{key}-growth",
            name=names["growth"],
            group=Group.INCOME,
            now=key,
            before=f"{key}-before",
            rests_on=f"{key}-known",
            companion=f"{key}-growth-same",
            definition=_GROWTH_TEXT,
            source="§2.3",
        ),
        _average(f"{key}-same", names["same"], rows & PAIRED, False, _SAME_NOW),
        _average(
            f"{key}-same-before",
            names["same_before"],
            rows & PAIRED,
            True,
            _SAME_BEFORE,
        ),
        _coverage(f"{key}-paired", names["paired"], PAIRED, rows, _PAIRED_TEXT),
        Growth(
            key=f"{key}-growth-same",
            name=names["growth_same"],
            group=Group.INCOME,
            now=f"{key}-same",
            before=f"{key}-same-before",
            rests_on=f"{key}-paired",
            companion=f"{key}-growth",
            definition=_GROWTH_SAME_TEXT,
            source="§2.3",
        ),
        Gap(
            key=f"{key}-gap",
            name=names["gap"],
            group=Group.INCOME,
            growth=f"{key}-growth",
            external=ExternalKey.RURAL_INCOME_GROWTH,
            definition=_GAP_TEXT,
            source="§2.3",
        ),
    ]


_ROSTER_NOW = _(
    "Σ net income ÷ Σ persons of this month's roster, over the income year complete "
    "at the end of the month (1 October to 30 September)."
)
_ROSTER_BEFORE = _("The same roster with the incomes of the year before.")
_SAME_NOW = _("Only households with an income in both years: Σ net income ÷ Σ persons.")
_SAME_BEFORE = _("The same households with the incomes of the year before.")
_KNOWN_TEXT = _("Households with an income of the year ÷ households of the group.")
_PAIRED_TEXT = _("Households with an income in both years ÷ households of the group.")
_GROWTH_TEXT = _(
    "Net income a head ÷ that of the year before − 1, this roster in both years. It "
    "rests on the households whose income is recorded."
)
_GROWTH_SAME_TEXT = _(
    "Net income a head ÷ that of the year before − 1, only households with an income "
    "in both years."
)
_GAP_TEXT = _(
    "Growth of this roster less the growth of rural disposable income that the "
    "statistics office published. The two incomes are defined differently."
)

FIGURES: list[AnyFigure] = [
    *_of_group(
        "income-monitored",
        IDENTIFIED,
        {
            "now": _("Net income a head, monitored"),
            "before": _("Net income a head last year, monitored"),
            "known": _("Income recorded, monitored"),
            "growth": _("Income growth, monitored"),
            "same": _("Net income a head, monitored (same households)"),
            "same_before": _(
                "Net income a head last year, monitored (same households)"
            ),
            "paired": _("Income recorded in both years, monitored"),
            "growth_same": _("Income growth, monitored (same households)"),
            "gap": _("Growth above rural income, monitored"),
        },
    ),
    *_of_group(
        "income-exited",
        EXITED,
        {
            "now": _("Net income a head, out of poverty"),
            "before": _("Net income a head last year, out of poverty"),
            "known": _("Income recorded, out of poverty"),
            "growth": _("Income growth, out of poverty"),
            "same": _("Net income a head, out of poverty (same households)"),
            "same_before": _(
                "Net income a head last year, out of poverty (same households)"
            ),
            "paired": _("Income recorded in both years, out of poverty"),
            "growth_same": _("Income growth, out of poverty (same households)"),
            "gap": _("Growth above rural income, out of poverty"),
        },
    ),
    *_of_group(
        "income-relocated",
        RELOCATED,
        {
            "now": _("Net income a head, relocated"),
            "before": _("Net income a head last year, relocated"),
            "known": _("Income recorded, relocated"),
            "growth": _("Income growth, relocated"),
            "same": _("Net income a head, relocated (same households)"),
            "same_before": _(
                "Net income a head last year, relocated (same households)"
            ),
            "paired": _("Income recorded in both years, relocated"),
            "growth_same": _("Income growth, relocated (same households)"),
            "gap": _("Growth above rural income, relocated"),
        },
    ),
    Figure(
        key="income-falling",
        name=_("Households with falling income"),
        group=Group.INCOME,
        unit=Unit.PERCENT,
        part=Measure((IDENTIFIED | EXITED) & Q(income_fell=True)),
        whole=Measure((IDENTIFIED | EXITED) & Q(income_fell__isnull=False)),
        definition=_(
            "Monitored households and households out of poverty whose net income a "
            "head is below that of the year before ÷ those with an income in both "
            "years."
        ),
        source="§6.4",
        good="down",
    ),
    Figure(
        key="income-below-line",
        name=_("Households below the monitoring line"),
        group=Group.INCOME,
        unit=Unit.PERCENT,
        part=Measure((IDENTIFIED | EXITED) & Q(is_below_line=True)),
        whole=Measure((IDENTIFIED | EXITED) & Q(is_below_line__isnull=False)),
        definition=_(
            "Monitored households and households out of poverty whose net income a "
            "head is below the monitoring line valid on the last day of the month ÷ "
            "those with an income. A mark to look closer, not a verdict."
        ),
        source="§2.2",
        requires=MONITORING_LINE.key,
        good="down",
    ),
]
