"""The list pages of members and of visits, declared (see ``exchange.registers``)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.register_fields import month
from exchange.registers import Filter, Register, Shown
from households import choices, rules
from households.models import Member, Visit
from households.models.household import group_label
from households.models.visits import SAFEGUARDS
from households.querysets import MemberQuerySet, VisitQuerySet

_AMOUNTS = ("wage", "operating", "property", "transfer", "operating_cost")


#: Whose members: of households out of poverty, under monitoring, or eliminated.
_KINDS = [
    (kind.value, kind.label)
    for kind in (
        choices.HouseholdType.EXITED,
        choices.MonitoringState.MONITORING,
        choices.MonitoringState.ELIMINATED,
    )
]


def number_search(text: str) -> tuple[str, Promise] | None:
    """An identity number in a search goes to the page that looks numbers up by POST."""
    try:
        rules.read_id_no(rules.normalise_id_no(text), today=timezone.localdate())
    except ValueError:
        return None
    return (
        "households:search-id",
        _("Identity numbers are looked up here, not in the roster."),
    )


def _those(labels: tuple[tuple[str, str], ...]) -> Combinable:
    """The labels of the fields that are true, as one value."""
    each = [
        Case(When(**{name: True}, then=Value(label)), output_field=TextField())
        for name, label in labels
    ]
    return Func(
        *each,
        template="array_remove(ARRAY[%(expressions)s], NULL)",
        output_field=ArrayField(TextField()),
    )


def _insurance() -> Combinable:
    held = {name: False for name, _label in choices.MEDICAL_INSURANCE}
    having = [
        When(**{name: True}, then=Value(label))
        for name, label in choices.MEDICAL_INSURANCE
    ]
    none = When(**held, then=Value(choices.UNINSURED))
    return Case(*having, none, default=Value(""), output_field=TextField())


def _net() -> Combinable:
    """The month's income less operating cost; none where no amount was given."""
    nothing = Q(**{f"{name}__isnull": True for name in _AMOUNTS})
    *gains, cost = [Coalesce(F(name), Decimal(0)) for name in _AMOUNTS]
    net = sum(gains[1:], start=gains[0]) - cost
    output: DecimalField[Any, Any] = DecimalField(max_digits=14, decimal_places=2)
    return Case(When(nothing, then=None), default=net, output_field=output)


def _age(born: dt.date) -> int:
    return rules.full_years(born, timezone.localdate())


def _of_kind(rows: MemberQuerySet, value: str) -> MemberQuerySet:
    if value == choices.HouseholdType.EXITED:
        return rows.filter(household__household_type=value)
    return rows.filter(household__monitoring_state=value)


def _in_school(rows: MemberQuerySet, value: str) -> MemberQuerySet:
    outside = Q(student_status__in=["", choices.StudentStatus.PRE])
    return rows.exclude(outside) if value == "yes" else rows.filter(outside)


def _present(rows: MemberQuerySet) -> MemberQuerySet:
    """Persons who are there, of households that are in the register."""
    return rows.present().filter(household__state=choices.RegisterState.ACTIVE)


def _valid(rows: VisitQuerySet) -> VisitQuerySet:
    return rows.valid()


def _household(path: str, **more: Any) -> tuple[Shown, ...]:
    """Head and place of the household that a row belongs to."""
    return (
        Shown(
            name=f"{path}head_name",
            heading=_("Head"),
            under=Shown(name=f"{path}household_no"),
            **more,
        ),
    )


def _place(name: str, group: str) -> Shown:
    return Shown(
        name=name,
        heading=_("Township / village / group"),
        area=True,
        sorts=True,
        under=Shown(name=group, show=group_label),
        card="line",
    )


