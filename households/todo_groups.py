"""Counted work of the register: visits, doubtful data, imports, month, installation."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import parameters, working_calendar
from accounts.models import Parameter, User
from accounts.roles import Role
from core.months import Month
from exchange.models import ImportRun
from households.choices import Severity
from households.models import (
    Household,
    Lead,
    LeadBatch,
    QualityHit,
    ReportingMonth,
    ScreeningRound,
    Visit,
)
from households.services import screening_coverage
from households.services.months import deadline
from households.todo import TodoGroup, provider

#: The notice for a year is published in November of the year before.
_NOTICE_MONTH = 11
#: How many months back an open month is still reminded of.
_MONTHS_BACK = 3


@provider
def visits_due(user: User, today: dt.date) -> list[TodoGroup]:
    if not user.may("households.record_visit"):
        return []
    month = Month.of(today)
    households = Household.objects.visible_to(user)
    left = households.awaiting_visit(month).count()
    last = deadline(month)
    by = date_format(last, "n月j日")
    return [
        TodoGroup(
            key="visits",
            label=_("Visits of %(month)s not made") % {"month": month.short_label},
            count=left,
            late=left if today > last else 0,
            unit=pgettext("unit", "households"),
            note=_("to be finished by %(date)s") % {"date": by},
            url=reverse("households:visits"),
        )
    ]


@provider
def doubtful_data(user: User, today: dt.date) -> list[TodoGroup]:
    may_act = user.may("households.record_visit")
    if not (may_act and user.may("households.view_quality")):
        return []
    hits = QualityHit.objects.visible_to(user).open()
    count = hits.count()
    worst = hits.filter(severity=Severity.MUST_FIX).count() if count else 0
    return [
        TodoGroup(
            key="hits",
            label=_("Doubtful data to correct"),
            count=count,
            unit=pgettext("unit", "items"),
            note=ngettext(
                "%(count)s of them an error", "%(count)s of them errors", worst
            )
            % {"count": worst},
            url=reverse("households:quality-hits") + "?state=open",
        )
    ]


@provider
def not_screened(user: User, today: dt.date) -> list[TodoGroup]:
    """Households of running rounds that nobody has seen yet, a group a round.

    For villages and townships; the bureau looks at the coverage.
    """
    area = user.area
    if area is None or area.level == area.Level.COUNTY:
        return []
    if not user.may("households.record_screening"):
        return []
    rounds = list(ScreeningRound.objects.visible_to(user).running(today))
    counts = screening_coverage.of_rounds(user, rounds) if rounds else {}
    return [
        TodoGroup(
            key=f"screening-{round_.pk}",
            label=_("%(round)s: not screened") % {"round": round_.name},
            count=counts[round_.pk].missing,
            late=counts[round_.pk].missing if today > round_.ends_on else 0,
            unit=pgettext("unit", "households"),
            first=round_.ends_on,
            note=_("to be finished by %(date)s")
            % {"date": date_format(round_.ends_on, "n月j日")},
            url=_screening_url(user, round_),
        )
        for round_ in rounds
        if round_.pk in counts
    ]


def _screening_url(user: User, round_: ScreeningRound) -> str:
    """The sheet of one's own village, else the round."""
    area = user.area
    if area is not None and area.level == area.Level.VILLAGE:
        return reverse("households:screening-village", args=[round_.pk, area.code])
    return round_.get_absolute_url()


@provider
def imports_waiting(user: User, today: dt.date) -> list[TodoGroup]:
    if not any(map(user.may, ("exchange.import_roster", "exchange.import_areas"))):
        return []
    runs = ImportRun.objects.visible_to(user).filter(owner=user)
    return [
        TodoGroup(
            key="imports",
            label=_("Imports waiting for your decision"),
            count=runs.filter(state=ImportRun.State.PREVIEW).count(),
            unit=pgettext("unit", "files"),
            note=_("nothing is written before you accept it"),
            url=reverse("exchange:import-list"),
        )
    ]


