"""Insurance, what is owed, and what villages sell and share out (domain §6.6, §14)."""

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.parameters import Declared
from dashboards.choices import Group, Unit
from dashboards.figures.declaration import Amount, AnyFigure, Figure, Measure
from dashboards.figures.income import EXITED
from dashboards.figures.monitoring import IDENTIFIED
from dashboards.parameters import MEDICAL_TARGET, PENSION_TARGET

_MEDICAL_TEXT = _(
    "Members of {group} that are insured in a basic medical scheme on the last day of "
    "the month ÷ all members that need not be exempt (soldiers, prisoners, people "
    "abroad, the dead). The ledger of the year decides; of whom it has no row the "
    "roster of members counts."
)
_PENSION_TEXT = _(
    "Members of {group} from 16 years on, not in school, that are insured for old age "
    "or draw a pension on the last day of the month ÷ all of them that need not be "
    "exempt. The ledger of the year decides; of whom it has no row the roster of "
    "members counts."
)


def _coverage(
    key: str,
    name: Promise,
    rows: Q,
    amounts: tuple[Amount, Amount],
    text: Promise,
    target: Declared,
) -> list[AnyFigure]:
    """The same rate for monitored households and for those out of poverty."""
    part, whole = amounts
    scopes = (
        (
            "monitored",
            IDENTIFIED,
            pgettext_lazy("insurance of", "monitored"),
            _("monitored households (ever identified)"),
        ),
        (
            "exited",
            EXITED,
            pgettext_lazy("insurance of", "out of poverty"),
            _("households out of poverty (monitored ones included)"),
        ),
    )
    return [
        Figure(
            key=f"{key}-{scope}",
            name=format_lazy(name, group=short),
            group=Group.INSURANCE,
            unit=Unit.PERCENT,
            part=Measure(of & Q(**{f"{part.value}__gt": 0}), part),
            whole=Measure(of & Q(**{f"{whole.value}__gt": 0}), whole),
            rest=of & rows,
            definition=format_lazy(text, group=words),
            source="§6.6",
            target=target.key,
            good="up",
        )
        for scope, of, short, words in scopes
    ]


def _owed(
    keys: tuple[str, str],
    names: tuple[Promise, Promise],
    amounts: tuple[Amount, Amount],
    text: Promise,
) -> list[AnyFigure]:
    """People and yuan: never one without the other."""
    units = (Unit.PERSONS, Unit.YUAN)
    rows = Q(**{f"{amounts[0].value}__gt": 0})
    return [
        Figure(
            key=keys[index],
            name=names[index],
            group=Group.PAYMENTS,
            unit=units[index],
            part=Measure(rows, amounts[index]),
            definition=text,
            source="§7.4",
            companion=keys[1 - index],
            good="down",
        )
        for index in (0, 1)
    ]


FIGURES: list[AnyFigure] = [
    *_coverage(
        "medical",
        _("Medical insurance, {group}"),
        Q(insured__lt=F("to_insure")),
        (Amount.INSURED, Amount.TO_INSURE),
        _MEDICAL_TEXT,
        MEDICAL_TARGET,
    ),
    *_coverage(
        "pension",
        _("Old-age insurance, {group}"),
        Q(pensioned__lt=F("to_pension")),
        (Amount.PENSIONED, Amount.TO_PENSION),
        _PENSION_TEXT,
        PENSION_TARGET,
    ),
    *_owed(
        ("unpaid-posts", "unpaid-wages"),
        (_("People in posts with unpaid wages"), _("Unpaid wages of public posts")),
        (Amount.UNPAID_POSTS, Amount.UNPAID_WAGES),
        _(
            "Wages of public posts that are not fully paid although the month is over "
            "and the set days have passed, also of months that nobody entered; as of "
            "the last day of the month, in the running month as of today."
        ),
    ),
    *_owed(
        ("arrears-persons", "arrears-yuan"),
        (_("People in arrears"), _("Arrears")),
        (Amount.OWED_PERSONS, Amount.OWED),
        _(
            "Wages of posts, subsidies and monthly allowances that are due, not fully "
            "paid and past the set days; as of the last day of the month, in the "
            "running month as of today. What is paid to a household counts as one "
            "person. The dividends of collectives are counted by village."
        ),
    ),
    Figure(
        key="consumption-aid",
        name=_("Consumption aid this year"),
        group=Group.VILLAGES,
        unit=Unit.YUAN,
        part=Measure(Q(consumption__gt=0), Amount.CONSUMPTION),
        definition=_(
            "Products bought from villages from 1 January to the last day of the month."
        ),
        source="§14.1",
        good="up",
    ),
    Figure(
        key="dividend-villages",
        name=_("Villages with a dividend"),
        group=Group.VILLAGES,
        unit=Unit.PERCENT,
        part=Measure(Q(dividends__gt=0), Amount.VILLAGES),
        whole=Measure(Q(pk__isnull=False), Amount.VILLAGES),
        definition=_(
            "Villages in which a collective or project paid out a dividend in the "
            "twelve months up to the last day of the month ÷ all villages."
        ),
        source="§14.3",
        good="up",
    ),
    Figure(
        key="dividend-arrears-villages",
        name=_("Villages with an unpaid dividend"),
        group=Group.VILLAGES,
        unit=Unit.VILLAGES,
        part=Measure(Q(dividends_owed__gt=0), Amount.VILLAGES),
        definition=_(
            "Villages with a dividend that is due, not fully paid and past the set "
            "days; as of the last day of the month, in the running month as of today."
        ),
        source="§7.4",
        companion="dividend-arrears-yuan",
        good="down",
    ),
    Figure(
        key="dividend-arrears-yuan",
        name=_("Unpaid dividends"),
        group=Group.VILLAGES,
        unit=Unit.YUAN,
        part=Measure(Q(dividends_owed__gt=0), Amount.DIVIDENDS_OWED),
        definition=_(
            "Dividends of collectives that are due, not fully paid and past the set "
            "days."
        ),
        source="§7.4",
        companion="dividend-arrears-villages",
        good="down",
    ),
]
