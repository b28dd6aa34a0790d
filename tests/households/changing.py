"""Households whose lives the tests of changes go through."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Area, User
from households.choices import JoinReason, LeaveReason, Relation, Sex
from households.models import Household, HouseholdChange, Member
from households.services import changes
from households.services.summaries import refresh_summaries
from tests.factories import HouseholdFactory, MemberFactory, id_number

DAY = timezone.localdate()


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


def sentences(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    value = error.value
    return value.message_dict if hasattr(value, "error_dict") else {"": value.messages}


def joined(household: Household, by: User, **more: Any) -> Member:
    given: dict[str, Any] = {
        "on": DAY,
        "reason": JoinReason.BIRTH,
        "values": newborn("赵小宝", DAY - dt.timedelta(days=2)),
        "secrets": {},
    }
    return changes.member_joined(household=household, by=by, **{**given, **more})


def left(member: Member, by: User, **more: Any) -> HouseholdChange:
    given: dict[str, Any] = {"on": DAY, "reason": LeaveReason.MARRIED_OUT}
    return changes.member_left(member=member, by=by, **{**given, **more})


def moved(household: Household, to: Area, by: User) -> HouseholdChange:
    return changes.move_household(
        household=household, to_village=to, by=by, on=DAY, reason="易地搬迁",
        group_no="5",
    )  # fmt: skip
