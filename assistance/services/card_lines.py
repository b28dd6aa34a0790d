"""The SQL of the lines of policy cards: what ledgers say ⟗ what rules entitle to.

Lines are told apart by household, beneficiary, benefit and period. What is paid once
has a line a period, with the sums of its rows; what is paid monthly one line; insurance
one a year, of those who should be insured. A line of the past stays while something of
it is open, else until the end of the next year (``%(recent)s``).
"""

# ruff: noqa: S608 - constants of this project, no user text

from __future__ import annotations

from assistance.arrears import IS_LATE, due_parts
from assistance.choices import Benefit, InsuranceKind
from assistance.entitlements import all_entitlements, statement
from assistance.entitlements.rules import SHOULD_HAVE_MEDICAL, SHOULD_HAVE_PENSION

_DAY = "%(today)s::date"
_MONTHLY = (
    f"('{Benefit.POST_WAGE.value}', '{Benefit.DIBAO.value}', '{Benefit.TEKUN.value}', "
    f"'{Benefit.LIVING.value}', '{Benefit.NURSING.value}', '{Benefit.PENSION.value}')"
)

#: Columns of a line beside those that tell it apart, in the order of the selections.
VALUES = (
    "state",
    "applied_on",
    "approved_on",
    "paid_to",
    "paid_on",
    "due_on",
    "due_amount",
    "paid_amount",
    "arrears",
)

_PARTS = f"""
parts AS MATERIALIZED (
    SELECT household_id, coalesce(member_id, 0) AS who, benefit,
           CASE WHEN benefit IN {_MONTHLY} THEN '' ELSE period END AS period,
           due_on, paid_on, due_amount, paid_amount,
           {IS_LATE.format(day=_DAY)} AS is_late,
           min(due_on) FILTER (WHERE paid_amount < due_amount)
               OVER (PARTITION BY household_id, member_id, benefit) AS open_on
      FROM ({due_parts(_DAY)}) part WHERE {{only}}),
money AS MATERIALIZED (
    SELECT household_id, who, benefit, period,
           max(due_on) FILTER (WHERE paid_amount >= due_amount
                               AND (open_on IS NULL OR due_on < open_on)) AS paid_to,
           max(paid_on) AS paid_on,
           min(due_on) FILTER (WHERE paid_amount < due_amount) AS due_on,
           sum(due_amount - paid_amount) FILTER (WHERE is_late) AS arrears
      FROM parts GROUP BY household_id, who, benefit, period)"""

#: Paid once. What was returned or paid long ago is over.
_ONCE = """
    SELECT s.household_id, s.member_id, s.kind AS benefit, s.period,
           CASE WHEN max(p.arrears) IS NOT NULL THEN 'late'
                WHEN bool_or(s.state = 'returned') THEN 'returned'
                WHEN bool_or(s.state IN ('approved', 'part')) THEN 'approved'
                WHEN bool_or(s.state = 'applied') THEN 'applied'
                WHEN bool_or(s.state = 'entitled') THEN 'not_applied'
                ELSE 'current' END AS state,
           min(s.applied_on) AS applied_on, max(s.approved_on) AS approved_on,
           NULL::date AS paid_to, max(s.paid_on) AS paid_on,
           max(p.due_on) AS due_on, sum(s.due_amount) AS due_amount,
           sum(s.paid_amount) AS paid_amount,
           coalesce(max(p.arrears), 0) AS arrears,
           max(greatest(s.applied_on, s.approved_on, s.paid_on, s.due_on,
                        s.returned_on)) AS touched_on
      FROM assistance_subsidy s
      LEFT JOIN money p
             ON (p.household_id, p.who, p.benefit, p.period)
              = (s.household_id, coalesce(s.member_id, 0), s.kind, s.period)
     WHERE {only_s}
     GROUP BY s.household_id, s.member_id, s.kind, s.period
    HAVING bool_or(s.state NOT IN ('paid', 'returned')
                   OR coalesce(s.returned_on, s.paid_on) >= %(recent)s)"""

#: The latest spell of each post and allowance, which ends when the person dies or
#: leaves; over when nothing of it is open.
_MONTHLY_LINES = f"""
    SELECT s.household_id, s.member_id, s.benefit, '' AS period,
           CASE WHEN p.arrears IS NOT NULL THEN 'late'
                WHEN s.ended_on <= {_DAY} THEN 'ended'
                WHEN p.paid_to IS NOT NULL THEN 'current'
                WHEN s.approved_on IS NULL AND s.applied_on IS NOT NULL THEN 'applied'
                ELSE 'approved' END AS state,
           s.applied_on, coalesce(s.approved_on, s.started_on) AS approved_on,
           p.paid_to, p.paid_on, p.due_on, s.monthly_amount AS due_amount,
           NULL::numeric AS paid_amount, coalesce(p.arrears, 0) AS arrears,
           NULL::date AS touched_on
      FROM (SELECT DISTINCT ON (spell.household_id, spell.member_id, benefit)
                   spell.household_id, spell.member_id, benefit, applied_on,
                   approved_on, started_on, monthly_amount,
                   least(ended_on, m.left_on) AS ended_on
              FROM (SELECT household_id, member_id, '{Benefit.POST_WAGE.value}'
                           AS benefit, NULL::date AS applied_on,
                           NULL::date AS approved_on, started_on, ended_on,
                           monthly_wage AS monthly_amount
                      FROM assistance_publicpost
                     UNION ALL
                    SELECT household_id, member_id, kind, applied_on, approved_on,
                           started_on, ended_on, monthly_amount
                      FROM assistance_allowance) spell
              JOIN households_member m ON m.id = spell.member_id
             WHERE {{only}}
             ORDER BY spell.household_id, spell.member_id, benefit,
                   started_on DESC) s
      LEFT JOIN money p ON (p.household_id, p.who, p.benefit)
                         = (s.household_id, s.member_id, s.benefit)
     WHERE s.ended_on IS NULL OR s.ended_on >= %(recent)s OR p.arrears IS NOT NULL"""

