"""What is written down about a person, free of contradictions (domain §7.6)."""

import datetime as dt

from dashboards.demo import names
from dashboards.demo.dice import Dice, Weighted
from dashboards.demo.places import ID_AREA
from dashboards.demo.records import Person
from households.rules import check_character, full_years

_ETHNICITY = Weighted({"han": 972, "hui": 14, "tujia": 6, "miao": 4, "manchu": 4})
_DISABILITIES = Weighted(
    {"limb": 46, "sight": 14, "hearing": 13, "mental": 11, "intellect": 9, "speech": 7}
)
_KIND_DIGIT = {
    "sight": "1",
    "hearing": "2",
    "speech": "3",
    "limb": "4",
    "intellect": "5",
    "mental": "6",
}
_GRADES = Weighted({"one": 14, "two": 26, "three": 30, "four": 30})
_GRADE_DIGIT = {"one": "1", "two": "2", "three": "3", "four": "4"}
_CHRONIC = [
    "高血压",
    "糖尿病",
    "慢性阻塞性肺病",
    "冠心病",
    "类风湿关节炎",
    "脑梗死后遗症",
    "慢性肝炎",
]
_SERIOUS = [
    "慢性肾衰竭",
    "肺癌",
    "胃癌",
    "乳腺癌",
    "急性心肌梗死",
    "脑出血",
    "白血病",
    "食管癌",
    "肝硬化",
    "尿毒症",
]
#: Education of people born up to that year.
_EDUCATION = (
    (1950, Weighted({"illiterate": 48, "primary": 46, "junior": 6})),
    (1965, Weighted({"illiterate": 15, "primary": 52, "junior": 29, "senior": 4})),
    (1980, Weighted({"primary": 34, "junior": 55, "senior": 10, "college": 1})),
    (1992, Weighted({"primary": 12, "junior": 60, "senior": 19, "college": 9})),
    (2100, Weighted({"junior": 44, "senior": 28, "college": 18, "bachelor": 10})),
)
#: Schools by the age on 1 September; younger children are at kindergarten.
_COMPULSORY = {
    5: "kindergarten",
    **dict.fromkeys(range(6, 12), "primary"),
    **{age: f"grade{age - 5}" for age in range(12, 15)},
}
_TEEN = Weighted({"senior": 55, "vocational": 35, "": 10})
_YOUNG = Weighted({"college": 26, "bachelor": 22, "technician": 4, "": 48})


class Registry:
    """Hands out identity numbers and phone numbers, each only once."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self._given: set[str] = set()
        self._phones = 0

    def id_no(self, birth: dt.date, sex: str) -> str:
        start = f"{ID_AREA}{birth:%Y%m%d}"
        odd = sex == "male"
        while True:
            sequence = self.dice.between(0, 499) * 2 + odd
            first = f"{start}{sequence:03d}"
            if first not in self._given and not _looks_rounded(first):
                self._given.add(first)
                return first + check_character(first)

    def phone(self) -> str:
        """160 is not given to subscribers, so that nobody can be called by mistake."""
        self._phones += 1
        return f"160{self._phones * 48271 % 99999989:08d}"


def _looks_rounded(first_17: str) -> bool:
    """Ends as if Excel had kept 15 digits: right, but always asked about."""
    return first_17.endswith("00") and check_character(first_17) == "0"


def person(
    dice: Dice,
    registry: Registry,
    place: tuple[str, str, int],
    day: dt.date,
) -> Person:
    """A member with birth date and identity number, not yet named."""
    relation, sex, age = place
    birth = _birth(dice, age, day)
    made = Person(relation=relation, sex=sex, age=age, birth=birth, ref=dice.ref())
    made.id_no = registry.id_no(birth, sex)
    _school(dice, made, day)
    _health(dice, made)
    settle_labour(dice, made)
    if age >= 18:
        made.politics = "party_member" if dice.chance(0.05) else "masses"
        made.mandarin = age < 60 or dice.chance(0.7)
    elif age >= 14 and dice.chance(0.35):
        made.politics = "youth_league"
    return made


def name_family(dice: Dice, members: list[Person]) -> None:
    """Children and father carry the head's surname when the head is a man."""
    family = names.surname(dice)
    ethnicity = dice.drawn(_ETHNICITY)
    taken: set[str] = set()
    own = {"head", "son", "daughter", "grandson", "granddaughter", "father"}
    husband = names.surname(dice) if members[0].sex == "female" else family
    for member in members:
        surname = family if member.relation in own else names.surname(dice)
        if (
            member.relation in {"son", "daughter"}
            or member.relation.startswith("grand")
            or (member.relation == "spouse" and member.sex == "male")
        ):
            surname = husband
        member.ethnicity = ethnicity
        while not member.name or member.name in taken:
            member.name = names.full_name(dice, surname, member.sex, member.birth.year)
        taken.add(member.name)


