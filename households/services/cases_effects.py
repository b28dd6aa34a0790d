"""What the county's decision writes into the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core.months import Month
from core.saving import save_checked
from households import choices
from households.models import Case, Episode, EpisodeFinding, Household
from households.models.facts import FACTS
from households.procedures.tables import Effect
from households.services import cases_exit, months
from households.services.cases_checks import StepData
from households.services.clocks import start_clock, stop_clock
from households.services.summaries import refresh_summaries
from households.signals import register_changed


@dataclass(frozen=True, slots=True)
class Done:
    """What followed: ``tracking`` when the household stays under monitoring."""

    tracking: bool = False


def identify(case: Case, by: User, data: StepData) -> Done:
    """The county's approval is the identification (domain §3.1): a new episode."""
    hold_month(data.on)
    household = case.household
    episode = Episode(
        household=household,
        category=case.category,
        household_type=household.household_type,
        identified_on=data.on,
        risks=case.risks,
        disaster_kind=case.disaster_kind,
        risk_note=case.risk_note,
        is_no_labour=cases_exit.has_no_labour(household),
        collector_name=_collector(case),
    )
    save_checked(episode)
    _finding(case, episode, EpisodeFinding.Moment.IDENTIFIED)
    case.episode = episode
    start_measures(household, data.on)
    announce(household, data.on)
    return Done()


def eliminate(case: Case, by: User, data: StepData) -> Done:
    """The risk is gone; a household without labour stays under monitoring (§3.4)."""
    episode = case.episode
    if episode is None:
        raise ValidationError(_("This household is not under monitoring."))
    episode.contact_name = data.contact_name.strip()
    episode.seal("contact_phone", data.contact_phone)
    if cases_exit.has_no_labour(case.household, episode):
        episode.save()
        return Done(tracking=True)
    hold_month(data.on)
    episode.eliminated_on = data.on
    episode.elimination_mode = case.elimination_mode
    save_checked(episode)
    _finding(case, episode, EpisodeFinding.Moment.ELIMINATED)
    stop_clock(
        clock="measures",
        subject_kind="household",
        subject_id=case.household_id,
        on=data.on,
        cancelled=True,
    )
    announce(case.household, data.on)
    return Done()


EFFECTS: dict[Effect, Callable[[Case, User, StepData], Done]] = {
    Effect.IDENTIFY: identify,
    Effect.ELIMINATE: eliminate,
}


def hold_month(on: dt.date) -> None:
    """A decision may not fall into a month whose figures are published."""
    try:
        months.hold_open(Month.of(on))
    except months.MonthClosed as closed:
        sentence = _("%(month)s is closed. Reopen it, or take a later day.")
        raise ValidationError(
            {"on": sentence % {"month": closed.month.label}}
        ) from None


def start_measures(household: Household, on: dt.date) -> None:
    """Plan and first measure are due from the identification (domain §3.3)."""
    start_clock(
        clock="measures",
        subject_kind="household",
        subject_id=household.pk,
        title=_("Help for %(name)s") % {"name": household},
        area=household.village,
        holder=Role.TOWNSHIP_STAFF,
        started_on=on,
    )


def announce(household: Household, since: dt.date) -> None:
    """Bring the summary up to date, and tell which months are stale."""
    refresh_summaries(Household.objects.filter(pk=household.pk))
    stale = Month.range(Month.of(since), Month.current())
    register_changed.send(sender=Case, months=list(stale))


def _collector(case: Case) -> str:
    first = (
        case.acts.filter(decision=choices.Decision.PASSED)
        .order_by("id")
        .values_list("actor__full_name", flat=True)
        .first()
    )
    return first or ""


def _finding(case: Case, episode: Episode, moment: str) -> None:
    facts: dict[str, Any] = {name: getattr(case, name) for name in FACTS}
    EpisodeFinding.objects.update_or_create(
        episode=episode, moment=moment, defaults=facts
    )
