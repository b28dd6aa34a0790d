"""Contracts and payments of projects, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from exchange.cells import Cell, squeeze
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.matching import differs
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.models import Allocation, Contract, FundBatch, Payment
from projects.registers.payments import CONTRACTS, PAYMENTS
from projects.rosters.batch_columns import batch_columns
from projects.rosters.parts import (
    OF_PROJECT,
    ON_INSERT,
    find_projects,
    project_columns,
    project_target,
    refuse_future,
)
from projects.rosters.payment_undo import contracts_go_back, payments_go_back

_ALLOCATION, _BATCH = Allocation._meta.db_table, FundBatch._meta.db_table
_CONTRACT, _PAYMENT = Contract._meta.db_table, Payment._meta.db_table
#: An amount as a sentence shows it: exact, without needless zeros.
_SHOWN = "rtrim(rtrim(to_char({}, 'FM999999999990.000000'), '0'), '.')"
#: A batch, and what a file may tell of it.
_Known = tuple[int, str, str, str, int]


class _NameCell(Cell):
    """A key, shown in a preview by what the row is called."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return str(self.model.objects.get(pk=value)) if value else None


def _find_batches(batch: Batch) -> None:
    """Fills ``payment.batch`` among those that the project got money of; where that
    is only one, nothing needs to be said of it."""
    projects = batch.get("project.id")
    known = _batches_of({pk for pk in projects if pk})
    told = [batch.get(name) for name in ("~tier", "~task_line", "~year")]
    found: list[int | None] = []
    for index, (project, document) in enumerate(
        zip(projects, batch.get("~document"), strict=True)
    ):
        wanted = [squeeze(document or ""), *(column[index] for column in told)]
        rows = [pk for pk, *row in known.get(project, []) if _fits(wanted, row)]
        if project and len(rows) != 1:
            batch.refuse(index, "~document", _not_one(len(rows)))
        found.append(rows[0] if len(rows) == 1 else None)
    batch.values["payment.batch"] = found


def _batches_of(projects: set[int]) -> dict[int | None, list[_Known]]:
    rows = Allocation.objects.filter(project__in=projects).order_by("batch")
    found: dict[int | None, list[_Known]] = {}
    for project, pk, document, *rest in rows.values_list(
        "project",
        "batch",
        "batch__document_no",
        "batch__tier",
        "batch__task_line",
        "batch__year",
    ).distinct():
        found.setdefault(project, []).append((pk, squeeze(document), *rest))
    return found


def _fits(wanted: Iterable[Any], row: Iterable[Any]) -> bool:
    return all(w in (None, "", r) for w, r in zip(wanted, row, strict=True))


def _not_one(count: int) -> str:
    if count:
        return _(
            "The project got money of several batches: give document number, tier, "
            "task line and year of this one."
        )
    return _("The project got nothing of this batch.")


def _find_contracts(batch: Batch) -> None:
    """Fills ``payment.contract`` by the number, among the project's contracts."""
    projects = batch.get("project.id")
    rows = Contract.objects.filter(project__in={pk for pk in projects if pk})
    known = {
        (project, squeeze(number)): pk
        for pk, project, number in rows.values_list("pk", "project", "number")
    }
    found: list[int | None] = []
    for index, (project, number) in enumerate(
        zip(projects, batch.get("~contract"), strict=True)
    ):
        pk = known.get((project, squeeze(number))) if number else None
        if number and project and pk is None:
            message = _("The project has no contract with this number.")
            batch.refuse(index, "~contract", message)
        found.append(pk)
    batch.values["payment.contract"] = found


