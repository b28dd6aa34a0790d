"""What the look-back (回头看) finds of public posts, and the months of their wages.

* 欠发工资: a month is in arrears (``arrears``: not fully paid when its days of grace
  have passed). A month of which nothing was entered is due at the wage of the post.
* 迟发工资: a month of the last year was paid after its days of grace.
* 不在岗: the last check found the person absent; of posts that are held.
* 超龄: older than a post admits (parameters of men and of women); of posts held.
* 一人多岗: the person holds another post at the same time.

The SQL takes a day as SQL, as ``arrears`` does.
"""

# ruff: noqa: S608 - constants of this project, no user text

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.parameters import Declared, declare
from assistance.arrears import IS_LATE, due_wages, value
from assistance.choices import PostFinding, Presence
from households.choices import Sex


def _age_limit(key: str, label: StrOrPromise, default: int) -> Declared:
    return declare(
        Declared(
            key=f"post_age_{key}",
            label=label,
            unit=_("full years"),
            default=Decimal(default),
            help=_("Whoever is older is listed by the look-back on public posts."),
            whole=True,
            group=_("Employment"),
        )
    )


AGE_MEN = _age_limit("men", _("Public posts: oldest age of men"), 65)
AGE_WOMEN = _age_limit("women", _("Public posts: oldest age of women"), 60)


def held(alias: str, day: str) -> str:
    """Condition that a post of member ``m``, who is still there, goes on on a day."""
    return (
        f"({alias}.started_on <= {day} "
        f"AND ({alias}.ended_on IS NULL OR {alias}.ended_on >= {day}) "
        f"AND (m.left_on IS NULL OR m.left_on > {day}))"
    )


def age(day: str) -> str:
    """Full years of member ``m`` on a day."""
    return f"date_part('year', age({day}, m.birth_date))::int"


def _wages(day: str) -> str:
    """Of each post: months in arrears, yuan in arrears, months of the last year that
    were paid late."""
    late = IS_LATE.format(day=day)
    return f"""SELECT post_id,
           count(*) FILTER (WHERE {late}) AS unpaid_months,
           sum(due_amount - paid_amount) FILTER (WHERE {late}) AS unpaid_amount,
           count(*) FILTER (WHERE paid_on >= late_on
               AND due_on > {day} - make_interval(years => 1)) AS late_months
      FROM ({due_wages(day, with_post=True)}) wages GROUP BY post_id"""


def findings(day: str) -> str:
    """SELECT of post_id, unpaid_months, unpaid_amount (yuan), late_months, age and
    findings (``choices.PostFinding``, an array that may be empty) of every post."""
    limit = (
        f"CASE m.sex WHEN '{Sex.FEMALE}' THEN {value(AGE_WOMEN, day)} "
        f"ELSE {value(AGE_MEN, day)} END"
    )
    is_held = held("p", day)
    return f"""SELECT p.id AS post_id, coalesce(w.unpaid_months, 0) AS unpaid_months,
           coalesce(w.unpaid_amount, 0) AS unpaid_amount,
           coalesce(w.late_months, 0) AS late_months, {age(day)} AS age,
           array_remove(ARRAY[
               CASE WHEN w.unpaid_months > 0 THEN '{PostFinding.UNPAID}' END,
               CASE WHEN w.late_months > 0 THEN '{PostFinding.LATE}' END,
               CASE WHEN {is_held} AND p.presence = '{Presence.ABSENT}'
                    THEN '{PostFinding.ABSENT}' END,
               CASE WHEN {is_held} AND {age(day)} > {limit}
                    THEN '{PostFinding.OVER_AGE}' END,
               CASE WHEN {is_held} AND EXISTS (
                        SELECT 1 FROM assistance_publicpost o
                         WHERE o.member_id = p.member_id AND o.id <> p.id
                           AND {held("o", day)})
                    THEN '{PostFinding.TWO_POSTS}' END
           ], NULL) AS findings
      FROM assistance_publicpost p
      JOIN households_member m ON m.id = p.member_id
      LEFT JOIN ({_wages(day)}) w ON w.post_id = p.id"""
