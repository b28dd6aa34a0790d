"""Payments, contracts and milestones as files: both ways, and what is refused."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from exchange import files, jobs, services
from exchange.models import Job
from projects.models import Contract, Milestone, Payment, Project
from tests.exchange.workbooks import apply, counts, problems, receive, work, workbook
from tests.factories.projects import fund

PAYMENTS, CONTRACTS, MILESTONES = (
    "project-payments",
    "project-contracts",
    "project-milestones",
)
HEADERS = {
    PAYMENTS: (
        "项目编号",
        "资金文号",
        "合同号",
        "凭证号",
        "支付金额（万元）",
        "支付日期",
        "用途",
    ),
    CONTRACTS: (
        "项目编号",
        "合同号",
        "承建单位",
        "合同金额（万元）",
        "采购方式",
        "签订日期",
    ),
    MILESTONES: ("项目编号", "节点", "计划日期", "计划形象进度（%）", "完成日期"),
}
FIRST = ("2026-003", "", "", "2026-05-0117", "29.4", "2026-05-12", "预付款")
SECOND = ("2026-003", "", "", "2026-09-0233", "14.7", "2026-09-18", "进度款")
CONTRACT = ("2026-003", "合1", "某建设公司", "94.6", "公开招标", "2026-04-01")
MAIN = ("2026-003", "厂房主体完工", "2026-07-10", "40", "2026-07-22")
TOOLS = ("2026-003", "设备进场", "2026-09-30", "70", "")

Found = tuple[dict[str, int], list[str]]


def sent(owner: User, roster: str, *rows: tuple[str, ...]) -> Found:
    """What becomes of a file: the counts of its preview, and what is wrong."""
    run = receive(workbook(rows, header=HEADERS[roster], above=()), owner, roster)
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


def comes_back(owner: User, roster: str) -> Found:
    """What an export does when it is brought in again as it is."""
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={"roster": roster, "query": {}, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    book = io.BytesIO(files.stored(job.result["file"]).read_bytes())
    run = receive(book, owner, roster)
    return counts(run), [message for _row, _heading, message in problems(run)]


def test_it_works(township_staff: User, project: Project) -> None:
    fund(project, 98)
    assert sent(township_staff, PAYMENTS, SECOND) == ({"new": 1}, [])
    assert sent(township_staff, CONTRACTS, CONTRACT) == ({"new": 1}, [])
    of_it = (*FIRST[:2], "合1", *FIRST[3:])
    refused = ["请选择合同；不属于合同的，在备注写明原因。"]
    assert sent(township_staff, PAYMENTS, FIRST) == ({"refused": 1}, refused)
    assert sent(township_staff, PAYMENTS, of_it) == ({"new": 1}, [])
    assert comes_back(township_staff, PAYMENTS) == ({"unchanged": 2}, [])
    first, second = Payment.objects.order_by("paid_on")
    assert (first.contract, second.contract) == (Contract.objects.get(), None)
    assert (first.amount, first.recorded_by) == (Decimal("29.4"), township_staff)
    assert sent(township_staff, MILESTONES, MAIN, TOOLS) == ({"new": 2}, [])
    assert Milestone.objects.get(name="设备进场").works == 70
    for roster, rows in ((CONTRACTS, 1), (PAYMENTS, 2), (MILESTONES, 2)):
        assert comes_back(township_staff, roster) == ({"unchanged": rows}, [])


def test_money_of_several_batches_comes_back_unchanged(
    township_staff: User, project: Project
) -> None:
    """One document may be two batches: of two tiers, or two task lines."""
    fund(project, 50)
    fund(project, 30, tier="province")
    fund(project, 20, tier="province", task_line="minority")
    for batch in (row.batch for row in project.allocation_rows.all()):
        Payment.objects.create(
            project=project,
            batch=batch,
            voucher_no="1",
            amount=Decimal("10.123456"),
            paid_on=dt.date(2026, 5, 12),
            purpose="预付款",
        )
    assert comes_back(township_staff, PAYMENTS) == ({"unchanged": 3}, [])
    refused = "本项目有几个资金批次，请填写这一笔的资金文号、层级、任务方向和年度。"
    assert sent(township_staff, PAYMENTS, FIRST) == ({"refused": 1}, [refused])


def test_the_rows_of_a_file_are_added_up(
    township_staff: User, project: Project
) -> None:
    fund(project, 40)
    over = "支付合计超过本项目在这个批次安排的资金（44.1 > 40 万元）。"
    found = sent(township_staff, PAYMENTS, FIRST, SECOND)
    assert found == ({"refused": 2}, [over, over])
    assert sent(township_staff, PAYMENTS, FIRST) == ({"new": 1}, [])
    # What is there already is not refused beside it.
    found = sent(township_staff, PAYMENTS, FIRST, SECOND)
    assert found == ({"unchanged": 1, "refused": 1}, [over])


def test_a_file_pays_no_contract_over_its_amount(
    township_staff: User, project: Project
) -> None:
    fund(project, 98)
    sent(township_staff, CONTRACTS, (*CONTRACT[:3], "40", *CONTRACT[4:]))
    rows = [(*row[:2], "合1", *row[3:]) for row in (FIRST, SECOND)]
    over = "支付合计超过合同金额（44.1 > 40 万元）。"
    assert sent(township_staff, PAYMENTS, *rows) == ({"refused": 2}, [over, over])
    sent(township_staff, PAYMENTS, rows[0])
    less = (*CONTRACT[:3], "20", *CONTRACT[4:])
    message = "已按合同支付 29.4 万元，合同金额不能更少。"
    assert sent(township_staff, CONTRACTS, less) == ({"refused": 1}, [message])


def test_what_hangs_on_nothing_is_refused(
    township_staff: User, project: Project
) -> None:
    nothing = "本项目没有安排这个批次的资金。"
    assert sent(township_staff, PAYMENTS, FIRST) == ({"refused": 1}, [nothing])
    fund(project, 98)
    other = ("2026-003", "安财农〔2020〕9号", *FIRST[2:])
    assert sent(township_staff, PAYMENTS, other) == ({"refused": 1}, [nothing])
    unknown = (*FIRST[:2], "合9", *FIRST[3:])
    message = "本项目没有这个合同号。"
    assert sent(township_staff, PAYMENTS, unknown) == ({"refused": 1}, [message])
    early = (*FIRST[:5], "2026-01-12", "预付款")
    message = "这个批次的资金 2026-02-01 才安排给本项目，晚于支付日期。"
    assert sent(township_staff, PAYMENTS, early) == ({"refused": 1}, [message])
    mute = (*FIRST[:3], "", *FIRST[4:])
    counted, _messages = sent(township_staff, PAYMENTS, mute)
    assert counted == {"refused": 1}


@pytest.mark.usefixtures("neighbours")
def test_an_outsider_pays_for_nobody_elses_project(
    outsider: User, project: Project
) -> None:
    fund(project, 98)
    refused = ["您负责的项目里没有这个编号。"]
    assert sent(outsider, PAYMENTS, FIRST) == ({"refused": 1}, refused)
    assert sent(outsider, CONTRACTS, CONTRACT) == ({"refused": 1}, refused)
    assert sent(outsider, MILESTONES, MAIN) == ({"refused": 1}, refused)


@pytest.mark.usefixtures("project")
def test_milestones_are_one_rising_curve(township_staff: User) -> None:
    lower = (*TOOLS[:3], "30", "")
    earlier = "前面的节点计划进度更高（厂房主体完工 40 %）。"
    assert earlier in sent(township_staff, MILESTONES, MAIN, lower)[1]
    sent(township_staff, MILESTONES, MAIN)
    found = sent(township_staff, MILESTONES, lower)
    assert found == ({"refused": 1}, [earlier])


@pytest.mark.usefixtures("project")
def test_a_milestone_of_tomorrow_is_not_reached(township_staff: User) -> None:
    ahead = (*MAIN[:4], "2027-01-01")
    assert sent(township_staff, MILESTONES, ahead) == (
        {"refused": 1},
        ["日期在今天之后。"],
    )


def withdrawn(owner: User, roster: str, row: tuple[str, ...], between: Any) -> None:
    """Bring a row in, do something, and take the file back."""
    run = receive(workbook([row], header=HEADERS[roster], above=()), owner, roster)
    apply(run)
    between()
    services.undo_run(run=run, by=owner)
    assert run.job is not None
    work(run)


def nothing() -> None:
    """Nobody has done anything since."""


def test_a_corrected_payment_gets_its_earlier_amount_back(
    township_staff: User, project: Project
) -> None:
    fund(project, 40)
    sent(township_staff, PAYMENTS, FIRST)
    less = (*FIRST[:4], "10", *FIRST[5:])
    withdrawn(township_staff, PAYMENTS, less, nothing)
    assert Payment.objects.get().amount == Decimal("29.4")


def test_a_file_stays_when_its_earlier_amounts_no_longer_fit(
    township_staff: User, project: Project
) -> None:
    fund(project, 40)
    sent(township_staff, PAYMENTS, FIRST)
    less = (*FIRST[:4], "10", *FIRST[5:])
    more = (*SECOND[:4], "30", *SECOND[5:])
    with pytest.raises(AssertionError, match="请逐笔更正"):
        withdrawn(
            township_staff,
            PAYMENTS,
            less,
            lambda: sent(township_staff, PAYMENTS, more),
        )
    first = Payment.objects.get(voucher_no="2026-05-0117")
    assert first.amount == 10


def test_a_contract_stays_as_large_as_what_is_paid_on_it(
    township_staff: User, project: Project
) -> None:
    fund(project, 98)
    sent(township_staff, CONTRACTS, (*CONTRACT[:3], "20", *CONTRACT[4:]))
    of_it = (*FIRST[:2], "合1", *FIRST[3:])
    with pytest.raises(AssertionError, match="请逐份更正"):
        withdrawn(
            township_staff,
            CONTRACTS,
            CONTRACT,
            lambda: sent(township_staff, PAYMENTS, of_it),
        )
    assert Contract.objects.get().amount == Decimal("94.6")
