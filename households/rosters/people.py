"""Whom a row of a ledger is about: by identity number, or by household and name.

A department has no area: it names people of every village, and learns of them only
whether they are in the register of rural households, where everybody is.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Area
from core.sensitive import digest_of
from exchange.cells import CodeText
from exchange.roster import Column, Match, Target
from exchange.staging.batch import Batch
from households.choices import MemberState
from households.models import Household, Member
from households.models.members import ID_NO
from households.rosters.cells import id_cell

_AREA = Area._meta.db_table
_MARKED = ("*", "＊")


def household_target() -> Target:
    """The household that ``find_people`` found; it must exist and is not written."""
    return Target(
        "household",
        Household,
        (Match(("id",)),),
        creates=False,
        updates=False,
        repeats=True,
        area="village",
        derived=("id",),
        fixed=("id",),
    )


def person_target() -> Target:
    return Target(
        "person",
        Member,
        (Match(("id",)),),
        creates=False,
        updates=False,
        repeats=True,
        present=("id",),
        derived=("id",),
        fixed=("id",),
    )


#: The head's number, for ledgers whose rows are about whole households.
_HEADS_NUMBER = (
    f"(SELECT m.id_no_mask FROM {Member._meta.db_table} m "
    "WHERE m.household_id = household.id AND m.relation = 'head' "
    "AND m.state = 'present')"
)


def people_columns(*, person: str = "姓名") -> tuple[Column, ...]:
    """Columns that say which person a row is about, and where they live (to read)."""
    return (
        *_place(),
        Column("户主姓名", "~head", aliases=("户主",), source="household.head_name"),
        Column(
            person,
            "~name",
            aliases=("姓名", "人员姓名", "享受人"),
            required=True,
            source="person.name",
        ),
        _number("person.id_no_mask"),
    )


def household_columns() -> tuple[Column, ...]:
    """Columns that say which household a row is about: its number, or its head's."""
    return (
        *_place(),
        Column(
            "户主姓名",
            "~name",
            aliases=("户主", "姓名"),
            required=True,
            source="household.head_name",
        ),
        _number(_HEADS_NUMBER),
    )


def _place() -> tuple[Column, ...]:
    return (
        Column(
            "镇（办）",
            "~town",
            aliases=("镇", "乡镇", "镇办"),
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = "
            "substr(household.village_code, 1, 9) || '000')",
            templated=False,
        ),
        Column(
            "行政村",
            "~village",
            aliases=("村", "村名", "村（社区）"),
            source=f"(SELECT name FROM {_AREA} a "
            "WHERE a.code = household.village_code)",
            templated=False,
        ),
        Column(
            "户编号",
            "~household_no",
            aliases=("户编码", "户号", "家庭编号"),
            cell=CodeText(20),
            source="household.household_no",
            help="有身份证号的可不填",
        ),
    )


def _number(source: str) -> Column:
    return Column(
        "身份证号",
        "~id_no",
        aliases=("身份证号码", "证件号码", "公民身份号码", "身份证"),
        cell=id_cell(),
        source=source,
        help="18 位，单元格须为文本格式；没有的填户编号和姓名",
    )


@dataclass(slots=True)
class _Known:
    """People and households that a batch may speak of."""

    by_digest: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    by_household: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    households: dict[str, int] = field(default_factory=dict)


def find_people(batch: Batch) -> None:
    """A ``derive`` function that fills ``household.id`` and ``person.id``."""
    numbers = [_whole(number) for number in batch.get("~id_no")]
    digests = [digest_of(ID_NO, number) if number else None for number in numbers]
    known = _look_up(batch, digests)
    found = [_find(batch, index, known, d) for index, d in enumerate(digests)]
    batch.values["household.id"] = [household for household, _person in found]
    batch.values["person.id"] = [person for _household, person in found]


def _whole(number: Any) -> str:
    """A number that is not masked, as the digest wants it."""
    text = str(number or "")
    return "" if any(mark in text for mark in _MARKED) else text


def _look_up(batch: Batch, digests: Iterable[Any]) -> _Known:
    known = _Known()
    low, high = batch.stage.low, batch.stage.high
    reach = Household.objects.in_range(low, high)
    numbers = {text for text in batch.get("~household_no") if text}
    known.households = dict(
        reach.filter(household_no__in=numbers).values_list("household_no", "pk")
    )
    wanted = [digest for digest in digests if digest]
    columns = (
        "pk",
        "household_id",
        "household__household_no",
        "name",
        "id_no_mask",
        "id_no_digest",
        "state",
    )
    members = Member.objects.in_range(low, high)
    for row in members.filter(id_no_digest__in=wanted).values(*columns):
        known.by_digest.setdefault(str(row["id_no_digest"]), []).append(row)
    named = members.filter(household__in=known.households.values())
    for row in named.values(*columns):
        known.by_household.setdefault(row["household__household_no"], []).append(row)
    return known


def _find(
    batch: Batch, index: int, known: _Known, digest: Any
) -> tuple[int | None, int | None]:
    if digest:
        return _by_number(batch, index, known.by_digest.get(str(digest), []))
    number = batch.get("~household_no")[index]
    if not number:
        batch.refuse(index, "~id_no", _("Give the identity number, or the household."))
        return None, None
    if number not in known.households:
        message = _("There is no household with this number in your area.")
        batch.refuse(index, "~household_no", message)
        return None, None
    return _by_name(batch, index, known.by_household.get(number, []))


def _by_number(
    batch: Batch, index: int, found: list[dict[str, Any]]
) -> tuple[int | None, int | None]:
    row = _present_first(found)
    if row is None:
        message = _("There is nobody with this identity number in your area.")
        batch.refuse(index, "~id_no", message)
        return None, None
    name = batch.get("~name")[index]
    if name and name != row["name"]:
        message = _("The register has another name for this identity number.")
        batch.refuse(index, "~name", message)
        return None, None
    return row["household_id"], row["pk"]


def _by_name(
    batch: Batch, index: int, members: list[dict[str, Any]]
) -> tuple[int | None, int | None]:
    name, mask = batch.get("~name")[index], batch.get("~id_no")[index]
    named = [row for row in members if row["name"] == name]
    if mask:
        named = [row for row in named if row["id_no_mask"] == mask]
    present = [row for row in named if row["state"] == MemberState.PRESENT]
    if len(present or named) > 1:
        message = _("The household has two people of this name; give the number.")
        batch.refuse(index, "~id_no", message)
        return None, None
    row = _present_first(named)
    if row is None:
        message = _("The household has no member of this name.")
        batch.refuse(index, "~name", message)
        return None, None
    return row["household_id"], row["pk"]


def _present_first(found: list[dict[str, Any]]) -> dict[str, Any] | None:
    ordered = sorted(found, key=lambda row: row["state"] != MemberState.PRESENT)
    return ordered[0] if ordered else None
