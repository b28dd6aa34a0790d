"""What a row of the ledger of changes tells: recorded already, or a new one (§3.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.months import Month
from exchange.cells import squeeze
from exchange.staging.batch import Batch
from households import choices
from households.models import HouseholdChange, ReportingMonth

Kind = choices.ChangeKind
#: Kinds that a file may record; the others concern whole households, or take a
#: decision that is shown before it is made.
FROM_FILE = (Kind.MEMBER_JOINED, Kind.MEMBER_LEFT, Kind.MEMBER_WITHDRAWN)
_MEMBER = ("name", "id_type", "id_no", "sex", "birth_date", "relation")
_DERIVED = ("state", "joined_on", "join_reason", "left_on", "leave_reason")
_MISIDENTIFIED = choices.LeaveReason.MISIDENTIFIED


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What a recorded change says in the columns of a file."""

    pk: int
    household: str
    kind: str
    day: dt.date
    name: str
    reason: str

    @property
    def key(self) -> tuple[Any, ...]:
        return self.household, self.kind, self.day, self.name


def values(context: Mapping[str, Any]) -> dict[str, str]:
    owner = context.get("owner")
    return {"owner": str(int(owner)) if owner else "NULL"}


def reasons_help() -> str:
    """The reasons to choose from, for the note at the heading of a template."""
    joins = [label for _v, label in choices.open_reasons(choices.JoinReason)]
    leaves = [label for _v, label in choices.open_reasons(choices.LeaveReason)]
    return (
        f"自然增加：{'、'.join(joins)}；自然减少：{'、'.join(leaves)}。"
        "可在冒号后写说明，如“死亡：病故”"
    )


def tell(batch: Batch) -> None:
    """Recorded rows are left alone, new ones are made a member and a change."""
    by_number, by_content = _recorded(batch)
    closed = _closed_months(batch)
    for name in _DERIVED:
        batch.values[f"member.{name}"] = [None] * len(batch)
    for name in (*_MEMBER, *_DERIVED):
        batch.values[f"member.{name}"] = list(batch.get(f"member.{name}"))
    batch.values["change.id"] = list(batch.get("change.id"))
    for index in range(len(batch)):
        number = batch.values["change.id"][index]
        found = by_number.get(number) if number else by_content.get(_key(batch, index))
        if number and found is None:
            sentence = _("There is no such number in your area.")
            batch.refuse(index, "change.id", sentence)
        elif found is not None:
            _leave_alone(batch, index, found)
        elif index not in batch.bad:
            _record(batch, index, closed)


def _key(batch: Batch, index: int) -> tuple[Any, ...]:
    paths = ("household.household_no", "change.kind", "change.effective_on")
    return (
        *(batch.get(path)[index] for path in paths),
        batch.get("member.name")[index] or "",
    )


def _recorded(
    batch: Batch,
) -> tuple[dict[int, _Recorded], dict[tuple[Any, ...], _Recorded]]:
    """Recorded changes of the batch's households, by number and by what they say."""
    stage = batch.stage
    numbers = {number for number in batch.get("household.household_no") if number}
    rows = HouseholdChange.objects.in_range(stage.low, stage.high).filter(
        household__household_no__in=numbers
    )
    told = [
        _Recorded(
            pk=row.pk,
            household=row.household.household_no,
            kind=row.kind,
            day=row.effective_on,
            name=row.member.name if row.member else "",
            reason=row.reason,
        )
        for row in rows.select_related("household", "member").order_by("pk")
    ]
    undone = set(
        HouseholdChange.objects.filter(undoes__in=[row.pk for row in told]).values_list(
            "undoes", flat=True
        )
    )
    return (
        {row.pk: row for row in told},
        {r.key: r for r in told if r.kind in FROM_FILE and r.pk not in undone},
    )


def _leave_alone(batch: Batch, index: int, found: _Recorded) -> None:
    """Rows are only added to the ledger: one that says otherwise by now is refused."""
    for path, recorded in (
        ("household.household_no", found.household),
        ("change.kind", found.kind),
        ("change.effective_on", found.day),
        ("member.name", found.name),
        ("change.reason", found.reason),
    ):
        given = batch.get(path)[index]
        if batch.has(path) and _said(given) != _said(recorded):
            sentence = _(
                "A recorded change is not edited. Undo it on the household's page and "
                "record it anew."
            )
            batch.refuse(index, path, sentence)
            break
    batch.values["change.id"][index] = found.pk
    for name in (*_MEMBER, *_DERIVED):
        batch.values[f"member.{name}"][index] = None


