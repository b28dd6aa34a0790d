"""The ledger of measures and their execution records, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Department, User
from accounts.scoping import department_range, user_range
from assistance.models import Measure, MeasureKind, MeasureRecord
from assistance.registers.measures import MEASURES as LIST
from assistance.registers.measures import RECORDS as RECORD_LIST
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.rosters.measure_parts import (
    NameCell,
    beneficiary_columns,
    day_of_measure,
    find_beneficiaries,
    find_departments,
    find_kinds,
    find_measures,
    kind_columns,
)
from assistance.services.measures_episode import measures_written
from assistance.services.measures_records import begin_with_records
from exchange.cells import Cell
from exchange.models import ImportRun
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.matching import differs
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households.models import Member
from households.rosters.people import (
    find_people,
    household_columns,
    household_target,
)
from households.workflow_querysets import department_of

_MEASURE, _RECORD = Measure._meta.db_table, MeasureRecord._meta.db_table
#: A measure may be gone when its import is withdrawn: its history still knows it.
_EVENTS = Measure.pgh_event_models  # type: ignore[attr-defined]
_EVENT_TABLE = next(iter(_EVENTS.values()))._meta.db_table
_GIVEN = f"(SELECT sum(r.amount) FROM {_RECORD} r WHERE r.measure_id = measure.id)"


def scope(user: User) -> tuple[str, str] | None:
    """A department's files are about the measures it is responsible for."""
    return department_range(user) or user_range(user)


