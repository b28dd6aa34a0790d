"""Projects, the repository and the plan as files: what comes back, what is refused."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Area, Department, User
from exchange import files, jobs, services
from exchange.errors import FileRefused
from exchange.models import Job
from households.models import Household
from projects.models import PlanItem, PlanVersion, Project
from projects.services import plans
from projects.services.plans import Approval
from tests.exchange.workbooks import apply, counts, problems, receive, workbook
from tests.factories import HouseholdFactory
from tests.factories.projects import complete_project, fund, make_project

ClientOf = Callable[[User], Client]
HEADER = (
    "项目编号", "项目名称", "项目类型", "二级项目类型", "镇（办）", "行政村",
    "规划年度",    "主管单位", "预算总投资（万元）", "申报日期", "入库日期",
)  # fmt: skip
NEW = (
    "2027-001", "食用菌大棚", "产业发展", "生产项目", "石门镇", "柳树沟村", "2027",
    "农业农村局", "168.5", "2026-09-01", "",
)  # fmt: skip
PLAN = ("项目编号", "资金规模（万元）", "中央（万元）", "县级（万元）", "备注")
WAITING: dict[str, Any] = dict.fromkeys(
    ("planned_on", "funded_on", "started_on", "year")
)


def sent(
    owner: User, *rows: tuple[str, ...], roster: str = "projects", **context: str
) -> tuple[dict[str, int], list[str]]:
    """What becomes of a file: the counts of its preview, and what is wrong."""
    header = HEADER if roster == "projects" else PLAN
    content = workbook(rows, header=header, above=())
    run = receive(content, owner, roster, **context)
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


def exported(owner: User, roster: str, **query: str) -> io.BytesIO:
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={"roster": roster, "query": query, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return io.BytesIO(files.stored(job.result["file"]).read_bytes())


def row(**cells: str) -> tuple[str, ...]:
    return tuple({**dict(zip(HEADER, NEW, strict=True)), **cells}.values())


def stored(area: Area, code: str, budget: int) -> Project:
    return make_project(
        area, code, budget=Decimal(budget), planning_year=2027, name=code, **WAITING
    )


@pytest.mark.usefixtures("village", "agriculture")
def test_it_works(township_staff: User) -> None:
    assert sent(township_staff, NEW) == ({"new": 1}, [])
    project = Project.objects.get()
    assert (project.stage, project.budget) == ("declared", Decimal("168.5"))
    assert (str(project.area), str(project.kind)) == ("柳树沟村", "生产项目")
    assert str(project.department) == "农业农村局"
    assert project.recorded_by == township_staff


@pytest.mark.usefixtures("neighbours")
def test_an_export_comes_back_unchanged(
    bureau_official: User, agriculture_staff: User, village: Area, project: Project
) -> None:
    household: Household = HouseholdFactory(village=village, remark="金")
    complete_project(household, "2026-050")
    make_project(village.parent or village, "2026-051", name="镇级项目", kind=None)
    county = Area.objects.get(level="county")
    make_project(county, "2026-052", name="全市项目", category="fee", kind=None)
    for owner, count in ((bureau_official, 5), (agriculture_staff, 1)):
        run = receive(exported(owner, "projects"), owner, "projects")
        assert (counts(run), problems(run)) == ({"unchanged": count}, [])


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"行政村": "没有这个村"}, "您的管理范围内没有这个村。"),
        ({"行政村": "", "镇（办）": ""}, "写明项目实施地点。"),
        ({"二级项目类型": "务工补助"}, "这个项目类型下没有这个二级类型。"),
        ({"主管单位": "水利局"}, "没有这个部门。"),
        ({"预算总投资（万元）": "0"}, "未填写预算总投资。"),
        ({"申报日期": "2099-01-01"}, "日期在今天之后。"),
        ({"入库日期": "2026-10-01"}, "这一栏由审批单位登记，申报时不填。"),
    ],
)
@pytest.mark.usefixtures("village", "agriculture")
def test_what_is_wrong_is_refused_with_its_reason(
    township_staff: User, cells: dict[str, str], sentence: str
) -> None:
    found, told = sent(township_staff, row(**cells))
    assert found == {"refused": 1}
    assert sentence in told[0]


@pytest.mark.usefixtures("village", "agriculture")
def test_a_project_elsewhere_is_not_touched(
    township_staff: User, neighbours: Project
) -> None:
    found, told = sent(township_staff, row(项目编号=neighbours.code))
    assert found == {"refused": 1}
    assert "管理范围之外" in told[0]
    neighbours.refresh_from_db()
    assert neighbours.name == "高塬村花椒烘干中心"


def test_what_was_approved_is_not_overwritten_and_gaps_are_filled(
    bureau_official: User, project: Project
) -> None:
    content = workbook(
        [(project.code, project.name, "99", "带动务工")],
        header=("项目编号", "项目名称", "预算总投资（万元）", "联农带农机制"),
        above=(),
    )
    run = receive(content, bureau_official, "projects")
    assert [message for _r, _h, message in problems(run)] == [
        "已批准入库，须在项目页办理调整或调整计划。"
    ]
    filled = workbook(
        [(project.code, project.name, "带动务工")],
        header=("项目编号", "项目名称", "联农带农机制"),
        above=(),
    )
    apply(receive(filled, bureau_official, "projects"))
    project.refresh_from_db()
    assert (project.budget, project.linkage) == (Decimal(98), "带动务工")


@pytest.mark.usefixtures("neighbours")
def test_a_department_files_its_own_projects_only(
    agriculture_staff: User, agriculture: Department, village: Area
) -> None:
    found, _told = sent(agriculture_staff, row(主管单位=""))
    assert found == {"new": 1}
    assert Project.objects.get(code="2027-001").department == agriculture
    found, _told = sent(agriculture_staff, row(项目编号="2026-013"))
    assert found == {"refused": 1}


def test_a_plan_goes_into_the_draft_of_its_year(
    bureau_official: User, village: Area
) -> None:
    first, second = stored(village, "2027-001", 60), stored(village, "2027-002", 40)
    version = plans.start_version(kind="annual", year=2027, by=bureau_official)
    version.items.filter(project=second).delete()
    into = {"roster": "annual-plan", "year": "2027"}
    rows = (("2027-001", "70", "50", "20", ""), ("2027-002", "40", "", "", "新增"))
    assert sent(bureau_official, *rows, **into) == ({"new": 1, "changed": 1}, [])
    assert version.items.get(project=first).county == 20
    assert version.items.get(project=second).note == "新增"
    assert sent(bureau_official, *rows, **into) == ({"unchanged": 2}, [])
    wrong = ("2027-001", "70", "50", "30", "")
    found, told = sent(bureau_official, wrong, **into)
    assert (found, told) == (
        {"refused": 1},
        ["各级资金合计与资金规模不一致：80 ≠ 70。"],
    )


@pytest.mark.parametrize(
    ("kind", "roster"),
    [("repository", "project-repository"), ("annual", "annual-plan")],
)
def test_an_exported_list_comes_back_unchanged(
    kind: str, roster: str, bureau_official: User, village: Area, other_village: Area
) -> None:
    for area, code in ((village, "2027-001"), (other_village, "2027-002")):
        stored(area, code, 60)
    plans.start_version(kind=kind, year=2027, by=bureau_official)
    PlanItem.objects.update(central=Decimal("59.999999"), other=Decimal("0.000001"))
    content = exported(bureau_official, roster, year="2027")
    run = receive(content, bureau_official, roster, year="2027")
    assert (counts(run), problems(run)) == ({"unchanged": 2}, [])


def test_without_a_draft_a_plan_is_refused(
    bureau_official: User, village: Area
) -> None:
    stored(village, "2027-001", 60)
    into = {"roster": "annual-plan", "year": "2027"}
    with pytest.raises(FileRefused, match="没有草稿"):
        sent(bureau_official, ("2027-001", "60", "", "", ""), **into)
    version = plans.start_version(kind="annual", year=2027, by=bureau_official)
    approval = Approval(on=version.created_at.date(), document_no="12号")
    plans.approve_version(pk=version.pk, by=bureau_official, approval=approval)
    with pytest.raises(FileRefused, match="没有草稿"):
        sent(bureau_official, ("2027-001", "60", "", "", ""), **into)


def test_only_stored_projects_of_the_year_enter(
    bureau_official: User, village: Area, project: Project
) -> None:
    Project.objects.filter(pk=stored(village, "2027-003", 5).pk).update(stored_on=None)
    PlanVersion.objects.create(kind="annual", year=2027, number=1)
    found, told = sent(
        bureau_official,
        ("2027-003", "5", "", "", ""),
        (project.code, "98", "", "", ""),
        roster="annual-plan",
        year="2027",
    )
    assert found == {"refused": 2}
    assert told == ["这个项目还没有入库。", "这个项目属于其他年度的计划。"]


def test_a_file_of_a_plan_is_withdrawn_until_the_approval(
    bureau_official: User, village: Area
) -> None:
    stored(village, "2027-001", 60)
    version = PlanVersion.objects.create(kind="annual", year=2027, number=1)
    content = workbook([("2027-001", "60", "", "", "")], header=PLAN, above=())
    run = apply(receive(content, bureau_official, "annual-plan", year="2027"))
    approval = Approval(on=version.created_at.date(), document_no="12号")
    plans.approve_version(pk=version.pk, by=bureau_official, approval=approval)
    services.undo_run(run=run, by=bureau_official)
    job = Job.objects.filter(kind=Job.Kind.UNDO_ROSTER).get()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert "已批准" in job.message
    assert version.items.count() == 1


@pytest.mark.usefixtures("village", "agriculture")
def test_the_bureau_brings_in_a_ledger_with_all_its_days(bureau_official: User) -> None:
    assert sent(bureau_official, row(入库日期="2026-10-01")) == ({"new": 1}, [])
    assert Project.objects.get().stage == "stored"


@pytest.mark.usefixtures("village", "agriculture")
def test_a_file_is_not_withdrawn_from_under_the_money(bureau_official: User) -> None:
    content = workbook([NEW], header=HEADER, above=())
    run = apply(receive(content, bureau_official, "projects"))
    fund(Project.objects.get(), 10)
    services.undo_run(run=run, by=bureau_official)
    job = Job.objects.get(kind=Job.Kind.UNDO_ROSTER)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert Project.objects.exists(), job.message
