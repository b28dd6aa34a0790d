"""What a ledger adds to a rule, and what it takes back; see ``damage_ledgers``."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Area
from assistance.models import (
    Allowance,
    JobDemand,
    Measure,
    MeasureKind,
    PostWage,
    Subsidy,
)
from assistance.services.wages import WageEntry, record
from core.months import Month
from households.checks.facts import FactTable, declare_facts
from households.checks.run import recheck_households
from households.models import Household, QualityHit, WorkRecord
from tests.assistance.damage_ledgers import post
from tests.households.checks import homes

DAY = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def home(village: Area) -> Household:
    return homes.make_monitored(village)


def help_with(home: Household, item: str, **values: object) -> Measure:
    given = {"started_on": DAY(2026, 7, 1), "state": "running", **values}
    row: Measure = Measure.objects.create(
        household=home, kind=MeasureKind.objects.get(name=item), **given
    )
    return row


def test_it_works(home: Household) -> None:
    assert homes.found("A12") == []
    row = post(home.members.get(relation="head"), started_on=DAY(2026, 9, 1))
    assert homes.found("A12") == [f"h{home.pk}post_wage"]

    PostWage.objects.create(
        post=row,
        month=DAY(2026, 9, 1),
        due_amount=600,
        paid_amount=600,
        paid_on=DAY(2026, 11, 20),
    )

    assert homes.found("A12") == []


def test_a_payment_takes_the_finding_back_at_once(
    home: Household, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    row = post(home.members.get(relation="head"), started_on=DAY(2026, 9, 1))
    recheck_households([home.pk])
    unpaid = QualityHit.objects.open().filter(rule="A12")
    assert unpaid.exists()
    wage = WageEntry(
        post=row,
        month=Month(2026, 9),
        due_amount=Decimal(600),
        paid_amount=Decimal(600),
        paid_on=DAY(2026, 11, 20),
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert record(entries=[wage]) == [None]
    assert not unpaid.exists()


def test_a_recheck_of_one_household_finds_the_same(
    home: Household, other_village: Area
) -> None:
    neighbours = homes.make_monitored(other_village)
    for each in (home, neighbours):
        post(each.members.get(relation="head"), started_on=DAY(2026, 9, 1))
        help_with(each, "雨露计划")

    recheck_households([home.pk], today=homes.TODAY)

    hits = QualityHit.objects.filter(rule__in=["A12", "M10"], state="open")
    assert set(hits.values_list("rule", "household_id")) == {
        ("A12", home.pk),
        ("M10", home.pk),
    }


def test_what_the_ledger_tells_beats_the_tick(home: Household) -> None:
    """教育帮扶 is ticked; the ledger knows that it is another sub-item."""
    homes.change(home.members.get(relation="son"), student_status="vocational2")
    home.episodes.update(measures=["industry", "safety_net", "education"])
    assert homes.found("M10") == []

    help_with(home, "助学金")

    assert len(homes.found("M10")) == 1
    Subsidy.objects.create(
        household=home,
        member=home.members.get(relation="son"),
        kind="yulu",
        period="2026秋",
        due_amount=1500,
    )
    assert homes.found("M10") == []


def test_an_allowance_answers_for_a_severely_disabled_member(home: Household) -> None:
    head = home.members.get(relation="head")
    homes.change(head, disability_grade="one", disability_kind="limb")
    help_with(home, "临时救助")
    assert len(homes.found("M09")) == 1

    Allowance.objects.create(
        household=home,
        member=head,
        kind="nursing",
        monthly_amount=100,
        started_on=DAY(2026, 11, 1),
    )

    assert homes.found("M09") == []


def test_a_spell_far_away_answers_for_the_travel_measure(home: Household) -> None:
    help_with(home, "劳务输出")
    assert len(homes.found("M11")) == 1

    WorkRecord.objects.create(
        member=home.members.get(relation="head"),
        started_on=DAY(2026, 3, 1),
        work_area="outside",
    )

    assert homes.found("M11") == []


def test_a_relocated_household_may_have_its_follow_up(home: Household) -> None:
    home.episodes.update(measures=["relocation"])
    help_with(home, "易地搬迁后续扶持")
    assert len(homes.found("M12")) == 1

    homes.change(home, is_relocated=True)

    assert homes.found("M12") == []


def test_a_wish_in_the_register_answers_for_the_service(home: Household) -> None:
    head = home.members.get(relation="head")
    WorkRecord.objects.create(
        member=head,
        started_on=DAY(2026, 3, 1),
        ended_on=DAY(2026, 6, 1),
        is_working=False,
        plans_to_work=True,
    )
    assert len(homes.found("P31")) == 1

    JobDemand.objects.create(
        household=home,
        member=head,
        registered_on=DAY(2026, 6, 5),
        wanted_trade="装配工",
    )

    assert homes.found("P31") == []


def test_a_measure_of_an_earlier_monitoring_is_not_too_early(home: Household) -> None:
    help_with(
        home,
        "产业奖补",
        started_on=DAY(2024, 1, 1),
        ended_on=DAY(2025, 1, 1),
        state="done",
    )
    assert homes.found("A11") == []


def test_facts_have_one_meaning() -> None:
    with pytest.raises(ValueError, match="twice"):
        declare_facts(FactTable("fact_post", "SELECT 1", "household_id"))
