"""Beneficiaries, notices, assets and villages as files."""

import pytest

from accounts.models import Area, User
from households.models import Household
from projects.models import (
    Asset,
    Beneficiary,
    DemonstrationVillage,
    Project,
    PublicNotice,
    VillagePlan,
)
from tests.exchange.round_trips import comes_back, sent
from tests.factories import HouseholdFactory, MemberFactory
from tests.factories.projects import complete_project, make_project

HOUSEHOLDS = (
    "项目编号",
    "户编号",
    "户主姓名",
    "带动方式",
    "受益人数",
    "约定金额（元/年）",
)
NOTICES = ("项目编号", "公示层级", "公示阶段", "公示日期", "公示截止日期")
ASSETS = (
    "项目编号",
    "所在镇（办）",
    "所在村",
    "资产名称",
    "资产类型",
    "资产原值（万元）",
    "权属级别",
    "产权人",
    "移交日期",
)
NAMED = ("镇（办）", "行政村", "级别", "年度", "验收日期")
PLANS = ("镇（办）", "行政村", "规划状态", "批复日期", "批复文号")


@pytest.fixture
def home(village: Area) -> Household:
    row: Household = HouseholdFactory(village=village, head_name="赵德全", persons=2)
    MemberFactory(household=row, name="赵德全")
    return row


@pytest.fixture
def accepted(project: Project) -> Project:
    Project.objects.filter(pk=project.pk).update(
        finished_on="2026-10-01", accepted_on="2026-10-20"
    )
    return project


@pytest.mark.usefixtures("project", "neighbours")
def test_it_works(village_worker: User, outsider: User, home: Household) -> None:
    row = ("2026-003", home.household_no, "赵德全", "务工就业", "1", "6000")
    assert sent(village_worker, "project-beneficiaries", HOUSEHOLDS, row) == (
        {"new": 1},
        [],
    )
    found = Beneficiary.objects.get()
    assert (found.household, found.persons, found.recorded_by) == (
        home,
        1,
        village_worker,
    )
    again = (*row[:5], "6500")
    assert sent(village_worker, "project-beneficiaries", HOUSEHOLDS, again)[0] == {
        "changed": 1
    }
    counted, problems = sent(outsider, "project-beneficiaries", HOUSEHOLDS, row)
    assert counted == {"refused": 1}
    assert "您负责的项目里没有这个编号。" in problems


@pytest.mark.usefixtures("project")
def test_more_persons_than_the_household_has_are_refused(
    township_staff: User, home: Household
) -> None:
    row = ("2026-003", home.household_no, "赵德全", "务工就业", "3", "")
    assert sent(township_staff, "project-beneficiaries", HOUSEHOLDS, row) == (
        {"refused": 1},
        ["该户只有 2 人。"],
    )


def test_households_of_a_project_of_the_county_come_by_the_township(
    county: Area, township_staff: User, home: Household
) -> None:
    make_project(county, "2026-100")
    row = ("2026-100", home.household_no, "赵德全", "直接补助", "", "")
    assert sent(township_staff, "project-beneficiaries", HOUSEHOLDS, row)[0] == {
        "new": 1
    }
    assert comes_back(township_staff, "project-beneficiaries") == {"unchanged": 1}


@pytest.mark.parametrize(
    "roster",
    [
        "project-beneficiaries",
        "project-notices",
        "project-assets",
        "demonstration-villages",
        "village-plans",
    ],
)
def test_an_export_comes_back_unchanged(
    bureau_official: User, home: Household, roster: str
) -> None:
    complete_project(home, "2026-077")
    Asset.objects.create(
        project=Project.objects.get(),
        name="管护设备",
        kind="public",
        area=home.village.parent,
        value=3,
    )
    assert comes_back(bureau_official, roster) in ({"unchanged": 1}, {"unchanged": 2})


@pytest.mark.usefixtures("project")
def test_a_notice_of_tomorrow_or_that_ends_before_it_begins_is_refused(
    township_staff: User,
) -> None:
    good = ("2026-003", "村级", "事前公示", "2026-03-01", "2026-03-10")
    later = ("2026-003", "镇级", "事前公示", "2027-03-01", "")
    turned = ("2026-003", "县级", "事前公示", "2026-03-05", "2026-03-01")
    counted, problems = sent(
        township_staff, "project-notices", NOTICES, good, later, turned
    )
    assert counted == {"new": 1, "refused": 2}
    assert "日期在今天之后。" in problems
    assert PublicNotice.objects.count() == 1


def test_an_asset_stands_where_the_file_says(
    bureau_official: User, township_staff: User, accepted: Project, county: Area
) -> None:
    head = ("2026-003",)
    rows = [
        (*head, "石门镇", "柳树沟村", "厂房", "经营性资产", "80", "", "", ""),
        (*head, "石门镇", "", "运输车", "经营性资产", "5", "", "", ""),
        (
            *head,
            "",
            "",
            "道路",
            "公益性资产",
            "7",
            "村集体",
            "柳树沟村委会",
            "2026-11-01",
        ),
        (*head, "安澜市", "", "平台", "公益性资产", "1", "", "", ""),
    ]
    assert sent(bureau_official, "project-assets", ASSETS, *rows) == ({"new": 4}, [])
    places = dict(Asset.objects.values_list("name", "area_id"))
    assert places == {
        "厂房": "990981101201",
        "运输车": "990981101000",
        "道路": accepted.area_id,
        "平台": county.code,
    }
    assert comes_back(bureau_official, "project-assets") == {"unchanged": 4}


@pytest.mark.usefixtures("project", "township")
def test_assets_are_refused_with_a_sentence(bureau_official: User) -> None:
    early = (
        "2026-003",
        "",
        "",
        "车",
        "经营性资产",
        "5",
        "镇级",
        "镇政府",
        "2026-11-01",
    )
    half = ("2026-003", "", "", "房", "经营性资产", "5", "", "镇政府", "")
    nowhere = ("2026-003", "无名镇", "", "渠", "公益性资产", "5", "", "", "")
    counted, problems = sent(
        bureau_official, "project-assets", ASSETS, early, half, nowhere
    )
    assert counted == {"refused": 3}
    assert problems == [
        "资产移交应在项目验收之后。",
        "权属单位和权属层级要一起填写。",
        "您负责的地区没有这个镇（办）。",
    ]


@pytest.mark.usefixtures("village", "other_village")
def test_villages_come_by_township_and_nobody_elses(
    township_staff: User, outsider: User
) -> None:
    row = ("石门镇", "柳树沟村", "省级", "2025", "")
    roster = "demonstration-villages"
    assert sent(township_staff, roster, NAMED, row) == ({"new": 1}, [])
    assert sent(outsider, roster, NAMED, row)[0] == {"refused": 1}
    assert DemonstrationVillage.objects.get().level == "province"


@pytest.mark.usefixtures("village")
def test_a_plan_gets_its_number_when_it_is_approved(township_staff: User) -> None:
    draft = ("石门镇", "柳树沟村", "编制中", "", "")
    approved = ("石门镇", "柳树沟村", "已批复", "2026-08-01", "安政函〔2026〕12号")
    undated = ("石门镇", "柳树沟村", "已批复", "", "安政函〔2026〕13号")
    assert sent(township_staff, "village-plans", PLANS, draft)[0] == {"new": 1}
    assert sent(township_staff, "village-plans", PLANS, approved)[0] == {"changed": 1}
    assert VillagePlan.objects.get().state == "approved"
    assert sent(township_staff, "village-plans", PLANS, undated) == (
        {"refused": 1},
        ["请填写批准日期。"],
    )
