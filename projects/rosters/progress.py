"""Progress reports and milestones, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from django.utils.translation import gettext as _

from exchange.roster import Column, Match, Roster, Target
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.models import ProgressReport
from projects.registers.progress import REPORTS
from projects.rosters.parts import (
    OF_PROJECT,
    ON_INSERT,
    project_columns,
    project_target,
    refuse_future,
)


def _check(stage: Stage) -> None:
    report = stage.roster.target["report"]
    refuse_future(stage, report, "reported_on")
    _check_fall(stage, report)


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
        SELECT v.row, max(k.works)::text FROM after v
          JOIN known k ON k.project_id = v.project_id
           AND k.reported_on < v.reported_on
         WHERE coalesce(v.fall_reason, '') = ''
         GROUP BY v.row, v.works HAVING max(k.works) > v.works""",
        message=_("{} % was reported before: give the reason for the lower figure."),
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
    **OF_PROJECT,
)

PROGRESS_ROSTERS = (REPORT_ROSTER,)
