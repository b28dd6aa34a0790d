"""Worksheets of a round out to Excel and back in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Area, User
from exchange import services
from exchange.models import ImportRun
from households.models import (
    Deadline,
    Household,
    Lead,
    ScreeningResult,
    ScreeningRound,
)
from households.services.screening_lists import refresh_list
from households.services.screening_rounds import close_round
from tests.exchange.test_roundtrip import edited, exported
from tests.exchange.workbooks import apply, counts, problems, receive, work, workbook
from tests.factories import HouseholdFactory, MemberFactory
from tests.households.screening import begun, screen

HEADER = ("年度", "轮次", "户编号", "排查结果", "排查日期", "风险信号", "情况说明")


@pytest.fixture
def household(village: Area) -> Household:
    return HouseholdFactory(village=village, head_name="赵德全")


@pytest.fixture
def foreign(other_village: Area) -> Household:
    return HouseholdFactory(village=other_village)


@pytest.fixture
def round_(
    bureau_official: User, household: Household, foreign: Household
) -> ScreeningRound:
    return begun(bureau_official)


def row(
    round_: ScreeningRound, home: Household, outcome: str = "无风险", **more: Any
) -> tuple[Any, ...]:
    values = {
        "年度": round_.year,
        "轮次": round_.number,
        "户编号": home.household_no,
        "排查结果": outcome,
        "排查日期": timezone.localdate().isoformat(),
        "风险信号": "",
        "情况说明": "住院自付三万元" if outcome == "疑似风险" else "",
    }
    return tuple({**values, **more}[heading] for heading in HEADER)


def send(owner: User, *rows: Any, **context: str) -> ImportRun:
    content = workbook(rows, header=HEADER, above=())
    return receive(content, owner, "screening", name="排查表.xlsx", **context)


def test_it_works(
    round_: ScreeningRound, household: Household, village: Area, township_staff: User
) -> None:
    second = HouseholdFactory(village=village)
    refresh_list(round_)
    run = apply(
        send(
            township_staff,
            row(round_, household),
            row(round_, second, "疑似风险", 风险信号="医疗支出增加"),
        )
    )
    assert run.state == ImportRun.State.APPLIED, run.message
    results = {r.household_id: r for r in ScreeningResult.objects.all()}
    assert results[household.pk].entered_through == "roster"
    assert results[household.pk].screened_by == township_staff.full_name
    lead = Lead.objects.get()
    assert (lead.household, results[second.pk].lead) == (second, lead)
    assert lead.due_on is not None
    clock = Deadline.objects.get(clock="screening_village", area=village)
    assert clock.done_on == timezone.localdate()


def test_the_same_file_again_changes_nothing(
    round_: ScreeningRound, household: Household, township_staff: User
) -> None:
    apply(send(township_staff, row(round_, household, "疑似风险")))
    again = send(township_staff, row(round_, household, "疑似风险"))
    assert counts(again)["unchanged"] == 1
    assert Lead.objects.count() == 1


def test_rows_of_others_and_wrong_ones_are_refused_with_a_sentence(
    round_: ScreeningRound,
    household: Household,
    foreign: Household,
    village: Area,
    township_staff: User,
) -> None:
    away = HouseholdFactory(village=village, is_resident=False)
    run = send(
        township_staff,
        row(round_, foreign),
        row(round_, away),
        row(round_, household, "疑似风险", 情况说明=""),
        row(round_, household, 排查日期="2099-01-01"),
        row(round_, household, 排查日期="2020-01-01"),
        row(round_, household, 排查结果="", 情况说明="在外务工"),
        row(round_, household, 轮次=9),
        row(round_, household, 排查结果="挺好"),
    )
    assert counts(run)["refused"] == 8, problems(run)
    assert not ScreeningResult.objects.exists()


def test_a_row_without_a_result_changes_nothing(
    round_: ScreeningRound, household: Household, township_staff: User
) -> None:
    run = apply(send(township_staff, row(round_, household, 排查结果="", 排查日期="")))
    assert not ScreeningResult.objects.exists(), run.message


def test_a_closed_round_takes_only_what_it_says_already(
    round_: ScreeningRound,
    household: Household,
    village: Area,
    township_staff: User,
    bureau_official: User,
) -> None:
    second = HouseholdFactory(village=village)
    refresh_list(round_)
    apply(send(township_staff, row(round_, household)))
    close_round(round_=round_, by=bureau_official)
    same = send(township_staff, row(round_, household), row(round_, second))
    assert counts(same)["unchanged"] == 1, problems(same)
    assert counts(same)["refused"] == 1, problems(same)


def test_withdrawing_a_file_takes_its_results_and_its_leads_back(
    round_: ScreeningRound, household: Household, village: Area, township_staff: User
) -> None:
    run = apply(send(township_staff, row(round_, household, "疑似风险")))
    services.undo_run(run=run, by=township_staff)
    work(run)
    assert not ScreeningResult.objects.exists()
    assert not Lead.objects.exists()
    running = Deadline.objects.running().filter(clock="screening_village")
    assert running.filter(area=village).exists()


def test_the_worksheet_lists_the_village_and_comes_back_unchanged(
    round_: ScreeningRound, household: Household, village: Area, township_staff: User
) -> None:
    poor = HouseholdFactory(village=village, head_name="李秀芳")
    MemberFactory(household=poor, is_dibao=True)
    refresh_list(round_)
    screen(round_, household, None)
    path = services.template_workbook(
        roster_key="screening", user=township_staff, context={"village": village.code}
    )
    sheet = load_workbook(path).worksheets[0]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = lines[0].index("户主姓名")
    assert [line[head] for line in lines[1:3]] == ["李秀芳", "赵德全"]
    assert "低保" in lines[1][lines[0].index("八必访情形")]
    assert lines[2][lines[0].index("排查结果")] == "无风险"
    assert sheet.data_validations.dataValidation
    content = io.BytesIO(path.read_bytes())
    run = receive(content, township_staff, "screening", name="排查表.xlsx")
    assert not problems(run)
    assert "new" not in counts(run)


def test_the_detail_list_comes_back_in_as_the_worksheet(
    round_: ScreeningRound,
    household: Household,
    foreign: Household,
    village: Area,
    bureau_official: User,
) -> None:
    """Of a closed round too, and of a household that has left the list since."""
    gone: Household = HouseholdFactory(village=village)
    refresh_list(round_)
    screen(round_, household, bureau_official, "suspected")
    screen(round_, foreign, bureau_official, signals=["medical"])
    screen(round_, gone, bureau_official, "not_met", note="外出")
    gone.is_resident = False
    gone.save()
    refresh_list(round_)
    path = exported("screening-results", bureau_official)
    content = io.BytesIO(path.read_bytes())
    again = receive(content, bureau_official, "screening", name="明细表.xlsx")
    assert (counts(again), problems(again)) == ({"unchanged": 3}, [])
    close_round(round_=round_, by=bureau_official)
    again = receive(edited(path, {}), bureau_official, "screening")
    assert (counts(again), problems(again)) == ({"unchanged": 3}, [])
    note = {(2, "情况说明"): "改过"}
    again = receive(edited(path, note), bureau_official, "screening")
    assert counts(again) == {"unchanged": 2, "refused": 1}
