"""What a row of a measures file says in words: sub-item, beneficiary, department."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistance.models import Measure, MeasureKind
from core.sensitive import digest_of
from exchange.cells import Cell, Choice, Day
from exchange.roster import Column
from exchange.staging.batch import Batch
from households.choices import MeasureCategory, MemberState
from households.models import Member
from households.models.members import ID_NO
from households.rosters import departments
from households.rosters.cells import id_cell
from households.workflow_querysets import department_of

_MARKED = ("*", "＊")


class NameCell(Cell):
    """The key of a row, shown by its name in a preview."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.model = model

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        rows: Any = self.model._base_manager  # noqa: SLF001 - documented API
        names = rows.filter(pk=value).values_list("name", flat=True)
        return names.first() if value else None


def kind_columns(alias: str) -> tuple[Column, ...]:
    """Category and sub-item of the measure that stands under ``alias``."""
    kind = f"FROM assistance_measurekind k WHERE k.id = {alias}.kind_id"
    return (
        Column(
            "措施类别",
            "~category",
            aliases=("帮扶类别", "帮扶措施大类"),
            cell=Choice(MeasureCategory.choices),
            source=f"(SELECT k.category {kind})",
            help="可不填，按子项认",
        ),
        Column(
            "措施子项",
            "~kind",
            aliases=("帮扶措施", "帮扶措施小类", "子项"),
            source=f"(SELECT k.name {kind})",
            required=True,
            help="按帮扶措施目录填写",
        ),
    )


def beneficiary_columns(alias: str) -> tuple[Column, ...]:
    """The member that the measure under ``alias`` is for; empty for the household."""
    member = f"FROM {Member._meta.db_table} p WHERE p.id = {alias}.member_id"
    return (
        Column(
            "受益人",
            "~beneficiary",
            aliases=("帮扶对象", "享受人"),
            source=f"(SELECT p.name {member})",
            help="空白表示整户",
        ),
        Column(
            "受益人身份证号",
            "~beneficiary_no",
            cell=id_cell(),
            source=f"(SELECT p.id_no_mask {member})",
            help="户内有同名的才需要填",
        ),
    )


def find_kinds(batch: Batch) -> None:
    """Fills ``measure.kind`` by the catalogue of the day on which a measure begins."""
    known = _catalogue(batch)
    days = batch.get("measure.started_on")
    categories = batch.get("~category")
    found: list[int | None] = []
    for index, name in enumerate(batch.get("~kind")):
        row = _kind_on(known.get(name or "", []), categories[index], days[index])
        if row is None and name:
            message = _("The catalogue has no such sub-item on this day.")
            batch.refuse(index, "~kind", message)
        found.append(None if row is None else row.pk)
    batch.values["measure.kind"] = found


def _catalogue(batch: Batch) -> dict[str, list[MeasureKind]]:
    if "kinds" not in batch.stage.cache:
        grouped: dict[str, list[MeasureKind]] = {}
        for row in MeasureKind.objects.all():
            grouped.setdefault(row.name, []).append(row)
        batch.stage.cache["kinds"] = grouped
    known: dict[str, list[MeasureKind]] = batch.stage.cache["kinds"]
    return known


def _kind_on(
    rows: Iterable[MeasureKind], category: str | None, day: dt.date | None
) -> MeasureKind | None:
    for row in rows:
        of_it = not category or row.category == category
        begun = day is None or row.valid_from <= day
        lasts = day is None or row.valid_to is None or day <= row.valid_to
        if of_it and begun and lasts:
            return row
    return None


def find_beneficiaries(batch: Batch) -> None:
    """Fills ``measure.member`` from the names in the households that were found."""
    households = batch.get("household.id")
    names = batch.get("~beneficiary")
    members = _members_of(
        {home for home, name in zip(households, names, strict=True) if home and name}
    )
    batch.values["measure.member"] = [
        _member(batch, index, members.get((home, name), [])) if home and name else None
        for index, (home, name) in enumerate(zip(households, names, strict=True))
    ]


def _members_of(households: set[int]) -> dict[tuple[int, str], list[Member]]:
    rows = Member.objects.filter(household__in=households).only(
        "name", "household", "state", "id_no_digest", "id_no_mask"
    )
    found: dict[tuple[int, str], list[Member]] = {}
    for row in rows:
        found.setdefault((row.household_id, row.name), []).append(row)
    return found


def _member(batch: Batch, index: int, named: list[Member]) -> int | None:
    number = str(batch.get("~beneficiary_no")[index] or "")
    if any(mark in number for mark in _MARKED):
        named = [row for row in named if row.id_no_mask == number]
    elif number:
        digest = str(digest_of(ID_NO, number))
        named = [row for row in named if str(row.id_no_digest) == digest]
    present = [row for row in named if row.state == MemberState.PRESENT]
    chosen = present or named
    if len(chosen) == 1:
        return chosen[0].pk
    message = (
        _("The household has two people of this name; give the number.")
        if chosen
        else _("The household has no member of this name.")
    )
    batch.refuse(index, "~beneficiary", message)
    return None


#: A department's file is about its own.
find_departments = departments.find_departments(
    "measure.department",
    gettext_lazy("A department enters the measures it is responsible for."),
)


def find_measures(batch: Batch) -> None:
    """Fills ``measure.id`` of records: all that a row says must fit one measure."""
    households = {home for home in batch.get("household.id") if home}
    rows = Measure.objects.filter(household__in=households).select_related(
        "kind", "member"
    )
    own = department_of(batch.stage.owner)
    by_home: dict[int, list[Measure]] = {}
    for row in rows if own is None else rows.filter(department=own):
        by_home.setdefault(row.household_id, []).append(row)
    batch.values["measure.id"] = [
        _measure(batch, index, by_home.get(home, [])) if home else None
        for index, home in enumerate(batch.get("household.id"))
    ]


def _measure(batch: Batch, index: int, rows: list[Measure]) -> int | None:
    kind, start = batch.get("~kind")[index], batch.get("~started_on")[index]
    name, person = batch.get("~measure")[index], batch.get("~beneficiary")[index]
    said = [
        row
        for row in rows
        if row.kind.name == kind
        and (start is None or row.started_on == start)
        and (not name or row.name == name)
        and (not person or (row.member is not None and row.member.name == person))
    ]
    exact = [
        row
        for row in said
        if row.name == (name or "") and (person or None) == _name_of(row.member)
    ]
    chosen = exact if len(exact) == 1 else said
    if len(chosen) == 1:
        return chosen[0].pk
    message = (
        _("Several measures fit; give the day it began, its name and for whom.")
        if chosen
        else _("The household has no such measure.")
    )
    batch.refuse(index, "~kind", message)
    return None


def _name_of(member: Member | None) -> str | None:
    return None if member is None else member.name


def day_of_measure() -> Column:
    """The day by which a record names its measure."""
    return Column(
        "措施开始日期",
        "~started_on",
        cell=Day(),
        source="measure.started_on",
        help="同一子项有几项措施的才需要填",
    )
