"""What was due and what was paid, as SQL over the ledgers, as of any day.

The one meaning of «in arrears» (欠发): the day on which an amount was to be paid and
the days of grace (``assistance.parameters``, dated) have passed, and it is not fully
paid. Card, lists and figures all read these selections, so that they agree.

* Wages and allowances are due on the last day of their month. A month in which a post
  was held is due at the wage of the post although nobody entered it, as far back as
  ``LOOK_BACK``. A month counts when the post or allowance went on after its first
  day.
* Who died or left is due nothing from then on, though nobody ended the post or the
  allowance: it goes on to the day of leaving at most. What was due before stays due.
* An allowance that is only applied for is not due.
* An allowance keeps only the last month that was paid and the day of that payment:
  months before it are taken as paid, and only it and later ones are told.
* A subsidy is due on its day, else on its approval; without either it is not due yet.
  What was returned (退回) is no arrears: it has a reason that is settled first.
* A dividend of a collective is due on its day, else on the day of the decision, else
  with the end of its year.

A payment counts from its day on. The SQL takes a day as SQL, for instance
``%(last)s::date``; it has no literal per cent sign.
"""

# ruff: noqa: S608 - constants of this project, no user text

from accounts.parameters import Declared
from assistance import parameters
from assistance.choices import Benefit

#: Over the columns of ``due_parts`` or ``due_dividends``: not fully paid and late.
IS_LATE = "late_on <= {day} AND paid_amount < due_amount"

_SUBSIDIES = """
SELECT s.household_id, s.member_id, s.kind AS benefit, s.period,
       {due} AS due_on, {due} + {grace} + 1 AS late_on, s.due_amount,
       CASE WHEN s.paid_on <= {day} THEN s.paid_amount ELSE 0 END AS paid_amount,
       CASE WHEN s.paid_on <= {day} THEN s.paid_on END AS paid_on
  FROM assistance_subsidy s
 WHERE ({due} <= {day} OR s.paid_on <= {day})
   AND (s.returned_on IS NULL OR s.returned_on > {day})"""

_WAGES = """
SELECT {post}p.household_id, p.member_id, '{wage}' AS benefit,
       to_char(w.month, 'YYYYMM') AS period,
       {month_end} AS due_on, {month_end} + {grace} + 1 AS late_on, w.due_amount,
       CASE WHEN w.paid_on <= {day} THEN w.paid_amount ELSE 0 END AS paid_amount,
       CASE WHEN w.paid_on <= {day} THEN w.paid_on END AS paid_on
  FROM assistance_postwage w JOIN assistance_publicpost p ON p.id = w.post_id
  JOIN households_member m ON m.id = p.member_id
 WHERE ({month_end} <= {day} AND (m.left_on IS NULL OR w.month < m.left_on))
    OR w.paid_on <= {day}"""

_WAGES_WITHOUT_ROW = """
SELECT {post}p.household_id, p.member_id, '{wage}' AS benefit,
       to_char(w.month, 'YYYYMM') AS period,
       {month_end} AS due_on, {month_end} + {grace} + 1 AS late_on,
       p.monthly_wage AS due_amount, 0::numeric AS paid_amount, NULL::date AS paid_on
  FROM assistance_publicpost p
  JOIN households_member m ON m.id = p.member_id
 CROSS JOIN LATERAL (
       SELECT month::date FROM generate_series(
              date_trunc('month', greatest(p.started_on, {oldest})::timestamp),
              least({last_month}, p.ended_on - 1, m.left_on - 1)::timestamp,
              '1 month') AS month
       ) w
 WHERE NOT EXISTS (SELECT 1 FROM assistance_postwage entered
                    WHERE entered.post_id = p.id AND entered.month = w.month)"""