def _birth(dice: Dice, age: int, day: dt.date) -> dt.date:
    month = day.month if day.day < 29 else 1
    turned = dt.date(day.year - age, month, min(day.day, 28))
    return turned - dt.timedelta(days=dice.between(1, 363))


def _school(dice: Dice, person: Person, day: dt.date) -> None:
    """Exactly one of education and student status; the grade fits the age."""
    september = dt.date(day.year - (day.month < 9), 9, 1)
    at_start = full_years(person.birth, september)
    if person.age < 3:
        person.student_status = "pre"
    elif at_start < 15:
        person.student_status = _COMPULSORY[max(at_start, 5)]
    elif at_start < 18:
        kind = dice.drawn(_TEEN) or ("vocational" if person.age < 16 else "")
        person.student_status = f"{kind}{at_start - 14}" if kind else ""
    elif at_start < 21:
        kind = dice.drawn(_YOUNG)
        person.student_status = f"{kind}{at_start - 17}" if kind else ""
    if not person.student_status:
        person.education = _education(dice, person)


def _education(dice: Dice, person: Person) -> str:
    table = next(table for last, table in _EDUCATION if person.birth.year <= last)
    education = dice.drawn(table)
    if education in {"college", "bachelor"} and person.age < 23:
        education = "senior"
    if education == "senior" and person.age < 18:
        education = "junior"
    return education


def _health(dice: Dice, person: Person) -> None:
    share = dice.random()
    age = person.age
    ill = 0.01 if age < 16 else 0.03 if age < 45 else 0.1 if age < 60 else 0.3
    if share < ill:
        make_ill(dice, person, serious=dice.chance(0.12))
    elif share < ill + (0.006 if age < 16 else 0.015 if age < 50 else 0.04):
        make_disabled(dice, person)


def make_ill(dice: Dice, person: Person, *, serious: bool) -> None:
    disabled = ["disabled"] if person.disability_kind else []
    person.health = ["serious" if serious else "chronic", *disabled]
    person.illness = dice.one(_SERIOUS if serious else _CHRONIC)


def make_disabled(dice: Dice, person: Person) -> None:
    kind, grade = dice.drawn(_DISABILITIES), dice.drawn(_GRADES)
    person.health = [*(h for h in person.health if h != "healthy"), "disabled"]
    person.disability_kind, person.disability_grade = kind, grade
    person.certificate = person.id_no + _KIND_DIGIT[kind] + _GRADE_DIGIT[grade]
    person.certificate_year = max(person.birth.year + 2, dice.between(2009, 2024))


def settle_labour(dice: Dice, person: Person) -> None:
    """Labour capacity from age, school and health; call it again when they change."""
    if person.age < 16 or person.student_status:
        person.labour_skill = "none"
    elif person.health == ["healthy"]:
        person.labour_skill = _healthy_labour(dice, person)
    elif person.age >= 70:
        person.labour_skill = "none"
    elif "serious" in person.health or person.disability_grade in {"one", "two"}:
        person.labour_skill = "lost"
    else:
        person.labour_skill = "weak"


def _healthy_labour(dice: Dice, person: Person) -> str:
    if person.age >= 73:
        return "none"
    if person.age >= 60:
        return "weak"
    return "skilled" if dice.chance(0.14) else "ordinary"
