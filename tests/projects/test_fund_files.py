"""Batches and allocations as files: out and in unchanged, refused as by hand."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from openpyxl import load_workbook

from accounts.models import User
from exchange import files, jobs, services
from exchange.models import ImportRun, Job
from projects.models import Allocation, FundBatch, Payment, Project
from tests.exchange.workbooks import apply, counts, problems, receive, workbook
from tests.factories.projects import fund, make_batch

BATCH_HEADER = ("年度", "资金层级", "文号", "任务方向", "金额（万元）", "下达日期")
HEADER = ("项目编号", "资金文号", "资金层级", "安排金额（万元）", "安排日期")
CENTRAL = "巩固拓展脱贫攻坚成果和乡村振兴"


def read(
    owner: User, roster: str, header: tuple[str, ...], *rows: tuple[str, ...]
) -> ImportRun:
    return receive(workbook(rows, header=header, above=()), owner, roster)


def sent(
    owner: User, roster: str, header: tuple[str, ...], *rows: tuple[str, ...]
) -> tuple[dict[str, int], list[str]]:
    run = read(owner, roster, header, *rows)
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


def batches(owner: User, *rows: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    return sent(owner, "fund-batches", BATCH_HEADER, *rows)


def allocations(
    owner: User, *rows: tuple[str, ...]
) -> tuple[dict[str, int], list[str]]:
    return sent(owner, "fund-allocations", HEADER, *rows)


def exported(owner: User, roster: str) -> io.BytesIO:
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={"roster": roster, "query": {}, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return io.BytesIO(files.stored(job.result["file"]).read_bytes())


ONE = ("2026", "中央", "安财农〔2026〕1号", CENTRAL, "1250.5", "2026-01-20")
TWO = ("2026", "县级", "安财农〔2026〕1号", CENTRAL, "300", "2026-01-20")


def test_it_works(bureau_official: User, project: Project, neighbours: Project) -> None:
    assert batches(bureau_official, ONE, TWO) == ({"new": 2}, [])
    rows = (
        ("2026-003", "安财农〔2026〕1号", "中央", "98", "2026-02-01"),
        ("2026-013", "安财农〔2026〕1号", "县级", "52.123456", "2026-02-01"),
    )
    assert allocations(bureau_official, *rows) == ({"new": 2}, [])
    found = Allocation.objects.get(project=neighbours)
    assert (str(found.amount), found.batch.tier) == ("52.123456", "county")


def test_exports_come_back_unchanged(
    bureau_official: User, project: Project, neighbours: Project
) -> None:
    batches(bureau_official, ONE, TWO)
    for each, tier in ((project, "central"), (neighbours, "county")):
        fund(each, 98, tier=tier)
    for roster in ("fund-batches", "fund-allocations"):
        run = receive(exported(bureau_official, roster), bureau_official, roster)
        assert (counts(run), problems(run)) == ({"unchanged": 2}, [])


def test_whoever_sees_projects_takes_out_their_money_and_every_batch(
    township_staff: User,
    agriculture_staff: User,
    project: Project,
    neighbours: Project,
) -> None:
    fund(project, 98)
    fund(neighbours, 52)
    for user in (township_staff, agriculture_staff):
        book = load_workbook(exported(user, "fund-batches"))
        lines = ["|".join(map(str, row)) for row in book.worksheets[0].values]
        assert any("安财农〔2026〕1号" in line and "150" in line for line in lines)
        book = load_workbook(exported(user, "fund-allocations"))
        text = str([list(row) for row in book.worksheets[0].values])
        assert project.name in text
        assert neighbours.name not in text


def test_a_file_never_gives_more_than_the_batch_holds(
    bureau_official: User, project: Project, neighbours: Project
) -> None:
    make_batch(100)
    rows = tuple(
        (code, "安财农〔2026〕1号", "", "60", "2026-02-01")
        for code in ("2026-003", "2026-013")
    )
    message = "按这个文件，该批次多安排了 20 万元，超过批次金额。"
    assert allocations(bureau_official, *rows) == ({"refused": 2}, [message] * 2)
    assert allocations(bureau_official, rows[0]) == ({"new": 1}, [])
    more = ("2026-003", "安财农〔2026〕1号", "", "101", "2026-02-01")
    message = "按这个文件，该批次多安排了 1 万元，超过批次金额。"
    assert allocations(bureau_official, more) == ({"refused": 1}, [message])


def test_a_batch_is_named_well_enough(bureau_official: User, project: Project) -> None:
    batches(bureau_official, ONE, TWO)
    vague = ("2026-003", "安财农〔2026〕1号", "", "1", "2026-02-01")
    unknown = ("2026-003", "安财农〔2026〕2号", "", "1", "2026-02-01")
    _counts, messages = allocations(bureau_official, vague)
    assert messages == ["有几个批次是这个文号，请填写资金层级、任务方向和年度。"]
    _counts, messages = allocations(bureau_official, unknown)
    assert messages == ["没有这个文号、层级、任务方向和年度的批次。"]


def test_rows_are_refused_as_by_hand(
    bureau_official: User, project: Project, neighbours: Project
) -> None:
    batch = fund(project, 98).batch
    Payment.objects.create(
        project=project,
        batch=batch,
        voucher_no="1",
        amount="29.4",
        paid_on="2026-05-12",
        purpose="预付款",
    )
    Project.objects.filter(pk=neighbours.pk).update(
        terminated_on="2026-06-01", end_reason="选址变更"
    )
    number = batch.document_no
    for row, message in (
        (("2026-003", number, "", "29", "2026-02-01"),
         "已经支付 29.4 万元，安排金额不能少于已支付。"),
        (("2026-003", number, "", "1", "2026-01-19"),
         "这个批次 2026-01-20 才下达，安排日期不能更早。"),
        (("2026-003", number, "", "1", "2027-01-19"), "日期在今天之后。"),
        (("2026-013", number, "", "1", "2026-02-01"), "这个项目已经终止或出库。"),
    ):  # fmt: skip
        assert allocations(bureau_official, row) == ({"refused": 1}, [message])
    less = (*ONE[:2], number, *ONE[3:4], "97", "2026-01-20")
    message = "已经安排 98 万元，批次金额不能少于这个数。"
    assert batches(bureau_official, less) == ({"refused": 1}, [message])
    late = (*less[:4], "1000", "2026-02-02")
    message = "2026-02-01 已经安排过，下达日期不能更晚。"
    assert batches(bureau_official, late) == ({"refused": 1}, [message])


def test_what_was_paid_of_is_not_withdrawn_with_its_file(
    bureau_official: User, project: Project
) -> None:
    batches(bureau_official, ONE)
    run = read(
        bureau_official,
        "fund-allocations",
        HEADER,
        ("2026-003", "安财农〔2026〕1号", "", "98", "2026-02-01"),
    )
    apply(run)
    Payment.objects.create(
        project=project,
        batch=FundBatch.objects.get(),
        voucher_no="1",
        amount="1",
        paid_on="2026-05-12",
        purpose="预付款",
    )
    services.undo_run(run=run, by=bureau_official)
    run.refresh_from_db()
    assert run.job is not None
    jobs.run(run.job.pk)
    run.refresh_from_db()
    assert run.message == "这些安排已有支付，不能整份撤回，请逐笔修改。"
    assert Allocation.objects.count() == 1


@pytest.mark.parametrize("roster", ["fund-batches", "fund-allocations"])
def test_only_the_bureau_sends_these_files(
    roster: str, township_staff: User, agriculture_staff: User
) -> None:
    headers = {"fund-batches": BATCH_HEADER, "fund-allocations": HEADER}
    for user in (township_staff, agriculture_staff):
        with pytest.raises(PermissionDenied):
            read(user, roster, headers[roster], tuple("1" for _ in headers[roster]))
