"""Net income a head, its growth, and who falls behind (domain §2.3, §2.4, §6.4).

An average is always Σ net income ÷ Σ persons over the group, never a mean of the
households' own averages. Every text names its group, because the same words mean
another figure for another group.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.choices import ExternalKey, Group, Unit
from dashboards.figures.declaration import (
    Amount,
    AnyFigure,
    Figure,
    Gap,
    Growth,
    Measure,
    Text,
)
from dashboards.figures.monitoring import IDENTIFIED
from households.choices import HouseholdType
from households.parameters import MONITORING_LINE

EXITED = Q(household_type=HouseholdType.EXITED)
#: 易地搬迁脱贫人口: of those out of poverty, never an ordinary household that moved.
RELOCATED = EXITED & Q(is_relocated=True)
KNOWN = Q(net_income__isnull=False)
KNOWN_BEFORE = Q(net_before__isnull=False)
PAIRED = KNOWN & KNOWN_BEFORE


@dataclass(frozen=True, slots=True)
class _Scope:
    """A group whose income is told; ``words`` say in definitions who belongs to it."""

    key: str
    rows: Q
    name: Promise
    words: Promise
    version: int = 1

    def named(self, text: Promise) -> Text:
        return format_lazy(text, group=self.name)

    def told(self, text: Promise) -> Text:
        return format_lazy(text, group=self.words)


def _average(
    of: _Scope, suffix: str, name: Promise, known: Q, text: Promise, *, is_before: bool
) -> Figure:
    net = Amount.NET_BEFORE if is_before else Amount.NET_INCOME
    persons = Amount.PERSONS_BEFORE if is_before else Amount.INCOME_PERSONS
    return Figure(
        key=of.key + suffix,
        name=of.named(name),
        group=Group.INCOME,
        unit=Unit.YUAN,
        part=Measure(of.rows & known, net),
        whole=Measure(of.rows & known, persons),
        definition=of.told(text),
        source="§2.3",
        good="none" if is_before else "up",
        version=of.version,
    )


def _coverage(
    of: _Scope, suffix: str, name: Promise, known: Q, text: Promise
) -> Figure:
    return Figure(
        key=of.key + suffix,
        name=of.named(name),
        group=Group.INCOME,
        unit=Unit.PERCENT,
        part=Measure(of.rows & known),
        whole=Measure(of.rows),
        definition=of.told(text),
        source="§6.4",
        version=of.version,
    )


def _this_roster(of: _Scope) -> list[AnyFigure]:
    """Each year with every income recorded for it, and how many households that is."""
    return [
        _average(of, "", _NOW, KNOWN, _NOW_TEXT, is_before=False),
        _average(of, "-before", _BEFORE, KNOWN_BEFORE, _BEFORE_TEXT, is_before=True),
        _coverage(of, "-known", _KNOWN, KNOWN, _KNOWN_TEXT),
        _coverage(of, "-known-before", _KNOWN_BEFORE, KNOWN_BEFORE, _KNOWN_BEFORE_TEXT),
        Growth(
            key=f"{of.key}-growth",
            name=of.named(_GROWTH),
            group=Group.INCOME,
            now=of.key,
            before=f"{of.key}-before",
            rests_on=f"{of.key}-known",
            rests_on_before=f"{of.key}-known-before",
            companion=f"{of.key}-growth-same",
            definition=of.told(_GROWTH_TEXT),
            source="§2.3",
            version=of.version,
        ),
    ]


def _same_households(of: _Scope) -> list[AnyFigure]:
    """Only households with an income in both years (同口径)."""
    return [
        _average(of, "-same", _SAME, PAIRED, _SAME_TEXT, is_before=False),
        _average(
            of, "-same-before", _SAME_BEFORE, PAIRED, _SAME_BEFORE_TEXT, is_before=True
        ),
        _coverage(of, "-paired", _PAIRED, PAIRED, _PAIRED_TEXT),
        Growth(
            key=f"{of.key}-growth-same",
            name=of.named(_GROWTH_SAME),
            group=Group.INCOME,
            now=f"{of.key}-same",
            before=f"{of.key}-same-before",
            rests_on=f"{of.key}-paired",
            companion=f"{of.key}-growth",
            definition=of.told(_GROWTH_SAME_TEXT),
            source="§2.3",
            version=of.version,
        ),
    ]


def _gap(of: _Scope) -> Gap:
    return Gap(
        key=f"{of.key}-gap",
        name=of.named(_GAP),
        group=Group.INCOME,
        growth=f"{of.key}-growth",
        external=ExternalKey.RURAL_INCOME_GROWTH,
        definition=of.told(_GAP_TEXT),
        source="§2.3",
        version=of.version,
    )


_NOW = _("Net income a head, {group}")
_NOW_TEXT = _(
    "Σ net income ÷ Σ persons of {group} on this month's roster, as far as recorded, "
    "over the income year complete at the end of the month (1 October to 30 "
    "September)."
)
_BEFORE = _("Net income a head last year, {group}")
_BEFORE_TEXT = _(
    "The same roster of {group}: Σ net income ÷ Σ persons as far as recorded for the "
    "year before."
)
_KNOWN = _("Income recorded, {group}")
_KNOWN_TEXT = _("Households with an income of the year ÷ all of {group}.")
_KNOWN_BEFORE = _("Income of last year recorded, {group}")
_KNOWN_BEFORE_TEXT = _("Households with an income of the year before ÷ all of {group}.")
_GROWTH = _("Income growth, {group}")
_GROWTH_TEXT = _(
    "Net income a head of {group} ÷ that of the year before − 1, this month's roster "
    "in both years. Each year takes the households whose income of that year is "
    "recorded; both numbers of households are told beside it."
)
_SAME = _("Net income a head, {group} (same households)")
_SAME_TEXT = _(
    "Of {group} only households with an income in both years: Σ net income ÷ Σ persons."
)
_SAME_BEFORE = _("Net income a head last year, {group} (same households)")
_SAME_BEFORE_TEXT = _(
    "Of {group} the same households with the incomes of the year before."
)
_PAIRED = _("Income recorded in both years, {group}")
_PAIRED_TEXT = _("Households with an income in both years ÷ all of {group}.")
_GROWTH_SAME = _("Income growth, {group} (same households)")
_GROWTH_SAME_TEXT = _(
    "Net income a head of {group} ÷ that of the year before − 1, only households with "
    "an income in both years."
)
_GAP = _("Growth above rural income, {group}")
_GAP_TEXT = _(
    "Income growth of {group} on this month's roster less the growth of rural "
    "disposable income that the statistics office published. The two incomes are "
    "defined differently."
)

SCOPES = (
    _Scope(
        key="income-monitored",
        rows=IDENTIFIED,
        name=pgettext_lazy("income of", "monitored"),
        words=_(
            "monitored households (ever identified and not withdrawn at the end of the "
            "month, whether or not the risk is eliminated)"
        ),
    ),
    _Scope(
        key="income-exited",
        rows=EXITED,
        name=pgettext_lazy("income of", "out of poverty"),
        words=_("households out of poverty (monitored ones included)"),
    ),
    _Scope(
        key="income-relocated",
        rows=RELOCATED,
        name=pgettext_lazy("income of", "relocated"),
        words=_("relocated households that are out of poverty"),
        version=2,
    ),
)

FIGURES: list[AnyFigure] = [
    figure
    for scope in SCOPES
    for figure in (*_this_roster(scope), *_same_households(scope), _gap(scope))
]
FIGURES += [
    Figure(
        key="income-falling",
        name=_("Households with falling income"),
        group=Group.INCOME,
        unit=Unit.PERCENT,
        part=Measure((IDENTIFIED | EXITED) & Q(income_fell=True)),
        whole=Measure((IDENTIFIED | EXITED) & Q(income_fell__isnull=False)),
        definition=_(
            "Monitored households (ever identified) and households out of poverty "
            "whose net income a head is below that of the year before ÷ those with an "
            "income in both years."
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
            "Monitored households (ever identified) and households out of poverty "
            "whose net income a head is below the monitoring line valid on the last "
            "day of the month ÷ those with an income. A mark to look closer, not a "
            "verdict."
        ),
        source="§2.2",
        requires=MONITORING_LINE.key,
        good="down",
    ),
]
