"""The list of leads goes to Excel, is answered there, and comes back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.models import Area, User
from exchange import files, jobs, services
from exchange.models import ImportRun
from households import choices
from households.models import Deadline, Lead
from tests.exchange.workbooks import apply, counts, problems, receive, work
from tests.factories import HouseholdFactory, MemberFactory
from tests.households.leading import answer, make_lead, today


@pytest.fixture
def three(village: Area, township_staff: User) -> list[Lead]:
    MemberFactory(household=HouseholdFactory(village=village, head_name="赵德全"))
    made = [make_lead(village, township_staff) for _ in range(3)]
    answer(made[0], township_staff)
    return made


def exported(user: User) -> Any:
    job = services.start_export(roster_key="leads", owner=user, query={})
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.message
    return load_workbook(files.stored(job.result["file"]))


def sent(book: Any, user: User) -> ImportRun:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return receive(file, user, "leads")


def fill(book: Any, lead: Lead, **cells: Any) -> None:
    """Write into the row of a lead, by headings."""
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if any(c.value == "编号" for c in row))
    places = {cell.value: index for index, cell in enumerate(head)}
    line = next(row for row in rows if row[places["编号"]].value == lead.number)
    for heading, value in cells.items():
        line[places[heading]].value = value


ANSWERED = {
    "核查结果": "不属实",
    "核查日期": today(1).isoformat(),
    "核查人": "高磊",
    "核查情况": "已报销，生活正常",
}


def test_it_works(three: list[Lead], township_staff: User) -> None:
    """An answer written in Excel moves state and clocks as the form does."""
    book = exported(township_staff)
    fill(book, three[1], **ANSWERED)
    run = sent(book, township_staff)
    assert counts(run) == {"changed": 1, "unchanged": 2}
    apply(run)
    three[1].refresh_from_db()
    assert (three[1].state, three[1].outcome) == ("answered", "not_true")
    assert three[1].answered_on == today()
    running = Deadline.objects.running().filter(subject_id=three[1].pk)
    assert not running.filter(clock="lead_answer").exists()


def test_out_and_in_again_changes_nothing(
    three: list[Lead], township_staff: User
) -> None:
    assert counts(sent(exported(township_staff), township_staff)) == {"unchanged": 3}


def test_half_an_answer_is_refused(three: list[Lead], township_staff: User) -> None:
    book = exported(township_staff)
    fill(book, three[1], 核查结果="不属实")
    run = sent(book, township_staff)
    assert counts(run) == {"refused": 1, "unchanged": 2}


def test_an_outcome_that_cannot_be_is_refused(
    three: list[Lead], township_staff: User
) -> None:
    book = exported(township_staff)
    already = choices.LeadOutcome.ALREADY_MONITORED.label
    fill(book, three[1], **ANSWERED | {"核查结果": already})
    fill(book, three[2], **ANSWERED | {"核查日期": today(30).isoformat()})
    run = sent(book, township_staff)
    assert counts(run) == {"refused": 2, "unchanged": 1}
    assert {heading for _row, heading, _m in problems(run)} == {"核查结果", "核查日期"}


def test_the_outsider_answers_no_row_of_the_file(
    three: list[Lead], township_staff: User, outsider: User
) -> None:
    book = exported(township_staff)
    fill(book, three[1], **ANSWERED)
    run = sent(book, outsider)
    assert counts(run) == {"refused": 3}


def test_an_undone_answer_leaves_the_lead_open_with_its_clock(
    three: list[Lead], township_staff: User
) -> None:
    book = exported(township_staff)
    fill(book, three[1], **ANSWERED)
    run = apply(sent(book, township_staff))
    services.undo_run(run=run, by=township_staff)
    work(run)
    three[1].refresh_from_db()
    assert (three[1].state, three[1].outcome) == ("verifying", "")
    assert (
        Deadline.objects.running()
        .filter(clock="lead_answer", subject_id=three[1].pk)
        .exists()
    )