MEMBERS = Register(
    key="members",
    title=_("Members"),
    model=Member,
    permission="households.view_household",
    chosen=_present,
    note=_("Identity numbers are masked; looking one up or showing it is logged."),
    empty=_("No member is in the register yet."),
    unit=_("persons"),
    order="household__village_id",
    link=("households:household", "household_id"),
    names="name",
    numbers="household__household_no",
    search=_("Name or household number"),
    diverts=number_search,
    export="members",
    imports="members",
    columns=(
        Shown(name="name", sorts=True, under=Shown(name="id_no_mask")),
        Shown(name="sex", sorts=True, card="line"),
        Shown(
            name="birth_date",
            heading=_("Age"),
            show=_age,
            sorts=True,
            first="-",
            numeric=True,
            card="foot",
        ),
        Shown(name="relation", sorts=True, card="line"),
        *_household("household__"),
        _place("household__village_id", "household__group_no"),
        Shown(
            name="health",
            marks={choices.Health.SERIOUS: "bad", choices.Health.DISABLED: "warn"},
            card="badge",
        ),
        Shown(
            name="labour_skill", heading=_("Labour capacity"), sorts=True, card="foot"
        ),
        Shown(name="work_area", sorts=True, card="foot"),
        Shown(name="student_status", sorts=True),
        Shown(
            name="insurance",
            heading=_("Medical insurance"),
            value=_insurance(),
            marks={choices.UNINSURED: "bad"},
            card="foot",
        ),
    ),
    filters=(
        Filter(name="health"),
        Filter(name="labour_skill", label=_("Labour capacity")),
        Filter(
            name="school",
            label=_("In school"),
            choices=(("yes", _("Yes")), ("no", _("No"))),
            narrow=_in_school,
        ),
        Filter(
            name="kind",
            label=_("Household"),
            choices=_KINDS,
            narrow=_of_kind,
        ),
        Filter(name="sex", more=True),
        Filter(name="relation", more=True),
        Filter(name="work_area", more=True),
        Filter(name="medical_resident", more=True),
        Filter(name="public_post", more=True),
    ),
)

VISITS = Register(
    key="visit-records",
    title=_("Visit records"),
    model=Visit,
    permission="households.view_visit",
    chosen=_valid,
    note=_("One valid visit a household and month; corrections keep what was before."),
    empty=_("No visit has been recorded yet."),
    unit=_("visits"),
    order="-month",
    link=("households:household", "household_id"),
    names="household__head_name",
    numbers="household__household_no",
    search=_("Name or household number"),
    diverts=number_search,
    export="visit-records",
    imports="visits",
    columns=(
        *_household("household__", card="line"),
        Shown(
            name="month",
            heading=_("Month"),
            show=month,
            sorts=True,
            first="-",
        ),
        Shown(name="visited_on", sorts=True, first="-", card="line"),
        _place("village_id", "household__group_no"),
        Shown(name="mode", sorts=True, card="foot"),
        Shown(name="visitors", card="foot"),
        Shown(
            name="problems",
            heading=_("Problems"),
            value=_those(SAFEGUARDS),
            marks={label: "bad" for _name, label in SAFEGUARDS},
            card="badge",
        ),
        Shown(
            name="signals",
            marks=dict.fromkeys(choices.Signal.values, "warn"),
            card="badge",
        ),
        Shown(
            name="net",
            heading=_("Net income of the month (yuan)"),
            value=_net(),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="conclusion",
            sorts=True,
            marks={
                choices.Conclusion.SUSPECTED: "warn",
                choices.Conclusion.REMAINS: "bad",
            },
            card="badge",
        ),
        Shown(name="entered_through", heading=_("Entered through"), sorts=True),
        Shown(
            name="corrections",
            heading=_("Corrections"),
            value=ExpressionWrapper(F("version") - 1, output_field=IntegerField()),
            sorts=True,
            first="-",
        ),
    ),
    filters=(
        Filter(name="month", label=_("Month")),
        Filter(name="mode"),
        Filter(name="signals"),
        Filter(name="conclusion"),
        Filter(name="entered_through", label=_("Entered through"), more=True),
    ),
)
