"""Households for the rules: sound ones, to be damaged a little at a time.

``PLAIN`` is not monitored, ``MONITORED`` is, ``ELIMINATED`` was: no rule finds anything
in them. A case damages one of them in one way; its rule must then find it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import models

from accounts.models import Area, Parameter
from assistance.models import Allowance, Dividend, Measure, PublicPost, Subsidy
from households.checks.run import run_checks
from households.models import (
    Case,
    CaseAct,
    Episode,
    EpisodeFinding,
    Household,
    HouseholdConditions,
    IncomeItem,
    IncomeStatement,
    Lead,
    Member,
    QualityHit,
    Responsibility,
    ResponsiblePerson,
    ScreeningResult,
    ScreeningRound,
    Visit,
    WorkRecord,
)
from households.services.summaries import refresh_summaries
from projects.models import (
    Allocation,
    Asset,
    Beneficiary,
    Checkpoint,
    FundBatch,
    Project,
    PublicNotice,
)
from tests.factories import (
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    ResponsibilityFactory,
    ResponsiblePersonFactory,
    VisitFactory,
)
from tests.factories.households import id_number

TODAY = dt.date(2026, 11, 22)
_PHONES = itertools.count(50_000_000)


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


def change(row: models.Model, **values: Any) -> None:
    """Set columns of a row in the database."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def person(home: Household, number: int, **values: Any) -> Member:
    """A further member with a number of their own that fits birth date and sex."""
    born = values.setdefault("birth_date", dt.date(1970, 5, 17))
    male = values.get("sex", "male") == "male"
    values.setdefault("name", f"成员{'甲乙丙丁戊己'[number % 6]}")
    values.setdefault("medical_serious", True)
    values.setdefault("pension_resident", True)
    values.setdefault("pension_employee", False)
    values.setdefault("serious_illness_aid", False)
    values.setdefault("id_no", id_number(home.pk * 7 + number, born, male))
    row: Member = MemberFactory(household=home, **values)
    return row


def make_home(village: Area, **values: Any) -> Household:
    """A couple with a pupil, an income, safe conditions."""
    values.setdefault("phone", f"160{next(_PHONES):08d}")
    home: Household = HouseholdFactory(village=village, **values)
    person(home, 0, relation="head", name="赵德全", birth_date=dt.date(1982, 3, 5))
    person(
        home, 1, relation="spouse", sex="female", name="李秀芳",
        birth_date=dt.date(1984, 8, 2),
    )  # fmt: skip
    person(
        home, 2, relation="son", name="赵小川", birth_date=dt.date(2014, 6, 9),
        education="", student_status="grade7", labour_skill="none",
    )  # fmt: skip
    HouseholdConditions.objects.create(
        household=home, arable_land=6, forest_land=4, converted_land=0, orchard_land=0,
        pasture_land=0, water_area=0, road_distance_km=1, road_kind="cement",
        housing_area=120, is_dangerous_house=False, danger_grade="a",
        has_safe_water=True, has_sanitary_toilet=True, fuel="clean",
        has_household_power=True, has_production_power=True,
    )  # fmt: skip
    for year in (2025, 2026):
        IncomeStatementFactory(household=home, year=year, persons=3)
    return home


def make_monitored(village: Area) -> Household:
    """Identified in June, helped and visited since."""
    home = make_home(village)
    episode: Episode = EpisodeFactory(
        household=home, identified_on=dt.date(2026, 6, 15), risks=["accident"],
        measures=["industry", "safety_net"], development_state="implemented",
        has_dibao=False, has_tekun=False,
    )  # fmt: skip
    finding(episode, "identified")
    _responsible(home)
    for month, text in ((9, "已播种冬小麦，等待出苗"), (10, "")):
        VisitFactory(household=home, month=dt.date(2026, month, 1), needs=text)
    return home


