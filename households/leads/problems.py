"""Leads that went wrong (domain §14.3): late, at risk yet not registered, and help
outside the register (体外循环, domain §1.2: known to be at risk but kept outside).

Outside the register is, here: nobody of the household is monitored now, and either the
outcome «属实未达条件-政策救助» was given again and again within some months (both dated
parameters), or urgent help was given in an entry procedure that ended without entry.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.models import User
from accounts.parameters import value_on
from core.months import Month
from households import choices
from households.leads.parameters import REPEATED_HELP, REPEATED_MONTHS
from households.models import Case, Episode, Lead
from households.workflow_querysets import LeadQuerySet

_TEXT: CharField[str, str] = CharField()
_MONITORED = choices.MonitoringState.MONITORING


def unregistered(rows: LeadQuerySet) -> LeadQuerySet:
    """Answered «属实纳入», and neither accepted nor under monitoring since.

    A procedure under way does not take a lead off this list: it does so by its end.
    """
    accepted = Case.objects.filter(
        lead=OuterRef("pk"), result=choices.CaseResult.ACCEPTED
    )
    entered = Episode.objects.filter(
        household=OuterRef("household"),
        identified_on__gte=OuterRef("received_on"),
        withdrawn_on=None,
    )
    return rows.filter(
        ~Exists(accepted), ~Exists(entered), outcome=choices.LeadOutcome.AT_RISK
    ).exclude(state__in=["refused"])


@dataclass(frozen=True, slots=True)
class Limits:
    """How often within how many months makes help a circle of its own."""

    times: int
    months: int
    since: dt.date

    @classmethod
    def on(cls, day: dt.date) -> Limits:
        times = int(value_on(REPEATED_HELP.key, day) or 0)
        months = int(value_on(REPEATED_MONTHS.key, day) or 0)
        return cls(times, months, Month.of(day).shift(-months).first_day)


def helped_again(user: User, limits: Limits) -> QuerySet[Any, dict[str, Any]]:
    """People helped by policy repeatedly and not monitored: one row a person."""
    who = Coalesce(
        Cast("household_id", _TEXT),
        Cast("id_no_digest", _TEXT),
        Concat("area_id", Value(" "), "person_name", output_field=_TEXT),
        output_field=_TEXT,
    )
    rows = Lead.objects.visible_to(user).filter(
        outcome=choices.LeadOutcome.HELPED_BY_POLICY,
        state__in=[choices.LeadState.ANSWERED, choices.LeadState.CLOSED],
        verified_on__gte=limits.since,
    )
    outside = rows.exclude(household__monitoring_state=_MONITORED)
    counted: QuerySet[Any, dict[str, Any]] = (
        outside.annotate(who=who)
        .order_by()
        .values("who")
        .annotate(
            times=Count("pk"),
            name=Min("person_name"),
            area=Min("area_id"),
            home=Max("household_id"),
            latest=Max("pk"),
            last_on=Max("verified_on"),
            total=Sum("amount"),
        )
    )
    often = counted.filter(times__gte=limits.times)
    return often.order_by("-times", "-last_on", "who")


def helped_in_vain(user: User) -> QuerySet[Case]:
    """Helped at once, then not entered, and not monitored since."""
    ended = Q(result__in=[choices.CaseResult.REJECTED, choices.CaseResult.STOPPED])
    rows = Case.objects.visible_to(user).filter(
        ended, kind=choices.CaseKind.ENTRY, is_urgent=True
    )
    rows = rows.exclude(household__monitoring_state=_MONITORED)
    return rows.select_related("household__village__parent").order_by(
        F("closed_on").desc()
    )
