"""The lists of public posts: posts, wages, and what the look-back finds."""

# ruff: noqa: S608, S611 - constants of this project, no user text

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    DecimalField,
    F,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.expressions import Combinable, RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assistance import posts
from assistance.choices import PostFinding, Presence
from assistance.models import PostWage, PublicPost
from assistance.registers.parts import OF_PERSON, person_column, place_column
from exchange.register_fields import month
from exchange.registers import Filter, Register, Shown
from households.registers.parts import KIND

_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"
_FINDINGS = posts.findings(_TODAY)
_POST_LINK = ("assistance:post", "pk")
_PRESENCE = {Presence.PRESENT: "good", Presence.ABSENT: "bad"}
_HELD = (("yes", _("Held now")), ("no", _("Left")))


def _held(rows: Any, value: str) -> Any:
    today = timezone.localdate()
    held = Q(ended_on=None) | Q(ended_on__gte=today)
    held &= Q(member__left_on=None) | Q(member__left_on__gt=today)
    return rows.filter(held) if value == "yes" else rows.exclude(held)


def _found(column: str, output: Any) -> Func:
    """What the look-back says of the post of the row."""
    return Func(
        F("pk"),
        template=(
            f"(SELECT f.{column} FROM ({_FINDINGS}) f WHERE f.post_id = "
            "%(expressions)s)"
        ),
        output_field=output,
    )


def _with_findings(rows: Any) -> Any:
    sql = f"SELECT post_id FROM ({_FINDINGS}) f WHERE cardinality(findings) > 0"
    return rows.filter(pk__in=RawSQL(sql, []))


def having(rows: Any, finding: str) -> Any:
    """Posts of which the look-back finds something."""
    sql = f"SELECT post_id FROM ({_FINDINGS}) f WHERE %s = ANY(findings)"
    return rows.filter(pk__in=RawSQL(sql, [finding]))


POSTS = Register(
    key="posts",
    title=_("Public posts"),
    model=PublicPost,
    empty=_("No public post has been recorded yet."),
    unit=pgettext_lazy("unit", "posts"),
    link=_POST_LINK,
    export="posts",
    imports="posts",
    columns=(
        person_column(),
        place_column(),
        Shown(
            name="name",
            heading=pgettext_lazy("work", "Post"),
            under=Shown(name="employer"),
            card="line",
        ),
        Shown(name="post_type", sorts=True),
        Shown(name="started_on", sorts=True, first="-", card="foot"),
        Shown(name="contract_until", sorts=True),
        Shown(name="ended_on", sorts=True, first="-"),
        Shown(name="monthly_wage", sorts=True, first="-", card="foot"),
        Shown(
            name="presence",
            sorts=True,
            marks=_PRESENCE,
            under=Shown(name="checked_on"),
            card="badge",
        ),
    ),
    filters=(
        Filter(name="held", label=_("State"), choices=_HELD, narrow=_held),
        Filter(name="post_type"),
        Filter(name="presence"),
        KIND,
    ),
    **OF_PERSON,
)

POST_FINDINGS = Register(
    key="post-look-back",
    title=_("Look-back on public posts"),
    note=_("Wages unpaid or late, absent, over age, two posts at once."),
    model=PublicPost,
    chosen=_with_findings,
    empty=_("The look-back finds nothing wrong with any public post."),
    unit=pgettext_lazy("unit", "posts"),
    link=_POST_LINK,
    export="post-look-back",
    columns=(
        person_column(),
        place_column(),
        Shown(
            name="name",
            heading=pgettext_lazy("work", "Post"),
            under=Shown(name="employer"),
            card="line",
        ),
        Shown(
            name="findings",
            heading=_("Found"),
            value=_found(
                "findings", ArrayField(CharField(choices=PostFinding.choices))
            ),
            marks={
                PostFinding.UNPAID: "bad",
                PostFinding.LATE: "warn",
                PostFinding.ABSENT: "bad",
                PostFinding.OVER_AGE: "warn",
                PostFinding.TWO_POSTS: "warn",
            },
            card="badge",
        ),
        Shown(
            name="unpaid_months",
            heading=_("Months unpaid"),
            value=_found("unpaid_months", IntegerField()),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="unpaid_amount",
            heading=_("Unpaid (yuan)"),
            value=_found(
                "unpaid_amount", DecimalField(max_digits=14, decimal_places=2)
            ),
            sorts=True,
            first="-",
            card="foot",
        ),
        Shown(
            name="late_months",
            heading=_("Months paid late"),
            value=_found("late_months", IntegerField()),
            sorts=True,
            first="-",
        ),
        Shown(
            name="age",
            heading=_("Age"),
            value=_found("age", IntegerField()),
            sorts=True,
            first="-",
        ),
        Shown(name="presence", marks=_PRESENCE, under=Shown(name="checked_on")),
    ),
    filters=(
        Filter(
            name="finding",
            label=_("Found"),
            choices=PostFinding.choices,
            narrow=having,
        ),
        Filter(name="post_type"),
        KIND,
    ),
    **{**OF_PERSON, "order": "-unpaid_amount"},
)


_PAID, _PART, _DUE = "已发放", "部分发放", "未发放"


def _state() -> Combinable:
    return Case(
        When(paid_on=None, then=Value(_DUE)),
        When(paid_amount__lt=F("due_amount"), then=Value(_PART)),
        default=Value(_PAID),
        output_field=CharField(),
    )


def _in_state(rows: Any, value: str) -> Any:
    if value == "due":
        return rows.filter(paid_on=None)
    if value == "part":
        return rows.filter(paid_amount__lt=F("due_amount"))
    return rows.filter(paid_amount__gte=F("due_amount"))


def _wages_of_kind(rows: Any, value: str) -> Any:
    if value == "exited":
        return rows.filter(post__household__household_type=value)
    return rows.filter(post__household__monitoring_state=value)


POST_WAGES = Register(
    key="post-wages",
    title=_("Wages of public posts"),
    note=_("What was entered month by month."),
    model=PostWage,
    permission="assistance.view_ledger",
    empty=_("No wage has been recorded yet."),
    unit=pgettext_lazy("unit", "wages"),
    order="-month",
    link=("assistance:post", "post_id"),
    names="post__member__name",
    numbers="post__household__household_no",
    search=_("Name or household number"),
    export="post-wages",
    imports="post-wages",
    columns=(
        Shown(
            name="post__member__name",
            heading=_("Name"),
            under=Shown(name="post__household__head_name", heading=_("Head")),
        ),
        Shown(
            name="post__household__village_id",
            heading=_("Village"),
            area=True,
            sorts=True,
            card="line",
        ),
        Shown(name="post__name", heading=pgettext_lazy("work", "Post"), card="line"),
        Shown(name="month", show=month, sorts=True, first="-", card="foot"),
        Shown(name="due_amount", sorts=True, first="-", card="foot"),
        Shown(name="paid_amount", sorts=True, first="-"),
        Shown(name="paid_on", sorts=True, first="-", card="foot"),
        Shown(
            name="state",
            heading=_("State"),
            value=_state(),
            marks={_PAID: "good", _PART: "warn", _DUE: "bad"},
            card="badge",
        ),
    ),
    filters=(
        Filter(name="month", label=_("Month")),
        Filter(
            name="state",
            label=_("State"),
            choices=(("due", _DUE), ("part", _PART), ("paid", _PAID)),
            narrow=_in_state,
        ),
        Filter(
            name="kind",
            label=_("Household"),
            choices=KIND.choices,
            narrow=_wages_of_kind,
        ),
    ),
)
