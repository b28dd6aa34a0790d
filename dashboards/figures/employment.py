"""Who works, where, and compared with a year before (domain §6.5).

The numbers of working people are those of labour: of working age, able, not in school.
Only posts and workshops count everybody who is there, also who is older.
"""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.choices import Group, Unit
from dashboards.figures.declaration import Amount, AnyFigure, Change, Figure, Measure
from dashboards.figures.income import EXITED, RELOCATED
from dashboards.figures.monitoring import IDENTIFIED

#: Whose work the reports of the province ask for.
WATCHED = IDENTIFIED | EXITED
EMPLOYED = Q(employed__gt=0)
LABOUR = Q(labour_force__gt=0)
WILLING = Q(willing__gt=0)


@dataclass(frozen=True, slots=True)
class _Scope:
    """A group whose work is told; ``words`` say in definitions who belongs to it."""

    key: str
    rows: Q
    name: Promise
    words: Promise


_COUNT_TEXT = _(
    "Labour of {group} that works on the last day of the month. Labour is of working "
    "age, able to work and not in school. Somebody works when a spell of work in the "
    "ledger of employment or a public post covers the day; of whom neither ledger ever "
    "said anything the roster of members counts."
)
_RATE_TEXT = _("Labour of {group} that works ÷ all labour of {group}.")
_CHANGE_TEXT = _(
    "Working labour of {group} ÷ the same number of the same month a year before − 1, "
    "each month by its own roster. It should not be lower."
)


def _of(scope: _Scope) -> list[AnyFigure]:
    count, rate = f"employed-{scope.key}", f"employment-{scope.key}"
    return [
        Figure(
            key=count,
            name=format_lazy(_("Working people, {group}"), group=scope.name),
            group=Group.EMPLOYMENT,
            unit=Unit.PERSONS,
            part=Measure(scope.rows & EMPLOYED, Amount.EMPLOYED),
            definition=format_lazy(_COUNT_TEXT, group=scope.words),
            source="§6.5",
            companion=rate,
            good="up",
        ),
        Figure(
            key=rate,
            name=format_lazy(_("Employment rate, {group}"), group=scope.name),
            group=Group.EMPLOYMENT,
            unit=Unit.PERCENT,
            part=Measure(scope.rows & EMPLOYED, Amount.EMPLOYED),
            whole=Measure(scope.rows & LABOUR, Amount.LABOUR_FORCE),
            rest=scope.rows & Q(employed__lt=F("labour_force")),
            definition=format_lazy(_RATE_TEXT, group=scope.words),
            source="§6.5",
            companion=count,
            good="up",
        ),
        Change(
            key=f"{count}-change",
            name=format_lazy(
                _("Working people on the year before, {group}"), group=scope.name
            ),
            group=Group.EMPLOYMENT,
            of=count,
            definition=format_lazy(_CHANGE_TEXT, group=scope.words),
            source="§6.5",
        ),
    ]


def _where(key: str, name: Promise, amount: Amount, text: Promise) -> Figure:
    return Figure(
        key=key,
        name=name,
        group=Group.EMPLOYMENT,
        unit=Unit.PERSONS,
        part=Measure(WATCHED & Q(**{f"{amount.value}__gt": 0}), amount),
        definition=text,
        source="§6.5",
    )


_AREA_TEXT = _(
    "Working labour of households out of poverty and monitored households by the area "
    "of work of the running spell; a public post is in the township."
)
_SCOPES = (
    _Scope(
        "all",
        WATCHED,
        pgettext_lazy("work of", "out of poverty and monitored"),
        _("households out of poverty and monitored households (ever identified)"),
    ),
    _Scope(
        "monitored",
        IDENTIFIED,
        pgettext_lazy("work of", "monitored"),
        _("monitored households (ever identified)"),
    ),
    _Scope(
        "exited",
        EXITED,
        pgettext_lazy("work of", "out of poverty"),
        _("households out of poverty (monitored ones included)"),
    ),
    _Scope(
        "relocated",
        RELOCATED,
        pgettext_lazy("work of", "relocated"),
        _("relocated households that are out of poverty"),
    ),
)

FIGURES: list[AnyFigure] = [figure for scope in _SCOPES for figure in _of(scope)]
FIGURES += [
    _where("work-township", _("Work in the township"), Amount.IN_TOWNSHIP, _AREA_TEXT),
    _where(
        "work-county",
        _("Work in the county, outside the township"),
        Amount.IN_COUNTY,
        _AREA_TEXT,
    ),
    _where(
        "work-province",
        _("Work in the province, outside the county"),
        Amount.IN_PROVINCE,
        _AREA_TEXT,
    ),
    _where("work-outside", _("Work outside the province"), Amount.OUTSIDE, _AREA_TEXT),
    _where(
        "work-posts",
        _("People in public posts"),
        Amount.IN_POST,
        _(
            "Members of households out of poverty and monitored households that hold "
            "a public post on the last day of the month, of any age."
        ),
    ),
    _where(
        "work-workshops",
        _("People in workshops"),
        Amount.IN_WORKSHOP,
        _(
            "Members of households out of poverty and monitored households that work "
            "in a workshop on the last day of the month, of any age."
        ),
    ),
    Figure(
        key="zero-employed",
        name=_("Households in which nobody works"),
        group=Group.EMPLOYMENT,
        unit=Unit.PERCENT,
        part=Measure(WATCHED & WILLING & Q(employed=0)),
        whole=Measure(WATCHED & WILLING),
        definition=_(
            "Households out of poverty and monitored households with labour that is "
            "willing to work, of which nobody works ÷ those with willing labour. "
            "Willing is whom the labour register does not call unwilling. There "
            "should be none."
        ),
        source="§6.5",
        good="down",
    ),
]
