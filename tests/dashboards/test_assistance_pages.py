"""Villages, the year before, and the pages that lead to the rows of ledgers."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from assistance.models import ConsumptionAid, Dividend
from dashboards.models import MonthlyFigure, VillageMonth
from dashboards.rosters import chosen_villages
from dashboards.services.recompute import recompute_month
from exchange import jobs
from exchange.models import Job
from households.models import Household, Member
from households.services.months import close_month
from tests.dashboards.ledger_rows import NOVEMBER, post, read, spell
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
DAY = dt.date
ClientOf = Callable[[User], Client]


def test_a_village_sells_and_shares_out(village: Area, other_village: Area) -> None:
    for day, amount in ((DAY(2026, 5, 1), 4_000), (DAY(2025, 12, 31), 9_000)):
        ConsumptionAid.objects.create(
            village=village,
            buyer="市委办",
            product="苹果",
            amount=amount,
            bought_on=day,
        )
    Dividend.objects.create(
        village=village,
        collective="股份社",
        year=2025,
        total_amount=8_000,
        paid_amount=8_000,
        paid_on=DAY(2026, 1, 20),
    )
    Dividend.objects.create(
        village=other_village,
        collective="股份社",
        year=2025,
        total_amount=5_000,
    )

    recompute_month(NOVEMBER)

    assert read("consumption-aid").part == 4_000
    assert read("dividend-villages").share.percent == 50
    assert read("dividend-arrears-villages").part == 1
    assert read("dividend-arrears-yuan", area=other_village.code).part == 5_000
    stored = MonthlyFigure.objects.filter(figure="consumption-aid")
    assert not stored.exclude(category="").exists()
    assert recompute_month(NOVEMBER).figures == 0


def test_the_year_before_stands_beside(home: Household, father: Member) -> None:
    spell(father, started_on=DAY(2025, 1, 1))
    recompute_month(NOVEMBER.year_before)
    spell(home.members.get(relation="spouse"))
    recompute_month(NOVEMBER)

    reading = read("employed-exited-change")

    assert reading.before is not None
    assert (reading.part, reading.before.part, reading.value) == (2, 1, 100)
    assert "现 2，上年同期 1" in reading.sentence
    assert read("employed-exited-change", NOVEMBER.previous).value is None


def test_a_closed_month_that_never_counted_them_says_nothing(
    home: Household, bureau_official: User
) -> None:
    october = NOVEMBER.previous
    recompute_month(october)
    close_month(month=october, by=bureau_official)
    MonthlyFigure.objects.filter(figure="unpaid-posts").delete()
    assert read("unpaid-posts", october).shown == "—"


def test_the_overview_leads_to_the_unpaid_post(
    client_of: ClientOf, township_staff: User, outsider: User, father: Member
) -> None:
    post(father)
    recompute_month(NOVEMBER)
    page = client_of(township_staff).get(
        reverse("dashboards:overview"), {"month": "2026-11"}
    )
    tile = page.context["board"].tiles["unpaid-posts"]
    assert tile.value == 1

    rows = client_of(township_staff).get(tile.part_url)
    other = client_of(outsider).get(tile.part_url)

    assert [row["household_id"] for row in rows.context["rows"]] == [
        father.household_id
    ]
    assert rows.context["rows"][0]["url"].endswith("#policy-card")
    assert rows.context["totals"]["unpaid_wages"] == 600
    assert reverse("assistance:post-look-back") in rows.content.decode()
    assert other.status_code == 404


def test_villages_are_listed_and_go_out_as_a_file(
    client_of: ClientOf,
    township_staff: User,
    outsider: User,
    village: Area,
    other_village: Area,
) -> None:
    HouseholdFactory(village=village)
    recompute_month(NOVEMBER)
    client = client_of(township_staff)
    url = reverse("dashboards:figure-rows", args=["dividend-villages"])

    page = client.get(url, {"month": "2026-11", "part": "0"})

    assert [row["village_id"] for row in page.context["rows"]] == [village.code]
    assert page.context["totals"]["villages"] == 1
    order = {"roster": "figure-villages", "query": page.context["export_query"]}
    client.post(reverse("exchange:export-start"), order)
    job = Job.objects.get(kind=Job.Kind.EXPORT)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == (Job.State.DONE, 1)
    query = {"figure": "dividend-villages", "month": "2026-11"}
    query["area"] = other_village.parent_id
    listed = chosen_villages(outsider, query)
    assert [row.village_id for row in listed] == [other_village.code]


def test_a_village_outside_is_not_seen(village: Area, outsider: User) -> None:
    recompute_month(NOVEMBER)
    assert VillageMonth.objects.filter(village=village).exists()
    assert not VillageMonth.objects.visible_to(outsider).filter(village=village)
