"""Faults of real rosters, put into the records, and where they were put.

Only what the database's constraints let through stands here; duplicate numbers, second
heads and unreadable cells go into the Excel files (``cell_damage``).
"""

import dataclasses
import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dashboards.demo.dice import Dice
from dashboards.demo.records import Household, Person
from households.rules import check_character

#: Share of households that get one fault; more can be wrong with monitored ones.
_RATE, _MONITORED_RATE = 0.02, 0.12


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the rule of domain §7 that should find it, and where it is."""

    rule: str
    what: str
    #: Table of the register, or name of the file.
    place: str
    #: Household or person number.
    key: str
    field: str
    was: str
    now: str
    #: Cell of the file, such as K15; empty in the register.
    cell: str = ""


Change = tuple[str, str, object, object]
Spoil = Callable[[Household, Dice], Change | None]


@dataclass(frozen=True, slots=True)
class Kind:
    rule: str
    table: str
    what: str
    spoil: Spoil


def spoiled(
    homes: Iterable[Household], dice: Dice, faults: list[Fault]
) -> Iterator[Household]:
    """The households, some with a fault each; rare kinds of faults go first."""
    counts: Counter[str] = Counter()
    for home in homes:
        if home.state == "active" and dice.chance(
            _MONITORED_RATE if home.episodes else _RATE
        ):
            for kind in sorted(KINDS, key=lambda kind: counts[kind.what]):
                change = kind.spoil(home, dice)
                if change is not None:
                    counts[kind.what] += 1
                    key, field, was, now = change
                    faults.append(
                        Fault(
                            kind.rule, kind.what, kind.table, key, field,
                            str(was), str(now),
                        )
                    )  # fmt: skip
                    break
        yield home


def write_list(faults: list[Fault], path: Path) -> None:
    """The faults as JSON, so that checks can be scored against them."""
    content = [asdict(fault) for fault in faults]
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")


def _set(person: Person, field: str, value: Any) -> Change:
    was = getattr(person, field)
    setattr(person, field, value)
    return person.person_no, field, was, value


def _wrong_check_digit(home: Household, dice: Dice) -> Change | None:
    person = dice.one(home.members)
    if person.certificate:
        return None
    last = "7" if person.id_no[17] != "7" else "3"
    return _set(person, "id_no", person.id_no[:17] + last)


def _rounded_number(home: Household, dice: Dice) -> Change | None:
    person = dice.one(home.members)
    rounded = person.id_no[:15] + "000"
    # One in eleven would be a valid number, which nothing can tell from a right one.
    if person.certificate or check_character(rounded[:17]) == "0":
        return None
    return _set(person, "id_no", rounded)


def _other_sex(home: Household, dice: Dice) -> Change | None:
    if len(home.members) > 1:
        return None
    person = home.members[0]
    return _set(person, "sex", "female" if person.sex == "male" else "male")


def _other_birthday(home: Household, dice: Dice) -> Change | None:
    person = dice.one(home.members)
    if person.joined_on:
        return None
    moved = person.birth - dt.timedelta(days=dice.between(5, 300))
    return _set(person, "birth", moved)


def _no_head(home: Household, dice: Dice) -> Change | None:
    return _set(home.head, "relation", "other") if len(home.members) > 2 else None


def _relation_against_sex(home: Household, dice: Dice) -> Change | None:
    sons = [p for p in home.members if p.relation == "son"]
    return _set(sons[0], "relation", "daughter") if sons else None


def _school_and_education(home: Household, dice: Dice) -> Change | None:
    pupils = [p for p in home.members if p.student_status == "primary"]
    return _set(pupils[0], "education", "primary") if pupils else None


def _working_child(home: Household, dice: Dice) -> Change | None:
    children = [p for p in home.members if p.age < 16]
    return _set(children[0], "labour_skill", "ordinary") if children else None


def _able_but_ill(home: Household, dice: Dice) -> Change | None:
    ill = [p for p in home.members if "serious" in p.health and not p.can_work]
    return _set(ill[0], "labour_skill", "ordinary") if ill else None


def _disabled_without_certificate(home: Household, dice: Dice) -> Change | None:
    disabled = [p for p in home.members if p.certificate]
    return _set(disabled[0], "certificate", "") if disabled else None


def _digit_in_name(home: Household, dice: Dice) -> Change | None:
    person = dice.one(home.members)
    return _set(person, "name", person.name + "1")


def _wrong_persons(home: Household, dice: Dice) -> Change:
    real = len(home.members)
    home.reported_persons = real + dice.between(1, 2)
    return home.household_no, "reported_persons", real, home.reported_persons


def _cadres_phone(home: Household, dice: Dice) -> Change:
    """The number of the village office, entered for households without one."""
    was, home.phone = home.phone, "16000000000"
    return home.household_no, "phone", was, home.phone


def _nobody_responsible(home: Household, dice: Dice) -> Change | None:
    if not home.charges or home.episodes[-1].eliminated_on:
        return None
    was = home.charges[-1].official.name
    home.charges = home.charges[:-1]
    return home.household_no, "responsibility", was, ""


def _eliminated_too_early(home: Household, dice: Dice) -> Change | None:
    episode = home.episode
    if episode is None or not episode.eliminated_on:
        return None
    was = episode.eliminated_on
    episode.eliminated_on = episode.identified_on + dt.timedelta(days=20)
    episode.elimination_mode = "by_measures"
    return home.household_no, "eliminated_on", was, episode.eliminated_on


def _eliminated_in_future(home: Household, dice: Dice) -> Change | None:
    episode = home.episode
    if episode is None or not episode.eliminated_on:
        return None
    was = episode.eliminated_on
    episode.eliminated_on = dt.date(was.year + 10, was.month, min(was.day, 28))
    return home.household_no, "eliminated_on", was, episode.eliminated_on


def _eliminated_below_line(home: Household, dice: Dice) -> Change | None:
    episode = home.episode
    if episode is None or not episode.eliminated_on:
        return None
    after = episode.findings[-1]
    was = after.per_capita
    after.amounts = dataclasses.replace(
        after.amounts, wage=0, operating=0, rent=0, operating_cost=0, transfer=3600
    )
    after.per_capita = round(3600 / len(home.members), 2)
    return home.household_no, "per_capita", was, after.per_capita


def _no_contact(home: Household, dice: Dice) -> Change | None:
    episode = home.episode
    if episode is None or not episode.eliminated_on:
        return None
    was, episode.contact_name, episode.contact_phone = episode.contact_name, "", ""
    return home.household_no, "contact_name", was, ""


def _ill_on_paper(home: Household, dice: Dice) -> Change | None:
    ill = [p for p in home.members if p.health != ["healthy"]]
    episode = home.episode
    if episode is None or episode.risks[0] != "illness" or not ill:
        return None
    if any(p.disability_kind for p in ill):
        return None
    for person in ill:
        person.health, person.illness = ["healthy"], ""
    return home.household_no, "health", "有病人", "全部健康"


def _disaster_without_kind(home: Household, dice: Dice) -> Change | None:
    episode = home.episode
    if episode is None or not episode.disaster_kind:
        return None
    was, episode.disaster_kind = episode.disaster_kind, ""
    return home.household_no, "disaster_kind", was, ""


def _cost_missing(home: Household, dice: Dice) -> Change | None:
    last = home.statements[-1].amounts
    if not last.operating_cost:
        return None
    was, last.operating_cost = last.operating_cost, 0
    return home.household_no, "operating_cost", was, 0


def _income_jump(home: Household, dice: Dice) -> Change | None:
    last = home.statements[-1].amounts
    if len(home.statements) < 2 or not last.transfer:
        return None
    was, last.transfer = last.transfer, last.transfer + last.net
    return home.household_no, "transfer", was, last.transfer


def _copied_visits(home: Household, dice: Dice) -> Change | None:
    if len(home.visits) < 6:
        return None
    text = "家庭情况稳定，无新增诉求"
    was = home.visits[-1].needs
    for visit in home.visits[-5:]:
        visit.needs = text
    return home.household_no, "needs", was, text


_MEMBER, _HOUSEHOLD = "households_member", "households_household"
_EPISODE, _INCOME = "households_episode", "households_incomestatement"
_FINDING = "households_episodefinding"
KINDS = (
    Kind("P01", _MEMBER, "身份证号校验位错误", _wrong_check_digit),
    Kind("P01", _MEMBER, "身份证号被 Excel 舍入成 000 结尾", _rounded_number),
    Kind("P04", _MEMBER, "性别与身份证号不符", _other_sex),
    Kind("P04", _MEMBER, "出生日期与身份证号不符", _other_birthday),
    Kind("P07", _MEMBER, "没有户主", _no_head),
    Kind("P09", _MEMBER, "与户主关系和性别矛盾", _relation_against_sex),
    Kind("P12", _MEMBER, "文化程度和在校生状况都填", _school_and_education),
    Kind("P13", _MEMBER, "16 岁以下填有劳动力", _working_child),
    Kind("P15", _MEMBER, "大病填普通劳动力", _able_but_ill),
    Kind("P16", _MEMBER, "残疾但没有残疾证", _disabled_without_certificate),
    Kind("P35", _MEMBER, "姓名里有数字", _digit_in_name),
    Kind("P34", _HOUSEHOLD, "家庭人口数与成员数不符", _wrong_persons),
    Kind("P32", _HOUSEHOLD, "多户填同一个电话", _cadres_phone),
    Kind("A06", "households_responsibility", "没有帮扶责任人", _nobody_responsible),
    Kind("E12", _EPISODE, "识别后不足 6 个月即消除", _eliminated_too_early),
    Kind("E20", _EPISODE, "消除时间在将来", _eliminated_in_future),
    Kind("E01", _FINDING, "消除时收入低于监测线", _eliminated_below_line),
    Kind("E08", _EPISODE, "没有监测联系人", _no_contact),
    Kind("I08", _EPISODE, "因病但无人生病", _ill_on_paper),
    Kind("I05", _EPISODE, "因自然灾害但没有子项", _disaster_without_kind),
    Kind("H05", _INCOME, "有经营收入没有经营支出", _cost_missing),
    Kind("H11", _INCOME, "收入一年翻番", _income_jump),
    Kind("A09", "households_visit", "连续几个月走访文字相同", _copied_visits),
)  # fmt: skip
