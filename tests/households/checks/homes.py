"""Households for the rules: one that breaks none, to be damaged a little at a time."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import Area, Parameter
from households.checks.run import run_checks
from households.models import (
    Episode,
    EpisodeFinding,
    Household,
    HouseholdConditions,
    IncomeStatement,
    Member,
    QualityHit,
)
from households.services.summaries import refresh_summaries
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
)
from tests.factories.households import id_number

TODAY = dt.date(2026, 11, 22)


def line(value: int = 8700) -> None:
    """The monitoring line, the same in all years."""
    Parameter.objects.create(
        key="monitoring_line", value=value, valid_from=dt.date(2020, 1, 1)
    )


def found(key: str, today: dt.date = TODAY) -> list[str]:
    """Records that a rule finds now, after refreshing what is derived."""
    refresh_summaries()
    run_checks(keys=[key], today=today)
    hits = QualityHit.objects.filter(rule=key, state="open")
    return list(hits.order_by("key").values_list("key", flat=True))


def person(home: Household, number: int, **values: Any) -> Member:
    """A further member with a number of their own that fits birth date and sex."""
    born = values.setdefault("birth_date", dt.date(1970, 5, 17))
    male = values.get("sex", "male") == "male"
    values.setdefault("name", f"成员{'甲乙丙丁戊己'[number % 6]}")
    row: Member = MemberFactory(
        household=home, id_no=id_number(number, born, male), **values
    )
    return row


def make_home(village: Area, **values: Any) -> Household:
    """A couple with a pupil, an income, safe conditions: nothing to find."""
    home: Household = HouseholdFactory(village=village, **values)
    base = home.pk * 7
    whole = {"medical_serious": True, "pension_resident": True}
    person(home, base, relation="head", name="赵德全", **whole)
    person(
        home, base + 1, relation="spouse", sex="female", name="李秀芳",
        birth_date=dt.date(1972, 8, 2), **whole,
    )  # fmt: skip
    person(
        home, base + 2, relation="son", name="赵小川", birth_date=dt.date(2014, 6, 9),
        education="", student_status="primary", labour_skill="none", **whole,
    )  # fmt: skip
    HouseholdConditions.objects.create(
        household=home, arable_land=6, road_distance_km=1, road_kind="cement",
        housing_area=120, is_dangerous_house=False, danger_grade="a",
        has_safe_water=True, has_sanitary_toilet=True, fuel="clean",
        has_household_power=True,
    )  # fmt: skip
    for year in (2025, 2026):
        IncomeStatementFactory(household=home, year=year, persons=3)
    return home


def monitor(home: Household, **values: Any) -> Episode:
    """Put it under monitoring, with everything that belongs to it."""
    values.setdefault("risks", ["accident"])
    values.setdefault("measures", ["industry", "safety_net"])
    values.setdefault("development_state", "implemented")
    episode: Episode = EpisodeFactory(household=home, **values)
    ResponsibilityFactory(household=home)
    finding(episode, "identified")
    return episode


def finding(episode: Episode, moment: str, **values: Any) -> EpisodeFinding:
    """Guarantees and income as they stood; 7,000 yuan a head."""
    amounts = {"wage": 15000, "operating": 6000, "property": 0, "transfer": 3000}
    facts: dict[str, Any] = {
        **dict.fromkeys(
            (
                "housing_problem",
                "dropout_problem",
                "water_problem",
                "uninsured_problem",
            ),
            False,
        ),
        **amounts,
        "operating_cost": 3000,
        "net": 21000,
        "per_capita": Decimal(7000),
        "claims": 0,
        "self_paid": 4000,
    }
    return EpisodeFinding.objects.create(
        episode=episode, moment=moment, **{**facts, **values}
    )


def income(home: Household, year: int = 2026) -> IncomeStatement:
    return IncomeStatement.objects.get(household=home, year=year)