#: Who is insured: the ledger of the year says so; without a row of it the register.
_INSURED = """
    SELECT h.id AS household_id, m.id AS member_id, '{benefit}' AS benefit,
           (%(year)s::int)::text AS period, 'current' AS state,
           NULL::date AS applied_on, i.insured_on AS approved_on,
           CASE WHEN i.id IS NOT NULL THEN make_date(%(year)s::int, 12, 31) END
               AS paid_to,
           NULL::date AS paid_on, NULL::date AS due_on, i.premium AS due_amount,
           NULL::numeric AS paid_amount, 0 AS arrears, %(today)s::date AS touched_on
      FROM households_member m JOIN households_household h ON h.id = m.household_id
      LEFT JOIN assistance_insurance i
             ON (i.member_id, i.kind, i.year) = (m.id, '{kind}', %(year)s::int)
     WHERE h.state = 'active' AND m.state = 'present' AND {only_h} AND ({should})
       AND CASE WHEN i.id IS NULL THEN {flags}
                ELSE i.insured_on IS NOT NULL OR i.is_receiving END"""

#: What nobody applied for, with a reason that stands, waits for nobody.
_STATE = f"""CASE WHEN {{state}} = 'not_applied' AND EXISTS (
                    SELECT 1 FROM assistance_noapplication n
                     WHERE (n.household_id, coalesce(n.member_id, 0), n.benefit)
                         = ({{of}}.household_id, coalesce({{of}}.member_id, 0),
                            {{of}}.benefit)
                       AND n.withdrawn_on IS NULL AND n.lapsed_on IS NULL
                       AND (n.until IS NULL OR n.until >= {_DAY}))
               THEN 'declined' ELSE {{state}} END AS state"""

#: An ended line answers no rule; of two lines that are the same it gives way.
_TOLD = f"""
source AS MATERIALIZED (
    SELECT DISTINCT ON (household_id, coalesce(member_id, 0), benefit, period)
           line.*
      FROM (
        SELECT l.household_id, l.member_id, l.benefit, l.period,
               coalesce(e.rule, '') AS rule, {_STATE.format(of="l", state="l.state")},
               {", ".join(f"l.{name}" for name in VALUES[1:])}
          FROM ledger l
          LEFT JOIN entitled e ON {{answers}}
         UNION ALL
        SELECT e.household_id, e.member_id, e.benefit, e.period, e.rule,
               {_STATE.format(of="e", state="'not_applied'")},
               NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0
          FROM entitled e
         WHERE NOT EXISTS (SELECT 1 FROM ledger l WHERE {{answers}})) line
     WHERE household_id IN (SELECT id FROM households_household
                             WHERE state = 'active')
     ORDER BY household_id, coalesce(member_id, 0), benefit, period,
              line.state = 'ended')"""

#: What the register says of a person of whom the ledger says nothing this year.
_MEDICAL = """(coalesce(m.medical_resident, false)
                      OR coalesce(m.medical_employee, false))"""
_PENSION = """(coalesce(m.pension_resident, false)
                      OR coalesce(m.pension_employee, false)
                      OR EXISTS (SELECT 1 FROM assistance_allowance a
                                  WHERE a.member_id = m.id AND a.kind = 'pension'
                                    AND a.ended_on IS NULL))"""
_INSURANCES = (
    (InsuranceKind.MEDICAL, Benefit.MEDICAL, SHOULD_HAVE_MEDICAL, _MEDICAL),
    (InsuranceKind.PENSION, Benefit.OLD_AGE, SHOULD_HAVE_PENSION, _PENSION),
)

_ANSWERS = """(e.household_id, e.benefit) = (l.household_id, l.benefit)
               AND (e.member_id IS NULL OR e.member_id = l.member_id)
               AND (e.since IS NULL OR e.period = l.period OR l.touched_on >= e.since)
               AND l.state <> 'ended'"""


def source(*, limited: bool) -> str:
    """Common table expressions that end in ``source``, the lines as they should stand.

    ``limited``: of the households ``%(households)s`` only.
    """
    only = "{of} = ANY(%(households)s)" if limited else "true"
    entitled = "\n     UNION ALL".join(
        statement(rule, only=only.format(of="h.id")) for rule in all_entitlements()
    )
    ledger = "\n     UNION ALL".join(_ledgers(only))
    return ",".join(
        [
            _PARTS.format(only=only.format(of="part.household_id")),
            f"\nentitled AS MATERIALIZED ({entitled})",
            f"\nledger AS MATERIALIZED ({ledger})",
            _TOLD.format(answers=_ANSWERS),
        ]
    )


def _ledgers(only: str) -> list[str]:
    return [
        _ONCE.format(only_s=only.format(of="s.household_id")),
        _MONTHLY_LINES.format(only=only.format(of="spell.household_id")),
        *(
            _INSURED.format(
                benefit=benefit.value,
                kind=kind.value,
                should=should,
                flags=flags,
                only_h=only.format(of="h.id"),
            )
            for kind, benefit, should, flags in _INSURANCES
        ),
    ]
