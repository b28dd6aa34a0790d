"""风险消除回退: an elimination that did not hold is undone, nothing is overwritten."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from core.saving import save_checked
from households import choices
from households.models import Episode, EpisodeFinding, Household, HouseholdChange
from households.models.facts import FACTS
from households.procedures.days import said
from households.services.cases_effects import (
    announce,
    hold_month,
    start_measures,
)
from households.services.clocks import start_clock

#: What the resumed monitoring has in common with the one before.
_CARRIED = (
    "category",
    "household_type",
    "risks",
    "disaster_kind",
    "disaster_note",
    "risk_note",
    "is_no_labour",
    "has_dibao",
    "has_tekun",
    "collector_name",
)


@transaction.atomic
def roll_back(*, episode: Episode, by: User, on: dt.date, reason: str) -> Episode:
    """Undo an elimination from a day on; returns the episode that goes on with it.

    The old episode keeps its dates and is marked as resumed. Asked again for the same
    day, the episode that resumed it is returned. Raises ValidationError (by field),
    PermissionDenied outside scope or role.
    """
    if not by.may("households.roll_back"):
        raise PermissionDenied
    # The household before the episode, in the order in which procedures lock them.
    households = Household.objects.visible_to(by).select_for_update(of=("self",))
    household = households.filter(pk=episode.household_id).first()
    if household is None:
        raise PermissionDenied
    old = Episode.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    resumed = Episode.objects.filter(resumes=old).first()
    if resumed is not None and old.rolled_back_on == on:
        return resumed
    # Records from before may say when, but not what went on: their day stands.
    on = old.rolled_back_on or on
    _check(old, household, on, reason)
    hold_month(on)
    return _resume(old, household, by, on, reason.strip())


def _check(old: Episode, household: Household, on: dt.date, reason: str) -> None:
    if old.withdrawn_on is not None:
        raise ValidationError(_("This monitoring was withdrawn."))
    if old.eliminated_on is None:
        raise ValidationError(
            _("The risk of this household was never marked as eliminated.")
        )
    later = household.episodes.filter(
        identified_on__gt=old.identified_on, withdrawn_on=None
    )
    if old.is_resumed or later.exists():
        raise ValidationError(_("The household has been under monitoring again since."))
    if household.state != choices.RegisterState.ACTIVE:
        raise ValidationError(_("This household is no longer in the register."))
    if errors := _wrong_fields(old.eliminated_on, on, reason):
        raise ValidationError(errors)


def _wrong_fields(eliminated_on: dt.date, on: dt.date, reason: str) -> dict[str, str]:
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Give the reason.")
    if on > timezone.localdate():
        errors["on"] = _("The date is in the future.")
    elif on <= eliminated_on:
        errors["on"] = _("The risk was marked as eliminated on %(day)s only.") % {
            "day": said(eliminated_on)
        }
    return errors


def _resume(
    old: Episode, household: Household, by: User, on: dt.date, reason: str
) -> Episode:
    old.rolled_back_on, old.is_resumed = on, True
    save_checked(old)
    new = Episode(
        household=household,
        identified_on=on,
        resumes=old,
        **{name: getattr(old, name) for name in _CARRIED},
    )
    save_checked(new)
    _carry_findings(old, new)
    HouseholdChange.objects.create(
        kind=choices.ChangeKind.ROLLED_BACK,
        household=household,
        effective_on=on,
        persons=household.persons,
        reason=reason[:200],
        recorded_by=by,
    )
    start_measures(household, on)
    start_clock(
        clock="rollback_review",
        subject_kind="household",
        subject_id=household.pk,
        title=_("Rollback of %(name)s") % {"name": household},
        area=household.village,
        holder=Role.BUREAU_OFFICIAL,
        started_on=on,
    )
    announce(household, on)
    return new


def _carry_findings(old: Episode, new: Episode) -> None:
    """What was found at the identification is that of the monitoring that goes on:
    national forms and checks of the data ask its latest record for it."""
    moment = EpisodeFinding.Moment.IDENTIFIED
    for found in old.findings.filter(moment=moment):
        facts = {name: getattr(found, name) for name in FACTS}
        EpisodeFinding.objects.create(episode=new, moment=moment, **facts)
