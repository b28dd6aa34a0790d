"""What the page of the fund says of a year, by hand."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, Parameter, User
from core.ratios import Share
from exchange.registers import sort_names
from projects.models import Checkpoint, Payment, Project, ProjectKind
from projects.registers.funds import ALLOCATIONS, BATCHES
from projects.registers.payments import PAYMENTS
from projects.services.fund_rules import (
    checkpoints,
    idle,
    industry_shares,
    paces,
)
from projects.services.fund_sums import YearMoney
from tests.factories.projects import fund, make_batch, make_project
from tests.test_list_query_counts import QUERY_COUNTS

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 11, 22)


def pay(project: Project, amount: str, day: dt.date) -> None:
    Payment.objects.create(
        project=project,
        batch=project.allocation_rows.first().batch,
        voucher_no=f"{project.code}-{day}",
        amount=amount,
        paid_on=day,
        purpose="进度款",
    )


@pytest.fixture
def road(township: Area) -> Project:
    """An industry road of the township: of another category, but counted."""
    kind = ProjectKind.objects.get(name="产业配套基础设施")
    return make_project(
        township, "2026-004", name="产业路", category="construction", kind=kind
    )


@pytest.fixture
def year(project: Project, neighbours: Project, road: Project, county: Area) -> None:
    """Central 200 of 300 allocated, county 40 of 40; 60 paid in all."""
    central = {"document_no": "中央1号", "amount": 300}
    make_batch(**central)
    fund(project, 100, document_no="中央1号")
    fund(road, 20, document_no="中央1号")
    fund(neighbours, 80, document_no="中央1号")
    own = make_project(county, "2026-090", name="项目管理费", category="fee", kind=None)
    make_batch(40, document_no="县级1号", tier="county")
    fund(own, 40, document_no="县级1号", tier="county")
    pay(project, "50", dt.date(2026, 5, 12))
    pay(own, "10", dt.date(2026, 10, 12))
    # Money of another year is another year's.
    make_batch(70, document_no="旧", year=2025, issued_on=dt.date(2025, 1, 2))
    fund(neighbours, 70, document_no="旧")


def test_it_works(client_of: ClientOf, bureau_official: User, year: None) -> None:
    page = client_of(bureau_official).get(reverse("projects:funds"), {"year": "2026"})
    shown = page.context
    assert (shown["total"].allocated, shown["total"].paid) == (240, 60)
    assert (shown["idle"].issued, shown["idle"].free) == (340, 100)
    assert "2026年资金" in page.content.decode()


def test_every_group_adds_up_to_the_whole(bureau_official: User, year: None) -> None:
    money = YearMoney(bureau_official, 2026)
    for lines in (
        money.tiers(),
        money.categories(),
        money.townships(),
        money.stages(),
    ):
        assert sum(line.allocated for line in lines) == 240
        assert sum(line.paid for line in lines) == 60
    assert [(row.label, row.allocated, row.projects) for row in money.tiers()] == [
        ("中央", 200, 3),
        ("县级", 40, 1),
    ]
    assert [(row.label, row.allocated) for row in money.townships()] == [
        ("安澜市", 40),
        ("石门镇", 120),
        ("高塬镇", 80),
    ]


def test_a_sum_opens_exactly_its_rows(
    client_of: ClientOf, bureau_official: User, township_staff: User, year: None
) -> None:
    for user in (bureau_official, township_staff):
        money, client = YearMoney(user, 2026), client_of(user)
        groups = money.tiers(), money.categories(), money.townships(), money.stages()
        for line in [money.total(), *(line for group in groups for line in group)]:
            page = client.get(f"{reverse('projects:allocations')}?{line.query}")
            assert not page.context["filters"].ignored
            assert page.context["sum"] == line.allocated, line
            assert page.context["projects"] == line.projects, line
            query = dict(parse_qsl(line.query))
            paid = PAYMENTS.select(user, query).aggregate(paid=Sum("amount"))
            assert (paid["paid"] or 0) == line.paid, line


def test_the_lists_say_stage_and_amount_in_words(
    client_of: ClientOf, township_staff: User, year: None
) -> None:
    page = client_of(township_staff).get(reverse("projects:allocations"))
    rows = page.content.decode()
    assert "在建" in rows
    assert ">started<" not in rows
    assert "100.00" in rows
    narrowed = (
        client_of(township_staff)
        .get(
            reverse("projects:allocations"),
            {"q": "产业路"},
            headers={"HX-Request": "true"},
        )
        .content.decode()
    )
    assert "共安排 20.00 万元" in narrowed
    assert "<h1>" not in narrowed


def test_a_township_adds_up_its_own(
    township_staff: User, outsider: User, agriculture_staff: User, year: None
) -> None:
    assert YearMoney(township_staff, 2026).total().allocated == 120
    assert YearMoney(outsider, 2026).total().allocated == 80
    assert YearMoney(agriculture_staff, 2026).total().allocated == 100
    # What is left of the batches is a fact of the county.
    assert idle(outsider, 2026).free == 100


def test_industry_counts_by_category_and_by_kind(
    client_of: ClientOf, bureau_official: User, neighbours: Project, year: None
) -> None:
    Project.objects.filter(pk=neighbours.pk).update(category="construction", kind=None)
    central, county = industry_shares(YearMoney(bureau_official, 2026), DAY)
    assert (central.share, central.limit) == (Share.of(120, 200), 60)
    assert not central.is_short
    assert (county.limit, county.is_short) == (None, False)
    client, url = client_of(bureau_official), reverse("projects:allocations")
    query = {"fund": "2026", "batch__tier": "central", "industry": "yes"}
    assert client.get(url, query).context["sum"] == 120
    assert client.get(url, {**query, "industry": "no"}).context["sum"] == 80


def test_a_missing_share_says_how_much(bureau_official: User, year: None) -> None:
    Parameter.objects.create(
        key="projects_industry_share", value=95, valid_from=dt.date(2026, 1, 1)
    )
    Project.objects.filter(code="2026-013").update(category="construction", kind=None)
    central, _county = industry_shares(YearMoney(bureau_official, 2026), DAY)
    # 95 % of 200 are 190; industry has 120.
    assert (central.is_short, central.missing) == (True, 70)


def test_spending_stands_beside_time(bureau_official: User, year: None) -> None:
    every, central, county = paces(YearMoney(bureau_official, 2026), DAY)
    assert (every.tier, every.spent) == ("", Share.of(60, 240))
    # 326 of 365 days are 89.32 %; 25 % are spent.
    assert every.behind is not None
    assert round(every.behind, 2) == Decimal("64.32")
    assert (central.label, central.spent) == ("中央", Share.of(50, 200))
    assert county.spent == Share.of(10, 40)


def test_a_checkpoint_judges_by_its_day(bureau_official: User, year: None) -> None:
    for tier, day, target in (
        ("", dt.date(2026, 6, 30), 50),
        ("central", dt.date(2026, 6, 30), 25),
        ("county", dt.date(2026, 6, 30), 10),
        ("", dt.date(2026, 12, 31), 90),
        ("province", dt.date(2026, 6, 30), 50),
    ):
        Checkpoint.objects.create(
            year=2026, tier=tier, day=day, target=target, source="文件"
        )
    found = {
        (row.checkpoint.tier, row.checkpoint.day.month): row
        for row in checkpoints(bureau_official, 2026, DAY)
    }
    every = found["", 6]
    assert (every.share, every.state, every.missing) == (
        Share.of(50, 240),
        "short",
        Decimal(70),
    )
    assert found["central", 6].state == "met"
    assert (found["county", 6].state, found["county", 6].missing) == ("short", 4)
    assert (found["", 12].state, found["", 12].missing) == ("open", 156)
    assert found["province", 6].state == "none"


def test_a_year_without_money_says_so(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    for year in ("2027", "2026", "abcd", "99999", ""):
        page = client.get(reverse("projects:funds"), {"year": year})
        assert page.status_code == 200
    assert page.context["total"].rate.percent is None


@pytest.mark.parametrize("name", ["batches", "allocations", "funds", "kinds"])
def test_a_page_takes_as_many_queries_as_written_down(
    name: str, client_of: ClientOf, bureau_official: User, year: None, village: Area
) -> None:
    client, url = client_of(bureau_official), reverse(f"projects:{name}")
    found = []
    for turn in range(2):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append([query["sql"][:120] for query in queries.captured_queries])
        more = make_project(village, f"更多{turn}")
        fund(more, 1, document_no="中央1号")
    expected = QUERY_COUNTS[f"projects:{name}"]
    assert [len(each) for each in found] == [expected] * 2, found


@pytest.mark.parametrize("register", [BATCHES, ALLOCATIONS], ids=lambda r: r.key)
def test_every_order_of_a_list_works(
    register: object, client_of: ClientOf, bureau_official: User, year: None
) -> None:
    name = "batches" if register is BATCHES else "allocations"
    client = client_of(bureau_official)
    for order in sort_names(register):  # type: ignore[arg-type]
        page = client.get(reverse(f"projects:{name}"), {"sort": order, "left": "yes"})
        assert page.status_code == 200
