"""Two townships, told apart by a canary, and what each person owns in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.models import Area, Department, Parameter, User
from accounts.models.areas import AreaMerger
from accounts.roles import Role
from accounts.scoping import user_range
from core.months import Month
from dashboards.choices import ExternalKey
from dashboards.models import ExternalFigure, MonthlyFigure
from dashboards.services.recompute import recompute_month
from exchange.models import ImportRun, Job, RowError
from households.models import Household, Member, SavedView, Visit
from households.services.summaries import refresh_summaries
from tests.factories import (
    AreaFactory,
    DepartmentFactory,
    EpisodeFactory,
    HouseholdFactory,
    IncomeStatementFactory,
    MemberFactory,
    UserFactory,
    VisitFactory,
)

#: Stands in every free text of the other township, and of the other village of the
#: person's own township.
CANARY = "异域金丝雀"
NEAR_CANARY = "邻村画眉鸟"
MONTH = Month.current()


@dataclass(frozen=True, slots=True)
class Side:
    """A village with one household, seen from an account as its own or as foreign."""

    township: Area
    village: Area
    household: Household
    member: Member
    visit: Visit
    figure_code: str


@dataclass(frozen=True, slots=True)
class Belongings:
    """Rows that belong to one person, not to an area."""

    run: ImportRun
    error: RowError
    export: Job
    view: SavedView


@dataclass(frozen=True, slots=True)
class World:
    county: Area
    #: The person's own village; another in the same township; another township.
    own: Side
    sibling: Side
    foreign: Side
    department: Department
    parameter: Parameter
    external: ExternalFigure
    account: User
    stranger: Belongings
    #: A village that has gone on as one's own.
    merged: Area


def build_world() -> World:
    county = AreaFactory(
        code="990981000000", level=Area.Level.COUNTY, name="安澜市", parent=None
    )
    own = _village("990981101201", "柳树沟村", "", county)
    sibling = _village("990981101202", "青石村", NEAR_CANARY, county)
    foreign = _village("990981105201", f"{CANARY}村", CANARY, county)
    recompute_month(MONTH)
    stranger = UserFactory(
        username="stranger", full_name=f"{CANARY}某", area=foreign[0].parent
    )
    return World(
        county=county,
        own=_side(*own),
        sibling=_side(*sibling),
        foreign=_side(*foreign),
        department=DepartmentFactory(),
        parameter=Parameter.objects.create(
            key="monitoring_line", value=8700, valid_from=dt.date(2026, 1, 1)
        ),
        external=ExternalFigure.objects.create(
            key=ExternalKey.values[0],
            value="6.5",
            year=MONTH.year,
            source="统计公报",
            published_on=dt.date(2026, 1, 20),
            entered_by=stranger,
        ),
        account=stranger,
        stranger=belongings(stranger),
        merged=_merged_into(own[0]),
    )


def _merged_into(village: Area) -> Area:
    """No row stands at it, so that nothing that is counted changes."""
    ended = AreaFactory(
        code="990981101299",
        name="旧村",
        parent=village.parent,
        valid_to=dt.date(2020, 12, 31),
    )
    village.predecessors.add(ended)
    AreaMerger.objects.create(predecessor=ended, successor=village)
    return ended


@dataclass(frozen=True, slots=True)
class Post:
    """A role at the level where it works; some work at more than one."""

    role: Role
    level: Area.Level | None

    def __str__(self) -> str:
        return f"{self.role}-{self.level or 'nowhere'}"

    @property
    def is_bounded(self) -> bool:
        """Whether something can lie outside the area."""
        return self.level in (Area.Level.VILLAGE, Area.Level.TOWNSHIP)


POSTS = [
    Post(Role.VILLAGE_WORKER, Area.Level.VILLAGE),
    Post(Role.TOWNSHIP_STAFF, Area.Level.TOWNSHIP),
    Post(Role.DEPARTMENT_STAFF, None),
    Post(Role.BUREAU_OFFICIAL, Area.Level.COUNTY),
    Post(Role.LEADER, Area.Level.COUNTY),
    Post(Role.LEADER, Area.Level.TOWNSHIP),
    Post(Role.INSPECTOR, Area.Level.COUNTY),
    Post(Role.INSPECTOR, Area.Level.TOWNSHIP),
    Post(Role.ADMINISTRATOR, Area.Level.COUNTY),
]
BOUNDED = [post for post in POSTS if post.is_bounded]


def person(post: Post, world: World) -> User:
    """An account of a role at the place where it works."""
    role = post.role
    places: dict[Area.Level | None, Area] = {
        Area.Level.VILLAGE: world.own.village,
        Area.Level.TOWNSHIP: world.own.township,
        Area.Level.COUNTY: world.county,
    }
    area = places.get(post.level)
    department = world.department if role == Role.DEPARTMENT_STAFF else None
    return UserFactory(
        username=f"person-{post}",
        full_name="本地人",
        role=role,
        area=area,
        department=department,
    )


def belongings(owner: User) -> Belongings:
    low, high = user_range(owner) or ("0" * 12, "9" * 12)
    run = ImportRun.objects.create(
        roster="households",
        owner=owner,
        state=ImportRun.State.PREVIEW,
        file_name=f"{owner.full_name}.xlsx",
        stored_name="none.xlsx",
        file_size=1,
        digest="0" * 64,
        scope_low=low,
        scope_high=high,
    )
    error = RowError.objects.create(
        run=run, row=4, column="C", value=owner.full_name, message="姓名为空"
    )
    export = Job.objects.create(
        kind=Job.Kind.EXPORT,
        state=Job.State.DONE,
        owner=owner,
        parameters={"roster": "households", "title": owner.full_name},
    )
    view = SavedView.objects.create(owner=owner, name=owner.full_name[:20])
    return Belongings(run, error, export, view)


def _village(
    code: str, name: str, canary: str, county: Area
) -> tuple[Area, Household, Member, Visit]:
    township = AreaFactory(
        code=code[:9] + "000",
        level=Area.Level.TOWNSHIP,
        name=f"{canary}镇" if code.startswith("990981105") else "石门镇",
        parent=county,
    )
    village = AreaFactory(code=code, name=name, parent=township)
    household = HouseholdFactory(
        village=village,
        household_no=f"{code}0001",
        head_name=f"赵{canary}"[:8],
        remark=canary,
        hamlet=canary,
    )
    member = MemberFactory(household=household, name=household.head_name)
    EpisodeFactory(household=household)
    IncomeStatementFactory(household=household)
    visit = VisitFactory(
        household=household, month=MONTH.first_day, visitors=canary or "张桂兰"
    )
    refresh_summaries(Household.objects.filter(pk=household.pk))
    return village, household, member, visit


def _side(village: Area, household: Household, member: Member, visit: Visit) -> Side:
    assert village.parent is not None
    figure = MonthlyFigure.objects.filter(area_code=village.code).first()
    assert figure is not None
    return Side(
        village.parent, village, household, member, visit, figure_code=figure.code
    )
