"""What the pages and the file show of projects in a month."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from dashboards.figures import STORED
from dashboards.models import Computation, MonthlyFigure
from dashboards.selections import PART, REST, WHOLE, Selection
from dashboards.services.recompute import recompute_month
from exchange import files, jobs
from exchange.models import Job
from tests.dashboards.project_fund import COUNTY, DAY, NOVEMBER, Fund, read
from tests.factories import HouseholdFactory

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_money_still_to_pay_has_its_projects(money: Fund, leader: User) -> None:
    recompute_month(NOVEMBER)
    county = Area.objects.get(code=COUNTY)
    rest = Selection(STORED["fund-spending"], NOVEMBER, 1, county, "", REST)
    assert set(rest.projects(leader).values_list("project__code", flat=True)) == {
        "2026-001",
        "2026-003",
        "2026-004",
    }


def test_the_page_of_a_figure_lists_its_projects(
    client_of: ClientOf, money: Fund, township_staff: User, outsider: User
) -> None:
    recompute_month(NOVEMBER)
    url = reverse("dashboards:figure-rows", args=["fund-spending-central"])
    page = client_of(township_staff).get(url, {"month": "2026-11"})
    text = page.content.decode()
    assert page.context["totals"]["projects"] == 2
    assert page.context["totals"]["allocated_central"] == 138
    assert "上坪村核桃初加工厂" in text
    assert "29.40 / 138.00" in text
    assert reverse("projects:project", args=[money.plant.pk]) in text
    assert "核桃" not in client_of(outsider).get(url).content.decode()


def test_a_comparison_has_two_lists_and_no_rest(
    client_of: ClientOf, money: Fund, leader: User
) -> None:
    recompute_month(NOVEMBER)
    url = reverse("dashboards:figure-rows", args=["repository-ratio"])
    client = client_of(leader)
    page = client.get(url, {"month": "2026-11", "part": "1"})
    assert [row["project__code"] for row in page.context["rows"]] == ["2027-001"]
    assert [part for part, _url in page.context["parts"]] == [WHOLE, PART]
    assert client.get(url, {"month": "2026-11"}).context["totals"]["projects"] == 4


def test_the_rows_behind_a_figure_as_a_file(money: Fund, bureau_official: User) -> None:
    recompute_month(NOVEMBER)
    query = {"figure": "project-completion", "month": "2026-11", "area": COUNTY}
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=bureau_official,
        parameters={"roster": "figure-projects", "query": query, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    assert files.stored(job.result["file"]).exists()
    assert job.result["rows"] == 4


def test_the_overview_shows_money_beside_time(
    client_of: ClientOf, money: Fund, bureau_official: User, village: Area
) -> None:
    HouseholdFactory(village=village)
    recompute_month(NOVEMBER.previous)
    url = reverse("dashboards:overview")
    page = client_of(bureau_official).get(url, {"month": "2026-10"})
    board = page.context["board"]
    # The 31st of October is day 304 of 365; 29.4 of 218.12 are paid.
    assert round(board.time_gone, 1) == Decimal("83.3")
    assert round(board.behind_time, 1) == Decimal("69.8")
    assert board.year_end == DAY(2026, 12, 31)
    text = page.content.decode()
    assert "慢于序时 69.8 点" in text
    assert "按资金" in text
    spending = board.total.tiles[-1]
    assert (spending.reading.figure.key, spending.target) == (
        "fund-spending",
        board.time_gone,
    )


def test_a_closed_month_without_projects_is_unknown_not_zero(
    client_of: ClientOf, money: Fund, leader: User, village: Area
) -> None:
    """Months frozen before projects were counted."""
    HouseholdFactory(village=village)
    recompute_month(NOVEMBER)
    MonthlyFigure.objects.filter(
        figure__in=[key for key, figure in STORED.items() if figure.group == "projects"]
    ).delete()
    assert Computation.objects.exists()
    assert read("fund-spending").value is None
    page = client_of(leader).get(reverse("dashboards:overview"))
    assert page.status_code == 200
