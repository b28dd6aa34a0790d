"""Screening rounds: announced, changed, closed, opened again. All by the bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, User
from households.models import ScreeningRound
from households.services import screening_clocks
from households.services.screening_lists import refresh_list


def manages(user: User) -> bool:
    """A round is announced for the county, so only an account of the county may."""
    area = user.area
    return (
        user.may("households.manage_screening")
        and area is not None
        and area.level == Area.Level.COUNTY
    )


@transaction.atomic
def create_round(
    *,
    number: int,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date,
    population: str,
    areas: Sequence[Area],
    by: User,
) -> ScreeningRound:
    """Announce a round; the same form sent twice gives the same round.

    One that has begun gets its list and its clocks at once, another in the night it
    begins. Without ``areas`` it is for the whole county. Raises ValidationError by
    field, PermissionDenied.
    """
    _require_manager(by)
    new = ScreeningRound(
        year=starts_on.year,
        number=number,
        name=name.strip(),
        starts_on=starts_on,
        ends_on=ends_on,
        population=population,
        created_by=by,
    )
    known = ScreeningRound.objects.filter(year=new.year, number=number).first()
    if known is not None and _same(known, new, areas):
        return known
    _check(new, known)
    if Area.objects.visible_to(by).filter(pk__in=[a.pk for a in areas]).count() != len(
        areas
    ):
        raise PermissionDenied
    new.full_clean()
    new.save()
    new.areas.set(areas)
    if starts_on <= timezone.localdate():
        refresh_list(new)
    return new


@transaction.atomic
def change_round(
    *, round_: ScreeningRound, name: str, starts_on: dt.date, ends_on: dt.date, by: User
) -> ScreeningRound:
    """Rename or date a round that is not closed; the clocks of its villages follow.

    Results that are recorded stay inside its days, and the year stays: worksheets name
    the round by it. Raises ValidationError by field, PermissionDenied.
    """
    _require_manager(by)
    stored = _locked(round_)
    if stored.closed_on is not None:
        raise ValidationError(_("This round is closed. Open it again first."))
    had_begun = stored.starts_on <= timezone.localdate()
    _check_days(stored, starts_on, ends_on, had_begun=had_begun)
    later = ends_on - stored.ends_on
    stored.name, stored.starts_on, stored.ends_on = name.strip(), starts_on, ends_on
    stored.full_clean()
    stored.save(update_fields=["name", "starts_on", "ends_on"])
    if had_begun:
        screening_clocks.move(stored, later)
    if starts_on <= timezone.localdate():
        refresh_list(stored)
    return stored


@transaction.atomic
def close_round(*, round_: ScreeningRound, by: User) -> ScreeningRound:
    """End a round: its list and its figures stay as they are, its clocks stop.

    Closing a closed one changes nothing. Raises ValidationError before its start,
    PermissionDenied.
    """
    _require_manager(by)
    stored = _locked(round_)
    if stored.closed_on is not None:
        return stored
    today = timezone.localdate()
    if today < stored.starts_on:
        raise ValidationError(_("This round has not begun."))
    refresh_list(stored)
    stored.closed_on = today
    stored.save(update_fields=["closed_on"])
    screening_clocks.stop(stored, on=today)
    return stored


@transaction.atomic
def reopen_round(*, round_: ScreeningRound, by: User) -> ScreeningRound:
    """Take a closing back: results are taken again. The history keeps both."""
    _require_manager(by)
    stored = _locked(round_)
    if stored.closed_on is None:
        return stored
    stored.closed_on = None
    stored.save(update_fields=["closed_on"])
    screening_clocks.restart(stored)
    refresh_list(stored)
    return stored


def _require_manager(by: User) -> None:
    if not manages(by):
        raise PermissionDenied


def _locked(round_: ScreeningRound) -> ScreeningRound:
    found: ScreeningRound = ScreeningRound.objects.select_for_update().get(pk=round_.pk)
    return found


def _check(new: ScreeningRound, known: ScreeningRound | None) -> None:
    errors = {}
    if known is not None:
        errors["number"] = _("%(year)s has a round %(number)s already.") % {
            "year": new.year,
            "number": new.number,
        }
    if not new.name:
        errors["name"] = _("Give the round a name.")
    if new.ends_on < new.starts_on:
        errors["ends_on"] = _("The end is before the start.")
    if errors:
        raise ValidationError(errors)


def _check_days(
    stored: ScreeningRound, starts_on: dt.date, ends_on: dt.date, *, had_begun: bool
) -> None:
    found = stored.results.aggregate(first=Min("screened_on"), last=Max("screened_on"))
    results = _("Results of %(day)s are recorded.")
    errors = {}
    if starts_on.year != stored.year:
        errors["starts_on"] = _("The round counts for %(year)s; it begins there.") % {
            "year": stored.year
        }
    elif had_begun and starts_on > timezone.localdate():
        errors["starts_on"] = _(
            "The round has begun; it cannot begin later than today."
        )
    elif found["first"] is not None and starts_on > found["first"]:
        errors["starts_on"] = results % {"day": found["first"]}
    if ends_on < starts_on:
        errors["ends_on"] = _("The end is before the start.")
    elif found["last"] is not None and ends_on < found["last"]:
        errors["ends_on"] = results % {"day": found["last"]}
    if errors:
        raise ValidationError(errors)


def _same(known: ScreeningRound, new: ScreeningRound, areas: Sequence[Area]) -> bool:
    names = ("name", "starts_on", "ends_on", "population", "created_by_id")
    listed = {area.code for area in known.areas.all()}
    return all(getattr(known, n) == getattr(new, n) for n in names) and listed == {
        area.code for area in areas
    }
