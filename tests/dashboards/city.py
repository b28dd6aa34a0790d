"""A small city with every kind of household, for the tests of figures."""

import datetime as dt
from decimal import Decimal

from accounts.models import Area
from households.choices import Category, HouseholdType, LabourSkill, Relation
from households.models import Household
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    VisitFactory,
)


def household(village: Area, persons: int = 2, **facts: object) -> Household:
    """A household with members; ``facts`` go to the household itself."""
    made = HouseholdFactory(village=village, **facts)
    MemberFactory(household=made)
    for _ in range(persons - 1):
        MemberFactory(
            household=made, relation=Relation.SON, labour_skill=LabourSkill.NONE
        )
    return made


def income(of: Household, year: int, net: int, persons: int) -> None:
    IncomeStatementFactory(
        household=of,
        year=year,
        persons=persons,
        wage=Decimal(net),
        operating=0,
        transfer=0,
        operating_cost=0,
    )


def build(village: Area, other_village: Area) -> dict[str, Household]:
    """Five households in two townships; November 2026 is the month to look at."""
    open_ = household(village, 3)
    EpisodeFactory(household=open_, category=Category.MARGINAL)
    VisitFactory(household=open_)
    ResponsibilityFactory(household=open_)
    income(open_, 2025, 20_000, 2)
    income(open_, 2026, 27_000, 3)

    gone = household(village, 4, household_type=HouseholdType.EXITED, is_relocated=True)
    EpisodeFactory(
        household=gone,
        category=Category.UNSTABLE_EXITED,
        eliminated_on=dt.date(2026, 10, 20),
    )
    income(gone, 2025, 60_000, 4)
    income(gone, 2026, 72_000, 4)

    other = household(other_village, 1)
    EpisodeFactory(
        household=other,
        category=Category.SUDDEN_HARDSHIP,
        identified_on=dt.date(2026, 11, 3),
    )
    income(other, 2026, 6_000, 1)

    exited = household(other_village, 5, household_type=HouseholdType.EXITED)
    income(exited, 2025, 50_000, 5)
    income(exited, 2026, 45_000, 5)

    # Moved, but never poor: no relocated household of the income figures.
    ordinary = household(village, 2, is_relocated=True)
    income(ordinary, 2025, 30_000, 2)
    income(ordinary, 2026, 40_000, 2)
    return {
        "open": open_,
        "gone": gone,
        "other": other,
        "exited": exited,
        "ordinary": ordinary,
    }