def _check_payments(stage: Stage) -> None:
    """As ``services.payments`` does, for the file as a whole."""
    payment = stage.roster.target["payment"]
    refuse_future(stage, payment, "paid_on")
    after = outcome(stage, payment)
    stage.refuse(
        payment,
        f"""SELECT v.row, min(a.allocated_on)::text FROM ({after}) v
          JOIN {_ALLOCATION} a
            ON a.project_id = v.project_id AND a.batch_id = v.batch_id
         GROUP BY v.row, v.paid_on HAVING min(a.allocated_on) > v.paid_on""",
        message=_("The project got money of this batch on {}, after this day."),
        field="paid_on",
    )
    stage.refuse(
        payment,
        f"SELECT v.row, c.signed_on::text FROM ({after}) v "
        f"JOIN {_CONTRACT} c ON c.id = v.contract_id WHERE c.signed_on > v.paid_on",
        message=_("The contract was signed on {}, after this day."),
        field="paid_on",
    )
    stage.refuse(
        payment,
        f"SELECT v.row, NULL::text FROM ({after}) v WHERE v.contract_id IS NULL "
        "AND coalesce(v.note, '') = '' AND EXISTS "
        f"(SELECT 1 FROM {_CONTRACT} c WHERE c.project_id = v.project_id) "
        # What stands in the register already was paid before there was a contract.
        f"AND NOT EXISTS (SELECT 1 FROM {stage.matches(payment)} m "
        "WHERE m.row = v.row AND m.id IS NOT NULL)",
        message=_("Choose the contract, or say in the remark why it is paid without."),
        field="contract",
    )
    _check_allocated(stage, payment)
    _check_contracted(stage, payment)


def _check_allocated(stage: Stage, payment: Target) -> None:
    """What a project pays out of a batch is not more than it got of it."""
    limits = (
        f"SELECT project_id, batch_id, sum(amount) FROM {_ALLOCATION} GROUP BY 1, 2"
    )
    _check_sum(
        stage,
        payment,
        ("project_id", "batch_id"),
        limits,
        _("More than the project got of this batch ({} in 10,000 yuan)."),
    )


def _check_contracted(stage: Stage, payment: Target) -> None:
    """What is paid on a contract is not more than its amount."""
    _check_sum(
        stage,
        payment,
        ("contract_id",),
        f"SELECT id, amount FROM {_CONTRACT}",
        _("More than the contract's amount ({} in 10,000 yuan)."),
    )


def _check_sum(
    stage: Stage, payment: Target, keys: tuple[str, ...], limits: str, message: str
) -> None:
    """Refuses the new and changed rows of every group that would run over. ``limits``
    selects the keys and the most that may be paid."""
    named, same = ", ".join(keys), " AND ".join(f"t.{key} = v.{key}" for key in keys)
    stage.refuse(
        payment,
        f"""WITH after AS ({outcome(stage, payment)}),
        total AS (
            SELECT {named}, sum(amount) AS paid FROM (
                SELECT {named}, y.amount FROM {_PAYMENT} y
                 WHERE y.id NOT IN (SELECT id FROM after WHERE id IS NOT NULL)
                UNION ALL SELECT {named}, amount FROM after) k
             GROUP BY {named}),
        beyond AS (
            SELECT t.*, limits.most FROM total t
              JOIN ({limits}) AS limits ({named}, most) USING ({named})
             WHERE t.paid > limits.most)
        SELECT v.row, {_SHOWN.format("o.paid")} || ' > ' || {_SHOWN.format("o.most")}
          FROM {stage.table(payment)} s
          JOIN after v ON v.row = s.row
          JOIN beyond o ON {same.replace("t.", "o.")}
          LEFT JOIN {stage.matches(payment)} m ON m.row = s.row
          LEFT JOIN {payment.table} t ON t.id = m.id
         WHERE m.id IS NULL OR ({differs(stage, payment)})""",
        message=message,
        field="amount",
    )


