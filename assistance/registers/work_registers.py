"""The three registers of work (三库), and who is missing in which of them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    Exists,
    Func,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance import work_gaps
from assistance.choices import DemandResult, LabourStatus, WorkRegister
from assistance.models import JobDemand, LabourEntry, Training
from assistance.registers.parts import OF_PERSON, person_column, place_column
from exchange.registers import Filter, Register, Shown
from households.models import Member
from households.registers.parts import KIND

_ENTRIES: dict[str, Any] = {
    WorkRegister.LABOUR: LabourEntry,
    WorkRegister.TRAINING: Training,
    WorkRegister.DEMAND: JobDemand,
}
_MARKS = {
    LabourStatus.WORKING: "good",
    LabourStatus.WAITING: "warn",
    LabourStatus.UNWILLING: "line",
}

LABOUR = Register(
    key="labour",
    title=_("Labour register"),
    note=_("What everybody able to work is doing, by name."),
    model=LabourEntry,
    empty=_("Nobody is in the labour register yet."),
    unit=pgettext_lazy("unit", "persons"),
    link=("assistance:row-edit", "=labour", "id"),
    export="labour",
    imports="labour",
    columns=(
        person_column(),
        place_column(),
        Shown(name="status", sorts=True, marks=_MARKS, card="badge"),
        Shown(name="skill", card="foot"),
        Shown(name="place", card="foot"),
        Shown(name="checked_on", sorts=True, first="-", card="foot"),
    ),
    filters=(Filter(name="status"), KIND),
    **OF_PERSON,
)

TRAINING = Register(
    key="training",
    title=_("Training register"),
    model=Training,
    empty=_("No training has been recorded yet."),
    unit=pgettext_lazy("unit", "trainings"),
    link=("assistance:row-edit", "=training", "id"),
    export="training",
    imports="training",
    columns=(
        person_column(),
        place_column(),
        Shown(name="course", sorts=True, card="line"),
        Shown(name="organiser"),
        Shown(name="started_on", sorts=True, first="-", card="foot"),
        Shown(name="ended_on", sorts=True, first="-", card="foot"),
        Shown(name="certificate", sorts=True, card="foot"),
    ),
    filters=(
        Filter(
            name="certified",
            label=_("Certificate"),
            choices=(("yes", _("Yes")), ("no", _("No"))),
            narrow=lambda rows, value: (
                rows.exclude(certificate="")
                if value == "yes"
                else rows.filter(certificate="")
            ),
        ),
        KIND,
    ),
    **OF_PERSON,
)

DEMAND = Register(
    key="demand",
    title=_("Register of wishes for work"),
    model=JobDemand,
    empty=_("No wish for work has been recorded yet."),
    unit=pgettext_lazy("unit", "wishes"),
    link=("assistance:row-edit", "=demand", "id"),
    export="demand",
    imports="demand",
    columns=(
        person_column(),
        place_column(),
        Shown(name="wanted_trade", sorts=True, card="line"),
        Shown(name="wanted_place", card="foot"),
        Shown(name="wanted_wage", sorts=True, first="-", card="foot"),
        Shown(name="wanted_training"),
        Shown(name="registered_on", sorts=True, first="-", card="foot"),
        Shown(name="contacted_on", sorts=True, first="-"),
        Shown(
            name="result",
            sorts=True,
            marks={
                DemandResult.PLACED: "good",
                DemandResult.RECOMMENDED: "info",
                DemandResult.NO_OFFER: "warn",
                DemandResult.UNREACHED: "bad",
            },
            card="badge",
        ),
    ),
    filters=(Filter(name="result"), KIND),
    **OF_PERSON,
)


def _entered(register: str) -> Exists:
    return Exists(_ENTRIES[register].objects.filter(member=OuterRef("pk")))


def _missing() -> Combinable:
    """The registers, of the three, that do not have the person."""
    each = [
        Case(When(~_entered(register), then=Value(register.value)))
        for register in WorkRegister
    ]
    return Func(
        *each,
        template="array_remove(ARRAY[%(expressions)s]::varchar[], NULL)",
        output_field=ArrayField(CharField(choices=WorkRegister.choices)),
    )


def _status() -> Combinable:
    entry = LabourEntry.objects.filter(member=OuterRef("pk")).values("status")[:1]
    return Subquery(entry, output_field=CharField(choices=LabourStatus.choices))


def missing_in(rows: Any, register: str) -> Any:
    """Of people, those whom one of the three registers does not have."""
    return rows.filter(~_entered(register))


def _working(rows: Any, value: str) -> Any:
    working = work_gaps.working_people(timezone.localdate())
    if value == "yes":
        return rows.filter(pk__in=working)
    return rows.exclude(pk__in=working)


def _missing_people(rows: Any) -> Any:
    return rows.filter(pk__in=work_gaps.missing_people(timezone.localdate()))


#: 三库联动: able and willing to work, and not in all three.
MISSING = Register(
    key="three-registers",
    title=_("Three registers"),
    note=_(
        "Able and willing to work, of households out of poverty or monitored, and "
        "missing in one of the three registers."
    ),
    model=Member,
    chosen=_missing_people,
    empty=_("Everybody able and willing to work is in all three registers."),
    unit=pgettext_lazy("unit", "persons"),
    link=("households:household", "household_id"),
    export="three-registers",
    columns=(
        Shown(name="name", under=Shown(name="household__head_name")),
        place_column(),
        Shown(name="labour_skill", heading=_("Labour capacity"), sorts=True),
        Shown(name="work_area", sorts=True, card="foot"),
        Shown(
            name="status",
            heading=_("In the labour register"),
            value=_status(),
            marks=_MARKS,
            card="badge",
        ),
        Shown(
            name="missing",
            heading=_("Missing in"),
            value=_missing(),
            marks=dict.fromkeys(WorkRegister.values, "bad"),
            card="badge",
        ),
    ),
    filters=(
        Filter(
            name="missing",
            label=_("Missing in"),
            choices=WorkRegister.choices,
            narrow=missing_in,
        ),
        Filter(
            name="works",
            label=_("Works"),
            choices=(("yes", _("Yes")), ("no", _("No"))),
            narrow=_working,
        ),
        KIND,
    ),
    **{
        **OF_PERSON,
        "names": "name",
        "permission": "assistance.view_assistance",
    },
)