def make_eliminated(village: Area) -> Household:
    """Identified in spring 2025, eliminated by measures a year later."""
    home = make_home(village)
    episode: Episode = EpisodeFactory(
        household=home, identified_on=dt.date(2025, 3, 18), risks=["accident"],
        measures=["industry"], development_state="implemented",
        eliminated_on=dt.date(2026, 4, 20), elimination_mode="by_measures",
        contact_name="张桂兰", has_dibao=False, has_tekun=False,
    )  # fmt: skip
    episode.seal("contact_phone", "16012345678")
    episode.save()
    finding(episode, "identified")
    finding(
        episode, "eliminated", wage=36000, net=Decimal(42000), per_capita=Decimal(14000)
    )
    VisitFactory(household=home, month=dt.date(2026, 8, 1), needs="回访一切正常")
    return home


def _responsible(home: Household) -> None:
    person = ResponsiblePersonFactory()
    person.seal("phone", f"160{person.pk:08d}")
    person.save()
    ResponsibilityFactory(household=home, person=person)


def finding(episode: Episode, moment: str, **values: Any) -> EpisodeFinding:
    """Guarantees and income as they stood; 7,000 yuan a head."""
    problems = ("housing", "dropout", "water", "uninsured")
    facts: dict[str, Any] = {
        **{f"{name}_problem": False for name in problems},
        "wage": 15000,
        "operating": 6000,
        "property": 0,
        "transfer": 3000,
        "operating_cost": 3000,
        "net": 21000,
        "per_capita": Decimal(7000),
        "claims": 0,
        "self_paid": 4000,
    }
    return EpisodeFinding.objects.create(
        episode=episode, moment=moment, **{**facts, **values}
    )


@dataclass(frozen=True)
class World:
    """A household and what belongs to it, for a damage to change."""

    home: Household

    @property
    def head(self) -> Member:
        return self.home.members.get(relation="head")

    @property
    def spouse(self) -> Member:
        return self.home.members.get(relation="spouse")

    @property
    def child(self) -> Member:
        return self.home.members.get(relation="son")

    @property
    def episode(self) -> Episode:
        return self.home.episodes.get()

    @property
    def conditions(self) -> HouseholdConditions:
        return self.home.conditions

    @property
    def income(self) -> IncomeStatement:
        return self.home.incomes.get(year=2026)

    def finding(self, moment: str = "identified") -> EpisodeFinding:
        return self.episode.findings.get(moment=moment)

    def set(self, **values: Any) -> None:
        """Columns of the household."""
        change(self.home, **values)

    def in_episode(self, **values: Any) -> None:
        change(self.episode, **values)

    def in_finding(self, moment: str = "identified", **values: Any) -> None:
        change(self.finding(moment), **values)

    def in_conditions(self, **values: Any) -> None:
        change(self.conditions, **values)

    def in_income(self, **values: Any) -> None:
        change(self.income, **values)


#: What a damage may change, in the order of its references.
_REGISTER: tuple[type[models.Model], ...] = (
    Household, HouseholdConditions, Member, WorkRecord, IncomeStatement, IncomeItem,
    Episode, EpisodeFinding, ResponsiblePerson, Responsibility, Visit, Lead, Case,
    CaseAct, ScreeningRound, ScreeningResult, Measure, PublicPost, Subsidy, Allowance,
    Dividend, FundBatch, Project, Allocation, Checkpoint, Beneficiary, PublicNotice,
    Asset,
)  # fmt: skip


class Snapshot:
    """The register as it stands, to come back to."""

    def __init__(self) -> None:
        self._rows = {model: _rows_of(model) for model in _REGISTER}

    def restore(self) -> None:
        """Delete what is new, write again what is gone or different."""
        for model in reversed(_REGISTER):
            model._base_manager.exclude(pk__in=self._rows[model]).delete()
        for model in _REGISTER:
            now = _rows_of(model)
            for pk, row in self._rows[model].items():
                if pk not in now or _columns(now[pk]) != _columns(row):
                    row.save()


def _rows_of(model: type[models.Model]) -> dict[Any, models.Model]:
    return model._base_manager.in_bulk()


def _columns(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields}


Maker = Callable[[Area], Household]
PLAIN: Maker = make_home
MONITORED: Maker = make_monitored
ELIMINATED: Maker = make_eliminated


@dataclass(frozen=True)
class Damage:
    """A rule, the sound household and what is done to it; ``note`` tells ways apart."""

    rule: str
    base: Maker
    how: Callable[[World], object]
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.rule} {self.note}".strip()
