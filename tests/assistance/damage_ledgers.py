"""What is wrong in ledgers, one damage each (``tests/households/checks``)."""

import datetime as dt
from typing import Any

from assistance.models import (
    Allowance,
    Dividend,
    Measure,
    MeasureKind,
    PublicPost,
    Subsidy,
)
from households.models import Member
from tests.households.checks import homes
from tests.households.checks.homes import MONITORED, PLAIN, Damage, World

DAY = dt.date


def measure(item: str, **values: Any) -> Any:
    """A running measure of the household since July."""

    def how(w: World) -> None:
        given = {"started_on": DAY(2026, 7, 1), "state": "running", **values}
        member = given.pop("member", None)
        Measure.objects.create(
            household=w.home,
            member=getattr(w, member) if member else None,
            kind=MeasureKind.objects.get(name=item),
            **given,
        )

    return how


def post(member: Member, **values: Any) -> PublicPost:
    given = {
        "name": "保洁员",
        "post_type": "cleaner",
        "employer": "村委会",
        "started_on": DAY(2026, 11, 1),
        "monthly_wage": 600,
    }
    row: PublicPost = PublicPost.objects.create(
        household=member.household, member=member, **{**given, **values}
    )
    return row


def _died(w: World) -> None:
    measure("低保", member="spouse", started_on=DAY(2026, 7, 1))(w)
    homes.change(w.head, is_dibao=True)
    w.in_episode(has_dibao=True)
    homes.change(w.spouse, state="left", left_on=DAY(2026, 9, 3), leave_reason="death")


def _left(w: World) -> Member:
    """The spouse has left; nobody thought of what she was paid."""
    member = w.spouse
    homes.change(
        member, state="left", left_on=DAY(2026, 11, 3), leave_reason="married_out"
    )
    return member


def _post_of_leaver(w: World) -> None:
    post(_left(w))


def _allowance_of_leaver(w: World) -> None:
    Allowance.objects.create(
        household=w.home,
        member=_left(w),
        kind="pension",
        monthly_amount=160,
        started_on=DAY(2026, 11, 1),
    )


def _three_posts(w: World) -> None:
    for number, member in enumerate(w.home.members.order_by("pk")):
        post(member, name=f"岗位{number}")


def _late_subsidy(w: World) -> None:
    Subsidy.objects.create(
        household=w.home,
        kind="industry",
        period="2026",
        due_amount=800,
        due_on=DAY(2026, 9, 1),
    )


def _late_dividend(w: World) -> None:
    Dividend.objects.create(
        village=w.home.village, collective="股份合作社", year=2025, total_amount=9_000
    )


def _late_application(w: World) -> None:
    Subsidy.objects.create(
        household=w.home,
        member=w.head,
        kind="premium",
        period="2026",
        due_amount=150,
        applied_on=DAY(2026, 3, 1),
    )


def _nursing_for_nobody(w: World) -> None:
    Allowance.objects.create(
        household=w.home,
        member=w.head,
        kind="nursing",
        monthly_amount=100,
        started_on=DAY(2026, 11, 1),
    )


def _away(w: World) -> None:
    homes.change(
        w.head, work_area="outside", work_months=8, employer="工厂",
        industry="制造业", job_channel="self",
    )  # fmt: skip


def _travel_without_money(w: World) -> None:
    _away(w)
    measure("外出务工补贴", planned_amount=0)(w)


def _training_only(w: World) -> None:
    w.in_episode(measures=["employment", "safety_net"])
    measure("技能培训")(w)


DAMAGES = [
    Damage("A05", MONITORED, _training_only, "training only"),
    Damage(
        "A11", MONITORED, measure("产业奖补", started_on=DAY(2026, 4, 1)), "too early"
    ),
    Damage("A11", MONITORED, _died, "dead"),
    Damage("A12", PLAIN, _late_subsidy, "subsidy"),
    Damage("A12", PLAIN, _late_dividend, "dividend"),
    Damage(
        "A12",
        PLAIN,
        lambda w: post(w.head, started_on=DAY(2026, 9, 1)),
        "wages nobody entered",
    ),
    Damage("A13", PLAIN, _post_of_leaver, "post"),
    Damage("A13", PLAIN, _allowance_of_leaver, "allowance"),
    Damage("M08", MONITORED, measure("低保"), "measure for nobody"),
    Damage("M09", MONITORED, measure("残疾人护理补贴"), "measure for nobody"),
    Damage("M09", MONITORED, _nursing_for_nobody, "allowance for nobody"),
    Damage("M10", MONITORED, measure("雨露计划"), "measure for nobody"),
    Damage("M11", MONITORED, measure("劳务输出"), "nobody away"),
    Damage("M11", MONITORED, _travel_without_money, "no money"),
    Damage(
        "M13",
        MONITORED,
        measure("医保个人缴费补贴", started_on=DAY(2026, 7, 1)),
        "measure",
    ),
    Damage("M13", PLAIN, _late_application, "subsidy"),
    Damage("P24", PLAIN, lambda w: post(w.child), "young, by the ledger"),
    Damage("P24", PLAIN, _three_posts, "three, by the ledger"),
    Damage(
        "P25",
        PLAIN,
        lambda w: (post(w.head), homes.change(w.head, labour_skill="lost")),
        "no labour, by the ledger",
    ),
    Damage(
        "P25",
        MONITORED,
        lambda w: (
            measure("劳务输出", member="head")(w),
            homes.change(w.head, labour_skill="lost"),
        ),
        "measure for no labour",
    ),
    Damage("P30", PLAIN, lambda w: post(w.child), "pupil in a post"),
]