@provider
def months_to_close(user: User, today: dt.date) -> list[TodoGroup]:
    """Months past their closing day that have visits and still take entries."""
    if not user.may("households.close_month"):
        return []
    current = Month.of(today)
    months = [current.shift(-back) for back in range(_MONTHS_BACK + 1)]
    past = [month for month in months if today > deadline(month)]
    days = [month.first_day for month in past]
    closed = ReportingMonth.objects.filter(
        month__in=days, state=ReportingMonth.State.CLOSED
    ).values("month")
    used = Visit.objects.visible_to(user).valid().filter(month__in=days)
    waiting = used.exclude(month__in=closed).order_by("month")
    open_days = list(waiting.values_list("month", flat=True).distinct())
    if not open_days:
        return []
    first = Month.of(open_days[0])
    return [
        TodoGroup(
            key="months",
            label=_("Months not closed after their closing day"),
            count=len(open_days),
            late=len(open_days),
            unit=pgettext("unit", "months"),
            note="、".join(Month.of(day).label for day in open_days),
            url=f"{reverse('households:visits')}?month={first}",
        )
    ]


@provider
def answers_to_accept(user: User, today: dt.date) -> list[TodoGroup]:
    """What a department has to look at: its leads that came back, and open batches."""
    if user.role != Role.DEPARTMENT_STAFF:
        return []
    leads = Lead.objects.visible_to(user)
    batches = LeadBatch.objects.visible_to(user)
    unfinished = batches.filter(pk__in=leads.open().values("batch"))
    return [
        TodoGroup(
            key="answers",
            label=_("Answered leads to accept or refuse"),
            count=leads.filter(state=Lead.State.ANSWERED).count(),
            unit=pgettext("unit", "leads"),
            url=reverse("households:leads") + f"?state={Lead.State.ANSWERED}",
        ),
        TodoGroup(
            key="batches",
            label=_("Batches not answered in full"),
            count=unfinished.count(),
            unit=pgettext("unit", "batches"),
            url=reverse("households:lead-batches"),
        ),
    ]


@provider
def installation(user: User, today: dt.date) -> list[TodoGroup]:
    """What the administrator has to set or to move."""
    groups = []
    if user.may("accounts.manage_parameters"):
        groups += _unset_parameters(user, today)
    if user.may("accounts.manage_calendar"):
        groups += _missing_years(today)
    if user.may("accounts.manage_accounts"):
        groups += _misplaced_accounts(user, today)
    return groups


def _unset_parameters(user: User, today: dt.date) -> list[TodoGroup]:
    valid = Parameter.objects.managed_by(user).all_valid_on(today)
    given = set(valid.values_list("key", flat=True))
    unset = [
        item
        for item in parameters.declared()
        if item.default is None and item.key not in given
    ]
    return [
        TodoGroup(
            key="parameters",
            label=_("Parameters without a value"),
            count=len(unset),
            unit=pgettext("unit", "items"),
            note="、".join(str(item.label) for item in unset),
            url=reverse("accounts:parameters"),
        )
    ]


def _missing_years(today: dt.date) -> list[TodoGroup]:
    years = [today.year] + [today.year + 1] * (today.month >= _NOTICE_MONTH)
    known = working_calendar.load().known_years
    missing = [year for year in years if year not in known]
    if not missing:
        return []
    return [
        TodoGroup(
            key="calendar",
            label=_("Holidays not imported"),
            count=len(missing),
            late=sum(year == today.year for year in missing),
            unit=pgettext("unit", "years"),
            note=_("%(years)s: working days are counted Monday to Friday")
            % {"years": "、".join(str(year) for year in missing)},
            url=f"{reverse('accounts:calendar')}?year={missing[0]}",
        )
    ]


def _misplaced_accounts(user: User, today: dt.date) -> list[TodoGroup]:
    accounts = User.objects.visible_to(user).at_former_areas()
    return [
        TodoGroup(
            key="accounts",
            label=_("Accounts at areas that have ended"),
            count=accounts.count(),
            unit=pgettext("unit", "accounts"),
            note=_("they see nothing until they are moved"),
            url=reverse("accounts:users"),
        )
    ]
