"""Rules about projects and funds, beside ``damage_projects``: what they leave alone,
where they lead to, who sees what they found."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, Parameter, User
from households.checks import telling
from households.checks.run import run_checks
from households.models import QualityHit
from projects.models import (
    Allocation,
    Beneficiary,
    Checkpoint,
    Payment,
    PlanItem,
    PlanVersion,
    Project,
    PublicNotice,
)
from projects.signals import projects_changed
from tests.factories import HouseholdFactory
from tests.households.checks import homes
from tests.projects.damage_projects import make_sound

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
DAY = dt.date


@pytest.fixture
def sound(county: Area, village: Area) -> Project:
    """Nothing is wrong with it but that it helps nobody yet."""
    return make_sound(village)


def told(key: str) -> list[str]:
    run_checks(keys=[key], today=homes.TODAY)
    hits = QualityHit.objects.open().filter(rule=key).order_by("key")
    return [telling.sentence_of(hit) for hit in hits]


def plan(project: Project, **tiers: Any) -> None:
    version = PlanVersion.objects.create(kind="annual", year=2026, number=1)
    PlanItem.objects.create(
        version=version, project=project, amount=sum(tiers.values()), **tiers
    )
    PlanVersion.objects.update(state="approved", approved_on=DAY(2026, 1, 15))


def test_it_works(sound: Project) -> None:
    assert told("F07") == ["项目“上坪村核桃初加工厂”没有登记受益户（登记 0 户）。"]
    home = HouseholdFactory(village=sound.area)
    Beneficiary.objects.create(project=sound, household=home, linkage="work")
    assert told("F07") == []


def test_money_has_to_come_from_where_the_plan_says(sound: Project) -> None:
    plan(sound, province=98)
    assert told("F01") == [
        (
            "项目“上坪村核桃初加工厂”已安排资金 98 万元，计划投资 98 万元："
            "中央资金与计划不一致、省级资金与计划不一致。"
        )
    ]
    Allocation.objects.all().delete()
    Project.objects.filter(pk=sound.pk).update(funded_on=None)
    assert told("F01") == []


def test_the_plan_in_force_says_what_a_project_costs(sound: Project) -> None:
    plan(sound, central=98)
    Project.objects.filter(pk=sound.pk).update(budget=120)
    assert told("F01") == []


def test_a_finished_project_has_some_days_to_be_accepted(sound: Project) -> None:
    Project.objects.filter(pk=sound.pk).update(finished_on=DAY(2026, 10, 25))
    assert told("F02") == []
    Parameter.objects.create(
        key="check_accept_days", value=10, valid_from=DAY(2026, 1, 1)
    )
    assert told("F02") == ["项目“上坪村核桃初加工厂”完工后超过规定天数没有验收。"]


def test_training_leaves_no_asset(sound: Project) -> None:
    days = {"finished_on": DAY(2026, 9, 1), "accepted_on": DAY(2026, 9, 20)}
    Project.objects.filter(pk=sound.pk).update(**days, category="employment")
    assert told("F02") == []


def test_a_project_of_a_township_needs_no_notice_in_a_village(
    sound: Project, township: Area
) -> None:
    PublicNotice.objects.filter(level="village").delete()
    assert len(told("F03")) == 1
    Project.objects.filter(pk=sound.pk).update(area=township)
    assert told("F03") == []


def test_the_repository_is_asked_about_in_autumn(sound: Project) -> None:
    Project.objects.filter(planning_year=2027).update(budget=98)
    assert told("F04") == ["2026 年计划总额 98 万元，下年度项目库只有 98 万元。"]
    run_checks(keys=["F04"], today=DAY(2026, 10, 31))
    assert not QualityHit.objects.open().filter(rule="F04").exists()


def test_other_tiers_are_asked_about_once_a_limit_is_set(sound: Project) -> None:
    Project.objects.filter(pk=sound.pk).update(category="construction", kind=None)
    assert told("F05") == [
        "2026 年中央资金安排 98 万元，其中产业 0 万元，低于规定的 60%。"
    ]
    sound.allocation_rows.get().batch.__class__.objects.update(tier="county")
    assert told("F05") == []
    Parameter.objects.create(
        key="projects_industry_share_other", value=30, valid_from=DAY(2026, 1, 1)
    )
    assert len(told("F05")) == 1


def test_spending_that_catches_up_is_no_longer_behind(sound: Project) -> None:
    Checkpoint.objects.create(
        year=2026, tier="", day=DAY(2026, 6, 30), target=30, source="市财政局"
    )
    Checkpoint.objects.create(
        year=2026, tier="", day=DAY(2026, 12, 20), target=92, source="市财政局"
    )
    assert told("F06") == ["全部资金应在 2026-06-30 前支出 30%，至今没有达到。"]
    Payment.objects.create(
        project=sound,
        batch=sound.allocation_rows.get().batch,
        voucher_no="1",
        amount="29.4",
        paid_on=DAY(2026, 11, 2),
        purpose="预付款",
    )
    assert told("F06") == []


def test_the_finding_leads_to_its_project(
    client_of: ClientOf,
    sound: Project,
    bureau_official: User,
    township_staff: User,
    outsider: User,
) -> None:
    Project.objects.filter(planning_year=2027).update(budget=1)
    run_checks(today=homes.TODAY)
    page = reverse("households:quality-rule", args=["F07"])
    link = reverse("projects:project", args=[sound.pk])
    assert link in client_of(township_staff).get(page).content.decode()
    assert "核桃" not in client_of(outsider).get(page).content.decode()
    listed = client_of(township_staff).get(reverse("households:quality-hits"))
    row = f'<a class="b" href="{link}">上坪村核桃初加工厂</a>'
    assert row in listed.content.decode()
    # The money of the county is the county's affair.
    rule = reverse("households:quality-rule", args=["F04"])
    link = reverse("projects:repository-rule")
    assert link in client_of(bureau_official).get(rule).content.decode()
    assert (
        "下年度项目库只有" not in client_of(township_staff).get(rule).content.decode()
    )


def test_what_was_saved_is_asked_about_at_once(
    sound: Project, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        projects_changed.send(sender=Project, projects=[sound.pk])
    hit = QualityHit.objects.get(rule="F07")
    assert (hit.key, hit.village_id, hit.state) == (
        f"j{sound.pk}",
        sound.area_id,
        "open",
    )
    home = HouseholdFactory(village=sound.area)
    Beneficiary.objects.create(project=sound, household=home, linkage="work")
    with django_capture_on_commit_callbacks(execute=True):
        projects_changed.send(sender=Project, projects=[sound.pk])
    hit.refresh_from_db()
    assert hit.state == "fixed"


def test_a_notice_counts_its_first_and_its_last_day(sound: Project) -> None:
    """As the page of the notices does: five days are from the 1st to the 5th."""
    days = {"posted_on": DAY(2026, 3, 1), "until": DAY(2026, 3, 5)}
    PublicNotice.objects.filter(level="village").update(**days)
    assert told("F03") == []
    PublicNotice.objects.filter(level="village").update(until=DAY(2026, 3, 4))
    assert told("F03") == ["项目“上坪村核桃初加工厂”公示天数不足。"]
