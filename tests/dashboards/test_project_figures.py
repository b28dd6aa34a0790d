"""Money and progress of the fund's projects in a month, by hand, and their lists."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from core.months import Month
from dashboards.figures import STORED, Subject
from dashboards.models import (
    Computation,
    HouseholdMonth,
    MonthlyFigure,
    ProjectMonth,
    StaleMonth,
)
from dashboards.readings import Reading, Readings
from dashboards.selections import PART, REST, WHOLE, Selection
from dashboards.services.recompute import recompute_month, refresh_month
from exchange import files, jobs
from exchange.models import Job
from households.models import Household
from projects.models import Beneficiary, Payment, ProgressReport, Project, ProjectKind
from projects.signals import projects_changed
from tests.factories import EpisodeFactory, HouseholdFactory
from tests.factories.projects import fund, make_batch, make_project

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
DAY = dt.date
NOVEMBER = Month(2026, 11)
COUNTY, SHIMEN, GAOYUAN = "990981000000", "990981101000", "990981105000"


@dataclass
class Fund:
    """Four projects of this year's plan and two of next year's repository."""

    plant: Project
    road: Project
    #: Of the township as a whole, and of the county as a whole.
    market: Project
    training: Project


def pay(project: Project, amount: str, day: dt.date) -> None:
    Payment.objects.create(
        project=project,
        batch=project.allocation_rows.get().batch,
        voucher_no=f"{project.code}-{day:%m%d}",
        amount=Decimal(amount),
        paid_on=day,
        purpose="进度款",
    )


@pytest.fixture
def money(county: Area, township: Area, village: Area, other_village: Area) -> Fund:
    central = {"document_no": "安财农〔2026〕1号", "tier": "central"}
    province = {"document_no": "安财农〔2026〕2号", "tier": "province"}
    make_batch(1000, **province)
    plant = make_project(village, "2026-001", budget=100)
    road = make_project(
        other_village,
        "2026-002",
        name="通组路",
        category="construction",
        kind=None,
        budget=Decimal("60.123456"),
        started_on=DAY(2026, 3, 1),
        finished_on=DAY(2026, 10, 20),
    )
    market = make_project(
        township,
        "2026-003",
        name="农贸市场",
        category="construction",
        kind=ProjectKind.objects.get(category="industry", name="加工流通"),
        budget=40,
        started_on=None,
        planned_start=DAY(2026, 12, 1),
        planned_end=DAY(2026, 12, 31),
    )
    training = make_project(
        county,
        "2026-004",
        name="技能培训",
        category="employment",
        kind=None,
        budget=20,
        planned_end=DAY(2026, 10, 1),
    )
    ProjectKind.objects.filter(pk=market.kind_id).update(counts_as_industry=True)
    fund(plant, 98, **central)
    fund(road, Decimal("60.123456"), **province)
    fund(market, 40, **central)
    fund(training, 20, **province)
    pay(plant, "29.4", DAY(2026, 5, 12))
    pay(road, "60.123456", DAY(2026, 11, 10))
    ProgressReport.objects.create(
        project=plant, reported_on=DAY(2026, 10, 31), works=85
    )
    _stored(village, "2027-001", 300)
    _stored(village, "2027-002", 50, removed_on=DAY(2026, 10, 1), end_reason="重复")
    return Fund(plant, road, market, training)


def _stored(area: Area, code: str, budget: int, **given: object) -> None:
    later = dict.fromkeys(("year", "planned_on", "funded_on", "started_on"))
    values = {"planning_year": 2027, "stored_on": DAY(2026, 10, 8), **later, **given}
    make_project(area, code, budget=budget, **values)


def readings(month: Month, *areas: str) -> Readings:
    return Readings.load(
        MonthlyFigure.objects.all(), months=[month], areas=areas, by_category=True
    )


def read(key: str, area: str = COUNTY, month: Month = NOVEMBER) -> Reading:
    return readings(month, area).get(key, month, area)


def share(key: str, area: str = COUNTY, month: Month = NOVEMBER) -> tuple[str, str]:
    found = read(key, area, month).share
    return str(found.part.normalize()), str(found.whole.normalize())


def test_it_works(money: Fund) -> None:
    recompute_month(NOVEMBER)
    assert share("fund-spending") == ("89.523456", "218.123456")
    assert read("fund-spending").shown == "41.0%"
    assert read("fund-allocated").shown == "218.12 万元"
    assert "89.52 / 218.12" in read("fund-spending").sentence


def test_every_tier_is_told_apart(money: Fund) -> None:
    recompute_month(NOVEMBER)
    assert share("fund-spending-central") == ("29.4", "138")
    assert share("fund-spending-province") == ("60.123456", "80.123456")
    assert read("fund-spending-county").value is None
    # The market is of another category, but its kind counts as industry.
    assert read("industry-share-central").shown == "100.0%"
    assert share("industry-share-province") == ("0", "80.123456")
    assert share("industry-share") == ("138", "218.123456")


def test_completion_is_told_by_number_and_by_money(money: Fund) -> None:
    recompute_month(NOVEMBER)
    assert share("project-completion") == ("1", "4")
    assert share("project-completion-money") == ("60.123456", "220.123456")
    assert share("project-start") == ("3", "4")
    assert read("projects-running").shown == "2 项"


def test_what_is_late_is_what_the_list_of_projects_says(money: Fund) -> None:
    """The plant is at 85 % of planned 89 %; the training ended on 1 October by plan."""
    recompute_month(NOVEMBER)
    assert read("projects-late").part == 1
    assert ProjectMonth.objects.get(is_late=True).project == money.training


def test_a_project_counts_where_it_lies(money: Fund) -> None:
    """In its township not in a village; of the county in neither of the two."""
    recompute_month(NOVEMBER)
    assert share("project-completion", SHIMEN) == ("0", "2")
    assert share("project-completion", money.plant.area_id) == ("0", "1")
    assert share("project-completion", GAOYUAN) == ("1", "1")
    # 100 and 40 in the one, 60.123456 in the other, 20 of the county.
    assert share("project-completion-money", SHIMEN) == ("0", "1.4E+2")
    stored = MonthlyFigure.objects.filter(figure="project-start")
    assert stored.values("area_code").distinct().count() == stored.count()


def test_the_repository_is_held_against_the_plan(money: Fund) -> None:
    recompute_month(NOVEMBER)
    ratio = read("repository-ratio")
    assert (ratio.part, ratio.whole) == (300, Decimal("220.123456"))
    assert read("repository-ratio", month=NOVEMBER).shown == "136.3%"
    # Before anything was taken in.
    september = Month(2026, 9)
    recompute_month(september)
    assert read("repository-ratio", month=september).part == 0


def test_a_month_is_told_by_its_own_last_day(money: Fund) -> None:
    october = NOVEMBER.previous
    recompute_month(october)
    assert share("fund-spending", month=october) == ("29.4", "218.123456")
    september = Month(2026, 9)
    recompute_month(september)
    assert share("project-completion", month=september) == ("0", "4")
    january = Month(2026, 1)
    recompute_month(january)
    assert share("fund-allocated", month=january) == ("0", "0")
    assert share("project-start", month=january) == ("0", "4")


def test_what_was_ended_no_longer_counts(money: Fund) -> None:
    Project.objects.filter(pk=money.market.pk).update(
        terminated_on=DAY(2026, 11, 5), end_reason="选址不成"
    )
    recompute_month(NOVEMBER)
    recompute_month(NOVEMBER.previous)
    assert share("project-start") == ("3", "3")
    assert share("project-start", month=NOVEMBER.previous) == ("3", "4")


def helped(project: Project, home: Household, **given: object) -> None:
    values = {"linkage": "work", **given}
    Beneficiary.objects.create(project=project, household=home, **values)


def test_a_household_counts_once_and_where_it_lives(
    money: Fund, village: Area, other_village: Area
) -> None:
    home = HouseholdFactory(village=village, household_type="exited")
    EpisodeFactory(
        household=home, category="unstable_exited", identified_on=DAY(2026, 3, 1)
    )
    neighbour = HouseholdFactory(village=other_village, household_type="ordinary")
    for project in (money.plant, money.road):
        helped(project, home)
    helped(money.plant, home, linkage="land_share")
    helped(money.plant, neighbour)
    # Over before the year, of the next repository, and not begun: none of them counts.
    helped(money.training, neighbour, until=DAY(2025, 12, 31))
    helped(Project.objects.get(code="2027-001"), neighbour)
    helped(money.market, neighbour, since=DAY(2026, 12, 1))

    recompute_month(NOVEMBER)

    assert read("project-households").part == 2
    assert read("project-households-monitored").part == 1
    assert read("project-households-exited").part == 1
    assert read("project-households", SHIMEN).part == 1
    of_category = readings(NOVEMBER, COUNTY).get(
        "project-households", NOVEMBER, COUNTY, "unstable_exited"
    )
    assert of_category.part == 1
    # Two of the plant, one of the road, none of the others: three for four projects.
    assert share("households-per-project") == ("3", "4")
    assert read("households-per-project").shown == "0.8 户"
    assert HouseholdMonth.objects.get(household=home).projects == 2


def test_computing_twice_changes_nothing(money: Fund, village: Area) -> None:
    helped(money.plant, HouseholdFactory(village=village))
    recompute_month(NOVEMBER)
    again = recompute_month(NOVEMBER)
    assert (again.rows, again.figures) == (0, 0)


def test_a_payment_moves_the_figures_and_leaves_households_alone(
    money: Fund, village: Area
) -> None:
    home = HouseholdFactory(village=village)
    recompute_month(NOVEMBER)
    HouseholdMonth.objects.update(persons=77)
    pay(money.plant, "10.6", DAY(2026, 11, 20))
    helped(money.plant, home)
    projects_changed.send(sender=Payment, projects=[money.plant.pk])
    assert StaleMonth.objects.filter(month=NOVEMBER.first_day, of_projects=True)

    done = refresh_month(NOVEMBER)

    assert done is not None
    assert share("fund-spending-central") == ("4E+1", "138")
    row = HouseholdMonth.objects.get(household=home)
    assert (row.projects, row.persons) == (1, 77)


def test_a_deleted_project_leaves_the_open_month(money: Fund) -> None:
    recompute_month(NOVEMBER)
    Project.objects.filter(code__startswith="2027").delete()
    recompute_month(NOVEMBER)
    assert ProjectMonth.objects.count() == 4


def _added(
    selection: Selection, user: User, figure: str, *, whole: bool
) -> int | Decimal:
    base = STORED[figure]
    measure = base.whole if whole and base.whole else base.part
    rows = (
        selection.projects(user)
        if base.subject == Subject.PROJECT
        else selection.rows(user)
    )
    amount = type(measure)(Q(), measure.amount).aggregate()
    found: int | Decimal = rows.aggregate(sum=amount)["sum"] or 0
    return found


def test_the_list_is_the_number(
    money: Fund,
    village: Area,
    leader: User,
    township_staff: User,
    outsider: User,
    village_worker: User,
) -> None:
    helped(money.plant, HouseholdFactory(village=village, household_type="exited"))
    recompute_month(NOVEMBER)
    keys = [key for key, figure in STORED.items() if figure.group == "projects"]
    assert len(keys) == 24
    for user in (leader, township_staff, outsider, village_worker):
        for area in Area.objects.visible_to(user):
            found = readings(NOVEMBER, area.code)
            for key in keys:
                reading = found.get(key, NOVEMBER, area.code)
                for part, value in ((PART, reading.part), (WHOLE, reading.whole)):
                    if value is None:
                        continue
                    chosen = Selection(STORED[key], NOVEMBER, 1, area, "", part)
                    told = _added(chosen, user, key, whole=part == WHOLE)
                    assert told == value, (user, area, key)


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
