"""Batches of the fund and their allocation to projects, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from exchange.cells import Cell
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.choices import ENDED_STAGES, REPOSITORY_STAGES
from projects.models import Allocation, FundBatch, Payment, Project
from projects.registers.funds import ALLOCATIONS, BATCHES
from projects.rosters.batch_columns import batch_columns
from projects.rosters.parts import (
    OF_PROJECT,
    ON_INSERT,
    find_projects,
    project_columns,
    project_target,
    refuse_future,
)

_BATCH, _ALLOCATION = FundBatch._meta.db_table, Allocation._meta.db_table
_PROJECT, _PAYMENT = Project._meta.db_table, Payment._meta.db_table

#: An amount as a sentence shows it: exact, without needless zeros.
_SHOWN = "rtrim(rtrim(to_char({}, 'FM999999999990.000000'), '0'), '.')"


def _given(table: str) -> str:
    mine = f"SELECT sum(x.amount) FROM {table} x WHERE x.batch_id = batch.id"
    return f"coalesce(({mine}), 0)"


def _check_batches(stage: Stage) -> None:
    """As ``services.funds`` does."""
    batch = stage.roster.target["batch"]
    refuse_future(stage, batch, "issued_on")
    after = outcome(stage, batch)
    stage.refuse(
        batch,
        f"""SELECT v.row, {_SHOWN.format("sum(a.amount)")} FROM ({after}) v
          JOIN {_ALLOCATION} a ON a.batch_id = v.id
         GROUP BY v.row, v.amount HAVING sum(a.amount) > v.amount""",
        message=_("{} (10,000 yuan) are allocated already; the batch cannot be less."),
        field="amount",
    )
    stage.refuse(
        batch,
        f"""SELECT v.row, min(a.allocated_on)::text FROM ({after}) v
          JOIN {_ALLOCATION} a ON a.batch_id = v.id
         GROUP BY v.row, v.issued_on HAVING min(a.allocated_on) < v.issued_on""",
        message=_("It was allocated on {} already, before this day."),
        field="issued_on",
    )


def _before_undo_batches(run: ImportRun) -> None:
    """What was allocated since keeps its batch at least as large as it is."""
    changed = run.touched.filter(model=FundBatch._meta.label_lower, is_new=False)
    given = Allocation.objects.filter(batch__in=changed.values("object_id"))
    if given.exists():
        raise FileRefused(
            _(
                "Money of these batches has been allocated. Correct the batches one by "
                "one instead."
            )
        )


BATCH_ROSTER = Roster(
    key="fund-batches",
    label="资金批次",
    description="一个批次一行；按年度、文号、资金层级和任务方向对应",
    permission="projects.manage_funds",
    columns=(
        Column("年度", "batch.year", aliases=("资金年度",), required=True),
        Column("资金层级", "batch.tier", aliases=("层级", "资金来源"), required=True),
        Column(
            "资金文号",
            "batch.document_no",
            aliases=("文号", "下达文号", "指标文号"),
            required=True,
        ),
        Column("任务方向", "batch.task_line", aliases=("资金类别",), required=True),
        Column(
            "金额（万元）", "batch.amount", aliases=("金额", "下达金额"), required=True
        ),
        Column("下达日期", "batch.issued_on", aliases=("日期",), required=True),
        Column("是否直达资金", "batch.is_direct", aliases=("直达资金",)),
        Column("已安排（万元）", "~given", source=_given(_ALLOCATION), templated=False),
        Column("已支付（万元）", "~paid", source=_given(_PAYMENT), templated=False),
        Column("备注", "batch.note"),
    ),
    targets=(
        Target(
            "batch",
            FundBatch,
            (Match(("year", "document_no", "tier", "task_line")),),
            on_insert=ON_INSERT,
        ),
    ),
    unit="batch",
    recognised_by=("batch.document_no", "batch.amount"),
    title=("batch.document_no", "batch.tier"),
    check=_check_batches,
    before_undo=_before_undo_batches,
    rows=BATCHES.select,
    **{**OF_PROJECT, "derive": (), "order": "batch.year, batch.tier, batch.id"},
)


class _BatchCell(Cell):
    """The key of a batch, shown by its document in a preview."""

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return str(FundBatch.objects.get(pk=value)) if value else None


def _find_batches(batch: Batch) -> None:
    """Fills ``allocation.batch`` by the document number, and by tier, task line and
    year where several batches have it."""
    known = _known(batch)
    told = [batch.get(name) for name in ("~tier", "~task_line", "~year")]
    found: list[int | None] = []
    for index, number in enumerate(batch.get("~document")):
        wanted = [column[index] for column in told]
        rows = [
            pk
            for pk, *row in known.get(number or "", [])
            if all(w in (None, "", r) for w, r in zip(wanted, row, strict=True))
        ]
        if number and len(rows) != 1:
            batch.refuse(index, "~document", _not_one(len(rows)))
        found.append(rows[0] if len(rows) == 1 else None)
    batch.values["allocation.batch"] = found


def _not_one(count: int) -> str:
    if count:
        return _("Several batches fit: give tier, task line and year.")
    return _("No batch has this number, tier, task line and year.")


def _known(batch: Batch) -> dict[str, list[tuple[Any, ...]]]:
    cache: dict[str, Any] = batch.stage.cache
    if "batches" not in cache:
        known: dict[str, list[tuple[Any, ...]]] = {}
        rows = FundBatch.objects.visible_to(batch.stage.owner)
        for pk, number, *rest in rows.values_list(
            "pk", "document_no", "tier", "task_line", "year"
        ):
            known.setdefault(number, []).append((pk, *rest))
        cache["batches"] = known
    found: dict[str, list[tuple[Any, ...]]] = cache["batches"]
    return found


def _check_allocations(stage: Stage) -> None:
    """As ``services.funds`` does, for the file as a whole."""
    allocation = stage.roster.target["allocation"]
    refuse_future(stage, allocation, "allocated_on")
    after = outcome(stage, allocation)
    stage.refuse(
        allocation,
        f"SELECT v.row, b.issued_on::text FROM ({after}) v "
        f"JOIN {_BATCH} b ON b.id = v.batch_id WHERE v.allocated_on < b.issued_on",
        message=_("The batch was issued on {}, after this day."),
        field="allocated_on",
    )
    for stages, message in (
        (REPOSITORY_STAGES, _("This project is in no annual plan yet.")),
        (ENDED_STAGES, _("This project has ended.")),
    ):
        stage.refuse(
            allocation,
            f"SELECT v.row, NULL::text FROM ({after}) v "
            f"JOIN {_PROJECT} p ON p.id = v.project_id "
            "WHERE v.id IS NULL AND p.stage = ANY(%s)",
            [[str(each) for each in stages]],
            message=message,
            field="amount",
        )
    _check_free(stage, allocation)
    _check_paid(stage, allocation)


def _check_free(stage: Stage, allocation: Target) -> None:
    """All rows of a batch that would hold less than it is to give."""
    after = outcome(stage, allocation)
    stage.refuse(
        allocation,
        f"""WITH after AS ({after}),
        total AS (
            SELECT k.batch_id, sum(k.amount) AS given FROM (
                SELECT a.batch_id, a.amount FROM {_ALLOCATION} a
                 WHERE a.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)
                UNION ALL SELECT batch_id, amount FROM after) k
             GROUP BY k.batch_id)
        SELECT v.row, {_SHOWN.format("t.given - b.amount")} FROM after v
          JOIN total t ON t.batch_id = v.batch_id
          JOIN {_BATCH} b ON b.id = v.batch_id
         WHERE t.given > b.amount""",
        message=_(
            "With this file the batch gives {} (10,000 yuan) more than it holds."
        ),
        field="amount",
    )


def _check_paid(stage: Stage, allocation: Target) -> None:
    """What a project has paid of a batch stays covered."""
    after = outcome(stage, allocation)
    stage.refuse(
        allocation,
        f"""WITH after AS ({after}),
        paid AS (
            SELECT project_id, batch_id, sum(amount) AS amount FROM {_PAYMENT}
             GROUP BY project_id, batch_id),
        given AS (
            SELECT k.project_id, k.batch_id, sum(k.amount) AS amount FROM (
                SELECT a.project_id, a.batch_id, a.amount FROM {_ALLOCATION} a
                 WHERE a.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)
                UNION ALL SELECT project_id, batch_id, amount FROM after) k
             GROUP BY k.project_id, k.batch_id)
        SELECT v.row, {_SHOWN.format("p.amount")} FROM after v
          JOIN paid p ON p.project_id = v.project_id AND p.batch_id = v.batch_id
          JOIN given g ON g.project_id = v.project_id AND g.batch_id = v.batch_id
         WHERE p.amount > g.amount""",
        message=_("{} (10,000 yuan) were paid out of it already: it must cover that."),
        field="amount",
    )


def _before_undo_allocations(run: ImportRun) -> None:
    """Payments keep what they were paid out of."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM {_PAYMENT} y JOIN {_ALLOCATION} a
                  ON a.project_id = y.project_id AND a.batch_id = y.batch_id
                JOIN exchange_touchedrow r ON r.object_id = a.id
               WHERE r.run_id = %s AND r.model = %s""",
            [run.pk, Allocation._meta.label_lower],
        )
        paid = cursor.fetchone()[0]
    if paid:
        raise FileRefused(
            _(
                "Money has been paid out of these allocations. Correct them one by one "
                "instead."
            )
        )


ALLOCATION_ROSTER = Roster(
    key="fund-allocations",
    label="资金安排",
    description="一个项目一笔安排一行；按项目、资金批次和安排日期对应",
    permission="projects.manage_funds",
    columns=(
        *project_columns(),
        *batch_columns("allocation.batch_id", required=True),
        Column(
            "安排金额（万元）",
            "allocation.amount",
            aliases=("金额", "安排金额", "金额（万元）"),
            required=True,
        ),
        Column("安排日期", "allocation.allocated_on", aliases=("日期",), required=True),
        Column("备注", "allocation.note"),
    ),
    targets=(
        project_target(),
        Target(
            "allocation",
            Allocation,
            (Match(("project", "batch", "allocated_on")),),
            parents={"project": "project"},
            derived=("batch",),
            on_insert=ON_INSERT,
        ),
    ),
    unit="allocation",
    recognised_by=("~document", "allocation.amount"),
    title=("~project", "~document"),
    check=_check_allocations,
    before_undo=_before_undo_allocations,
    rows=ALLOCATIONS.select,
    **{
        **OF_PROJECT,
        "derive": (find_projects, _find_batches),
        "derived_headings": {"id": "对应", "batch": "资金批次"},
        "derived_cells": {"id": Cell(), "batch": _BatchCell()},
    },
)

FUND_ROSTERS = (BATCH_ROSTER, ALLOCATION_ROSTER)
