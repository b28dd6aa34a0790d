"""The list of members: one person a row (家庭成员)."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Case, F, Func, IntegerField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exchange.registers import Filter, Register, Shown
from households import choices
from households.models import Member
from households.querysets import MemberQuerySet
from households.registers.parts import (
    KIND,
    OF_HOUSEHOLD,
    household_column,
    number_search,
    place_column,
)


def _insurance() -> Combinable:
    held = {name: False for name, _label in choices.MEDICAL_INSURANCE}
    having = [
        When(**{name: True}, then=Value(label))
        for name, label in choices.MEDICAL_INSURANCE
    ]
    none = When(**held, then=Value(choices.UNINSURED))
    return Case(*having, none, default=Value(""), output_field=TextField())


def _age() -> Combinable:
    """Full years today; in SQL, so that «oldest first» sorts by what is shown."""
    today = f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date"
    return Func(
        F("birth_date"),
        template=f"extract(year FROM age({today}, %(expressions)s))::int",
        output_field=IntegerField(),
    )


def _in_school(rows: MemberQuerySet, value: str) -> MemberQuerySet:
    outside = Q(student_status__in=["", choices.StudentStatus.PRE])
    return rows.exclude(outside) if value == "yes" else rows.filter(outside)


def _present(rows: MemberQuerySet) -> MemberQuerySet:
    """Persons who are there, of households that are in the register."""
    return rows.present().filter(household__state=choices.RegisterState.ACTIVE)


MEMBERS = Register(
    key="members",
    title=_("Members"),
    model=Member,
    permission="households.view_household",
    chosen=_present,
    note=_("Identity numbers are masked; looking one up or showing it is logged."),
    empty=_("No member is in the register yet."),
    unit=pgettext_lazy("unit", "persons"),
    order="household__village_id",
    names="name",
    diverts=number_search,
    **OF_HOUSEHOLD,
    export="members",
    imports="members",
    columns=(
        Shown(name="name", sorts=True, under=Shown(name="id_no_mask")),
        Shown(name="sex", sorts=True, card="line"),
        Shown(
            name="age",
            heading=_("Age"),
            value=_age(),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(name="relation", sorts=True, card="line"),
        household_column(),
        place_column(),
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
        KIND,
        Filter(name="sex", more=True),
        Filter(name="relation", more=True),
        Filter(name="work_area", more=True),
        Filter(name="medical_resident", more=True),
        Filter(name="public_post", more=True),
    ),
)
