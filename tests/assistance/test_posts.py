"""Public posts: the file of posts and of wages, and what the look-back finds."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from assistance.models import PostWage, PublicPost
from core.months import Month
from households.models import Household, Member
from tests.assistance.test_subsidies import exported
from tests.exchange.workbooks import apply, counts, problems, receive, workbook
from tests.factories import id_number

ClientOf = Callable[[User], Client]
URL = reverse("assistance:posts")
LOOK_BACK = reverse("assistance:post-look-back")
TODAY = timezone.localdate()
THIS = Month.current()
HEADER = (
    "姓名",
    "身份证号",
    "岗位名称",
    "岗位类型",
    "用人单位",
    "上岗日期",
    "离岗日期",
    "月工资（元）",
    "在岗核查",
    "核查日期",
)
WAGES = ("姓名", "身份证号", "月份", "应发工资（元）", "实发工资（元）", "发放日期")


def row(*cells: str, name: str = "赵德全", number: int = 1) -> tuple[str, ...]:
    usual = ("保洁员", "保洁员", "柳树沟村委会", "2026-03-01", "", "600", "", "")
    return (name, id_number(number), *(cells or usual))


def sent(
    owner: User, *rows: tuple[str, ...], roster: str = "posts"
) -> tuple[dict[str, int], list[str]]:
    header = HEADER if roster == "posts" else WAGES
    run = receive(workbook(rows, header=header, above=()), owner, roster)
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


def wage(month: Month, *cells: str, name: str = "赵德全", number: int = 1) -> Any:
    usual = ("", "600", month.next.first_day.isoformat())
    return (name, id_number(number), str(month).replace("-", ""), *(cells or usual))


def post_of(member: Member, **more: Any) -> PublicPost:
    values = {
        "name": "保洁员",
        "post_type": "cleaner",
        "employer": "柳树沟村委会",
        "started_on": THIS.shift(-6).first_day,
        "monthly_wage": Decimal(600),
    }
    return PublicPost.objects.create(
        household=member.household, member=member, **{**values, **more}
    )


def pay(post: PublicPost, month: Month, days: int = 5, amount: int = 600) -> PostWage:
    """Paid so many days after the month."""
    return PostWage.objects.create(
        post=post,
        month=month.first_day,
        due_amount=600,
        paid_amount=amount,
        paid_on=month.last_day + dt.timedelta(days=days),
    )


def pay_all(post: PublicPost, until: Month = THIS.previous) -> None:
    for month in Month.range(Month.of(post.started_on), until):
        pay(post, month, days=0)


def found(client: Client, **query: str) -> str:
    return client.get(LOOK_BACK, query).content.decode()


def test_it_works(
    client_of: ClientOf, township_staff: User, household: Household, head: Member
) -> None:
    assert sent(township_staff, row()) == ({"new": 1}, [])
    post = PublicPost.objects.get()
    assert (post.household, post.member, post.recorded_by) == (
        household,
        head,
        township_staff,
    )
    assert sent(township_staff, row()) == ({"unchanged": 1}, [])
    page = client_of(township_staff).get(URL).content.decode()
    assert "柳树沟村委会" in page
    assert reverse("assistance:post", args=[post.pk]) in page


@pytest.mark.usefixtures("household")
def test_posts_and_wages_come_back_unchanged(township_staff: User) -> None:
    sent(township_staff, row())
    sent(township_staff, wage(Month(2026, 4)), roster="post-wages")
    for key in ("posts", "post-wages"):
        run = receive(exported(township_staff, key), township_staff, key)
        assert (counts(run), problems(run)) == ({"unchanged": 1}, [])


@pytest.mark.usefixtures("household", "neighbours")
def test_the_next_township_sees_and_writes_nothing(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    sent(township_staff, row())
    refused = ["您的范围内没有这个身份证号的人。"]
    assert sent(outsider, row()) == ({"refused": 1}, refused)
    wages = sent(outsider, wage(Month(2026, 4)), roster="post-wages")
    assert wages == ({"refused": 1}, refused)
    assert "柳树沟村委会" not in client_of(outsider).get(URL).content.decode()
    assert "柳树沟村委会" not in found(client_of(outsider))


@pytest.mark.usefixtures("household")
def test_one_post_a_person_unless_the_former_ends(township_staff: User) -> None:
    sent(township_staff, row())
    second = ("护林员", "护林员", "镇林业站", "2026-06-01", "", "800", "", "")
    assert sent(township_staff, row(*second))[0] == {"refused": 1}
    ended = (
        "保洁员",
        "保洁员",
        "柳树沟村委会",
        "2026-03-01",
        "2026-05-31",
        "600",
        "",
        "",
    )
    outcome, messages = sent(township_staff, row(*second), row(*ended))
    assert (outcome, messages) == ({"new": 1, "changed": 1}, [])


@pytest.mark.usefixtures("household")
def test_a_wage_without_an_amount_due_is_due_at_the_wage_of_the_post(
    township_staff: User,
) -> None:
    sent(township_staff, row())
    month = Month(2026, 4)
    assert sent(township_staff, wage(month), roster="post-wages") == ({"new": 1}, [])
    row_of = PostWage.objects.get()
    assert (row_of.month, row_of.due_amount) == (month.first_day, Decimal(600))
    # Sent once more without the amount, what was entered stays.
    PostWage.objects.update(due_amount=620, paid_amount=620)
    again = wage(month, "", "620", "2026-05-01")
    assert sent(township_staff, again, roster="post-wages") == ({"unchanged": 1}, [])


@pytest.mark.usefixtures("household")
@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("600", "700", "2026-05-03"), "实发多于应发，请填写超发原因。"),
        (("600", "600", ""), "发放须同时填写金额和日期。"),
        (("600", "600", "2099-01-01"), "日期在今天之后。"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(
    township_staff: User, cells: tuple[str, ...], message: str
) -> None:
    sent(township_staff, row())
    outcome = sent(township_staff, wage(Month(2026, 4), *cells), roster="post-wages")
    assert outcome == ({"refused": 1}, [message])


@pytest.mark.usefixtures("household")
def test_no_wage_of_a_month_in_which_no_post_was_held(township_staff: User) -> None:
    sent(township_staff, row())
    for month in (Month(2026, 2), THIS.next):
        outcome = sent(township_staff, wage(month), roster="post-wages")
        assert outcome[0] == {"refused": 1}
    assert outcome[1]


def test_the_look_back_finds_wages_unpaid_and_how_much(
    client_of: ClientOf, township_staff: User, head: Member
) -> None:
    post = post_of(head)
    # Two months long past are unpaid; the last month is within its days of grace.
    for month in Month.range(THIS.shift(-6), THIS.shift(-2)):
        if month not in (THIS.shift(-4), THIS.shift(-3)):
            pay(post, month)
    page = found(client_of(township_staff), finding="unpaid")
    assert "欠发工资" in page
    assert "1,200" in page


def test_what_was_paid_in_time_is_no_finding(
    client_of: ClientOf, township_staff: User, head: Member
) -> None:
    pay_all(post_of(head))
    assert "赵德全" not in found(client_of(township_staff))


def test_the_look_back_finds_wages_paid_late(
    client_of: ClientOf, township_staff: User, head: Member
) -> None:
    post = post_of(head)
    pay_all(post)
    post.wages.filter(month=THIS.shift(-5).first_day).delete()
    pay(post, THIS.shift(-5), days=31)
    page = found(client_of(township_staff), finding="late")
    assert "迟发工资" in page
    assert "赵德全" in page


@pytest.mark.parametrize(
    ("finding", "label", "post", "person"),
    [
        ("absent", "不在岗", {"presence": "absent", "checked_on": TODAY}, {}),
        ("over_age", "超龄", {}, {"birth_date": dt.date(1950, 1, 1)}),
        (
            "over_age",
            "超龄",
            {},
            {"sex": "female", "birth_date": TODAY - dt.timedelta(days=61 * 366)},
        ),
    ],
)
def test_the_look_back_finds_absence_and_age(
    client_of: ClientOf,
    township_staff: User,
    head: Member,
    finding: str,
    label: str,
    post: dict[str, Any],
    person: dict[str, Any],
) -> None:
    Member.objects.filter(pk=head.pk).update(**person)
    pay_all(post_of(head, **post))
    page = found(client_of(township_staff), finding=finding)
    assert "赵德全" in page
    assert label in page


def test_the_look_back_finds_two_posts_at_once(
    client_of: ClientOf, township_staff: User, head: Member
) -> None:
    first = post_of(head, ended_on=TODAY + dt.timedelta(days=90))
    second = post_of(head, name="护林员", started_on=THIS.shift(-2).first_day)
    pay_all(first)
    pay_all(second)
    page = found(client_of(township_staff), finding="two_posts")
    assert page.count("一人多岗") >= 2


def test_the_look_back_goes_out_as_a_file(
    township_staff: User, outsider: User, head: Member
) -> None:
    post_of(head)
    book = load_workbook(exported(township_staff, "post-look-back"))
    _head, line = list(book.worksheets[0].values)
    assert "欠发工资" in line
    empty = load_workbook(exported(outsider, "post-look-back"))
    assert len(list(empty.worksheets[0].values)) == 1
