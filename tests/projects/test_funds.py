"""Batches, allocations, checkpoints and kinds: what is written, what is refused."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from projects.models import (
    Allocation,
    FundBatch,
    Payment,
    Project,
)
from projects.services import funds
from projects.signals import projects_changed
from tests.factories.projects import fund, make_batch, make_project

ClientOf = Callable[[User], Client]
FEBRUARY = dt.date(2026, 2, 1)


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


def pay(project: Project, batch: FundBatch, amount: str) -> Payment:
    row: Payment = Payment.objects.create(
        project=project,
        batch=batch,
        voucher_no=f"2026-{amount}",
        amount=amount,
        paid_on=dt.date(2026, 5, 12),
        purpose="进度款",
    )
    return row


def typed(**changes: str) -> dict[str, str]:
    return {
        "year": "2026",
        "tier": "central",
        "document_no": "安财农〔2026〕7号",
        "task_line": "consolidation",
        "amount": "1,250.5万元",
        "issued_on": "2026-01-20",
        "note": "",
        **changes,
    }


def test_it_works(
    client_of: ClientOf,
    bureau_official: User,
    project: Project,
    neighbours: Project,
) -> None:
    client = client_of(bureau_official)
    assert client.post(url("batch-add"), typed()).status_code == 302
    batch = FundBatch.objects.get()
    assert (batch.amount, batch.recorded_by) == (Decimal("1250.5"), bureau_official)
    page = client.get(url("batch-allocate", batch.pk)).content.decode()
    assert project.name in page
    assert neighbours.name in page
    told: list[Any] = []

    def listen(sender: Any, projects: list[int], **kwargs: Any) -> None:
        told.extend(projects)

    projects_changed.connect(listen)
    answer = client.post(
        url("batch-allocate", batch.pk),
        {
            "allocated_on": "2026-02-01",
            f"amount-{project.pk}": "98",
            f"amount-{neighbours.pk}": "52.5",
        },
    )
    projects_changed.disconnect(listen)
    assert answer.status_code == 302
    assert sorted(told) == sorted([project.pk, neighbours.pk])
    shown = client.get(url("batch", batch.pk)).context
    assert (shown["batch"].allocated, shown["batch"].free) == (
        Decimal("150.5"),
        Decimal(1100),
    )
    assert client.get(url("batches")).context["rows"]


def test_two_projects_never_get_more_than_the_batch_holds(
    client_of: ClientOf,
    bureau_official: User,
    project: Project,
    neighbours: Project,
) -> None:
    batch = make_batch(100)
    answer = client_of(bureau_official).post(
        url("batch-allocate", batch.pk),
        {
            "allocated_on": "2026-02-01",
            f"amount-{project.pk}": "60",
            f"amount-{neighbours.pk}": "40.000001",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "这个批次还剩 100 万元，填了 100.000001 万元，多出 0.000001 万元。" in page
    assert 'value="40.000001"' in page
    assert not Allocation.objects.exists()


def test_a_single_amount_is_refused_at_its_field(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    batch = make_batch(50)
    client = client_of(bureau_official)
    given = {"allocated_on": "2026-02-01", "batch": str(batch.pk), "amount": "50.01"}
    answer = client.post(url("project-funds", project.pk), given)
    assert answer.status_code == 422
    errors = answer.context["form"].errors["amount"]
    assert errors == ["这个批次还剩 50 万元，填了 50.01 万元，多出 0.01 万元。"]
    whole = client.post(url("project-funds", project.pk), {**given, "amount": "50"})
    assert whole.status_code == 302
    empty = client.get(url("project-funds", project.pk)).content.decode()
    assert "所有批次都已安排完。" in empty
    used_up = client.post(url("project-funds", project.pk), given)
    assert used_up.context["form"].errors["batch"] == ["请选择还有余额的批次。"]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-01-19", "这个批次 2026-01-20 才下达，安排日期不能更早。"),
        ("2027-01-01", "日期在今天之后。"),
        ("", "请填写日期。"),
    ],
)
def test_the_day_of_an_allocation_lies_between_document_and_today(
    day: str,
    sentence: str,
    client_of: ClientOf,
    bureau_official: User,
    project: Project,
) -> None:
    answer = client_of(bureau_official).post(
        url("batch-allocate", make_batch().pk),
        {"allocated_on": day, f"amount-{project.pk}": "1"},
    )
    assert answer.context["form"].errors["allocated_on"] == [sentence]


def test_only_what_is_planned_and_has_not_ended_gets_money(
    bureau_official: User, village: Area
) -> None:
    batch = make_batch()
    early = make_project(
        village, "储备", planned_on=None, funded_on=None, started_on=None
    )
    ended = make_project(
        village, "终止", terminated_on=dt.date(2026, 6, 1), end_reason="选址变更"
    )
    with pytest.raises(ValidationError) as refused:
        funds.allocate(
            batch=batch.pk,
            by=bureau_official,
            allocated_on=FEBRUARY,
            amounts={early.pk: Decimal(1), ended.pk: Decimal(1)},
        )
    assert refused.value.message_dict == {
        f"amount-{early.pk}": ["这个项目还没有纳入年度计划。"],
        f"amount-{ended.pk}": ["这个项目已经终止或出库。"],
    }


def test_the_same_day_twice_is_one_allocation_to_be_corrected(
    bureau_official: User, project: Project
) -> None:
    batch = fund(project, 30).batch
    with pytest.raises(ValidationError, match="当天已经从这个批次安排了 30 万元"):
        funds.allocate(
            batch=batch.pk,
            by=bureau_official,
            allocated_on=FEBRUARY,
            amounts={project.pk: Decimal(5)},
        )


def test_an_allocation_covers_what_was_paid_of_it(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    row = fund(project, 98)
    pay(project, row.batch, "29.4")
    client = client_of(bureau_official)
    form = client.get(url("allocation-edit", row.pk)).context["form"]
    given = {"seen": form["seen"].value(), "allocated_on": "2026-02-01", "note": ""}
    refused = client.post(
        url("allocation-edit", row.pk), {**given, "amount": "29.399999"}
    )
    assert refused.context["form"].errors["amount"] == [
        "已经支付 29.4 万元，安排金额不能少于 29.4 万元。"
    ]
    removed = client.post(
        url("allocation-remove", row.pk), {"seen": form["seen"].value()}
    )
    assert removed.status_code == 422
    assert "已经支付 29.4 万元" in removed.content.decode()
    less = client.post(url("allocation-edit", row.pk), {**given, "amount": "29.4"})
    assert less.status_code == 302
    again = client.post(url("allocation-edit", row.pk), {**given, "amount": "50"})
    assert again.status_code == 409
    row.refresh_from_db()
    assert row.amount == Decimal("29.4")


def test_an_allocation_stays_before_what_was_paid_of_it(
    bureau_official: User, project: Project
) -> None:
    """A rest that was given later covers the sum, but not the day."""
    row = fund(project, 40)
    Allocation.objects.create(
        project=project, batch=row.batch, amount=40, allocated_on=dt.date(2026, 6, 1)
    )
    row.refresh_from_db()
    day = pay(project, row.batch, "30").paid_on
    seen = funds.fingerprint(row)
    later = {"amount": row.amount, "allocated_on": day + dt.timedelta(days=1)}
    with pytest.raises(ValidationError) as refused:
        funds.update_allocation(pk=row.pk, by=bureau_official, values=later, seen=seen)
    assert set(refused.value.message_dict) == {"allocated_on"}
    with pytest.raises(ValidationError, match="其余资金是在这之后安排的"):
        funds.remove_allocation(pk=row.pk, seen=seen)
    moved = {"amount": row.amount, "allocated_on": day}
    funds.update_allocation(pk=row.pk, by=bureau_official, values=moved, seen=seen)


def test_a_corrected_allocation_stays_within_its_batch(
    bureau_official: User, project: Project, neighbours: Project
) -> None:
    batch = make_batch(100)
    row = fund(project, 60, document_no=batch.document_no)
    fund(neighbours, 30, document_no=batch.document_no)
    row.refresh_from_db()
    values = {"amount": Decimal(71), "allocated_on": FEBRUARY, "note": ""}
    with pytest.raises(ValidationError, match="最多能安排给这个项目 70 万元"):
        funds.update_allocation(
            pk=row.pk,
            by=bureau_official,
            values=values,
            seen=funds.fingerprint(row),
        )


def test_a_batch_is_never_less_than_what_was_given_of_it(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    batch = fund(project, 98).batch
    client = client_of(bureau_official)
    form = client.get(url("batch-edit", batch.pk)).context["form"]
    given = typed(seen=form["seen"].value(), document_no=batch.document_no)
    less = client.post(url("batch-edit", batch.pk), {**given, "amount": "97.99"})
    assert less.context["form"].errors["amount"] == [
        "已经安排 98 万元，批次金额不能少于这个数。"
    ]
    late = client.post(
        url("batch-edit", batch.pk), {**given, "issued_on": "2026-02-02"}
    )
    assert late.context["form"].errors["issued_on"] == [
        "2026-02-01 已经安排过，下达日期不能更晚。"
    ]
    kept = client.post(url("batch-remove", batch.pk), {"seen": form["seen"].value()})
    assert kept.status_code == 422
    assert "已经安排 98 万元给 1 个项目，请先撤回这些安排。" in kept.content.decode()


def test_a_batch_nobody_got_of_is_deleted(
    client_of: ClientOf, bureau_official: User
) -> None:
    batch = make_batch()
    client = client_of(bureau_official)
    stale = client.post(url("batch-remove", batch.pk), {"seen": "x"})
    assert stale.status_code == 409
    seen = client.get(url("batch-remove", batch.pk)).context["seen"]
    assert client.post(url("batch-remove", batch.pk), {"seen": seen}).status_code == 302
    assert client.post(url("batch-remove", batch.pk), {"seen": seen}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("year", "26", "年度填四位数字。"),
        ("amount", "很多", "请用数字填写万元金额，例如 98.5。"),
        ("amount", "-1", "金额不能是负数。"),
        ("amount", "1.0000001", "最多六位小数（精确到分）。"),
        ("amount", "NaN", "请用数字填写万元金额，例如 98.5。"),
        ("issued_on", "2027-01-01", "日期在今天之后。"),
        ("document_no", "", "请填写资金文号。"),
    ],
)
def test_a_wrong_batch_is_refused_at_its_field(
    field: str,
    value: str,
    sentence: str,
    client_of: ClientOf,
    bureau_official: User,
) -> None:
    answer = client_of(bureau_official).post(url("batch-add"), typed(**{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field] == [sentence]


def test_a_batch_is_recorded_once(client_of: ClientOf, bureau_official: User) -> None:
    client = client_of(bureau_official)
    client.post(url("batch-add"), typed())
    again = client.post(url("batch-add"), typed(amount="0.5"))
    assert "这个资金批次已经登记过。" in again.content.decode()
    assert client.post(url("batch-add"), typed(amount="0")).status_code == 422


def test_what_other_townships_got_is_a_number_without_names(
    client_of: ClientOf,
    outsider: User,
    village_worker: User,
    project: Project,
    neighbours: Project,
) -> None:
    batch = fund(project, 98).batch
    fund(neighbours, 52, document_no=batch.document_no)
    for user, mine, theirs in (
        (outsider, neighbours, project),
        (village_worker, project, neighbours),
    ):
        client = client_of(user)
        page = client.get(url("batch", batch.pk))
        assert mine.name in page.content.decode()
        assert theirs.name not in page.content.decode()
        assert page.context["batch"].allocated == 150
        rows = client.get(url("allocations")).content.decode()
        assert mine.name in rows
        assert theirs.name not in rows
        assert client.get(url("project-funds", theirs.pk)).status_code == 404
        assert client.get(url("project-funds", mine.pk)).status_code == 200


def test_only_the_bureau_gives_money_away(
    client_of: ClientOf,
    township_staff: User,
    agriculture_staff: User,
    project: Project,
) -> None:
    row = fund(project, 10)
    for user in (township_staff, agriculture_staff):
        client = client_of(user)
        for name, pk in (
            ("batch-edit", row.batch_id),
            ("batch-allocate", row.batch_id),
            ("allocation-edit", row.pk),
            ("allocation-remove", row.pk),
        ):
            assert client.get(url(name, pk)).status_code == 403
        assert client.post(url("project-funds", project.pk)).status_code == 403
        assert (
            "batch-allocate"
            not in client.get(url("batch", row.batch_id)).content.decode()
        )
