"""Columns that name the batch of the fund that a row takes its money from."""

from exchange.cells import Choice, Whole
from exchange.roster import Column
from projects.choices import TaskLine, Tier
from projects.models import FundBatch

_BATCH = FundBatch._meta.db_table


def batch_columns(
    batch: str, *, required: bool = False, hint: str = ""
) -> tuple[Column, ...]:
    """Document number, and what tells its batches apart; ``batch`` is the SQL of the
    batch's key, ``required`` and ``hint`` are of the document number."""

    def of_batch(column: str) -> str:
        return f"(SELECT b.{column} FROM {_BATCH} b WHERE b.id = {batch})"  # noqa: S608

    return (
        Column(
            "资金文号",
            "~document",
            aliases=("文号", "下达文号", "指标文号"),
            required=required,
            source=of_batch("document_no"),
            help=hint,
        ),
        Column(
            "资金层级",
            "~tier",
            aliases=("层级", "资金来源"),
            cell=Choice(Tier.choices),
            source=of_batch("tier"),
            help="一个文号有几个批次的才需要填",
        ),
        Column(
            "任务方向",
            "~task_line",
            aliases=("资金类别",),
            cell=Choice(TaskLine.choices),
            source=of_batch("task_line"),
            help="同上",
        ),
        Column(
            "资金年度",
            "~year",
            aliases=("年度",),
            cell=Whole(2015, 2100),
            source=of_batch("year"),
            help="同上",
        ),
    )
