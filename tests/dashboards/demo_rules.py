"""The checks of domain §7 over the records of the demonstration city.

Each yields the numbers of the households that break the rule.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from dashboards.demo.city import DAY
from dashboards.demo.episodes import LINES
from dashboards.demo.records import Household, Person
from households.rules import full_years, is_phone, read_id_no

Rule = Callable[[Household], bool]

_MALE = {"son", "son_in_law", "grandson", "father", "husbands_father", "uncle"}
_FEMALE = {"daughter", "daughter_in_law", "granddaughter", "mother", "husbands_mother"}
_GRADES = {
    "kindergarten": (3, 6),
    "primary": (6, 14),
    "grade": (12, 17),
    "senior": (15, 20),
    "vocational": (15, 20),
    "college": (17, 99),
    "bachelor": (17, 99),
    "technician": (17, 99),
}


def id_differs(home: Household) -> bool:
    for person in home.members:
        read = read_id_no(person.id_no, today=DAY)
        if (read.birth_date, read.sex) != (person.birth, person.sex):
            return True
        if read.area != "990981" or full_years(person.birth, DAY) != person.age:
            return True
    return False


def certificate_of_another(home: Household) -> bool:
    return any(
        bool(p.certificate) != ("disabled" in p.health)
        or (p.certificate and not p.certificate.startswith(p.id_no))
        or (p.certificate and len(p.certificate) != 20)
        for p in home.members
    )


def heads_and_spouses(home: Household) -> bool:
    relations = Counter(p.relation for p in home.members)
    spouses = [p for p in home.members if p.relation == "spouse"]
    same_sex = any(p.sex == home.head.sex for p in spouses)
    return relations["head"] != 1 or relations["spouse"] > 1 or same_sex


def relation_against_sex(home: Household) -> bool:
    return any(
        (p.relation in _MALE and p.sex != "male")
        or (p.relation in _FEMALE and p.sex != "female")
        or (p.relation == "husbands_mother" and home.head.sex != "female")
        for p in home.members
    )


def ages_against_relation(home: Household) -> bool:
    head = home.head
    for person in home.members:
        gap = head.age - person.age
        if person.relation in {"son", "daughter"} and gap < 16:
            return True
        if person.relation in {"father", "mother"} and -gap < 16:
            return True
        if person.relation == "spouse" and abs(gap) > 15:
            return True
        if person.relation.startswith("grand") and gap < 34:
            return True
    return head.age < 16 or any(p.age > 100 for p in home.members)


def school_or_education(home: Household) -> bool:
    return any(bool(p.education) == bool(p.student_status) for p in home.members)


def grade_against_age(home: Household) -> bool:
    for person in home.members:
        for start, (low, high) in _GRADES.items():
            in_grade = person.student_status.startswith(start)
            if in_grade and not low <= person.age <= high:
                return True
        child = 6 <= full_years(person.birth, dt.date(2026, 9, 1)) < 15
        if child and not person.student_status.startswith(("primary", "grade")):
            return True
        if 16 <= person.age <= 22 and person.education in {"illiterate", "primary"}:
            return True
    return False


def labour_against_state(home: Household) -> bool:
    return any(_labour(person) for person in home.members)


def _labour(person: Person) -> bool:
    healthy = person.health == ["healthy"]
    if person.age < 16 or person.student_status:
        return person.labour_skill != "none"
    if person.age < 60 and healthy:
        return person.labour_skill not in {"ordinary", "skilled"}
    return not healthy and person.labour_skill in {"ordinary", "skilled"}


def work_against_labour(home: Household) -> bool:
    for p in home.members:
        if p.is_working and (not p.can_work or p.is_tekun or not p.employer):
            return True
        if p.is_working != bool(p.work_months) or p.work_months > 12:
            return True
        outside = p.work_area in {"province", "outside"}
        if outside and p.job_channel in {"public_post", "workshop"}:
            return True
        if bool(p.public_post) != bool(p.public_post_months):
            return True
        if p.work and not 400 <= p.work.monthly_wage <= 30000:
            return True
    return sum(bool(p.public_post) for p in home.members) > 2


def destitute_but_able(home: Household) -> bool:
    return any(p.is_tekun and p.age < 60 for p in home.members)


def phone_wrong(home: Household) -> bool:
    return any(p.phone and not is_phone(p.phone) for p in home.members)


def name_wrong(home: Household) -> bool:
    return any(not 2 <= len(p.name) <= 4 for p in home.members)


def land_out_of_range(home: Household) -> bool:
    land = home.conditions
    return (
        not 0 <= land.arable <= 100
        or land.converted > land.forest
        or land.road_distance > 5
        or land.danger_grade in {"c", "d"}
    )


def income_out_of_range(home: Household) -> bool:
    return any(
        not 4000 <= s.amounts.net / s.persons <= 100_000
        or 0 < s.amounts.wage < 300
        or s.amounts.wage > 300_000
        or s.amounts.operating_cost > s.amounts.operating
        or (s.amounts.operating > 0 and s.amounts.operating_cost == 0)
        or min(s.amounts.rent, s.amounts.transfer, s.amounts.operating_cost) < 0
        for s in home.statements
    )


def items_do_not_add_up(home: Household) -> bool:
    for statement in home.statements:
        totals: Counter[str] = Counter()
        for group, _, amount in statement.items:
            totals[group] += amount
        amounts = statement.amounts
        expected = (amounts.wage, amounts.operating, amounts.rent, amounts.transfer)
        got = tuple(totals[g] for g in ("wage", "operating", "property", "transfer"))
        if statement.items and got != expected:
            return True
    return False


def income_jumps(home: Household) -> bool:
    per_head = [s.amounts.net / s.persons for s in home.statements]
    return any(not 0.7 <= after / before <= 1.5 for before, after in pairwise(per_head))


def below_line_unmonitored(home: Household) -> bool:
    last = home.statements[-1]
    below = last.amounts.net / last.persons < LINES[2026]
    return not home.episodes and home.household_type == "exited" and below


def no_labour_no_support(home: Household) -> bool:
    supported = any(p.is_dibao or p.is_tekun for p in home.members)
    return home.labour == 0 and not supported


def relocated_without_site(home: Household) -> bool:
    return home.is_relocated and not home.village.site


def category_against_type(home: Household) -> bool:
    allowed = {
        "unstable_exited": {"exited"},
        "marginal": {"ordinary"},
        "sudden_hardship": {"exited", "ordinary"},
    }
    return any(e.household_type not in allowed[e.category] for e in home.episodes)


def risk_not_in_family(home: Household) -> bool:
    episode = home.episode
    if episode is None:
        return False
    members = home.members
    share = home.labour / len(members)
    found = episode.findings[0]
    truth = {
        "illness": any({"chronic", "serious"} & set(p.health) for p in members)
        and found.amounts.self_paid > 0,
        "disability": any(p.disability_kind for p in members),
        "schooling": any(p.student_status for p in members),
        "labour_shortage": share < 0.5 if len(members) >= 4 else share <= 0.25,
        "unstable_job": any(p.is_working for p in members),
        "business_failure": home.labour > 0,
        "disaster": bool(episode.disaster_kind),
        "other": bool(episode.risk_note),
        "housing": found.housing,
        "water": found.water,
    }
    return not all(truth.get(risk, True) for risk in episode.risks)


def labour_flag_wrong(home: Household) -> bool:
    return any(e.is_no_labour != (home.labour == 0) for e in home.episodes[-1:])


def identified_too_rich(home: Household) -> bool:
    return any(
        e.findings[0].per_capita > LINES[e.identified_on.year] * 1.1
        for e in home.episodes
        if e.category != "sudden_hardship"
    )


def eliminated_wrongly(home: Household) -> bool:
    for e in home.episodes:
        if e.eliminated_on is None:
            continue
        before, after = e.findings
        natural = e.elimination_mode == "natural"
        early = (e.eliminated_on - e.identified_on).days < 180 and not natural
        poor = after.per_capita < LINES[min(e.eliminated_on.year, DAY.year)]
        alone = not e.contact_name or not e.contact_phone or e.is_no_labour
        if early or poor or alone or after.per_capita <= before.per_capita:
            return True
        if e.eliminated_on > DAY or not e.measures:
            return True
    return False


def measures_against_risk(home: Household) -> bool:
    needed = {
        "illness": {"health", "social"},
        "schooling": {"compulsory_edu", "education", "social"},
        "disability": {"safety_net", "social"},
        "housing": {"housing"},
        "water": {"water"},
        "disaster": {"safety_net", "housing"},
        "business_failure": {"industry", "finance"},
        "unstable_job": {"employment", "public_post"},
    }
    develop = {"industry", "employment", "finance", "public_post"}
    for e in (e for e in home.episodes if not e.withdrawn_on):
        have = set(e.measures)
        if any(not needed.get(risk, have) & have for risk in e.risks):
            return True
        if home.labour and not develop & have:
            return True
    return False


def measures_without_income(home: Household) -> bool:
    for e in home.episodes:
        last = e.findings[-1].amounts
        if "industry" in e.measures and not last.operating:
            return True
        if {"employment", "public_post"} & set(e.measures) and not last.wage:
            return True
        if any(p.is_dibao for p in home.members) and not last.transfer:
            return True
    return False


def visits_out_of_order(home: Household) -> bool:
    months = [visit.month for visit in home.visits]
    inside = all(v.month == v.visited_on.replace(day=1) for v in home.visits)
    early = any(v.visited_on < home.episodes[0].identified_on for v in home.visits)
    late = any(v.visited_on > DAY for v in home.visits)
    return months != sorted(set(months)) or not inside or early or late


#: Rule of domain §7 → check.
RULES: dict[str, Rule] = {
    "P01/P04 number": id_differs,
    "P05/P16 certificate": certificate_of_another,
    "P07/P08 head and spouse": heads_and_spouses,
    "P09 relation and sex": relation_against_sex,
    "P10/P33 ages": ages_against_relation,
    "P12 school or education": school_or_education,
    "P17/P19/P20 grade and age": grade_against_age,
    "P13-P15 labour": labour_against_state,
    "P24-P30 work": work_against_labour,
    "P23 destitute": destitute_but_able,
    "P32 phone": phone_wrong,
    "P35 name": name_wrong,
    "H01/H02/H06/H09 land and house": land_out_of_range,
    "H03-H05 income": income_out_of_range,
    "H08 sums": items_do_not_add_up,
    "H11 jumps": income_jumps,
    "N05 below the line": below_line_unmonitored,
    "N06/H09 no labour": no_labour_no_support,
    "H10 relocated": relocated_without_site,
    "I02 category": category_against_type,
    "I04-I15 risk": risk_not_in_family,
    "I17 labour flag": labour_flag_wrong,
    "I18 too rich": identified_too_rich,
    "E01-E20 elimination": eliminated_wrongly,
    "M01-M14 measures": measures_against_risk,
    "E13-E15 measures and income": measures_without_income,
    "visits": visits_out_of_order,
}


def hits(homes: list[Household]) -> Iterator[tuple[str, str]]:
    """(rule, household number) of everything that a check would ask about."""
    for name, rule in RULES.items():
        yield from ((name, home.household_no) for home in homes if rule(home))
