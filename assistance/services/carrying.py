"""What the ledgers keep of a person goes along when a household is split or merged.

The person has a new member row in the new household (``households.services``), and the
rows of the ledgers follow it there:

* A post or an allowance that goes on is continued there from the month of the change
  on; the months before stay where they were due and paid. After a merger nobody is left
  behind to whom something is due: there it goes along as a whole.
* Measures that are planned or running, insurance of this year, loans, the three
  registers of work, reasons for no application that stand, and subsidies that are
  open or of the last twelve months.

What was paid or given before stays with the family it was given to. Who wrote what is
in the history of the rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assistance.choices import MeasureState, SubsidyState
from assistance.models import (
    Allowance,
    Insurance,
    JobDemand,
    LabourEntry,
    Loan,
    Measure,
    NoApplication,
    PostWage,
    PublicPost,
    Subsidy,
    Training,
)
from assistance.services.measures_episode import follow_measures
from core.months import Month
from households.choices import LeaveReason
from households.models import Member

_YEAR = dt.timedelta(days=365)
#: What goes on by the month.
_SPELLS: tuple[Any, ...] = (PublicPost, Allowance)
_OTHERS: tuple[Any, ...] = (
    Subsidy,
    Loan,
    Insurance,
    LabourEntry,
    Training,
    JobDemand,
    Measure,
    NoApplication,
)

#: The member row that was left → the one that came.
Pairs = Mapping[int, int]


def carry(*, pairs: Pairs, on: dt.date, whole: bool) -> None:
    """Bring the ledgers' rows of members to the rows that follow them.

    ``whole``: nothing of posts and allowances stays behind. Inside the transaction of
    the change, before it is announced.
    """
    came = Member.objects.in_bulk(pairs.values())
    new = {left: came[key] for left, key in pairs.items()}
    first = on.replace(day=1)
    for model in _SPELLS:
        rows = list(model.objects.filter(member__in=pairs))
        running = [row for row in rows if row.ended_on is None or row.ended_on > on]
        if whole:
            _move(model, rows, new)
            continue
        _move(model, [row for row in running if row.started_on >= first], new)
        _continue(model, [row for row in running if row.started_on < first], new, first)
    for model in _OTHERS:
        _move(model, model.objects.filter(_following(model, on), member__in=pairs), new)


def bring_back(*, pairs: Pairs, on: dt.date) -> None:
    """The change was undone: what came, and what was entered since, goes back.

    Raises ValidationError when a ledger has the same row on both sides.
    """
    left = Member.objects.in_bulk(pairs.keys())
    old = {came: left[key] for key, came in pairs.items()}
    try:
        with transaction.atomic():
            _join_again(PublicPost, old, on.replace(day=1))
            _join_again(Allowance, old, on.replace(day=1))
            for model in (*_SPELLS, *_OTHERS):
                _move(model, model.objects.filter(member__in=old), old)
    except IntegrityError as error:
        message = _("A ledger has the same row in both households; delete one first.")
        raise ValidationError(message) from error


def _following(model: Any, on: dt.date) -> Q:
    """Which rows of a ledger go along."""
    if model is Measure:
        return Q(state__in=[MeasureState.PLANNED, MeasureState.RUNNING])
    if model is NoApplication:
        return Q(withdrawn_on=None, lapsed_on=None)
    if model is Insurance:
        return Q(year__gte=on.year)
    if model is Subsidy:
        recent = Q()
        for name in ("paid_on", "returned_on"):
            recent |= Q(**{f"{name}__gt": on - _YEAR})
        return recent | ~Q(state__in=[SubsidyState.PAID, SubsidyState.RETURNED])
    return Q()


def _move(model: Any, rows: Iterable[Any], to: Mapping[int, Member]) -> None:
    """One statement; measures bring the monitoring records of both sides along."""
    moved = list(rows)
    now = timezone.now()
    before = [row.household_id for row in moved]
    for row in moved:
        member = to[row.member_id]
        row.member_id, row.household_id = member.pk, member.household_id
        row.updated_at = now
    model.objects.bulk_update(moved, ["member", "household", "updated_at"])
    if model is Measure and moved:
        kinds = dict(
            Measure.objects.filter(pk__in=[row.pk for row in moved]).values_list(
                "pk", "kind__category"
            )
        )
        after = [(row.household_id, kinds[row.pk]) for row in moved]
        left = [(home, kinds[row.pk]) for home, row in zip(before, moved, strict=True)]
        follow_measures([*left, *after])


def _continue(
    model: Any, rows: Sequence[Any], to: Mapping[int, Member], first: dt.date
) -> None:
    """A spell ends with the month before, and goes on as a new row from then on."""
    copies = [_continued(row, to[row.member_id], first) for row in rows]
    for row in rows:
        _end(row, first)
    columns = ["ended_on", "updated_at"]
    if model is Allowance:
        columns += ["stop_reason", "paid_to"]
    model.objects.bulk_update(rows, columns)
    model.objects.bulk_create(copies)
    if model is PublicPost:
        wages = list(PostWage.objects.filter(post__in=rows, month__gte=first))
        follows = {row.pk: copy.pk for row, copy in zip(rows, copies, strict=True)}
        _move_wages(wages, follows)


def _continued(row: Any, member: Member, first: dt.date) -> Any:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    values |= {"member_id": member.pk, "household_id": member.household_id}
    values["started_on"] = first
    if isinstance(row, Allowance) and (row.paid_to is None or row.paid_to < first):
        values |= {"paid_to": None, "last_paid_on": None}
    return type(row)(**values)


def _end(row: Any, first: dt.date) -> None:
    row.ended_on, row.updated_at = first, timezone.now()
    if isinstance(row, Allowance):
        row.stop_reason = LeaveReason.SPLIT.label
        if row.paid_to is not None and row.paid_to >= first:
            row.paid_to = Month.of(first).previous.first_day


def _join_again(model: Any, to: Mapping[int, Member], first: dt.date) -> None:
    """Two spells that the split made of one become one again."""
    for copy in model.objects.filter(member__in=to, started_on=first):
        named = {"name": copy.name} if model is PublicPost else {"kind": copy.kind}
        rows = model.objects.filter(member=to[copy.member_id], ended_on=first, **named)
        row = rows.first()
        if row is None:
            continue
        row.ended_on = copy.ended_on
        if model is PublicPost:
            wages = list(copy.wages.all())
            _move_wages(wages, {copy.pk: row.pk})
        else:
            row.stop_reason = copy.stop_reason
            row.paid_to = copy.paid_to or row.paid_to
            row.last_paid_on = copy.last_paid_on or row.last_paid_on
        copy.delete()
        row.save()


def _move_wages(wages: Sequence[PostWage], to: Mapping[int, int]) -> None:
    for wage in wages:
        wage.post_id = to[wage.post_id]
    rows: models.Manager[PostWage] = PostWage.objects
    rows.bulk_update(wages, ["post"])
