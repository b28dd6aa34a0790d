"""Measures for a household or a member: recorded, corrected, ended, removed.

Every write locks the row, checks it, and brings the monitoring record in step
(``services.measures_episode``). Who corrects a row brings what they saw of it, as in
``households.services.register``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from assistance.choices import MeasureState
from assistance.models import Measure
from assistance.services.measures_checks import check_measure
from assistance.services.measures_episode import measures_written
from core.saving import save_checked
from households.models import Household
from households.services.register import StaleRowError, fingerprint
from households.workflow_querysets import department_of


@transaction.atomic
def record_measure(
    *, household: Household, by: User, values: Mapping[str, Any]
) -> Measure:
    """A new measure. A department records its own. Raises ValidationError by field."""
    Household.objects.select_for_update().get(pk=household.pk)
    row = Measure(household=household, recorded_by=by, **_given(values, by))
    _save(row)
    measures_written([_pair(row)])
    return row


@transaction.atomic
def update_measure(
    *, pk: int, by: User, values: Mapping[str, Any], seen: str
) -> Measure:
    """Correct a measure. Raises ValidationError by field, StaleRowError."""
    row = locked(pk, seen)
    before = _pair(row)
    for name, value in _given(values, by).items():
        setattr(row, name, value)
    row.recorded_by = by
    _save(row)
    measures_written([before, _pair(row)])
    return row


@transaction.atomic
def end_measure(
    *, pk: int, by: User, state: str, on: dt.date, result: str, seen: str
) -> Measure:
    """Finished, or broken off with the reason. Raises as ``update_measure`` does."""
    if state not in (MeasureState.DONE, MeasureState.STOPPED):
        raise ValidationError({"state": _("Choose whether it was finished.")})
    row = locked(pk, seen)
    if row.state in (MeasureState.DONE, MeasureState.STOPPED):
        raise ValidationError(_("This measure has ended already."))
    last = row.records.order_by("-done_on").values_list("done_on", flat=True).first()
    if last is not None and on < last:
        sentence = _("There is a record of %(day)s, after this day.") % {"day": last}
        raise ValidationError({"on": sentence})
    row.state, row.ended_on, row.recorded_by = state, on, by
    row.result = result or row.result
    try:
        _save(row)
    except ValidationError as error:
        raise _renamed(error, {"ended_on": "on"}) from None
    measures_written([_pair(row)])
    return row


@transaction.atomic
def remove_measure(*, pk: int, seen: str) -> Household:
    """Take out what was entered by mistake; what has been carried out is stopped
    instead. Raises ValidationError, StaleRowError."""
    row = locked(pk, seen)
    if row.records.exists() or row.evidence.exists():
        raise ValidationError(
            _("It has records or files: end it instead of removing it.")
        )
    pair, household = _pair(row), row.household
    row.delete()
    measures_written([pair])
    return household


def locked(pk: int, seen: str = "") -> Measure:
    """The row, held until the transaction ends. Raises StaleRowError when it is not
    as it was ``seen``."""
    row: Measure = (
        Measure.objects.select_for_update(of=("self",))
        .select_related("kind", "household", "member")
        .get(pk=pk)
    )
    if seen and fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def save_counted(row: Measure) -> None:
    """Write a row whose parts have changed, so that who has it open notices."""
    row.version += 1
    row.save()


def _given(values: Mapping[str, Any], by: User) -> dict[str, Any]:
    """A department is responsible for what it records itself."""
    department = department_of(by)
    own = {} if department is None else {"department_id": department}
    rest = {k: v for k, v in values.items() if not (own and k == "department")}
    return {**rest, **own}


def _pair(row: Measure) -> tuple[int, str]:
    return row.household_id, row.kind.category


def _save(row: Measure) -> None:
    check_measure(row)
    row.version = row.version + 1 if row.pk else 1
    save_checked(row)


def _renamed(error: ValidationError, fields: Mapping[str, str]) -> ValidationError:
    if not hasattr(error, "error_dict"):
        return error
    return ValidationError({fields.get(k, k): v for k, v in error.error_dict.items()})
