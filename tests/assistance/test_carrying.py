"""The ledgers' rows of a person follow a split or a merger, and come back with it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Area, User
from assistance.arrears import due_parts
from assistance.models import (
    Allowance,
    Insurance,
    LabourEntry,
    Loan,
    Measure,
    MeasureKind,
    PostWage,
    PublicPost,
    Subsidy,
)
from assistance.services.measures_episode import follow_measures
from households.models import Household, HouseholdChange, Member
from households.services import changes
from tests.assistance.test_arrears import DAY, allowance, selected
from tests.factories import EpisodeFactory
from tests.households.changing import family, named

ON = dt.date(2026, 11, 20)
FIRST = dt.date(2026, 11, 1)


@pytest.fixture
def home(village: Area) -> Household:
    return family(village, "赵德全", "李秀芳", "赵磊")


@pytest.fixture
def son(home: Household) -> Member:
    return named(home, "赵磊")


def hold(member: Member, since: dt.date = dt.date(2026, 8, 3)) -> PublicPost:
    row: PublicPost = PublicPost.objects.create(
        household=member.household,
        member=member,
        name="护林员",
        post_type="forest_ranger",
        employer="石门镇人民政府",
        started_on=since,
        monthly_wage=600,
    )
    return row


def split(home: Household, by: User) -> Household:
    son = named(home, "赵磊")
    return changes.split_household(
        household=home,
        members=[son],
        household_no="990981099901",
        new_head=son,
        by=by,
        on=ON,
        reason="成家分户",
    )


def undo(by: User) -> None:
    change = HouseholdChange.objects.exclude(kind="restored").latest("pk")
    changes.undo_change(change=change, by=by, reason="登记有误")


def owed_by_household() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in selected(due_parts("%(day)s::date"), DAY):
        if row["paid_amount"] < row["due_amount"]:
            found.setdefault(row["household_id"], set()).add(row["period"])
    return found


def test_it_works(home: Household, son: Member, township_staff: User) -> None:
    hold(son)
    new = split(home, township_staff)
    before, after = PublicPost.objects.order_by("started_on")
    assert (before.household, before.ended_on) == (home, FIRST)
    assert (after.household, after.started_on, after.ended_on) == (new, FIRST, None)
    assert after.member == named(new, "赵磊")
    # Each month is due once, to the family of that month.
    assert owed_by_household() == {home.pk: {"202608", "202609", "202610"}}


def test_the_wage_of_the_month_of_the_split_goes_along(
    home: Household, son: Member, township_staff: User
) -> None:
    post = hold(son)
    for month in (10, 11):
        PostWage.objects.create(
            post=post,
            month=dt.date(2026, month, 1),
            due_amount=600,
            paid_amount=600,
            paid_on=dt.date(2026, 11, 10),
        )
    new = split(home, township_staff)
    kept = PostWage.objects.order_by("month").values_list("post__household", flat=True)
    assert list(kept) == [home.pk, new.pk]


def test_a_post_of_the_same_month_moves_as_it_is(
    home: Household, son: Member, township_staff: User
) -> None:
    post = hold(son, dt.date(2026, 11, 9))
    new = split(home, township_staff)
    post.refresh_from_db()
    assert (post.household, post.started_on) == (new, dt.date(2026, 11, 9))


def test_an_allowance_goes_on_and_what_was_due_stays(
    home: Household, son: Member, township_staff: User
) -> None:
    allowance(son, paid_to=dt.date(2026, 9, 1), last_paid_on=dt.date(2026, 9, 15))
    new = split(home, township_staff)
    before, after = Allowance.objects.order_by("started_on")
    assert (before.ended_on, before.stop_reason) == (FIRST, "分户")
    assert (after.household, after.paid_to) == (new, None)
    assert owed_by_household() == {home.pk: {"202610"}}


def test_what_is_open_or_of_now_follows(
    home: Household, son: Member, township_staff: User
) -> None:
    of_son = {"household": home, "member": son}
    opened = Subsidy.objects.create(
        **of_son, kind="yulu", period="2026秋", due_amount=1500
    )
    old = Subsidy.objects.create(
        **of_son,
        kind="yulu",
        period="2024秋",
        due_amount=1500,
        paid_amount=1500,
        paid_on=dt.date(2024, 12, 1),
    )
    insured = Insurance.objects.create(
        **of_son, kind="medical", year=2026, scheme="resident", insured_on=FIRST
    )
    labour = LabourEntry.objects.create(**of_son, status="working", checked_on=FIRST)
    loan = Loan.objects.create(
        **of_son,
        bank="农信社",
        contract_no="A1",
        amount=50_000,
        lent_on=dt.date(2025, 1, 1),
        due_on=dt.date(2027, 1, 1),
    )
    new = split(home, township_staff)
    came = named(new, "赵磊")
    for row in (opened, insured, labour, loan):
        row.refresh_from_db()
        assert (row.household, row.member) == (new, came)
    old.refresh_from_db()
    assert (old.household, old.member) == (home, son)


def test_a_running_measure_ticks_the_record_where_the_person_is(
    home: Household, son: Member, township_staff: User
) -> None:
    EpisodeFactory(household=home, measures=[])
    kind = MeasureKind.objects.filter(category="employment").earliest("pk")
    Measure.objects.create(
        household=home, member=son, kind=kind, started_on=FIRST, state="running"
    )
    follow_measures([(home.pk, "employment")])
    new = split(home, township_staff)
    assert Measure.objects.get().household == new
    assert home.episodes.get().measures == []
    assert new.episodes.get().measures == ["employment"]


def test_an_undone_split_brings_everything_back(
    home: Household, son: Member, township_staff: User
) -> None:
    post = hold(son)
    allowance(son, paid_to=dt.date(2026, 11, 1), last_paid_on=ON)
    Insurance.objects.create(household=home, member=son, kind="medical", year=2026)
    new = split(home, township_staff)
    PostWage.objects.create(
        post=PublicPost.objects.get(household=new), month=FIRST, due_amount=600
    )
    undo(township_staff)
    assert PublicPost.objects.get() == post
    assert PublicPost.objects.get().ended_on is None
    assert PostWage.objects.get().post == post
    row = Allowance.objects.get()
    assert (row.member, row.ended_on, row.stop_reason) == (son, None, "")
    assert row.paid_to == FIRST
    assert Insurance.objects.get().member == son


def test_an_undo_that_the_ledgers_hinder_says_so(
    home: Household, son: Member, township_staff: User
) -> None:
    paid = {"kind": "yulu", "period": "2024秋", "due_amount": 1500}
    Subsidy.objects.create(
        household=home,
        member=son,
        paid_amount=1500,
        paid_on=dt.date(2024, 12, 1),
        **paid,
    )
    new = split(home, township_staff)
    Subsidy.objects.create(household=new, member=named(new, "赵磊"), **paid)
    with pytest.raises(ValidationError, match="台账"):
        undo(township_staff)
    assert Subsidy.objects.filter(household=new).exists()


def test_after_a_merger_nothing_is_left_behind(
    home: Household, son: Member, township_staff: User, village: Area
) -> None:
    post = hold(son)
    into = family(village, "钱有余")
    changes.merge_households(
        household=home, into=into, by=township_staff, on=ON, reason="合户"
    )
    post.refresh_from_db()
    assert (post.household, post.ended_on) == (into, None)
    assert owed_by_household() == {into.pk: {"202608", "202609", "202610"}}
    undo(township_staff)
    post.refresh_from_db()
    assert (post.household, post.member) == (home, son)
