"""Ledgers of what is paid once: file, list, departments, and what is refused."""

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assistance.choices import SubsidyState
from assistance.models import Subsidy
from exchange import files, jobs
from exchange.models import Job
from households.models import Household, Member
from tests.exchange.workbooks import apply, counts, problems, receive, workbook
from tests.factories import id_number

ClientOf = Callable[[User], Client]
URL = reverse("assistance:subsidies")
YULU = (
    "学生姓名",
    "身份证号",
    "学年学期",
    "学校",
    "专业及年级",
    "应发金额（元）",
    "申请日期",
    "审核日期",
    "实发金额（元）",
    "发放日期",
)
PAID = ("1500", "2026-03-02", "2026-03-20", "1500", "2026-04-01")


def row(name: str = "赵小云", number: int = 2, *cells: str) -> tuple[str, ...]:
    given = cells or PAID
    return (name, id_number(number), "2026春", "安澜市职教中心", "护理一年级", *given)


def sent(owner: User, *rows: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    """What becomes of a file: the counts of its preview, and what is wrong."""
    run = receive(workbook(rows, header=YULU, above=()), owner, "subsidy-yulu")
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


def exported(owner: User, key: str, **query: str) -> io.BytesIO:
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={"roster": key, "query": query, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return io.BytesIO(files.stored(job.result["file"]).read_bytes())


def test_it_works(
    client_of: ClientOf, township_staff: User, household: Household, daughter: Member
) -> None:
    assert sent(township_staff, row()) == ({"new": 1}, [])
    paid = Subsidy.objects.get()
    assert (paid.household, paid.member) == (household, daughter)
    assert paid.state == SubsidyState.PAID
    assert paid.recorded_by == township_staff
    page = client_of(township_staff).get(URL).content.decode()
    assert "安澜市职教中心" in page


@pytest.mark.usefixtures("household")
def test_an_export_comes_back_unchanged(township_staff: User) -> None:
    sent(township_staff, row(), row("赵德全", 1, "900", "", "", "", ""))
    file = exported(township_staff, "subsidy-yulu")
    run = receive(file, township_staff, "subsidy-yulu")
    assert (counts(run), problems(run)) == ({"unchanged": 2}, [])


@pytest.mark.usefixtures("household", "neighbours")
def test_the_next_township_sees_and_writes_nothing(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    sent(township_staff, row())
    refused = ["您的范围内没有这个身份证号的人。"]
    assert sent(outsider, row()) == ({"refused": 1}, refused)
    assert "安澜市职教中心" not in client_of(outsider).get(URL).content.decode()


@pytest.mark.usefixtures("household", "neighbours")
def test_a_department_keeps_its_ledger_in_every_village(
    client_of: ClientOf, education_staff: User
) -> None:
    found = sent(education_staff, row(), row("钱有余", 3))
    assert found == ({"new": 2}, [])
    page = client_of(education_staff).get(URL).content.decode()
    assert page.count("安澜市职教中心") >= 2


@pytest.mark.usefixtures("household")
def test_a_department_reaches_no_other_ledger(
    client_of: ClientOf, education_staff: User, township_staff: User, daughter: Member
) -> None:
    Subsidy.objects.create(
        household=daughter.household,
        member=daughter,
        kind="medical_aid",
        period="202603",
        institution="安澜市人民医院",
        due_amount=800,
    )
    page = client_of(education_staff).get(URL).content.decode()
    assert "安澜市人民医院" not in page
    with pytest.raises(PermissionDenied):
        receive(workbook([], header=YULU), education_staff, "subsidy-medical-aid")


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            ("1500", "", "", "1500", "2027-01-05"),
            "日期在今天之后。",
        ),
        (
            ("1500", "", "", "1600", "2026-04-01"),
            "实发多于应发，请填写超发原因。",
        ),
        (
            ("1500", "", "", "1500", ""),
            "发放须同时填写金额和日期。",
        ),
        (
            ("1500", "2026-03-02", "2026-03-01", "", ""),
            "审核日期早于申请日期。",
        ),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    township_staff: User, cells: tuple[str, ...], message: str
) -> None:
    assert sent(township_staff, row("赵小云", 2, *cells)) == ({"refused": 1}, [message])
    assert not Subsidy.objects.exists()


@pytest.mark.usefixtures("household")
def test_the_same_payment_twice_is_refused(township_staff: User) -> None:
    found, messages = sent(township_staff, row(), row())
    assert found == {"new": 1, "refused": 1}
    assert messages == ["同一人、同一补贴、同一期次已登记。（与第 2 行重复）"]


@pytest.mark.usefixtures("household")
def test_a_number_of_somebody_else_is_refused(township_staff: User) -> None:
    _found, messages = sent(township_staff, row("李秀英", 2))
    assert messages == ["这个身份证号在登记册中是另一个姓名。"]


@pytest.mark.usefixtures("household")
def test_an_identity_number_does_not_stay_in_the_address(
    client_of: ClientOf, township_staff: User, education_staff: User
) -> None:
    for user in (township_staff, education_staff):
        answer = client_of(user).get(URL, {"q": id_number(2)}, follow=True)
        assert answer.redirect_chain == [(reverse("assistance:ledgers"), 302)]
        assert "证件号" in answer.content.decode()
