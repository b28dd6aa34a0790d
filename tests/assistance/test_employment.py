"""The ledger of employment: file, list, departments, and zero-employed households."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Area, Department, User
from accounts.roles import Role
from assistance.models import Employment, LabourEntry, LedgerKeeper, PublicPost
from households.models import Household, Member, WorkRecord
from tests.assistance.test_subsidies import exported
from tests.exchange.workbooks import apply, counts, problems, receive, workbook
from tests.factories import (
    DepartmentFactory,
    HouseholdFactory,
    MemberFactory,
    UserFactory,
    id_number,
)

ClientOf = Callable[[User], Client]
URL = reverse("assistance:employment")
NOBODY_WORKS = reverse("assistance:zero-employed")
HEADER = (
    "姓名",
    "身份证号",
    "务工区域",
    "务工地点",
    "开始日期",
    "结束日期",
    "月收入（元）",
    "务工单位",
    "就业渠道",
)
TODAY = timezone.localdate()
LONG_AGO = dt.date(1985, 6, 1)


def row(name: str = "赵德全", number: int = 1, **cells: str) -> tuple[str, ...]:
    values = {
        "姓名": name,
        "身份证号": id_number(number),
        "务工区域": "省外务工",
        "务工地点": "江苏省苏州市昆山市",
        "开始日期": "2026-03-01",
        "结束日期": "",
        "月收入（元）": "5200",
        "务工单位": "新锐电子厂",
        "就业渠道": "企业招聘",
    }
    return tuple({**values, **cells}[heading] for heading in HEADER)


def sent(owner: User, *rows: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    run = receive(workbook(rows, header=HEADER, above=()), owner, "employment")
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


@pytest.fixture
def employment_staff(db: None) -> User:
    """Of the department that keeps the ledger of employment."""
    office: Department = DepartmentFactory(code="renshe", name="人社局")
    LedgerKeeper.objects.create(department=office, ledger="employment")
    staff: User = UserFactory(role=Role.DEPARTMENT_STAFF, area=None, department=office)
    return staff


@pytest.fixture
def worker(village: Area) -> Member:
    """Able and willing to work, of a household out of poverty, in no register."""
    household: Household = HouseholdFactory(
        village=village, household_type="exited", household_no="6100000009"
    )
    person: Member = MemberFactory(
        household=household,
        name="孙有田",
        id_no=id_number(9),
        birth_date=LONG_AGO,
        labour_skill="ordinary",
        student_status="",
    )
    return person


def zero_employed(client: Client) -> bool:
    return "孙有田" in client.get(NOBODY_WORKS).content.decode()


@pytest.fixture(autouse=True)
def _named(worker: Member) -> None:
    Household.objects.filter(pk=worker.household_id).update(head_name="孙有田")


def test_it_works(
    client_of: ClientOf, township_staff: User, household: Household, head: Member
) -> None:
    assert sent(township_staff, row()) == ({"new": 1}, [])
    spell = WorkRecord.objects.get()
    assert (spell.member, spell.is_working, spell.work_area) == (head, True, "outside")
    assert sent(township_staff, row()) == ({"unchanged": 1}, [])
    page = client_of(township_staff).get(URL).content.decode()
    assert "江苏省苏州市昆山市" in page


@pytest.mark.usefixtures("household")
def test_an_export_comes_back_unchanged(township_staff: User) -> None:
    sent(township_staff, row(), row("赵小云", 2, 务工区域="", 结束日期="2026-08-31"))
    file = exported(township_staff, "employment")
    run = receive(file, township_staff, "employment")
    assert (counts(run), problems(run)) == ({"unchanged": 2}, [])


@pytest.mark.usefixtures("household", "neighbours")
def test_the_next_township_sees_and_writes_nothing(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    sent(township_staff, row())
    refused = ["您的范围内没有这个身份证号的人。"]
    assert sent(outsider, row()) == ({"refused": 1}, refused)
    assert "昆山" not in client_of(outsider).get(URL).content.decode()


@pytest.mark.usefixtures("household", "neighbours")
def test_the_department_that_keeps_it_sees_every_village(
    client_of: ClientOf, employment_staff: User, education_staff: User
) -> None:
    assert sent(employment_staff, row(), row("钱有余", 3)) == ({"new": 2}, [])
    assert "昆山" in client_of(employment_staff).get(URL).content.decode()
    assert "昆山" not in client_of(education_staff).get(URL).content.decode()
    assert not Employment.objects.visible_to(education_staff).exists()
    assert client_of(employment_staff).get(NOBODY_WORKS).status_code == 403


@pytest.mark.usefixtures("household")
def test_work_that_has_begun_did_not_begin_tomorrow(township_staff: User) -> None:
    later = (TODAY + dt.timedelta(days=3)).isoformat()
    found = sent(township_staff, row(开始日期=later))
    assert found == ({"refused": 1}, ["日期在今天之后。"])


@pytest.mark.usefixtures("household")
def test_an_end_before_the_start_is_refused(township_staff: User) -> None:
    found = sent(township_staff, row(结束日期="2026-01-01"))
    assert found == ({"refused": 1}, ["结束日期早于开始日期。"])


def test_a_household_in_which_nobody_works_is_listed(
    client_of: ClientOf, township_staff: User, outsider: User, worker: Member
) -> None:
    assert zero_employed(client_of(township_staff))
    assert not zero_employed(client_of(outsider))


@pytest.mark.parametrize("kind", ["spell", "post", "roster"])
def test_one_who_works_in_whatever_way_takes_it_off_the_list(
    client_of: ClientOf, township_staff: User, worker: Member, kind: str
) -> None:
    begun = TODAY - dt.timedelta(days=40)
    if kind == "spell":
        WorkRecord.objects.create(member=worker, started_on=begun, monthly_wage=3000)
    elif kind == "post":
        PublicPost.objects.create(
            household=worker.household,
            member=worker,
            name="保洁员",
            post_type="cleaner",
            employer="柳树沟村委会",
            started_on=begun,
            monthly_wage=600,
        )
    else:
        Member.objects.filter(pk=worker.pk).update(work_area="county")
    assert not zero_employed(client_of(township_staff))


def test_work_that_has_ended_does_not_count(
    client_of: ClientOf, township_staff: User, worker: Member
) -> None:
    WorkRecord.objects.create(
        member=worker,
        started_on=TODAY - dt.timedelta(days=90),
        ended_on=TODAY - dt.timedelta(days=1),
    )
    assert zero_employed(client_of(township_staff))


@pytest.mark.parametrize(
    "change",
    [
        {"labour_skill": "none"},
        {"student_status": "college1"},
        {"birth_date": dt.date(1950, 1, 1)},
        {"state": "left", "left_on": dt.date(2026, 1, 1)},
    ],
)
def test_who_cannot_work_is_not_asked_for(
    client_of: ClientOf, township_staff: User, worker: Member, change: dict[str, object]
) -> None:
    Member.objects.filter(pk=worker.pk).update(**change)
    assert not zero_employed(client_of(township_staff))


def test_who_does_not_want_to_work_is_not_asked_for(
    client_of: ClientOf, township_staff: User, worker: Member
) -> None:
    LabourEntry.objects.create(
        household=worker.household, member=worker, status="unwilling", checked_on=TODAY
    )
    assert not zero_employed(client_of(township_staff))


def test_the_list_of_zero_employed_households_goes_out(township_staff: User) -> None:
    book = load_workbook(exported(township_staff, "zero-employed"))
    rows = list(book.worksheets[0].values)
    assert [line[3] for line in rows[1:]] == ["孙有田"]
