"""The lists of employment: spells of work, and households in which nobody works."""

# ruff: noqa: S608 - constants of this project, no user text

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance import work_gaps
from assistance.models import Employment
from exchange.registers import Filter, Register, Shown
from households import choices
from households.models import Household
from households.registers.parts import KINDS

_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_RUNNING = (("yes", _("Working now")), ("no", _("Ended or planned")))


def _months() -> Combinable:
    """Months of this year in which the spell ran, the first and the last included."""
    first, last = F("started_on"), F("ended_on")
    return Func(
        first,
        last,
        function="",
        arg_joiner=", ",
        template=f"(SELECT greatest(0, extract(month FROM until)::int "
        f"- CASE WHEN since < date_trunc('year', {_TODAY}) THEN 1 "
        "ELSE extract(month FROM since)::int END + 1) "
        "FROM (VALUES (%(expressions)s)) spell (since, ended), LATERAL (SELECT "
        f"least(coalesce(ended, {_TODAY}), {_TODAY}) AS until) u "
        f"WHERE until >= date_trunc('year', {_TODAY}) AND until >= since)",
        output_field=IntegerField(),
    )


def _running(rows: Any, value: str) -> Any:
    today = timezone.localdate()
    running = Q(is_working=True, started_on__lte=today)
    running &= Q(ended_on=None) | Q(ended_on__gte=today)
    running &= Q(member__left_on=None) | Q(member__left_on__gt=today)
    return rows.filter(running) if value == "yes" else rows.exclude(running)


def _of_kind(rows: Any, value: str) -> Any:
    if value == choices.HouseholdType.EXITED:
        return rows.filter(member__household__household_type=value)
    return rows.filter(member__household__monitoring_state=value)


EMPLOYMENT = Register(
    key="employment",
    title=_("Employment"),
    note=_("One spell of work a row; what has no end goes on."),
    model=Employment,
    permission="assistance.view_ledger",
    empty=_("No work has been recorded yet."),
    unit=pgettext_lazy("unit", "spells"),
    link=("assistance:row-edit", "=employment", "id"),
    order="member__household__village_id",
    names="member__name",
    numbers="member__household__household_no",
    search=_("Name or household number"),
    export="employment",
    imports="employment",
    columns=(
        Shown(
            name="member__name",
            heading=_("Name"),
            under=Shown(name="member__household__head_name", heading=_("Head")),
        ),
        Shown(
            name="member__household__village_id",
            heading=_("Village"),
            area=True,
            sorts=True,
            card="line",
        ),
        Shown(name="work_area", sorts=True, card="foot"),
        Shown(name="place", under=Shown(name="employer")),
        Shown(name="job_channel", sorts=True, card="foot"),
        Shown(name="started_on", sorts=True, first="-", card="foot"),
        Shown(name="ended_on", sorts=True, first="-"),
        Shown(name="months", heading=_("Months this year"), value=_months()),
        Shown(name="monthly_wage", sorts=True, first="-", card="foot"),
    ),
    filters=(
        Filter(name="now", label=_("State"), choices=_RUNNING, narrow=_running),
        Filter(name="work_area"),
        Filter(name="job_channel"),
        Filter(name="kind", label=_("Household"), choices=KINDS, narrow=_of_kind),
        Filter(name="plans_to_work", more=True),
    ),
)


def _nobody_works(rows: Any) -> Any:
    return rows.filter(pk__in=work_gaps.zero_employed(timezone.localdate()))


def _kind_of(rows: Any, value: str) -> Any:
    if value == choices.HouseholdType.EXITED:
        return rows.filter(household_type=value)
    return rows.filter(monitoring_state=value)


ZERO_EMPLOYED = Register(
    key="zero-employed",
    title=_("Zero-employed households"),
    note=_(
        "Out of poverty or monitored, with somebody able and willing to work, and "
        "nobody working. The list shall be empty."
    ),
    model=Household,
    permission="assistance.view_assistance",
    chosen=_nobody_works,
    empty=_("In every household with willing labour somebody works."),
    unit=pgettext_lazy("unit", "households"),
    order="village_id",
    link=("households:household", "pk"),
    names="head_name",
    numbers="household_no",
    search=_("Name or household number"),
    export="zero-employed",
    columns=(
        Shown(name="head_name", heading=_("Head"), under=Shown(name="household_no")),
        Shown(
            name="village_id",
            heading=_("Village"),
            area=True,
            sorts=True,
            card="line",
        ),
        Shown(name="household_type", sorts=True, card="line"),
        Shown(
            name="monitoring_state",
            sorts=True,
            marks={choices.MonitoringState.MONITORING: "bad"},
            card="badge",
        ),
        Shown(name="persons", sorts=True, first="-", card="foot"),
        Shown(name="labour", sorts=True, first="-", card="foot"),
        Shown(name="main_risk", sorts=True, card="foot"),
    ),
    filters=(
        Filter(name="kind", label=_("Household"), choices=KINDS, narrow=_kind_of),
    ),
)
