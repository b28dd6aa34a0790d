"""Households whose lives the tests of changes go through."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import Area
from households.choices import Relation, Sex
from households.models import Household, Member
from households.services.summaries import refresh_summaries
from tests.factories import HouseholdFactory, MemberFactory, id_number

TODAY = timezone.localdate
#: A day of this month or, on its first, today: the month is open either way.
BORN = dt.date(1990, 1, 1)


def family(village: Area, *names: str, **values: Any) -> Household:
    """A head, a spouse and sons, all members since ever."""
    household: Household = HouseholdFactory(
        village=village, head_name=names[0], **values
    )
    for place, name in enumerate(names):
        relation = (
            (Relation.HEAD, Relation.SPOUSE)[place] if place < 2 else Relation.SON
        )
        born = dt.date(1966 + 12 * place, 3, 5 + place)
        sex = Sex.FEMALE if place == 1 else Sex.MALE
        number = id_number(household.pk * 7 + place, born, sex == Sex.MALE)
        MemberFactory(
            household=household,
            name=name,
            relation=relation,
            sex=sex,
            birth_date=born,
            id_no=number,
        )
    refresh_summaries(Household.objects.filter(pk=household.pk))
    household.refresh_from_db()
    return household


def named(household: Household, name: str) -> Member:
    return household.members.filter(name=name).latest("pk")


def newborn(name: str, born: dt.date) -> dict[str, Any]:
    return {
        "name": name,
        "relation": Relation.GRANDSON,
        "sex": Sex.MALE,
        "birth_date": born,
        "id_type": "none",
    }
