"""Wages of public posts: the sheet of a month, one post, a month paid at once."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, Department, User
from accounts.roles import Role
from assistance.models import LedgerKeeper, PostWage, PublicPost
from assistance.services import wages
from core.months import Month
from households.models import Household, Member
from households.services.register import fingerprint
from tests.assistance.test_posts import pay, post_of
from tests.factories import DepartmentFactory, UserFactory

ClientOf = Callable[[User], Client]
THIS = Month.current()
LAST = THIS.previous
TODAY = timezone.localdate()


@pytest.fixture
def post(household: Household, head: Member) -> PublicPost:
    return post_of(head)


@pytest.fixture
def posts_staff(db: None) -> User:
    """Of the department that keeps the ledger of posts."""
    office: Department = DepartmentFactory(code="renshe", name="人社局")
    LedgerKeeper.objects.create(department=office, ledger="posts")
    staff: User = UserFactory(role=Role.DEPARTMENT_STAFF, area=None, department=office)
    return staff


def sheet_url(area: Area, month: Month = LAST) -> str:
    return reverse("assistance:post-wage-sheet", args=[area.code, month])


def cells(post: PublicPost, **given: str) -> dict[str, str]:
    """What the sheet sends of a row nobody has touched, and what somebody typed."""
    wage = post.wages.filter(month=LAST.first_day).first()
    usual = {
        "seen": fingerprint(wage) if wage else "",
        "seen_post": fingerprint(PublicPost.objects.get(pk=post.pk)),
        "due_amount": "600",
        "paid_amount": "",
        "paid_on": "",
        "presence": "",
        "checked_on": "",
        "over_reason": "",
        "note": "",
    }
    return {f"r{post.pk}-{name}": value for name, value in {**usual, **given}.items()}


def short(day: dt.date) -> str:
    return f"{day.month}-{day.day}"


def test_it_works(
    client_of: ClientOf, township_staff: User, township: Area, post: PublicPost
) -> None:
    client = client_of(township_staff)
    assert "赵德全" in client.get(sheet_url(township)).content.decode()
    answer = client.post(
        sheet_url(township), cells(post, paid_amount="600", paid_on=short(TODAY))
    )
    assert answer.status_code == 302
    wage = post.wages.get()
    assert (wage.month, wage.due_amount) == (LAST.first_day, Decimal(600))
    assert (wage.paid_amount, wage.paid_on) == (Decimal(600), TODAY)


def test_an_untouched_row_is_not_saved(
    client_of: ClientOf, township_staff: User, village: Area, post: PublicPost
) -> None:
    client_of(township_staff).post(sheet_url(village), cells(post))
    assert not PostWage.objects.exists()


def test_the_sheet_also_takes_the_check_of_presence(
    client_of: ClientOf, township_staff: User, village: Area, post: PublicPost
) -> None:
    sent = cells(post, presence="absent", checked_on=TODAY.isoformat())
    client_of(township_staff).post(sheet_url(village), sent)
    post.refresh_from_db()
    assert (post.presence, post.checked_on) == ("absent", TODAY)
    assert post.checked_by == township_staff.full_name
    assert not PostWage.objects.exists()


def test_a_wrong_row_keeps_its_cells_and_the_others_are_saved(
    client_of: ClientOf, township_staff: User, village: Area, post: PublicPost
) -> None:
    daughter = Member.objects.get(name="赵小云")
    other = post_of(daughter, name="护路员")
    sent = {
        **cells(post, paid_amount="700", paid_on=short(TODAY)),
        **cells(other, paid_amount="600", paid_on=short(TODAY)),
    }
    answer = client_of(township_staff).post(sheet_url(village), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "实发多于应发，请填写超发原因。" in page
    assert 'value="700"' in page
    assert [wage.post for wage in PostWage.objects.all()] == [other]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"paid_amount": "600"}, "请填写发放日期。"),
        ({"paid_on": "2026-01-05"}, "请填写实发金额。"),
        ({"paid_amount": "600", "paid_on": "2099-01-05"}, "日期在今天之后。"),
        ({"paid_amount": "0", "paid_on": "2026-01-05"}, "未发放的留空，不填 0。"),
        ({"presence": "present"}, "请填写核查日期。"),
        (
            {"paid_amount": "700", "paid_on": "2026-11-05", "over_reason": "长" * 201},
            "200",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_cell(
    client_of: ClientOf,
    township_staff: User,
    village: Area,
    post: PublicPost,
    given: dict[str, str],
    message: str,
) -> None:
    answer = client_of(township_staff).post(sheet_url(village), cells(post, **given))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not PostWage.objects.exists()


def test_months_before_every_ledger_are_not_asked_about(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client = client_of(township_staff)
    assert client.get(sheet_url(village, Month(1900, 1))).status_code == 404
    places = reverse("assistance:post-wage-areas")
    assert client.get(f"{places}?month=1900-01").status_code == 200


def test_what_somebody_else_has_entered_is_not_written_over(
    client_of: ClientOf, township_staff: User, village: Area, post: PublicPost
) -> None:
    mine = cells(post, paid_amount="600", paid_on=short(TODAY))
    pay(post, LAST, days=0, amount=500)
    client = client_of(township_staff)
    answer = client.post(sheet_url(village), mine)
    assert answer.status_code == 422
    assert "其他人已修改" in answer.content.decode()
    assert post.wages.get().paid_amount == 500
    # Having seen theirs, mine may be saved.
    seen = fingerprint(post.wages.get())
    client.post(sheet_url(village), {**mine, f"r{post.pk}-seen": seen})
    assert post.wages.get().paid_amount == 600


def test_a_wage_that_was_deleted_meanwhile_can_be_entered_anew(
    client_of: ClientOf, township_staff: User, village: Area, post: PublicPost
) -> None:
    pay(post, LAST, days=0, amount=500)
    mine = cells(post, paid_amount="600", paid_on=short(TODAY))
    post.wages.all().delete()
    client = client_of(township_staff)
    for _click in range(2):
        # What is sent again is what the page then holds.
        answer = client.post(sheet_url(village), mine)
        if answer.status_code == 302:
            break
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "刚被别人删除" in text
        [row] = [r for r in answer.context["rows"] if r.item.post == post]
        mine[f"r{post.pk}-seen"] = row.form["seen"].value() or ""
    assert post.wages.get().paid_amount == 600


def test_the_next_township_has_no_such_sheet_and_no_such_post(
    client_of: ClientOf, outsider: User, village: Area, post: PublicPost
) -> None:
    client = client_of(outsider)
    page = reverse("assistance:post", args=[post.pk])
    pay_page = reverse("assistance:post-wage-pay", args=[village.code, LAST])
    for url in (sheet_url(village), page, pay_page):
        assert client.get(url).status_code == 404
    assert client.post(sheet_url(village), cells(post)).status_code == 404


def test_a_village_worker_reads_and_does_not_enter(
    client_of: ClientOf, village_worker: User, village: Area, post: PublicPost
) -> None:
    client = client_of(village_worker)
    page = client.get(sheet_url(village)).content.decode()
    assert "赵德全" in page
    assert "paid_amount" not in page
    assert client.post(sheet_url(village), cells(post)).status_code == 403


def test_the_department_that_keeps_the_posts_enters_in_every_village(
    client_of: ClientOf,
    posts_staff: User,
    education_staff: User,
    village: Area,
    post: PublicPost,
) -> None:
    client = client_of(posts_staff)
    areas = client.get(reverse("assistance:post-wage-areas"))
    assert village.parent is not None
    assert village.parent.name in areas.content.decode()
    client.post(
        sheet_url(village), cells(post, paid_amount="600", paid_on=short(TODAY))
    )
    assert post.wages.get().paid_amount == 600
    assert client_of(education_staff).get(sheet_url(village)).status_code == 404


def test_a_post_shows_its_unpaid_months_and_takes_a_payment(
    client_of: ClientOf, township_staff: User, post: PublicPost
) -> None:
    client = client_of(township_staff)
    page = client.get(reverse("assistance:post", args=[post.pk])).content.decode()
    assert "欠发" in page
    month = THIS.shift(-4)
    url = reverse("assistance:post-wage", args=[post.pk, month])
    assert client.get(url).status_code == 200
    sent = {"due_amount": "600", "paid_amount": "600", "paid_on": TODAY.isoformat()}
    assert client.post(url, sent).status_code == 302
    assert post.wages.get().month == month.first_day
    assert client.post(url, sent).status_code == 422


def test_a_month_without_the_post_has_no_wage(
    client_of: ClientOf, township_staff: User, post: PublicPost
) -> None:
    client = client_of(township_staff)
    for month in (THIS.next, THIS.shift(-9)):
        url = reverse("assistance:post-wage", args=[post.pk, month])
        assert client.get(url).status_code == 404


def test_a_check_of_presence_is_saved_from_the_post(
    client_of: ClientOf, township_staff: User, post: PublicPost
) -> None:
    url = reverse("assistance:post-check", args=[post.pk])
    sent = {
        "seen_post": fingerprint(PublicPost.objects.get(pk=post.pk)),
        "presence": "present",
        "checked_on": TODAY.isoformat(),
        "checked_by": "任晓燕",
    }
    client = client_of(township_staff)
    assert client.post(url, sent).status_code == 302
    post.refresh_from_db()
    assert (post.presence, post.checked_by) == ("present", "任晓燕")
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "checked_on": "2099-01-01"}).status_code == 422


def test_what_is_left_of_a_month_is_paid_in_one_step(
    client_of: ClientOf, township_staff: User, village: Area, post: PublicPost
) -> None:
    daughter = Member.objects.get(name="赵小云")
    paid, absent = post_of(daughter), post
    pay(paid, LAST, days=0)
    PublicPost.objects.filter(pk=absent.pk).update(presence="absent", checked_on=TODAY)
    url = reverse("assistance:post-wage-pay", args=[village.code, LAST])
    client = client_of(township_staff)
    assert "没有待发放的工资" in client.get(url).content.decode()
    PublicPost.objects.filter(pk=absent.pk).update(presence="present")
    assert "600" in client.get(url).content.decode()
    old = client.post(url, {"paid_on": TODAY.isoformat(), "sum": "2/1200.00"})
    assert old.status_code == 422
    assert not post.wages.exists()
    done = client.post(url, {"paid_on": TODAY.isoformat(), "sum": "1/600.00"})
    assert done.status_code == 302
    assert post.wages.get().paid_amount == 600
    assert paid.wages.count() == 1


def test_a_month_is_not_paid_tomorrow(post: PublicPost) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(ValidationError):
        wages.pay_month(posts=PublicPost.objects.all(), month=LAST, paid_on=tomorrow)


def test_a_month_entered_and_unpaid_is_paid_as_it_was_entered(post: PublicPost) -> None:
    PostWage.objects.create(post=post, month=LAST.first_day, due_amount=450)
    paid = wages.pay_month(posts=PublicPost.objects.all(), month=LAST, paid_on=TODAY)
    assert paid == (1, Decimal(450))
    again = wages.pay_month(posts=PublicPost.objects.all(), month=LAST, paid_on=TODAY)
    assert again == (0, Decimal(0))