PAYMENT_ROSTER = Roster(
    key="project-payments",
    label="项目支付",
    description="一笔支付一行；按项目、资金批次和凭证号对应",
    permission="projects.record_payment",
    columns=(
        *project_columns(),
        *batch_columns("payment.batch_id", hint="项目只有一个资金批次的可不填"),
        Column(
            "合同号",
            "~contract",
            aliases=("合同编号",),
            source=f"(SELECT c.number FROM {_CONTRACT} c "
            "WHERE c.id = payment.contract_id)",
        ),
        Column(
            "凭证号",
            "payment.voucher_no",
            aliases=("支付凭证号", "凭证编号", "支付凭证"),
            required=True,
        ),
        Column(
            "支付金额（万元）",
            "payment.amount",
            aliases=("金额", "支付金额", "金额（万元）"),
            required=True,
        ),
        Column(
            "支付日期", "payment.paid_on", aliases=("日期", "拨付日期"), required=True
        ),
        Column("用途", "payment.purpose", aliases=("款项用途", "摘要"), required=True),
        Column("收款单位", "payment.payee", aliases=("收款人",)),
        Column("备注", "payment.note"),
    ),
    targets=(
        project_target(),
        Target(
            "payment",
            Payment,
            (Match(("project", "batch", "voucher_no")),),
            parents={"project": "project"},
            derived=("batch", "contract"),
            clears={"contract": "~contract"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="payment",
    recognised_by=("payment.voucher_no", "payment.amount"),
    title=("~project", "payment.voucher_no"),
    check=_check_payments,
    before_undo=payments_go_back,
    rows=PAYMENTS.select,
    **{
        **OF_PROJECT,
        "derive": (find_projects, _find_batches, _find_contracts),
        "derived_headings": {"id": "对应", "batch": "资金批次", "contract": "合同"},
        "derived_cells": {
            "id": Cell(),
            "batch": _NameCell(FundBatch),
            "contract": _NameCell(Contract),
        },
        "order": "project.code, project.id, payment.paid_on, payment.id",
    },
)


def _check_contracts(stage: Stage) -> None:
    """As ``services.payments`` does."""
    contract = stage.roster.target["contract"]
    refuse_future(stage, contract, "signed_on")
    after = outcome(stage, contract)
    stage.refuse(
        contract,
        f"""SELECT v.row, {_SHOWN.format("sum(y.amount)")} FROM ({after}) v
          JOIN {_PAYMENT} y ON y.contract_id = v.id
         GROUP BY v.row, v.amount HAVING sum(y.amount) > v.amount""",
        message=_("{} (10,000 yuan) are paid: it cannot be less."),
        field="amount",
    )
    stage.refuse(
        contract,
        f"""SELECT v.row, min(y.paid_on)::text FROM ({after}) v
          JOIN {_PAYMENT} y ON y.contract_id = v.id
         GROUP BY v.row, v.signed_on HAVING min(y.paid_on) < v.signed_on""",
        message=_("It was paid on {} already, before this day."),
        field="signed_on",
    )


CONTRACT_ROSTER = Roster(
    key="project-contracts",
    label="项目合同",
    description="一份合同一行；按项目和合同号对应",
    permission="projects.record_payment",
    columns=(
        *project_columns(),
        Column(
            "合同号",
            "contract.number",
            aliases=("合同编号",),
            required=True,
        ),
        Column(
            "承建（供货）单位",
            "contract.contractor",
            aliases=("承建单位", "供货单位", "施工单位", "中标单位"),
            required=True,
        ),
        Column(
            "合同金额（万元）",
            "contract.amount",
            aliases=("合同金额", "合同价", "金额", "中标价"),
            required=True,
        ),
        Column("采购方式", "contract.procurement", required=True),
        Column("签订日期", "contract.signed_on", aliases=("日期",), required=True),
        Column("约定开工", "contract.starts_on"),
        Column("约定完工", "contract.ends_on"),
        Column(
            "已支付（万元）",
            "~paid",
            source=f"coalesce((SELECT sum(y.amount) FROM {_PAYMENT} y "
            "WHERE y.contract_id = contract.id), 0)",
            templated=False,
        ),
        Column("备注", "contract.note"),
    ),
    targets=(
        project_target(),
        Target(
            "contract",
            Contract,
            (Match(("project", "number")),),
            parents={"project": "project"},
            on_insert=ON_INSERT,
        ),
    ),
    unit="contract",
    recognised_by=("contract.number", "contract.amount"),
    title=("~project", "contract.number"),
    check=_check_contracts,
    before_undo=contracts_go_back,
    rows=CONTRACTS.select,
    **{
        **OF_PROJECT,
        "order": "project.code, project.id, contract.signed_on, contract.id",
    },
)

PAYMENT_ROSTERS = (CONTRACT_ROSTER, PAYMENT_ROSTER)
