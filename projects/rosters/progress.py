"""Progress reports and milestones, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from typing import Any

from django.utils.translation import gettext as _

from exchange.roster import Column, Match, Roster, Target
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.choices import ENDED_STAGES
from projects.models import Milestone, ProgressReport, Project
from projects.registers.progress import MILESTONES, REPORTS
from projects.rosters.parts import (
    OF_PROJECT,
    ON_INSERT,
    project_columns,
    project_target,
    refuse_future,
)

_PROJECT = Project._meta.db_table
#: Per cent as a sentence shows it: exact, without needless zeros.
_SHOWN = "rtrim(rtrim(to_char({}, 'FM990.00'), '0'), '.')"


def _check(stage: Stage) -> None:
    """As ``services.progress`` does."""
    report = stage.roster.target["report"]
    refuse_future(stage, report, "reported_on")
    _check_begun(stage, report)
    _check_fall(stage, report)
    _check_later(stage, report)


def _check_begun(stage: Stage, report: Target) -> None:
    """Nothing is built of what has not begun, and nothing new of what has ended."""
    after = outcome(stage, report)
    ended: list[Any] = [[str(each) for each in ENDED_STAGES]]
    for condition, params, detail, message in (
        (
            "v.id IS NULL AND p.stage = ANY(%s)",
            ended,
            "NULL::text",
            _("This project has ended."),
        ),
        (
            "v.works > 0 AND p.started_on IS NULL",
            [],
            "NULL::text",
            _("Works have not begun: record their beginning first."),
        ),
        (
            "v.works > 0 AND p.started_on > v.reported_on",
            [],
            "p.started_on::text",
            _("Works began only on {}."),
        ),
    ):
        stage.refuse(
            report,
            f"SELECT v.row, {detail} FROM ({after}) v "
            f"JOIN {_PROJECT} p ON p.id = v.project_id WHERE {condition}",
            params,
            message=message,
            field="works",
        )


def _check_fall(stage: Stage, report: Target) -> None:
    """Works do not shrink; a lower figure says why."""
    after = outcome(stage, report)
    stage.refuse(
        report,
        f"""WITH after AS ({after}),
        known AS (
            SELECT r.project_id, r.reported_on, r.works FROM {report.table} r
             WHERE r.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)
            UNION ALL SELECT project_id, reported_on, works FROM after)
        SELECT v.row, {_SHOWN.format("b.works")} FROM after v
         CROSS JOIN LATERAL (
               SELECT k.works FROM known k
                WHERE k.project_id = v.project_id AND k.reported_on < v.reported_on
                ORDER BY k.reported_on DESC LIMIT 1) b
         WHERE coalesce(v.fall_reason, '') = '' AND b.works > v.works""",
        message=_("{} % was reported before: give the reason for the lower figure."),
        field="works",
    )


def _check_later(stage: Stage, report: Target) -> None:
    """Nor does a report that comes late make a later one a fall."""
    after = outcome(stage, report)
    stage.refuse(
        report,
        f"""WITH after AS ({after}),
        known AS (
            SELECT r.project_id, r.reported_on, r.works, r.fall_reason AS reason
              FROM {report.table} r
             WHERE r.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)
            UNION ALL SELECT project_id, reported_on, works, 'in the file' FROM after)
        SELECT v.row, n.reported_on || ' ' || {_SHOWN.format("n.works")} || ' %%'
          FROM after v CROSS JOIN LATERAL (
               SELECT k.* FROM known k
                WHERE k.project_id = v.project_id AND k.reported_on > v.reported_on
                ORDER BY k.reported_on LIMIT 1) n
         WHERE n.works < v.works AND n.reason = ''""",
        message=_("Less was reported later ({})."),
        field="works",
    )


REPORT_ROSTER = Roster(
    key="project-progress",
    label="项目形象进度",
    description="一个项目一天一行；按项目和填报日期对应",
    permission="projects.record_progress",
    columns=(
        *project_columns(),
        Column("填报日期", "report.reported_on", aliases=("日期",), required=True),
        Column(
            "形象进度（%）",
            "report.works",
            aliases=("形象进度", "进度", "进度（%）"),
            required=True,
            help="累计，0–100",
        ),
        Column("进展情况", "report.content", aliases=("建设内容", "进展")),
        Column("存在问题", "report.obstacle", aliases=("卡点", "问题")),
        Column("下调原因", "report.fall_reason"),
        Column("备注", "report.note"),
    ),
    targets=(
        project_target(),
        Target(
            "report",
            ProgressReport,
            (Match(("project", "reported_on")),),
            parents={"project": "project"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="report",
    recognised_by=("report.reported_on", "report.works"),
    title=("~project", "report.reported_on"),
    check=_check,
    rows=REPORTS.select,
    **{
        **OF_PROJECT,
        "order": "project.code, project.id, report.reported_on, report.id",
    },
)


def _check_milestones(stage: Stage) -> None:
    """As ``services.progress`` does."""
    milestone = stage.roster.target["milestone"]
    refuse_future(stage, milestone, "done_on")
    _check_curve(stage, milestone)


def _check_curve(stage: Stage, milestone: Target) -> None:
    """A later milestone never plans less than an earlier one."""
    after = outcome(stage, milestone)
    known = f"""WITH after AS ({after}),
        known AS (
            SELECT r.project_id, r.name, r.due_on, r.works FROM {milestone.table} r
             WHERE r.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)
            UNION ALL SELECT project_id, name, due_on, works FROM after)
        SELECT DISTINCT ON (v.row) v.row,
               k.name || ' ' || {_SHOWN.format("k.works")} || ' %%'
          FROM after v JOIN known k ON k.project_id = v.project_id"""
    for condition, message in (
        (
            "k.due_on < v.due_on AND k.works > v.works",
            _("An earlier milestone plans more ({})."),
        ),
        (
            "k.due_on > v.due_on AND k.works < v.works",
            _("A later milestone plans less ({})."),
        ),
    ):
        stage.refuse(
            milestone,
            f"{known} WHERE {condition} ORDER BY v.row, k.due_on",
            message=message,
            field="works",
        )


_LATE = "greatest(0, coalesce(milestone.done_on, current_date) - milestone.due_on)::int"

MILESTONE_ROSTER = Roster(
    key="project-milestones",
    label="项目节点",
    description="一个节点一行；按项目和节点名称对应",
    permission="projects.record_progress",
    columns=(
        *project_columns(),
        Column("节点", "milestone.name", aliases=("节点名称",), required=True),
        Column(
            "计划日期",
            "milestone.due_on",
            aliases=("计划完成日期", "计划时间"),
            required=True,
        ),
        Column(
            "计划形象进度（%）",
            "milestone.works",
            aliases=("计划形象进度", "计划进度（%）", "计划进度"),
            help="到这一天应完成的，累计，0–100；不填的不计入计划进度线",
        ),
        Column(
            "完成日期",
            "milestone.done_on",
            aliases=("实际完成日期", "实际日期"),
        ),
        Column("晚（天）", "~late", source=_LATE, templated=False),
        Column("备注", "milestone.note"),
    ),
    targets=(
        project_target(),
        Target(
            "milestone",
            Milestone,
            (Match(("project", "name")),),
            parents={"project": "project"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="milestone",
    recognised_by=("milestone.name", "milestone.due_on"),
    title=("~project", "milestone.name"),
    check=_check_milestones,
    rows=MILESTONES.select,
    **{
        **OF_PROJECT,
        "order": "project.code, project.id, milestone.due_on, milestone.id",
    },
)

PROGRESS_ROSTERS = (REPORT_ROSTER, MILESTONE_ROSTER)