def _said(value: Any) -> Any:
    return squeeze(value) if isinstance(value, str) else value or ""


def _closed_months(batch: Batch) -> set[Month]:
    """Months that take no more changes, asked once a run."""
    cache = batch.stage.cache
    if "closed months" not in cache:
        rows = ReportingMonth.objects.filter(state=ReportingMonth.State.CLOSED)
        cache["closed months"] = {
            Month.of(day) for day in rows.values_list("month", flat=True)
        }
    found: set[Month] = cache["closed months"]
    return found


def _record(batch: Batch, index: int, closed: set[Month]) -> None:
    kind, day = (
        batch.get(f"change.{name}")[index] for name in ("kind", "effective_on")
    )
    if kind not in FROM_FILE:
        sentence = _(
            "This kind is recorded on the household's page; a file takes %(kinds)s."
        )
        kinds = "、".join(str(Kind(value).label) for value in FROM_FILE)
        batch.refuse(index, "change.kind", sentence % {"kinds": kinds})
        return
    if day > timezone.localdate():
        batch.refuse(index, "change.effective_on", _("The date is in the future."))
    elif Month.of(day) in closed:
        sentence = _("%(month)s is closed. Reopen it, or take a later day.")
        told = {"month": Month.of(day).label}
        batch.refuse(index, "change.effective_on", sentence % told)
    if not batch.get("member.name")[index]:
        batch.refuse(index, "member.name", _("Must be filled in."))
    reason = _reason(batch, index, kind)
    if kind == Kind.MEMBER_JOINED:
        _join(batch, index, day, reason)
    else:
        state = (
            choices.MemberState.WITHDRAWN
            if kind == Kind.MEMBER_WITHDRAWN
            else choices.MemberState.LEFT
        )
        _set(batch, index, state=state.value, left_on=day, leave_reason=reason)


def _join(batch: Batch, index: int, day: dt.date, reason: str | None) -> None:
    relation = batch.get("member.relation")[index]
    if not relation:
        sentence = _("Say what the person is to the head.")
        batch.refuse(index, "member.relation", sentence)
    elif relation == choices.Relation.HEAD:
        sentence = _("A new head is chosen on the household's page.")
        batch.refuse(index, "member.relation", sentence)
    number, born = (batch.get(f"member.{n}")[index] for n in ("id_no", "birth_date"))
    if number and "*" in number:
        sentence = _("Enter the whole number: this person is new here.")
        batch.refuse(index, "member.id_no", sentence)
    if born is None:
        sentence = _("Give the identity number, or the day of birth.")
        batch.refuse(index, "member.birth_date", sentence)
    elif day < born:
        told = {"name": batch.get("member.name")[index], "day": born}
        sentence = _("%(name)s was born on %(day)s only.")
        batch.refuse(index, "change.effective_on", sentence % told)
    if not number and not batch.get("member.id_type")[index]:
        # A newborn has none yet.
        _set(batch, index, id_type=choices.IdType.NONE.value)
    _set(batch, index, state="present", joined_on=day, join_reason=reason)


def _set(batch: Batch, index: int, **fields: Any) -> None:
    for name, value in fields.items():
        batch.values[f"member.{name}"][index] = value


def _reason(batch: Batch, index: int, kind: str) -> str | None:
    """The code of «reason» or «reason：note»; the sentence is tidied for the ledger."""
    text = batch.get("change.reason")[index] or ""
    word, _colon, note = text.replace(":", "：").partition("：")
    known = _reasons_of(kind)
    code = known.get(squeeze(word))
    if code is None:
        sentence = _("Write one of %(reasons)s; a note may follow after a colon.")
        told = {"reasons": "、".join(known)}
        batch.refuse(index, "change.reason", sentence % told)
        return None
    label = word.strip()
    batch.values["change.reason"][index] = f"{label}：{note.strip()}" if note else label
    return code


def _reasons_of(kind: str) -> dict[str, str]:
    if kind == Kind.MEMBER_WITHDRAWN:
        return {str(_MISIDENTIFIED.label): _MISIDENTIFIED.value}
    of = choices.JoinReason if kind == Kind.MEMBER_JOINED else choices.LeaveReason
    return {
        label: value
        for value, label in choices.open_reasons(of)
        if value != _MISIDENTIFIED.value
    }
