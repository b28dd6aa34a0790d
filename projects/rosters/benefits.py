"""Beneficiary households, public notices and assets of projects, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.roster import Column, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households.models import Household
from households.rosters.people import find_people, household_columns, household_target
from projects.models import Asset, Beneficiary, Project, PublicNotice
from projects.registers.benefits import ASSETS, BENEFICIARIES, NOTICES
from projects.rosters.asset_places import find_places, place_columns
from projects.rosters.parts import (
    OF_PROJECT,
    ON_INSERT,
    find_projects,
    known_projects,
    project_columns,
    project_target,
    refuse_future,
)
from projects.services.benefits import projects_for

_HOUSEHOLD, _PROJECT = Household._meta.db_table, Project._meta.db_table


def _find_projects(batch: Batch) -> None:
    """Of the whole township or county too: their households live in the villages."""
    known = projects_for(batch.stage.owner)
    if "projects" not in batch.stage.cache:
        batch.stage.cache["projects"] = known_projects(known)
    find_projects(batch)


def _check_beneficiary(stage: Stage) -> None:
    target = stage.roster.target["beneficiary"]
    refuse_future(stage, target, "since", "paid_on")
    stage.refuse(
        target,
        f"SELECT v.row, h.persons::text FROM ({outcome(stage, target)}) v "
        f"JOIN {_HOUSEHOLD} h ON h.id = v.household_id "
        "WHERE h.persons > 0 AND v.persons > h.persons",
        message=_("The household has only {} persons."),
        field="persons",
    )


BENEFICIARY_ROSTER = Roster(
    key="project-beneficiaries",
    label="项目受益农户",
    description="一户一种带动方式一行；按项目、户和带动方式对应",
    permission="projects.record_beneficiary",
    columns=(
        *project_columns()[:2],
        *household_columns(),
        Column(
            "带动方式",
            "beneficiary.linkage",
            aliases=("利益联结方式", "联结方式"),
            required=True,
        ),
        Column(
            "受益人数",
            "beneficiary.persons",
            aliases=("受益人口",),
            help="空白表示整户",
        ),
        Column("带动起始日期", "beneficiary.since", aliases=("开始日期",)),
        Column("带动截止日期", "beneficiary.until", aliases=("结束日期",)),
        Column(
            "约定金额（元/年）",
            "beneficiary.agreed_amount",
            aliases=("约定金额", "约定收益"),
        ),
        Column(
            "已兑现金额（元）",
            "beneficiary.paid_amount",
            aliases=("已兑现金额", "已兑现", "兑现金额"),
            help="累计",
        ),
        Column("最近兑现日期", "beneficiary.paid_on", aliases=("兑现日期", "发放日期")),
        Column("备注", "beneficiary.note"),
    ),
    targets=(
        project_target(),
        household_target(),
        Target(
            "beneficiary",
            Beneficiary,
            (Match(("project", "household", "linkage")),),
            parents={"project": "project", "household": "household"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="beneficiary",
    recognised_by=("~name", "beneficiary.linkage"),
    title=("~project", "~name", "beneficiary.linkage"),
    check=_check_beneficiary,
    rows=BENEFICIARIES.select,
    **OF_PROJECT
    | {
        "derive": (_find_projects, find_people),
        "order": "project.code, household.village_code, household.id, beneficiary.id",
    },
)


def _check_notice(stage: Stage) -> None:
    refuse_future(stage, stage.roster.target["notice"], "posted_on")


NOTICE_ROSTER = Roster(
    key="project-notices",
    label="项目公告公示",
    description="一次公示一行；按项目、层级、阶段和公示日期对应",
    permission="projects.record_progress",
    columns=(
        *project_columns(),
        Column("公示层级", "notice.level", aliases=("层级",), required=True),
        Column("公示阶段", "notice.phase", aliases=("阶段",), required=True),
        Column(
            "公示日期", "notice.posted_on", aliases=("公示开始日期",), required=True
        ),
        Column("公示截止日期", "notice.until", aliases=("截止日期",)),
        Column("公示地点", "notice.place", aliases=("地点",)),
        Column("备注", "notice.note"),
    ),
    targets=(
        project_target(),
        Target(
            "notice",
            PublicNotice,
            (Match(("project", "level", "phase", "posted_on")),),
            parents={"project": "project"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="notice",
    recognised_by=("notice.level", "notice.posted_on"),
    title=("~project", "notice.level", "notice.posted_on"),
    check=_check_notice,
    rows=NOTICES.select,
    **OF_PROJECT | {"order": "project.code, notice.id"},
)


def _check_asset(stage: Stage) -> None:
    target = stage.roster.target["asset"]
    refuse_future(stage, target, "registered_on", "handed_over_on")
    after = outcome(stage, target)
    stage.refuse(
        target,
        f"SELECT v.row, NULL::text FROM ({after}) v "
        "WHERE (coalesce(v.owner, '') = '') <> (coalesce(v.owner_level, '') = '')",
        message=_("An owner has a name and a level."),
        field="owner",
    )
    stage.refuse(
        target,
        f"SELECT v.row, NULL::text FROM ({after}) v "
        f"JOIN {_PROJECT} p ON p.id = v.project_id WHERE v.handed_over_on <= %s "
        "AND (p.accepted_on IS NULL OR v.handed_over_on < p.accepted_on)",
        [timezone.localdate()],
        message=_("Assets are handed over after the project was accepted."),
        field="handed_over_on",
    )


ASSET_ROSTER = Roster(
    key="project-assets",
    label="项目资产",
    description="一项资产一行；按项目、资产名称和所在地对应",
    permission="projects.decide_project",
    columns=(
        *project_columns()[:2],
        *place_columns(),
        Column("资产名称", "asset.name", aliases=("资产",), required=True),
        Column("资产类型", "asset.kind", aliases=("资产类别",), required=True),
        Column(
            "资产原值（万元）",
            "asset.value",
            aliases=("原值（万元）", "资产原值"),
            required=True,
        ),
        Column("登记日期", "asset.registered_on", aliases=("入账日期",)),
        Column("权属层级", "asset.owner_level", aliases=("权属级别", "权属")),
        Column("权属单位", "asset.owner", aliases=("产权人", "产权单位")),
        Column("管护人", "asset.keeper", aliases=("管护责任人",)),
        Column("移交日期", "asset.handed_over_on"),
        Column("四个一批", "asset.care"),
        Column("年收益（万元）", "asset.yearly_income", aliases=("年收益",)),
        Column("备注", "asset.note"),
    ),
    targets=(
        project_target(),
        Target(
            "asset",
            Asset,
            (Match(("project", "name", "area")),),
            parents={"project": "project"},
            derived=("area",),
            on_insert=ON_INSERT,
        ),
    ),
    unit="asset",
    recognised_by=("asset.name", "asset.value"),
    title=("~project", "asset.name"),
    check=_check_asset,
    rows=ASSETS.select,
    **OF_PROJECT
    | {"derive": (find_projects, find_places), "order": "project.code, asset.id"},
)

BENEFIT_ROSTERS = (BENEFICIARY_ROSTER, NOTICE_ROSTER, ASSET_ROSTER)
