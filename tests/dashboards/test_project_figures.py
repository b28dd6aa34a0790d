"""Money and progress of the fund's projects in a month, by hand, and their lists."""

from decimal import Decimal

import pytest
from django.db.models import Q

from accounts.models import Area, User
from core.months import Month
from dashboards.figures import STORED, Subject
from dashboards.models import (
    HouseholdMonth,
    MonthlyFigure,
    ProjectMonth,
    StaleMonth,
)
from dashboards.selections import PART, WHOLE, Selection
from dashboards.services.recompute import recompute_month, refresh_month
from households.models import Household
from projects.models import Beneficiary, Payment, Project
from projects.signals import projects_changed
from tests.dashboards.project_fund import (
    COUNTY,
    DAY,
    GAOYUAN,
    NOVEMBER,
    SHIMEN,
    Fund,
    pay,
    read,
    readings,
    share,
)
from tests.factories import EpisodeFactory, HouseholdFactory

pytestmark = pytest.mark.django_db


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