_ALLOWANCES = """
SELECT a.household_id, a.member_id, a.kind AS benefit,
       to_char(w.month, 'YYYYMM') AS period,
       {month_end} AS due_on, {month_end} + {grace} + 1 AS late_on,
       a.monthly_amount AS due_amount,
       CASE WHEN w.is_paid THEN a.monthly_amount ELSE 0 END AS paid_amount,
       CASE WHEN w.is_paid THEN a.last_paid_on END AS paid_on
  FROM assistance_allowance a
  JOIN households_member m ON m.id = a.member_id
 CROSS JOIN LATERAL (
       SELECT month::date,
              coalesce(month <= a.paid_to
                       AND coalesce(a.last_paid_on, {day}) <= {day}, false) AS is_paid
         FROM generate_series(
              date_trunc('month', greatest(a.started_on,
                         coalesce(a.paid_to, {oldest}))::timestamp),
              least(greatest({last_month}, a.paid_to), a.ended_on - 1,
                    m.left_on - 1)::timestamp,
              '1 month') AS month
       ) w
 WHERE w.is_paid OR ({month_end} <= {day} AND NOT (
       a.applied_on IS NOT NULL AND a.approved_on IS NULL AND a.paid_to IS NULL))"""

_DIVIDENDS = """
SELECT d.id, d.village_code, d.collective, d.year,
       {due} AS due_on, {due} + {grace} + 1 AS late_on, d.total_amount AS due_amount,
       CASE WHEN d.paid_on <= {day} THEN d.paid_amount ELSE 0 END AS paid_amount,
       CASE WHEN d.paid_on <= {day} THEN d.paid_on END AS paid_on
  FROM assistance_dividend d
 WHERE {due} <= {day} OR d.paid_on <= {day}"""


def due_parts(day: str) -> str:
    """SELECT of what was due to households by a day, or paid by it, part by part.

    Columns: household_id, member_id, benefit (``choices.Benefit``), period (202611 of
    what is paid by the month), due_on, late_on (the first day in arrears while not
    fully paid), due_amount, paid_amount (yuan, 0 when unpaid) and paid_on as of the
    day. A condition on household_id around it reaches the ledgers' indexes.
    """
    pieces = _pieces(day)
    due = "coalesce(s.due_on, s.approved_on, s.paid_on)"
    return "\n UNION ALL".join(
        [
            _SUBSIDIES.format(
                due=due, grace=value(parameters.GRACE_SUBSIDIES, day), **pieces
            ),
            due_wages(day),
            _ALLOWANCES.format(grace=value(parameters.GRACE_ALLOWANCES, day), **pieces),
        ]
    )


def due_wages(day: str, *, with_post: bool = False) -> str:
    """The wages of ``due_parts``; ``with_post`` with the column post_id before them."""
    pieces = _pieces(day)
    pieces["post"] = "p.id AS post_id, " if with_post else ""
    pieces["grace"] = value(parameters.GRACE_WAGES, day)
    return "\n UNION ALL".join(
        [_WAGES.format(**pieces), _WAGES_WITHOUT_ROW.format(**pieces)]
    )


def due_dividends(day: str) -> str:
    """SELECT of the dividends of collectives due or paid by a day: id, village_code,
    collective, year, due_on, late_on, due_amount, paid_amount, paid_on."""
    due = "coalesce(d.due_on, d.decided_on, make_date(d.year, 12, 31))"
    grace = value(parameters.GRACE_DIVIDENDS, day)
    return _DIVIDENDS.format(due=due, grace=grace, day=day)


def value(declared: Declared, day: str) -> str:
    """A whole parameter on a day, as SQL (``accounts.parameters.value_on``)."""
    return f"""coalesce((SELECT v.value FROM accounts_parameter v
        WHERE v.key = '{declared.key}' AND v.valid_from <= {day}
          AND (v.valid_to IS NULL OR v.valid_to >= {day})
        ORDER BY v.valid_from DESC LIMIT 1), {declared.default})::int"""


def _pieces(day: str) -> dict[str, str]:
    return {
        "day": day,
        "wage": Benefit.POST_WAGE.value,
        "month_end": "(w.month + interval '1 month')::date - 1",
        # The last month that ended by the day, and the first that is asked about.
        "last_month": _months_before(f"({day} + 1)", "1"),
        "oldest": _months_before(
            day,
            f"least({value(parameters.LOOK_BACK, day)}, {parameters.MOST_LOOK_BACK})",
        ),
    }


def _months_before(day: str, months: str) -> str:
    """The first day of the month so many months before that of a day."""
    return f"""(date_trunc('month', {day}::timestamp)
        - make_interval(months => {months}))::date"""
