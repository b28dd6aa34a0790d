"""How to break the rules about household facts: group H."""

import datetime as dt

from households.models import (
    HouseholdConditions,
    IncomeItem,
    ScreeningResult,
    ScreeningRound,
)
from tests.factories import HouseholdFactory
from tests.households.checks.homes import ELIMINATED, MONITORED, PLAIN, Damage, World

DAY = dt.date


def exited(w: World) -> None:
    w.set(household_type="exited")


def unknown_conditions(w: World) -> None:
    exited(w)
    HouseholdConditions.objects.filter(household=w.home).delete()


def no_income(w: World) -> None:
    exited(w)
    w.home.incomes.all().delete()


def item(w: World, name: str, amount: int) -> None:
    IncomeItem.objects.create(
        statement=w.income, group="transfer", item=name, amount=amount
    )


def relocated(w: World) -> None:
    w.set(is_relocated=True)


def everybody_left(w: World) -> None:
    w.home.members.update(state="left", left_on=DAY(2026, 1, 1))


def screened_too_many(w: World) -> None:
    """Two households were met, one of which has moved out of the village since."""
    round_ = ScreeningRound.objects.create(
        year=2026, number=ScreeningRound.objects.count() + 1,
        name="2026 年第三轮排查", starts_on=DAY(2026, 10, 1),
        ends_on=DAY(2026, 10, 31),
    )  # fmt: skip
    gone = HouseholdFactory(village=w.home.village, state="moved_out")
    for home in (w.home, gone):
        ScreeningResult.objects.create(
            round=round_, household=home, village=w.home.village, outcome="no_risk",
            screened_on=DAY(2026, 10, 8), screened_by="张桂兰",
        )  # fmt: skip


DAMAGES = [
    Damage("H01", PLAIN, lambda w: w.in_conditions(arable_land=420)),
    Damage("H01", PLAIN, lambda w: w.in_conditions(water_area=-1), "negative"),
    Damage("H02", PLAIN, lambda w: w.in_conditions(road_distance_km=12)),
    Damage("H02", PLAIN, unknown_conditions, "no conditions"),
    Damage(
        "H02", PLAIN, lambda w: (exited(w), w.in_conditions(road_kind="")), "no road"
    ),
    Damage("H02", MONITORED, lambda w: w.in_conditions(fuel=""), "no fuel"),
    Damage(
        "H03", PLAIN, lambda w: w.in_income(wage=0, operating=0, transfer=2000), "low"
    ),
    Damage("H03", PLAIN, lambda w: w.in_income(wage=312_000), "high"),
    Damage("H03", PLAIN, no_income, "none"),
    Damage("H04", PLAIN, lambda w: w.in_income(wage=31), "small"),
    Damage("H04", PLAIN, lambda w: w.in_income(wage=312_000), "large"),
    Damage("H05", PLAIN, lambda w: w.in_income(operating_cost=0), "no cost"),
    Damage("H05", PLAIN, lambda w: w.in_income(operating_cost=9000), "high cost"),
    Damage("H06", PLAIN, lambda w: item(w, "生态补偿金（退耕还林）", 400)),
    Damage("H06", PLAIN, lambda w: w.in_conditions(converted_land=9), "too much"),
    Damage("H07", PLAIN, lambda w: item(w, "低保金", 42)),
    Damage("H07", PLAIN, lambda w: item(w, "养老保险金/离退休金", 21), "pension"),
    Damage("H08", MONITORED, lambda w: w.in_finding(transfer=1000)),
    Damage("H08", MONITORED, lambda w: w.in_finding(per_capita=5000), "per head"),
    Damage("H08", ELIMINATED, lambda w: w.in_finding("eliminated", net=50_000), "end"),
    Damage(
        "H09", ELIMINATED, lambda w: (exited(w), w.in_conditions(danger_grade="c"))
    ),
    Damage(
        "H09", MONITORED, lambda w: w.home.members.update(labour_skill="none"),
        "no labour",
    ),
    Damage("H10", PLAIN, relocated),
    Damage("H11", PLAIN, lambda w: w.in_income(wage=99_000), "rise"),
    Damage("H11", PLAIN, lambda w: w.in_income(wage=9_000), "fall"),
    Damage("H12", PLAIN, lambda w: w.set(state="moved_out"), "no households"),
    Damage("H12", PLAIN, everybody_left, "no people"),
    Damage("H12", PLAIN, screened_too_many, "screening"),
]  # fmt: skip
