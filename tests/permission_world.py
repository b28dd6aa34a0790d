"""Two townships, told apart by a canary, and what each person owns in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Area, CalendarDay, Department, Parameter, User
from accounts.models.areas import AreaMerger
from accounts.roles import Role
from accounts.scoping import department_range, user_range
from assistance.models import Subsidy
from core.months import Month
from dashboards.choices import ExternalKey
from dashboards.models import ExternalFigure, MonthlyFigure
from dashboards.services.recompute import recompute_month
from exchange.models import Attachment, ImportRun, Job, RowError
from households import choices
from households.models import (
    Case,
    CasePaper,
    Episode,
    Household,
    HouseholdChange,
    Lead,
    LeadBatch,
    Member,
    QualityHit,
    SavedView,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
    Visit,
)
from households.services.clocks import start_clock
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
from tests.factories.measures import make_measure
from tests.factories.projects import complete_project
from tests.permission_ledgers import card_of, post_of, subsidy_of

#: Stands in every free text of the other township, and of the other village of the
#: person's own township.
CANARY = "异域金丝雀"
NEAR_CANARY = "邻村画眉鸟"
MONTH = Month.current()
#: A day of the calendar that the administrator has entered.
HOLIDAY = dt.date(2026, 10, 9)


@dataclass(frozen=True, slots=True)
class Side:
    """A village with one household, seen from an account as its own or as foreign."""

    township: Area
    village: Area
    household: Household
    member: Member
    visit: Visit
    figure_code: str
    lead: Lead
    batch: LeadBatch
    hit: QualityHit
    change: HouseholdChange
    screening: ScreeningVillage
    subsidy: Subsidy


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
    CalendarDay.objects.create(day=HOLIDAY, is_working=False, name="庙会")
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
    limits = user_range(owner) or department_range(owner)
    low, high = limits or ("0" * 12, "9" * 12)
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
    _case(household, EpisodeFactory(household=household), canary)
    IncomeStatementFactory(household=household)
    start_clock(
        clock="measures",
        subject_kind="household",
        subject_id=household.pk,
        title=f"落实首项措施 {canary}",
        area=village,
        holder=Role.TOWNSHIP_STAFF,
        started_on=dt.date(2026, 9, 1),
        department=DepartmentFactory(),
    )
    visit = VisitFactory(
        household=household, month=MONTH.first_day, visitors=canary or "张桂兰"
    )
    refresh_summaries(Household.objects.filter(pk=household.pk))
    return village, household, member, visit


def _case(household: Household, episode: Episode, canary: str) -> None:
    """An exit that waits for its first step, with a paper of which no file is left."""
    case = Case.objects.create(
        kind=Case.Kind.EXIT,
        household=household,
        village=household.village,
        episode=episode,
        step=choices.Step.PROPOSE,
        opened_on=dt.date(2026, 9, 1),
        risk_note=canary,
    )
    file = Attachment.objects.create(
        name=f"{canary}.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        path="none.pdf",
    )
    CasePaper.objects.create(
        case=case,
        step=case.step,
        kind=choices.PaperKind.OTHER,
        attachment=file,
    )


def _side(village: Area, household: Household, member: Member, visit: Visit) -> Side:
    assert village.parent is not None
    figure = MonthlyFigure.objects.filter(area_code=village.code).first()
    assert figure is not None
    lead, batch = _lead(village, household)
    make_measure(household)
    post_of(member)
    card_of(member)
    complete_project(household, f"2026-{village.code[-6:]}")
    return Side(
        village.parent,
        village,
        household,
        member,
        visit,
        figure_code=figure.code,
        lead=lead,
        batch=batch,
        screening=_screening(household),
        subsidy=subsidy_of(member),
        hit=_hit(household),
        change=HouseholdChange.objects.create(
            kind=choices.ChangeKind.HEAD_CHANGED,
            household=household,
            effective_on=dt.date(2026, 11, 2),
            reason=household.remark or "年老体弱",
            details={"relations": {}},
        ),
    )


def _lead(village: Area, household: Household) -> tuple[Lead, LeadBatch]:
    """Pushed by the one department that there is; its own staff see every side's."""
    day = dt.date(2026, 11, 2)
    batch = LeadBatch.objects.create(
        department=DepartmentFactory(),
        title=f"市民政局 {household.remark}",
        received_on=day,
    )
    lead = Lead.objects.create(
        source=Lead.Source.DEPARTMENT_ALERT,
        department=batch.department,
        batch=batch,
        area=village,
        household=household,
        match=Lead.Match.MATCHED,
        person_name=household.head_name,
        content=f"住院自付三万元{household.remark}",
        received_on=day,
        due_on=day + dt.timedelta(days=15),
    )
    return lead, batch


def _screening(household: Household) -> ScreeningVillage:
    """The part of a village in a round of the city, with what was found there."""
    today = timezone.localdate()
    round_, _made = ScreeningRound.objects.get_or_create(
        year=today.year,
        number=1,
        defaults={
            "name": "第一轮集中排查",
            "starts_on": today - dt.timedelta(days=10),
            "ends_on": today + dt.timedelta(days=20),
        },
    )
    ScreeningHousehold.objects.create(
        round=round_, household=household, village=household.village, persons=3
    )
    ScreeningResult.objects.create(
        round=round_,
        household=household,
        village=household.village,
        screened_on=today,
        screened_by=household.remark or "张桂兰",
        outcome=choices.ScreeningOutcome.SUSPECTED,
        note=f"住院自付三万元{household.remark}",
    )
    return ScreeningVillage.objects.create(round=round_, village=household.village)


def _hit(household: Household) -> QualityHit:
    """A finding whose sentence names what stands in the household."""
    return QualityHit.objects.create(
        rule="A09",
        key=f"h{household.pk}",
        severity=choices.Severity.VERIFY,
        village=household.village,
        household=household,
        values={"since": "2026-08", "text": household.remark},
        first_seen_at=timezone.now(),
        last_seen_at=timezone.now(),
    )