def _pairs(run: ImportRun, measures: str) -> list[tuple[int, str]]:
    """Household and category of measures as they ever were; ``measures`` selects."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT e.household_id, k.category FROM {_EVENT_TABLE} e "
            "JOIN assistance_measurekind k ON k.id = e.kind_id "
            f"WHERE e.pgh_obj_id IN ({measures})",
            [run.pk],
        )
        return list(cursor.fetchall())


_TOUCHED = "SELECT object_id FROM exchange_touchedrow WHERE run_id = %s AND model = "


def written(run: ImportRun, households: list[int]) -> None:
    measures_written(_pairs(run, f"{_TOUCHED}'assistance.measure'"))


def records_written(run: ImportRun, households: list[int]) -> None:
    records = f"{_TOUCHED}'assistance.measurerecord'"
    of_records = f"SELECT r.measure_id FROM {_RECORD} r WHERE r.id IN ({records})"
    if run.state == ImportRun.State.APPLYING:
        touched = run.touched.filter(model=MeasureRecord._meta.label_lower)
        begin_with_records(list(touched.values_list("object_id", flat=True)))
    measures_written(_pairs(run, of_records))


def _check(stage: Stage) -> None:
    """As ``services.measures_checks`` does."""
    measure = stage.roster.target["measure"]
    after, today = outcome(stage, measure), timezone.localdate()
    ended = "v.state IN ('done', 'stopped')"
    for condition, message, field in (
        (
            "v.state <> 'planned' AND v.started_on > %s",
            _("It begins in the future: its state is «planned»."),
            "started_on",
        ),
        (f"{ended} AND v.ended_on > %s", _("The date is in the future."), "ended_on"),
        (
            f"{ended} AND v.ended_on IS NULL AND %s::date IS NOT NULL",
            _("Give the day on which it was finished."),
            "ended_on",
        ),
        (
            "v.state = 'stopped' AND v.result = '' AND %s::date IS NOT NULL",
            _("Say why it was stopped."),
            "result",
        ),
    ):
        stage.refuse(
            measure,
            f"SELECT v.row, NULL::text FROM ({after}) v WHERE {condition}",
            [today],
            message=message,
            field=field,
        )
    _check_people(stage, measure, after)
    _check_department(stage, measure)


def _check_people(stage: Stage, measure: Target, after: str) -> None:
    """Nobody is helped who had left the household before."""
    stage.refuse(
        measure,
        f"SELECT v.row, p.name || ' ' || p.left_on FROM ({after}) v "
        f"JOIN {Member._meta.db_table} p ON p.id = v.member_id "
        "WHERE p.state <> 'present' AND p.left_on < v.started_on",
        message=_("Left the household before: {}."),
        field="started_on",
    )


def _check_department(stage: Stage, measure: Target) -> None:
    """A department changes no measure of another."""
    own = department_of(stage.owner)
    if own is None:
        return
    stage.refuse(
        measure,
        f"SELECT m.row, NULL::text FROM {stage.matches(measure)} m "
        f"JOIN {_MEASURE} t ON t.id = m.id "
        "WHERE t.department_id IS DISTINCT FROM %s",
        [own],
        message=_("This measure is another department's."),
        field="started_on",
    )


def _check_records(stage: Stage) -> None:
    """As ``services.measures_checks`` does."""
    record = stage.roster.target["record"]
    refuse_future(stage, record, "done_on")
    after = outcome(stage, record)
    stage.refuse(
        record,
        f"SELECT v.row, t.started_on || ' – ' || coalesce(t.ended_on::text, '') "
        f"FROM ({after}) v JOIN {_MEASURE} t ON t.id = v.measure_id "
        "WHERE v.done_on > t.ended_on "
        "OR (t.state <> 'planned' AND v.done_on < t.started_on)",
        message=_("Outside the time of the measure: {}."),
        field="done_on",
    )
    _check_plan(stage, record, after)


def _check_plan(stage: Stage, record: Target, after: str) -> None:
    """More than was planned needs a reason, in the rows that would be written."""
    stage.refuse(
        record,
        f"""WITH after AS ({after}),
        given AS (
            SELECT a.measure_id, sum(a.amount) + coalesce((
                SELECT sum(r.amount) FROM {_RECORD} r
                 WHERE r.measure_id = a.measure_id
                   AND r.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)), 0)
                AS total
              FROM after a GROUP BY a.measure_id)
        SELECT v.row, g.total || ' > ' || e.planned_amount
          FROM {stage.table(record)} s
          JOIN after v ON v.row = s.row
          JOIN given g ON g.measure_id = v.measure_id
          JOIN {_MEASURE} e ON e.id = v.measure_id
          LEFT JOIN {stage.matches(record)} m ON m.row = s.row
          LEFT JOIN {record.table} t ON t.id = m.id
         WHERE g.total > e.planned_amount AND v.amount > 0
           AND coalesce(v.over_reason, '') = ''
           AND (m.id IS NULL OR ({differs(stage, record)}))""",
        message=_("More than was planned ({}): give the reason."),
        field="over_reason",
    )


#: Measures know several derived keys; a preview shows their names.
_SHARED: dict[str, Any] = {
    **LEDGER,
    "scope": scope,
    "derived_headings": {
        "id": "对应",
        "kind": "措施子项",
        "member": "受益人",
        "department": "责任部门",
    },
    "derived_cells": {
        "id": Cell(),
        "kind": NameCell(MeasureKind),
        "member": NameCell(Member),
        "department": NameCell(Department),
    },
}

MEASURES = Roster(
    key="measures",
    label="帮扶措施",
    description="一项措施一行；按户、受益人、子项、开始日期和名称对应",
    columns=(
        *household_columns(),
        *kind_columns("measure"),
        Column("措施名称", "measure.name", aliases=("项目名称",)),
        *beneficiary_columns("measure"),
        Column("针对风险", "measure.risk", aliases=("对应风险",)),
        Column("开始日期", "measure.started_on", required=True),
        Column("结束日期", "measure.ended_on"),
        Column("实施状态", "measure.state", help="不填的，已开始的按“实施中”"),
        Column("计划内容", "measure.plan", aliases=("实施计划",)),
        Column("计划金额（元）", "measure.planned_amount", aliases=("计划金额",)),
        Column("累计落实金额（元）", "~given", source=_GIVEN, templated=False),
        Column(
            "责任部门",
            "~department",
            aliases=("责任单位",),
            source="(SELECT d.name FROM accounts_department d "
            "WHERE d.id = measure.department_id)",
        ),
        Column("责任人", "measure.responsible_name", aliases=("帮扶责任人",)),
        Column("实施成效", "measure.result", aliases=("帮扶成效",)),
        Column("备注", "measure.note"),
    ),
    targets=(
        household_target(),
        Target(
            "measure",
            Measure,
            (Match(("household", "member?", "kind", "started_on", "name?")),),
            parents={"household": "household"},
            derived=("kind", "member", "department"),
            clears={"department": "~department"},
            on_insert={
                "state": "CASE WHEN s.started_on > current_date THEN 'planned' "
                "ELSE 'running' END",
                "recorded_by": "{owner}",
            },
            on_update={"version": "t.version + 1"},
        ),
    ),
    unit="measure",
    recognised_by=("~name", "~kind", "measure.started_on"),
    title=("~name", "~kind"),
    derive=(find_people, find_kinds, find_beneficiaries, find_departments),
    check=_check,
    rows=LIST.select,
    **{**_SHARED, "after": written},
)

MEASURE_RECORDS = Roster(
    key="measure-records",
    label="帮扶措施实施记录",
    description="一次实施一行；先按户、子项找到措施，再按实施日期和内容对应",
    columns=(
        *household_columns(),
        *kind_columns("measure")[1:],
        day_of_measure(),
        Column("措施名称", "~measure", aliases=("项目名称",), source="measure.name"),
        *beneficiary_columns("measure")[:1],
        Column("实施日期", "record.done_on", aliases=("日期",), required=True),
        Column("实施内容", "record.content", aliases=("内容",), required=True),
        Column("金额（元）", "record.amount", aliases=("金额", "落实金额")),
        Column("超额原因", "record.over_reason"),
    ),
    targets=(
        household_target(),
        Target(
            "measure",
            Measure,
            (Match(("id",)),),
            parents={"household": "household"},
            creates=False,
            updates=False,
            repeats=True,
            present=("id",),
            derived=("id",),
            fixed=("id",),
        ),
        Target(
            "record",
            MeasureRecord,
            (Match(("measure", "done_on", "content")),),
            parents={"measure": "measure"},
            on_insert={"recorded_by": "{owner}"},
        ),
    ),
    unit="record",
    recognised_by=("~name", "~kind", "record.done_on"),
    title=("~name", "record.content"),
    derive=(find_people, find_measures),
    check=_check_records,
    rows=RECORD_LIST.select,
    **{**_SHARED, "after": records_written},
)

MEASURE_ROSTERS = (MEASURES, MEASURE_RECORDS)
