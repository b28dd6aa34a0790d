"""Batches, what each project gets of them, contracts and payments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.models import User
from dashboards.demo.projects.catalogue import BATCHES, CHECKPOINTS
from dashboards.demo.projects.rows import Row, on
from projects.models import Allocation, Checkpoint, Contract, FundBatch, Payment

#: The plant whose page the prototype shows: its money and its payments.
SHOWN = "上坪村核桃初加工厂"
_SHOWN_SHARES = (("central", Decimal(68)), ("province", Decimal(30)))
_SHOWN_PAYMENTS = (
    ((5, 12), Decimal("29.4"), "预付款（30%）", "05-0117"),
    ((9, 18), Decimal("14.7"), "主体进度款", "09-0233"),
    ((11, 9), Decimal("14.7"), "设备款（到货 50%）", "11-0081"),
)
_PURPOSES = ("预付款（30%）", "进度款", "结算款")


class Batches:
    """The batches of the years, and what is left of each."""

    def __init__(self, rows: list[FundBatch]) -> None:
        self.left = {row: row.amount for row in rows}

    def take(self, year: int, amount: Decimal) -> list[tuple[FundBatch, Decimal]]:
        """From the first batches of the year that hold something."""
        parts = []
        for batch, left in self.left.items():
            if batch.year != year or not left or not amount:
                continue
            part = min(left, amount)
            self.left[batch] -= part
            amount -= part
            parts.append((batch, part))
        return parts

    def take_of(
        self, year: int, tier: str, amount: Decimal
    ) -> tuple[FundBatch, Decimal]:
        batch = next(b for b in self.left if b.year == year and b.tier == tier)
        self.left[batch] -= amount
        return batch, amount


def write_batches(day: dt.date, by: User) -> Batches:
    rows = [
        FundBatch(
            year=year,
            tier=tier,
            document_no=document.format(year=year),
            task_line=line,
            amount=Decimal(str(money)),
            issued_on=on(year, when),
            is_direct=direct,
            recorded_by=by,
        )
        for year in (day.year - 1, day.year)
        for tier, line, document, money, when, direct in BATCHES
    ]
    Checkpoint.objects.bulk_create(
        Checkpoint(
            year=day.year, day=on(day.year, when), target=target, source="示例数据"
        )
        for when, target in CHECKPOINTS
    )
    return Batches(FundBatch.objects.bulk_create(rows))


def write_money(day: dt.date, row: Row, batches: Batches, by: User) -> None:
    """Of a project that is planned: allocations at the release, then payments."""
    project = row.project
    if project.funded_on is None:
        return
    shares = (
        [batches.take_of(row.year, tier, money) for tier, money in _SHOWN_SHARES]
        if project.name == SHOWN
        else batches.take(row.year, project.budget)
    )
    Allocation.objects.bulk_create(
        Allocation(
            project=project,
            batch=batch,
            amount=amount,
            allocated_on=max(project.funded_on, batch.issued_on),
            recorded_by=by,
        )
        for batch, amount in shares
    )
    contract = _contract(row, by)
    _pay(day, row, shares, contract, by)


def _contract(row: Row, by: User) -> Contract | None:
    project = row.project
    if project.tendered_on is None:
        return None
    is_shown = project.name == SHOWN
    return Contract.objects.create(
        project=project,
        number=f"合同 {project.code}",
        contractor="某建设公司"
        if project.category != "employment"
        else project.builder,
        amount=Decimal("94.6") if is_shown else project.budget,
        procurement="tender" if project.budget >= 60 else "compared",
        signed_on=project.tendered_on,
        starts_on=project.planned_start,
        ends_on=project.planned_end,
        recorded_by=by,
    )


def _pay(
    day: dt.date,
    row: Row,
    shares: list[tuple[FundBatch, Decimal]],
    contract: Contract | None,
    by: User,
) -> None:
    left = dict(shares)
    Payment.objects.bulk_create(
        Payment(
            project=row.project,
            batch=batch,
            contract=contract,
            voucher_no=voucher or f"{paid:%Y-%m}-{row.project.code[-3:]}{number}",
            amount=part,
            paid_on=paid,
            purpose=purpose,
            payee=contract.contractor if contract else row.made.builder,
            recorded_by=by,
        )
        for number, (when, amount, purpose, voucher) in enumerate(_due(row))
        if when <= day
        for batch, part in _out_of(left, amount)
        # Nothing is paid out of a batch before it was issued.
        if (paid := max(when, batch.issued_on)) <= day
    )


def _out_of(
    left: dict[FundBatch, Decimal], amount: Decimal
) -> list[tuple[FundBatch, Decimal]]:
    """An amount out of what is left of the shares, which get less."""
    parts: list[tuple[FundBatch, Decimal]] = []
    for batch, rest in left.items():
        part = min(rest, amount - sum(taken for _batch, taken in parts))
        if part:
            parts.append((batch, part))
    for batch, part in parts:
        left[batch] -= part
    return parts


def _due(row: Row) -> list[tuple[dt.date, Decimal, str, str]]:
    """Day, amount, purpose and voucher of every payment of the project."""
    made, year = row.made, row.year
    if made.name == SHOWN:
        return [
            (on(year, when), amount, purpose, f"{year}-{voucher}")
            for when, amount, purpose, voucher in _SHOWN_PAYMENTS
        ]
    paid = Decimal(str(made.paid))
    if not paid:
        return []
    start, end = on(year, made.start), on(year, made.end)
    first = min(paid, (row.project.budget * 30 / 100).quantize(Decimal("0.1")))
    second = min(paid - first, (row.project.budget * 40 / 100).quantize(Decimal("0.1")))
    span = (end - start).days
    days = (20, span * 6 // 10, min(span + 8, (dt.date(year, 11, 20) - start).days))
    amounts = (first, second, paid - first - second)
    return [
        (start + dt.timedelta(days=after), amount, purpose, "")
        for after, amount, purpose in zip(days, amounts, _PURPOSES, strict=True)
        if amount
    ]
