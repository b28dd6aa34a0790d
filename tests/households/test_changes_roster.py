"""Births and departures come in by Excel; the ledger goes out and comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pghistory
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, User
from core.months import Month
from exchange import books, services
from exchange.models import ImportRun
from exchange.roster import Roster
from households import choices
from households.models import Household, HouseholdChange, Member
from households.rosters.changes import CHANGES
from households.services import changes
from households.services.months import close_month
from tests.exchange.test_roundtrip import edited, exported, sheet_of
from tests.exchange.workbooks import apply, counts, problems, receive, work, workbook
from tests.factories import id_number
from tests.households.changing import DAY, family, joined, left, moved, named

ClientOf = Callable[[User], Client]
HEADER = (
    "户编号",
    "变更类型",
    "变更日期",
    "成员姓名",
    "证件号码",
    "性别",
    "出生日期",
    "与户主关系",
    "变更原因",
)
BORN = DAY - dt.timedelta(days=3)


@pytest.fixture
def household(village: Area) -> Household:
    return family(village, "赵德全", "李秀英", "赵小军")


def row(household: Household, kind: str, name: str, reason: str, **cells: Any) -> Any:
    values = {
        "户编号": household.household_no,
        "变更类型": kind,
        "变更日期": DAY.isoformat(),
        "成员姓名": name,
        "变更原因": reason,
        **cells,
    }
    return [values.get(heading, "") for heading in HEADER]


def newborn(household: Household, name: str = "赵小宝", **cells: Any) -> Any:
    given = {"出生日期": BORN.isoformat(), "性别": "男", "与户主关系": "之孙子"}
    return row(household, "自然增加", name, "新生儿", **given | cells)


def sent(rows: list[Any], user: User) -> ImportRun:
    return receive(workbook(rows, header=HEADER, above=()), user, "changes")


def undo(run: ImportRun) -> ImportRun:
    services.undo_run(run=run, by=run.owner)
    return work(run)


def test_it_works(household: Household, township_staff: User) -> None:
    """The rows are what the forms would have written, summaries and undo included."""
    rows = [
        newborn(household),
        row(household, "自然减少", "李秀英", "死亡：病故"),
        row(household, "人员清退", "赵小军", "识别错误"),
    ]
    run = sent(rows, township_staff)
    assert (counts(run), problems(run)) == ({"new": 3}, [])
    apply(run)
    household.refresh_from_db()
    assert household.persons == 2
    born, died, never = HouseholdChange.objects.order_by("kind")
    assert (born.kind, born.member, born.persons) == (
        "member_joined", named(household, "赵小宝"), 1,
    )  # fmt: skip
    assert (died.reason, died.recorded_by) == ("死亡：病故", township_staff)
    left_, gone = named(household, "李秀英"), named(household, "赵小军")
    assert (left_.state, left_.left_on, left_.leave_reason) == ("left", DAY, "death")
    assert (gone.state, gone.leave_reason) == ("withdrawn", "misidentified")
    assert (born.member.join_reason, born.member.joined_on) == ("birth", DAY)
    assert born.member.id_type == "none"

    for change in (never, died, born):
        changes.undo_change(change=change, by=township_staff, reason="录错")
    assert named(household, "李秀英").state == "present"
    assert named(household, "赵小宝").state == "withdrawn"


def test_the_same_file_again_changes_nothing(
    household: Household, township_staff: User
) -> None:
    rows = [newborn(household), row(household, "自然减少", "李秀英", "死亡")]
    apply(sent(rows, township_staff))
    again = sent(rows, township_staff)
    assert (counts(again), problems(again)) == ({"unchanged": 2}, [])


def test_out_and_in_again_changes_nothing(
    household: Household, other_village: Area, township: Area, bureau_official: User
) -> None:
    """Kinds that a file cannot record, and undone ones, are in the export too."""
    joined(household, bureau_official)
    gone = left(named(household, "赵小军"), bureau_official)
    changes.undo_change(change=gone, by=bureau_official, reason="=录错，见“附件”")
    moved(household, other_village, bureau_official)
    path = exported("changes", bureau_official)
    assert len(sheet_of(path)) == 5
    run = receive(edited(path, {}), bureau_official, "changes")
    assert (counts(run), problems(run)) == ({"unchanged": 4}, [])


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    notes=st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
        min_size=1,
        max_size=4,
    )
)
def test_any_ledger_comes_back_unchanged(
    household: Household, township_staff: User, notes: list[str]
) -> None:
    for note in notes:
        person = named(household, "赵小军")
        change = left(person, township_staff, note=note)
        changes.undo_change(change=change, by=township_staff, reason=f"撤：{note}")
    path = exported("changes", township_staff)
    run = receive(edited(path, {}), township_staff, "changes")
    expected = {"unchanged": HouseholdChange.objects.count()}
    assert (counts(run), problems(run)) == (expected, [])


def test_a_recorded_change_is_not_edited(
    household: Household, township_staff: User
) -> None:
    left(named(household, "赵小军"), township_staff)
    path = exported("changes", township_staff)
    run = receive(edited(path, {(2, "变更原因"): "服刑"}), township_staff, "changes")
    assert counts(run) == {"refused": 1}
    [(_row, heading, message)] = problems(run)
    assert heading == "变更原因"
    assert "撤销后重新登记" in message


def refusals(household: Household) -> dict[str, tuple[Any, str, str]]:
    later = (DAY + dt.timedelta(days=1)).isoformat()
    early = (BORN - dt.timedelta(days=1)).isoformat()
    leave = "自然减少"
    return {
        "kind": (row(household, "分户", "赵小军", "分家"), "变更类型", "一户一档"),
        "future": (newborn(household, 变更日期=later), "变更日期", "今天"),
        "unborn": (newborn(household, 变更日期=early), "变更日期", "出生"),
        "reason": (row(household, leave, "赵小军", "搬家"), "变更原因", "死亡"),
        "wrong kind": (row(household, leave, "赵小军", "识别错误"), "变更原因", "死亡"),
        "stranger": (row(household, leave, "王五", "死亡"), "成员姓名", "没有此人"),
        "head": (row(household, leave, "赵德全", "死亡"), "成员姓名", "新户主"),
        "no name": (row(household, leave, "", "死亡"), "成员姓名", ""),
        "relation": (newborn(household, 与户主关系=""), "与户主关系", "请填"),
        "second head": (newborn(household, 与户主关系="户主"), "与户主关系", "户主"),
        "no day": (newborn(household, 出生日期=""), "出生日期", "出生日期"),
        "masked": (
            newborn(household, 证件号码="990***********0011"),
            "证件号码",
            "完整",
        ),
        "unread": (newborn(household, 证件号码="99098119"), "证件号码", ""),
    }


@pytest.mark.parametrize("case", list(refusals(Household(household_no="1"))))
def test_a_row_is_refused_at_its_cell(
    household: Household, township_staff: User, case: str
) -> None:
    line, heading, part = refusals(household)[case]
    run = sent([line], township_staff)
    assert counts(run) == {"refused": 1}
    [(number, found, message)] = problems(run)
    assert (number, found) == (2, heading)
    assert part in message


def test_a_member_does_not_join_twice(
    household: Household, township_staff: User
) -> None:
    person = named(household, "赵小军")
    number = person.reveal("id_no")
    again = newborn(household, "赵小军", 出生日期="", 证件号码=number)
    twins = [newborn(household), newborn(household)]
    run = sent([again, *twins], township_staff)
    assert counts(run) == {"new": 1, "refused": 2}
    assert [line for line, _heading, _message in problems(run)] == [2, 4]


def test_all_may_leave_and_the_household_stays_empty(
    household: Household, township_staff: User
) -> None:
    names = ("赵德全", "李秀英", "赵小军")
    rows = [row(household, "自然减少", name, "户籍迁出") for name in names]
    run = apply(sent(rows, township_staff))
    household.refresh_from_db()
    assert (counts(run), household.persons) == ({"new": 3}, 0)


def test_who_marries_out_of_one_household_marries_into_another(
    village: Area, township_staff: User
) -> None:
    one, two = family(village, "赵德全", "李秀英", "赵小军"), family(village, "王大山")
    number = named(one, "赵小军").reveal("id_no")
    goes = row(one, "自然减少", "赵小军", "婚出")
    comes = row(two, "自然增加", "赵小军", "婚入", 证件号码=number, 与户主关系="之女婿")
    run = sent([comes], township_staff)
    assert problems(run)[0][1] == "证件号码"
    run = apply(sent([comes, goes], township_staff))
    assert (counts(run), named(two, "赵小军").state) == ({"new": 2}, "present")
    assert named(two, "赵小军").reveal("id_no") == number


def test_a_closed_month_takes_none(
    household: Household, township_staff: User, bureau_official: User
) -> None:
    """Neither at the preview, nor when it was closed since, nor by the undo."""
    run = sent([newborn(household)], township_staff)
    close_month(month=Month.current(), by=bureau_official)
    services.apply_run(run=run, by=township_staff)
    with pytest.raises(AssertionError, match="封账"):
        work(run)
    assert not household.members.filter(name="赵小宝").exists()
    assert problems(sent([newborn(household)], township_staff))[0][1] == "变更日期"


def test_a_withdrawn_run_leaves_no_trace_in_the_register(
    household: Household, township_staff: User
) -> None:
    rows = [newborn(household), row(household, "自然减少", "李秀英", "死亡")]
    run = undo(apply(sent(rows, township_staff)))
    assert run.job is not None
    assert run.job.result == {"restored": 4, "kept": 0}
    household.refresh_from_db()
    assert household.persons == 3
    assert not HouseholdChange.objects.exists()
    assert not household.members.filter(name="赵小宝").exists()
    back = named(household, "李秀英")
    assert (back.state, back.left_on, back.leave_reason) == ("present", None, "")


def test_a_member_edited_since_stays_with_the_row_of_the_ledger(
    household: Household, township_staff: User
) -> None:
    run = apply(
        sent([newborn(household), newborn(household, "赵二宝")], township_staff)
    )
    born = named(household, "赵小宝")
    with pghistory.context(via="web"):
        Member.objects.filter(pk=born.pk).update(employer="安澜砖厂")
    undo(run)
    assert [change.member for change in HouseholdChange.objects.all()] == [born]
    assert not household.members.filter(name="赵二宝").exists()


def test_a_run_on_which_a_later_change_rests_is_not_withdrawn(
    household: Household, township_staff: User
) -> None:
    names = ("赵德全", "李秀英", "赵小军")
    rows = [row(household, "自然减少", name, "户籍迁出") for name in names]
    run = apply(sent(rows, township_staff))
    changes.declare_extinct(
        household=household, by=township_staff, on=DAY, reason="全家迁出"
    )
    services.undo_run(run=run, by=township_staff)
    with pytest.raises(AssertionError, match=household.household_no):
        work(run)
    assert not household.members.present().exists()


def test_the_outsider_records_nothing_here(
    household: Household,
    township_staff: User,
    outsider: User,
    village_worker: User,
    client_of: ClientOf,
) -> None:
    left(named(household, "赵小军"), township_staff)
    number = HouseholdChange.objects.get().pk
    head = ("变更编号", *HEADER)
    rows = [
        ["", *newborn(household)],
        ["", *row(household, "自然减少", "李秀英", "死亡")],
        [str(number), *row(household, "自然减少", "赵小军", "婚出")],
        ["", *row(household, "自然减少", "赵小军", "婚出")],
    ]
    file = workbook(rows, header=head, above=())
    run = receive(file, outsider, "changes")
    assert counts(run) == {"refused": 4}
    [told] = {message for _row, _heading, message in problems(run)}
    assert "没有这个编号" in told
    page = client_of(outsider).get(reverse("households:changes"))
    assert "roster=changes" in page.content.decode()
    page = client_of(village_worker).get(reverse("households:changes"))
    assert "roster=changes" not in page.content.decode()


def test_a_number_in_use_elsewhere_is_told_without_saying_where(
    household: Household, other_village: Area, township_staff: User
) -> None:
    number = id_number(8123, dt.date(1990, 1, 1), True)
    there = family(other_village, "外镇人")
    stranger = named(there, "外镇人").reveal("id_no")
    run = sent(
        [
            newborn(household, "甲", 出生日期="", 证件号码=stranger),
            newborn(household, "乙", 出生日期="", 性别="", 证件号码=number),
        ],
        township_staff,
    )
    [(line, heading, message)] = problems(run)
    assert (line, heading) == (2, "证件号码")
    assert there.household_no not in message


def test_the_template_lists_the_reasons(township_staff: User) -> None:
    roster: Roster = CHANGES
    path = books.template_workbook(roster, township_staff, {})
    heads = sheet_of(path)
    assert any("变更原因" in str(cell) for line in heads for cell in line)
    assert choices.LeaveReason.DEATH.label in roster.column["change.reason"].help
