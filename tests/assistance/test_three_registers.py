"""三库: labour register, trainings and wishes for work, and who is missing in them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Area, User
from assistance.models import JobDemand, LabourEntry, Training
from households.models import Household, Member
from tests.assistance.test_subsidies import exported
from tests.exchange.workbooks import apply, counts, problems, receive, workbook
from tests.factories import id_number

ClientOf = Callable[[User], Client]
MISSING = reverse("assistance:three-registers")
TODAY = timezone.localdate()
FILES: dict[str, tuple[tuple[str, ...], tuple[str, ...], type]] = {
    "labour": (
        ("技能", "就业状态", "所在地", "核实日期"),
        ("电焊", "待业", "安澜市", "2026-10-01"),
        LabourEntry,
    ),
    "training": (
        ("培训课程", "组织单位", "开始日期", "结束日期", "证书"),
        ("月嫂", "安澜市人社局", "2026-05-06", "2026-05-20", "家政服务员（四级）"),
        Training,
    ),
    "demand": (
        (
            "登记日期",
            "意向工种",
            "意向地点",
            "期望月工资（元）",
            "联系日期",
            "联系结果",
        ),
        ("2026-06-01", "保安", "安澜市", "3500", "2026-06-08", "已推荐"),
        JobDemand,
    ),
}


def sent(
    owner: User, key: str, *cells: str, name: str = "赵德全", number: int = 1
) -> tuple[dict[str, int], list[str]]:
    header, usual, _model = FILES[key]
    rows = [(name, id_number(number), *(cells or usual))]
    file = workbook(rows, header=("姓名", "身份证号", *header), above=())
    run = receive(file, owner, key)
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


@pytest.fixture
def labour(household: Household, head: Member) -> Member:
    """The only one of the family who is labour."""
    household.members.exclude(pk=head.pk).update(student_status="senior1")
    Household.objects.filter(pk=household.pk).update(monitoring_state="monitoring")
    return head


def missing(client: Client, **query: str) -> bool:
    return "赵德全" in client.get(MISSING, query).content.decode()


@pytest.mark.parametrize("key", FILES)
def test_it_works(
    client_of: ClientOf, township_staff: User, household: Household, key: str
) -> None:
    assert sent(township_staff, key) == ({"new": 1}, [])
    assert sent(township_staff, key) == ({"unchanged": 1}, [])
    row = FILES[key][2].objects.get()  # type: ignore[attr-defined]
    assert (row.household, row.recorded_by) == (household, township_staff)
    page = client_of(township_staff).get(reverse(f"assistance:{key}"))
    assert "赵德全" in page.content.decode()


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize("key", FILES)
def test_an_export_comes_back_unchanged(township_staff: User, key: str) -> None:
    sent(township_staff, key)
    run = receive(exported(township_staff, key), township_staff, key)
    assert (counts(run), problems(run)) == ({"unchanged": 1}, [])


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize("key", FILES)
def test_the_next_township_sees_and_writes_nothing(
    client_of: ClientOf, township_staff: User, outsider: User, key: str
) -> None:
    sent(township_staff, key)
    assert sent(outsider, key)[0] == {"refused": 1}
    page = client_of(outsider).get(reverse(f"assistance:{key}")).content.decode()
    assert "赵德全" not in page


@pytest.mark.usefixtures("household")
def test_a_result_needs_the_day_of_the_contact(township_staff: User) -> None:
    cells = ("2026-06-01", "保安", "", "", "", "已推荐")
    assert sent(township_staff, "demand", *cells)[0] == {"refused": 1}


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    ("key", "cells"),
    [
        ("labour", ("电焊", "待业", "", "2099-01-01")),
        ("training", ("月嫂", "", "2099-01-01", "", "")),
        ("demand", ("2099-01-01", "保安", "", "", "", "")),
    ],
)
def test_what_has_been_done_was_not_done_tomorrow(
    township_staff: User, key: str, cells: tuple[str, ...]
) -> None:
    found = sent(township_staff, key, *cells)
    assert found == ({"refused": 1}, ["日期在今天之后。"])


@pytest.mark.usefixtures("labour")
def test_who_is_missing_in_one_is_listed_until_in_all_three(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    client = client_of(township_staff)
    assert missing(client)
    assert not missing(client_of(outsider))
    for key in FILES:
        assert missing(client, missing=key)
        sent(township_staff, key)
        assert not missing(client, missing=key)
    assert not missing(client)


def test_who_does_not_want_to_work_is_not_missing(
    client_of: ClientOf, township_staff: User, labour: Member
) -> None:
    LabourEntry.objects.create(
        household=labour.household,
        member=labour,
        status="unwilling",
        checked_on=TODAY,
    )
    assert not missing(client_of(township_staff))


def test_only_households_that_are_followed_are_asked_for(
    client_of: ClientOf, township_staff: User, labour: Member
) -> None:
    Household.objects.filter(pk=labour.household_id).update(
        monitoring_state="none", household_type="ordinary"
    )
    assert not missing(client_of(township_staff))
    Household.objects.filter(pk=labour.household_id).update(household_type="exited")
    assert missing(client_of(township_staff))


def test_the_list_can_be_narrowed_to_who_works(
    client_of: ClientOf, township_staff: User, labour: Member
) -> None:
    client = client_of(township_staff)
    assert missing(client, works="no")
    assert not missing(client, works="yes")
    labour.work_records.create(started_on=TODAY)
    assert missing(client, works="yes")
    assert not missing(client, works="no")


@pytest.mark.usefixtures("labour")
def test_who_is_missing_goes_out_as_a_file(township_staff: User, village: Area) -> None:
    sent(township_staff, "labour")
    book = load_workbook(exported(township_staff, "three-registers"))
    heading, line = list(book.worksheets[0].values)
    shown = dict(zip(heading, line, strict=True))
    assert shown["姓名"] == "赵德全"
    assert (shown["是否在实名现状库"], shown["是否在需求库"]) == ("是", "否")
    assert "*" in str(shown["身份证号"])
