"""What a screening round finds at a household: recorded once, corrected by version.

There is no way to record «all others without risk»: a result says that somebody was
there, so each is given by itself.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from households import choices
from households.models import (
    Household,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
)
from households.services import lead_origins, screening_clocks
from households.services.screening_lists import refresh_list

Outcome = choices.ScreeningOutcome


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ResultData:
    """What was found, where and by whom."""

    screened_on: dt.date
    outcome: str
    screened_by: str
    mode: str = choices.VisitMode.HOME
    signals: list[str] = dataclasses.field(default_factory=list)
    note: str = ""

    @property
    def values(self) -> dict[str, Any]:
        given = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        return {**given, "note": self.note.strip()}


class ScreeningConflict(Exception):  # noqa: N818 - the name says what happened
    """Somebody else recorded this household meanwhile; nothing was written."""

    def __init__(self, current: ScreeningResult) -> None:
        super().__init__("the result was changed meanwhile")
        self.current = current


@transaction.atomic
def record_result(
    *,
    round_: ScreeningRound,
    household: Household,
    data: ResultData,
    recorded_by: User | None,
    entered_through: str,
    base_version: int | None = None,
) -> ScreeningResult:
    """Save what a round found at a household; the same twice changes nothing.

    ``base_version`` is the version that the person saw, None for a first result. One
    that suspects a risk becomes a lead at once; a lead stays when the result is
    corrected, since somebody may be on the way already.

    Raises ValidationError by field, ``ScreeningConflict``, and PermissionDenied for a
    household out of scope.
    """
    _require_in_scope(household, recorded_by)
    hold_open(round_)
    listed = _listed(round_, household)
    stored = _stored(round_, household)
    if stored is not None and _says(stored, data):
        return stored
    check_result(round_=round_, data=data)
    values = {
        **data.values,
        "recorded_by": recorded_by,
        "entered_through": entered_through,
    }
    if base_version is None:
        result = _insert(listed, values, data)
    else:
        result = _correct(listed, values, base_version)
    if result.outcome == Outcome.SUSPECTED:
        lead_origins.lead_from_screening(result=result, by=recorded_by)
    screening_clocks.follow(round_, [listed.village_id])
    return result


def hold_open(round_: ScreeningRound) -> None:
    """Keep the round open until the transaction ends.

    Raises ValidationError when it has not begun or is closed.
    """
    with connection.cursor() as cursor:
        # Shared by all who record; closing waits for them and they for it.
        cursor.execute(
            "SELECT closed_on FROM households_screeninground WHERE id = %s FOR SHARE",
            [round_.pk],
        )
        row = cursor.fetchone()
    if row is None or row[0] is not None:
        raise ValidationError(
            _("%(round)s is closed and takes no more results.") % {"round": round_.name}
        )
    if timezone.localdate() < round_.starts_on:
        raise ValidationError(_("This round has not begun."))


def check_result(*, round_: ScreeningRound, data: ResultData) -> None:
    """Raises ValidationError with one sentence a field."""
    errors = {}
    if problem := day_problem(round_, data.screened_on):
        errors["screened_on"] = problem
    if data.outcome not in Outcome.values:
        errors["outcome"] = _("Choose what was found.")
    if data.mode not in choices.VisitMode.values:
        errors["mode"] = _("Choose how the household was screened.")
    if data.outcome == Outcome.SUSPECTED and not data.note.strip():
        errors["note"] = _("Say what the risk is.")
    if not data.screened_by.strip():
        errors["screened_by"] = _("Say who was there.")
    if errors:
        raise ValidationError(errors)


def day_problem(round_: ScreeningRound, day: dt.date) -> str:
    """Why a day cannot be, or nothing."""
    if day > timezone.localdate():
        return _("The date is in the future.")
    if not round_.starts_on <= day <= round_.ends_on:
        return _("The round runs from %(first)s to %(last)s.") % {
            "first": date_format(round_.starts_on, "n月j日"),
            "last": date_format(round_.ends_on, "n月j日"),
        }
    return ""


def _insert(
    listed: ScreeningHousehold, values: dict[str, Any], data: ResultData
) -> ScreeningResult:
    new = ScreeningResult(
        round_id=listed.round_id,
        household_id=listed.household_id,
        village_id=listed.village_id,
        persons=listed.persons,
        must_visit=listed.must_visit,
        **values,
    )
    # Of two that arrive together the later one waits, inserts nothing and then finds
    # the other's row: its own words, or a conflict.
    ScreeningResult.objects.bulk_create([new], ignore_conflicts=True)
    stored = ScreeningResult.objects.select_related("household", "village", "lead").get(
        round=listed.round_id, household=listed.household_id
    )
    if not _says(stored, data):
        raise ScreeningConflict(stored)
    return stored


def _correct(
    listed: ScreeningHousehold, values: dict[str, Any], version: int
) -> ScreeningResult:
    rows = ScreeningResult.objects.filter(
        round=listed.round_id, household=listed.household_id
    )
    changed = rows.filter(version=version).update(
        **values, version=F("version") + 1, updated_at=timezone.now()
    )
    stored = rows.select_related("household", "village", "lead").first()
    if stored is None:
        raise ValidationError(_("This result was withdrawn meanwhile. Load it again."))
    if not changed:
        raise ScreeningConflict(stored)
    return stored


def _stored(round_: ScreeningRound, household: Household) -> ScreeningResult | None:
    return ScreeningResult.objects.filter(round=round_, household=household).first()


def _says(stored: ScreeningResult, data: ResultData) -> bool:
    return all(getattr(stored, name) == value for name, value in data.values.items())


def _require_in_scope(household: Household, user: User | None) -> None:
    """A task has no person and is trusted; a person needs the household in scope."""
    if user is None:
        return
    if not Household.objects.visible_to(user).filter(pk=household.pk).exists():
        raise PermissionDenied


def _listed(round_: ScreeningRound, household: Household) -> ScreeningHousehold:
    """The household on the round's list, which is first brought up to the register."""
    rows = ScreeningHousehold.objects.filter(round=round_, household=household)
    found = rows.first()
    if found is None or found.village_id != household.village_id:
        refresh_list(round_, households=[household.pk])
        found = rows.first()
    if found is None:
        raise ValidationError(
            _("This household is not among those of %(round)s.")
            % {"round": round_.name}
        )
    return found
