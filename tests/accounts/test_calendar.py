"""The calendar of working days: a year's sheets, own days, the roster in and out."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts import working_calendar
from accounts.models import CalendarDay, User
from tests.exchange.workbooks import apply, counts, problems, receive, workbook

ClientOf = Callable[[User], Client]
YEAR = reverse("accounts:calendar")
NEW = reverse("accounts:calendar-day-create")
HEADER = ("日期", "是否上班", "名称", "文号")
OCTOBER_9 = {
    "day": "2026-10-09",
    "is_working": "no",
    "name": "庙会",
    "source": "市府办〔2026〕3号",
}


@pytest.fixture
def admin(client_of: ClientOf, administrator: User) -> Client:
    return client_of(administrator)


def test_it_works(admin: Client) -> None:
    assert working_calendar.load().is_working(dt.date(2026, 10, 9))
    assert admin.post(NEW, OCTOBER_9).status_code == 302
    assert not working_calendar.load().is_working(dt.date(2026, 10, 9))
    page = admin.get(YEAR, {"year": "2026"}).content.decode()
    assert "庙会" in page
    assert "国庆节" in page
    address = reverse("accounts:calendar-day", args=["2026-10-09"])
    assert admin.post(address, OCTOBER_9 | {"is_working": "yes"}).status_code == 302
    assert working_calendar.load().is_working(dt.date(2026, 10, 9))
    gone = reverse("accounts:calendar-day-remove", args=["2026-10-09"])
    assert admin.post(gone).status_code == 302
    assert not CalendarDay.objects.exists()


def test_what_the_state_council_announced_is_known() -> None:
    calendar = working_calendar.combine([])
    assert not calendar.is_working(dt.date(2026, 10, 1))
    assert calendar.is_working(dt.date(2026, 9, 20))  # a Sunday that is made up for
    assert not calendar.is_working(dt.date(2026, 9, 19))


def test_a_year_is_known_once_its_first_and_its_national_day_are_entered() -> None:
    new_year = (dt.date(2027, 1, 1), False)
    assert 2027 not in working_calendar.combine([new_year]).known_years
    whole = working_calendar.combine([new_year, (dt.date(2027, 10, 1), False)])
    assert 2027 in whole.known_years


def test_the_page_says_that_a_year_is_not_imported(admin: Client) -> None:
    sentence = "2027 年放假安排未导入，按周一至周五推算"
    assert sentence in admin.get(YEAR, {"year": "2027"}).content.decode()
    assert sentence not in admin.get(YEAR, {"year": "2026"}).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"day": ""},
        {"day": "2026-02-30"},
        {"day": "1999-01-01"},
        {"name": ""},
        {"name": "长" * 41},
        {"is_working": "vielleicht"},
    ],
)
def test_a_wrong_day_is_refused(admin: Client, changes: dict[str, str]) -> None:
    response = admin.post(NEW, OCTOBER_9 | changes)
    assert response.status_code == 422
    assert not CalendarDay.objects.exists()


def test_a_day_is_entered_once(admin: Client) -> None:
    admin.post(NEW, OCTOBER_9)
    again = admin.post(NEW, OCTOBER_9)
    assert again.status_code == 422
    assert "该日期已录入" in again.content.decode()


@pytest.mark.parametrize("year", ["1800", "2100", "viel", "²"])
def test_a_year_that_cannot_be_is_not_found(admin: Client, year: str) -> None:
    assert admin.get(YEAR, {"year": year}).status_code == 404


def test_a_day_that_cannot_be_is_not_found(admin: Client) -> None:
    assert admin.get("/accounts/calendar/2026-13-01/").status_code == 404


def test_a_year_comes_in_and_goes_out_by_a_roster(administrator: User) -> None:
    rows = [
        ("2027-01-01", "否", "元旦", "国办发明电〔2026〕7号"),
        ("2027-10-01", "否", "国庆节", ""),
        ("2027-10-09", "是", "国庆节调休", ""),
    ]
    for found in ({"new": 3}, {"unchanged": 3}):
        file = workbook(rows, header=HEADER, above=())
        run = receive(file, administrator, "calendar")
        assert (counts(run), problems(run)) == (found, [])
        apply(run)
    assert 2027 in working_calendar.load().known_years


def test_the_export_is_the_filled_template(admin: Client) -> None:
    admin.post(NEW, OCTOBER_9)
    response = admin.get(reverse("exchange:import-template", args=["calendar"]))
    content = b"".join(response.streaming_content)
    sheet = load_workbook(io.BytesIO(content))["放假调休安排"]
    row = [cell.value for cell in sheet[2]]
    assert row[1:3] == ["否", "庙会"]


def test_a_row_without_a_name_is_refused(administrator: User) -> None:
    rows = [("2027-01-01", "否", "", ""), ("2027-13-01", "否", "元旦", "")]
    run = receive(workbook(rows, header=HEADER, above=()), administrator, "calendar")
    assert counts(run) == {"refused": 2}


def test_only_the_administrator_keeps_the_calendar(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    assert client.get(YEAR).status_code == 403
    assert client.post(NEW, OCTOBER_9).status_code == 403
    template = reverse("exchange:import-template", args=["calendar"])
    assert client.get(template).status_code == 404
