"""Households as a clerk would know them; identity numbers have a valid check digit."""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from core.months import Month
from households import choices
from households.models import (
    Episode,
    Household,
    IncomeStatement,
    Member,
    Responsibility,
    ResponsiblePerson,
    Visit,
)
from households.rules import check_character, roster_year_period
from tests.factories.areas import AreaFactory

_NAMES = [
    "赵德全",
    "李秀芳",
    "刘长有",
    "曾翠花",
    "蒋玉珍",
    "曹凤霞",
    "苏满仓",
    "郑秋菊",
]


def id_number(
    number: int, born: dt.date = dt.date(1968, 3, 5), male: bool = True
) -> str:
    """A valid number under an area code that does not exist."""
    order = (number % 499) * 2 + (1 if male else 0)
    first_17 = f"990981{born:%Y%m%d}{order:03d}"
    return first_17 + check_character(first_17)


class HouseholdFactory(DjangoModelFactory[Household]):
    class Meta:
        model = Household
        skip_postgeneration_save = True

    household_no = factory.Sequence(lambda n: f"9909810{n:08d}")
    village = factory.SubFactory(AreaFactory)
    group_no = "2"
    household_type = choices.HouseholdType.ORDINARY
    head_name = factory.Iterator(_NAMES)
    persons = 3

    @factory.post_generation
    def phone(self: Household, create: bool, value: str | None, **kwargs: Any) -> None:
        if value:
            self.seal("phone", value)
            self.save()


class MemberFactory(DjangoModelFactory[Member]):
    """The head by default. ``id_no`` is sealed from the plain number given."""

    class Meta:
        model = Member
        skip_postgeneration_save = True

    household = factory.SubFactory(HouseholdFactory)
    person_no = factory.Sequence(lambda n: f"99098100{n:08d}")
    name = factory.SelfAttribute("household.head_name")
    sex = choices.Sex.MALE
    birth_date = dt.date(1968, 3, 5)
    relation = choices.Relation.HEAD
    ethnicity = choices.Ethnicity.HAN
    politics = choices.Politics.MASSES
    education = choices.Education.PRIMARY
    health = [choices.Health.HEALTHY]
    labour_skill = choices.LabourSkill.ORDINARY
    medical_resident = True
    medical_employee = False

    @factory.post_generation
    def id_no(self: Member, create: bool, value: str | None, **kwargs: Any) -> None:
        # Apart from the small numbers that tests give by themselves.
        number = value or id_number(
            310 + (self.pk or 0) % 189, self.birth_date, self.sex == choices.Sex.MALE
        )
        self.seal("id_no", number)
        if create:
            self.save()


class EpisodeFactory(DjangoModelFactory[Episode]):
    class Meta:
        model = Episode

    household = factory.SubFactory(HouseholdFactory)
    category = choices.Category.MARGINAL
    household_type = factory.SelfAttribute("household.household_type")
    identified_on = dt.date(2025, 3, 18)
    risks = [choices.Risk.ILLNESS]


class IncomeStatementFactory(DjangoModelFactory[IncomeStatement]):
    class Meta:
        model = IncomeStatement

    household = factory.SubFactory(HouseholdFactory)
    year = 2026
    persons = 3
    wage = Decimal(31_200)
    operating = Decimal(6_000)
    transfer = Decimal(7_464)
    operating_cost = Decimal(1_200)

    @factory.lazy_attribute
    def period_start(self) -> dt.date:
        return roster_year_period(self.year)[0]

    @factory.lazy_attribute
    def period_end(self) -> dt.date:
        return roster_year_period(self.year)[1]


class VisitFactory(DjangoModelFactory[Visit]):
    class Meta:
        model = Visit

    household = factory.SubFactory(HouseholdFactory)
    month = dt.date(2026, 11, 1)
    village = factory.SelfAttribute("household.village")
    mode = choices.VisitMode.HOME
    visitors = "张桂兰"
    met = choices.MetWith.HEAD
    wage = Decimal(2_600)
    transfer = Decimal(860)

    @factory.lazy_attribute
    def visited_on(self) -> dt.date:
        return Month.of(self.month).first_day + dt.timedelta(days=14)


class ResponsiblePersonFactory(DjangoModelFactory[ResponsiblePerson]):
    class Meta:
        model = ResponsiblePerson

    name = factory.Sequence(lambda n: f"张桂兰{n}")
    unit = "市农业农村局"


class ResponsibilityFactory(DjangoModelFactory[Responsibility]):
    class Meta:
        model = Responsibility

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(ResponsiblePersonFactory)
    started_on = dt.date(2025, 3, 20)
