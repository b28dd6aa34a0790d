"""The ledger of public posts (公益性岗位) and of their wages, in and out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from assistance.models import PostWage, PublicPost
from assistance.registers import posts as lists
from assistance.rosters.cells import MonthCell
from assistance.rosters.effects import LEDGER, refuse_future
from assistance.scoping import scope_of
from assistance.wage_items import counts_in
from core.months import Month
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households.rosters.people import (
    find_people,
    household_target,
    people_columns,
    person_target,
)

_PEOPLE = (household_target(), person_target())


def _check_post(stage: Stage) -> None:
    post = stage.roster.target["post"]
    refuse_future(stage, post, "started_on", "checked_on")


POSTS = Roster(
    key="posts",
    label="公益性岗位",
    description="一人一岗一行；按身份证号（或户编号和姓名）和上岗日期对应",
    columns=(
        *people_columns(),
        Column("岗位名称", "post.name", aliases=("岗位",), required=True),
        Column("岗位类型", "post.post_type", aliases=("公益性岗位类型",)),
        Column("用人单位", "post.employer", aliases=("单位", "开发单位")),
        Column(
            "上岗日期",
            "post.started_on",
            aliases=("上岗时间", "聘用日期", "开始日期"),
            required=True,
        ),
        Column(
            "合同期限",
            "post.contract_until",
            aliases=("合同到期日", "合同到期日期", "合同期限至"),
            help="合同到期的日期",
        ),
        Column("离岗日期", "post.ended_on", aliases=("离岗时间", "退出日期")),
        Column(
            "月工资（元）", "post.monthly_wage", aliases=("月工资", "月补贴标准（元）")
        ),
        Column("在岗核查", "post.presence", aliases=("在岗情况", "是否在岗")),
        Column("核查人", "post.checked_by"),
        Column("核查日期", "post.checked_on", aliases=("核查时间",)),
        Column("备注", "post.note"),
    ),
    targets=(
        *_PEOPLE,
        Target(
            "post",
            PublicPost,
            (Match(("member", "started_on")),),
            parents={"household": "household", "member": "person"},
            on_insert={"recorded_by": "{owner}"},
            # A former post of the person ends before the next one begins.
            vacates="s.ended_on IS NOT NULL",
        ),
    ),
    unit="post",
    recognised_by=("~name", "post.name", "post.started_on"),
    title=("~name", "post.name"),
    derive=(find_people,),
    check=_check_post,
    rows=lists.POSTS.select,
    scope=scope_of("posts"),
    **LEDGER,
)


@dataclass(frozen=True, slots=True)
class _Holder:
    left_on: dt.date | None


@dataclass(frozen=True, slots=True)
class _Post:
    """What of a post tells whether a row of wages is about it."""

    member: _Holder
    pk: int
    name: str
    started_on: dt.date
    ended_on: dt.date | None
    monthly_wage: Decimal


def find_posts(batch: Batch) -> None:
    """Fill ``post.id`` by person, month and, where two were held, the post's name;
    and the amount due, where the file says none."""
    people = batch.get("person.id")
    months = batch.get("wage.month")
    held = _posts_of({person for person in people if person})
    found = [
        _post_of(batch, index, held.get(person, [])) if person and month else None
        for index, (person, month) in enumerate(zip(people, months, strict=True))
    ]
    batch.values["post.id"] = [post.pk if post else None for post in found]
    _fill_due(batch, found)


def _posts_of(people: set[int]) -> dict[int, list[_Post]]:
    columns = ("pk", "name", "started_on", "ended_on", "monthly_wage")
    found: dict[int, list[_Post]] = {}
    rows = PublicPost.objects.filter(member__in=people)
    listed = rows.values_list("member_id", "member__left_on", *columns)
    for person, left_on, *values in listed:
        found.setdefault(person, []).append(_Post(_Holder(left_on), *values))
    return found


def _post_of(batch: Batch, index: int, held: list[_Post]) -> _Post | None:
    month = Month.of(batch.get("wage.month")[index])
    name = batch.get("~post")[index]
    there = [post for post in held if counts_in(post, month)]
    named = [post for post in there if post.name == name] if name else there
    if len(named) == 1:
        return named[0]
    if not there:
        message = _("The person holds no public post in this month.")
    elif not named:
        message = _("The person holds another post in this month.")
    else:
        message = _("The person holds two posts in this month; give the post.")
    batch.refuse(index, "~post" if there else "wage.month", message)
    return None


def _fill_due(batch: Batch, found: list[_Post | None]) -> None:
    """A blank amount is the one that was entered before, else the wage of the post."""
    given, months = batch.get("wage.due_amount"), batch.get("wage.month")
    posts = {post.pk for post in found if post}
    entered = PostWage.objects.filter(
        post__in=posts, month__in=set(filter(None, months))
    )
    known = {
        (post, month): due
        for post, month, due in entered.values_list("post_id", "month", "due_amount")
    }
    batch.values["wage.due_amount"] = [
        known.get((post.pk, month), post.monthly_wage) if due is None and post else due
        for due, post, month in zip(given, found, months, strict=True)
    ]


def _check_wage(stage: Stage) -> None:
    wage = stage.roster.target["wage"]
    refuse_future(stage, wage, "paid_on")
    this_month = Month.of(timezone.localdate()).first_day
    stage.refuse(
        wage,
        f"SELECT v.row, NULL::text FROM ({outcome(stage, wage)}) v WHERE v.month > %s",
        [this_month],
        message=_("This month has not begun."),
        field="month",
    )


_POST = Target(
    "post",
    PublicPost,
    (Match(("id",)),),
    parents={"household": "household", "member": "person"},
    creates=False,
    updates=False,
    repeats=True,
    present=("id",),
    derived=("id",),
    fixed=("id",),
)

POST_WAGES = Roster(
    key="post-wages",
    label="公益性岗位工资",
    description="一人一月一行；按身份证号（或户编号和姓名）和月份对应到在岗的岗位",
    columns=(
        *people_columns(),
        Column(
            "岗位名称",
            "~post",
            aliases=("岗位",),
            source="post.name",
            help="同月有两个岗位时必填",
        ),
        Column(
            "月份",
            "wage.month",
            aliases=("应发月份", "工资月份", "发放月份"),
            cell=MonthCell(),
            required=True,
        ),
        Column(
            "应发工资（元）",
            "wage.due_amount",
            aliases=("应发金额（元）", "应发工资", "应发金额"),
            help="不填按岗位的月工资",
        ),
        Column(
            "实发工资（元）",
            "wage.paid_amount",
            aliases=("实发金额（元）", "实发工资", "实发金额"),
        ),
        Column("发放日期", "wage.paid_on", aliases=("发放时间",)),
        Column("超发原因", "wage.over_reason"),
        Column("备注", "wage.note"),
    ),
    targets=(
        *_PEOPLE,
        _POST,
        Target("wage", PostWage, (Match(("post", "month")),), parents={"post": "post"}),
    ),
    unit="wage",
    recognised_by=("~name", "wage.month", "wage.paid_amount"),
    title=("~name", "wage.month"),
    derive=(find_people, find_posts),
    check=_check_wage,
    rows=lists.POST_WAGES.select,
    scope=scope_of("posts"),
    **LEDGER,
)
