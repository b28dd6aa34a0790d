"""Subsidies, allowances, loans and insurance of persons and households."""

import datetime as dt

from dashboards.demo.assistance.drawing import SUPPORTED, write

_PEOPLE = f"""households_member m
  JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
       AND m.state = 'present' AND {SUPPORTED}"""
_EVERYBODY = """households_member m
  JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
       AND m.state = 'present'"""
_COLUMNS = """INSERT INTO assistance_subsidy
       (household_id, member_id, kind, period, institution, specification, standard,
        quantity, unit, due_amount, due_on, applied_on, approved_on, paid_amount,
        paid_on, over_reason, return_reason, note, updated_at)"""


def _subsidy(
    kind: str,
    *,
    source: str,
    where: str,
    amount: str,
    due: str,
    period: str,
    institution: str = "''",
    specification: str = "''",
    member: str = "m.id",
    paid: float = 0.96,
    applied: float = 0.98,
) -> str:
    """An INSERT of one kind: ``paid`` and ``applied`` are shares of those entitled;
    who has not applied has no row. A term that is not due yet is approved only."""
    key = "h.id" if member == "NULL::bigint" else "m.id"
    return f"""{_COLUMNS}
SELECT h.id, {member}, '{kind}', {period}, {institution}, {specification}, NULL, NULL,
       '',
       {amount}, due, due - 60, due - 35,
       CASE WHEN is_paid THEN {amount} END, CASE WHEN is_paid THEN due - 5 END,
       '', '', '', now()
  FROM {source}
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('{kind}' || {key} || {period}) AS own,
                       {due} AS due) d
 CROSS JOIN LATERAL (SELECT own < {paid} AND due <= %(day)s::date AS is_paid) s
 WHERE {where} AND own < {applied}
 ORDER BY {key}"""  # noqa: S608 - constants of this project


_SPRING, _AUTUMN = "make_date(%(year)s, 5, 31)", "make_date(%(year)s, 12, 10)"
_VOCATIONAL = "m.student_status ~ '^(vocational|college|technician)'"
_HOMES = """households_household h"""
_HOME = f"h.state = 'active' AND {SUPPORTED}"
_OUTSIDE = "m.work_area = 'outside'"

_SUBSIDIES = (
    _subsidy(
        "yulu",
        source=_PEOPLE,
        where=_VOCATIONAL,
        amount="1500",
        due=_SPRING,
        period="%(year)s || '春'",
        institution="'安澜市职业教育中心'",
        paid=0.97,
    ),
    _subsidy(
        "yulu",
        source=_PEOPLE,
        where=_VOCATIONAL,
        amount="1500",
        due=_AUTUMN,
        period="%(year)s || '秋'",
        institution="'安澜市职业教育中心'",
        applied=0.93,
    ),
    _subsidy(
        "education",
        source=_PEOPLE,
        where="m.student_status ~ '^(kindergarten|primary|grade|senior|bachelor)'",
        amount="CASE WHEN m.student_status ~ '^(senior|bachelor)' THEN 1000 "
        "ELSE 500 END",
        due=_SPRING,
        period="%(year)s || '春'",
        institution="'安澜市' || CASE WHEN m.student_status ~ '^senior' "
        "THEN '第一中学' ELSE '学生资助中心' END",
        specification="'国家助学金'",
        paid=0.985,
    ),
    _subsidy(
        "travel",
        source=_PEOPLE,
        where=_OUTSIDE,
        amount="500",
        due="make_date(%(year)s, 9, 30)",
        period="%(year)s",
        institution="left(coalesce((SELECT place FROM households_workrecord w WHERE "
        "w.member_id = m.id ORDER BY started_on DESC LIMIT 1), '省外'), 80)",
        paid=0.9,
        applied=0.94,
    ),
    _subsidy(
        "premium",
        source=_PEOPLE,
        where="h.monitoring_state = 'monitoring' OR m.is_dibao OR m.is_tekun",
        amount="CASE WHEN m.is_tekun THEN 400 ELSE 200 END",
        due="make_date(%(year)s, 2, 28)",
        period="%(year)s",
        institution="'城乡居民医保'",
        paid=0.995,
        applied=0.998,
    ),
    _subsidy(
        "medical_aid",
        source=_PEOPLE,
        where="'serious' = ANY(m.health)",
        amount="1000 + 100 * floor(own * 60)",
        due="make_date(%(year)s, 8, 15)",
        period="%(year)s || '06'",
        institution="'安澜市人民医院'",
        specification="'住院救助'",
        paid=0.9,
        applied=0.93,
    ),
    _subsidy(
        "industry",
        source=_HOMES,
        where=f"{_HOME} AND h.labour > 0 AND pg_temp.drawn('grows' || h.id) < 0.22",
        amount="800 + 200 * floor(own * 12)",
        due="make_date(%(year)s, 10, 15)",
        period="%(year)s",
        institution="(ARRAY['核桃', '香菇', '中蜂', '肉牛', '中药材'])"
        "[1 + floor(own * 5)::int]",
        specification="'验收合格'",
        member="NULL::bigint",
        paid=0.9,
    ),
    _subsidy(
        "temporary",
        source=_HOMES,
        where=f"{_HOME} AND h.main_risk IN ('accident', 'disaster')",
        amount="1000 + 500 * floor(own * 6)",
        due="make_date(%(year)s, 7, 20)",
        period="%(year)s",
        institution="'突发困难'",
        member="NULL::bigint",
        paid=0.95,
    ),
    _subsidy(
        "share",
        source="""households_household h JOIN assistance_dividend v
               ON v.village_code = h.village_code AND v.year = %(year)s - 1
               AND v.households > 0""",
        where=f"{_HOME} AND v.paid_on IS NOT NULL",
        amount="round(v.total_amount / v.households, 2)",
        due="v.paid_on + 5",
        period="%(year)s - 1",
        institution="v.collective",
        member="NULL::bigint",
        paid=0.99,
        applied=1.1,
    ),
)

_LOANS = f"""
INSERT INTO assistance_loan
       (household_id, member_id, bank, contract_no, amount, lent_on, due_on, rate,
        purpose, state, repaid_on, note, updated_at)
SELECT h.id, m.id, '安澜农村商业银行',
       'XD' || %(year)s || lpad(h.id::text, 8, '0'), 20000 + 5000 * floor(own * 50),
       lent, lent + 1095, 3.45,
       (ARRAY['购买种苗', '养殖肉牛', '购买农机', '扩建大棚'])
         [1 + floor(own * 37)::int %% 4],
       CASE WHEN own > 0.117 THEN 'overdue' ELSE 'normal' END, NULL, '', now()
  FROM households_household h
  JOIN households_member m ON m.household_id = h.id AND m.relation = 'head'
       AND m.state = 'present'
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('loan' || h.id) AS own) d
 CROSS JOIN LATERAL (SELECT %(day)s::date - 120 - floor(own * 8000)::int %% 900
                            AS lent) l
 WHERE {_HOME} AND h.labour > 0 AND own < 0.12
 ORDER BY h.id
"""  # noqa: S608 - constants of this project

_INTEREST = f"""{_COLUMNS}
SELECT l.household_id, l.member_id, 'interest', %(year)s || '三季度', l.bank,
       l.contract_no, NULL, NULL, '', round(l.amount * l.rate / 400, 2), due, due - 25,
       due - 15, CASE WHEN is_paid THEN round(l.amount * l.rate / 400, 2) END,
       CASE WHEN is_paid THEN due END, '', '', '', now()
  FROM assistance_loan l
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('interest' || l.id) < 0.94 AS is_paid,
                       make_date(%(year)s, 10, 20) AS due) d
 WHERE l.state = 'normal' AND l.lent_on < make_date(%(year)s, 7, 1)
 ORDER BY l.id"""  # noqa: S608 - constants of this project

_ALLOWANCES = f"""
INSERT INTO assistance_allowance
       (household_id, member_id, kind, grade, persons, monthly_amount, applied_on,
        approved_on, started_on, stop_reason, paid_to, last_paid_on, note, updated_at)
SELECT h.id, m.id, a.kind, a.grade, 1, a.amount, begun - 40, begun - 12, begun, '',
       paid_to, (paid_to + interval '1 month')::date - 6, '', now()
  FROM {_EVERYBODY}
 CROSS JOIN LATERAL (VALUES
         ('dibao', 'B类', 420, m.is_dibao IS TRUE),
         ('tekun', '分散供养', 780, m.is_tekun IS TRUE),
         ('nursing', CASE m.disability_grade WHEN 'one' THEN '一级' ELSE '二级' END,
          120,
          m.disability_grade IN ('one', 'two')),
         ('living', '', 60, m.is_dibao IS TRUE AND m.disability_grade <> ''),
         ('pension', '', 160, m.pension_resident IS TRUE
          AND m.birth_date <= %(day)s::date - interval '61 years' AND {SUPPORTED})
       ) a (kind, grade, amount, holds)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn(a.kind || m.id) AS own) d
 CROSS JOIN LATERAL (SELECT date_trunc('month', %(day)s::date)::date - 365
                       - floor(own * 700)::int AS some_day) x
 CROSS JOIN LATERAL (SELECT date_trunc('month', some_day)::date AS begun,
                       (date_trunc('month', %(day)s::date) - make_interval(months =>
                        CASE WHEN own < 0.012 THEN 4 ELSE 1 END))::date AS paid_to) y
 WHERE a.holds AND own < 0.992
 ORDER BY m.id, a.kind
"""  # noqa: S608 - constants of this project

_INSURANCE = f"""
INSERT INTO assistance_insurance
       (household_id, member_id, kind, year, scheme, insured_on, premium, is_receiving,
        exemption, note, updated_at)
SELECT h.id, m.id, i.kind, %(year)s,
       CASE WHEN is_in THEN CASE WHEN i.employee IS TRUE THEN 'employee'
                                 ELSE 'resident' END ELSE '' END,
       CASE WHEN is_in THEN make_date(%(year)s - 1, 9, 1) + floor(own * 110)::int END,
       CASE WHEN is_in THEN i.premium END,
       is_in AND i.kind = 'pension' AND m.birth_date <= %(day)s::date
                                                        - interval '60 years',
       CASE WHEN NOT is_in AND own < 0.004 THEN 'soldier' ELSE '' END, '', now()
  FROM {_PEOPLE}
 CROSS JOIN LATERAL (VALUES
         ('medical', m.medical_resident, m.medical_employee, 400, true),
         ('pension', m.pension_resident, m.pension_employee, 200,
          m.student_status = ''
          AND m.birth_date <= %(day)s::date - interval '16 years')
       ) i (kind, resident, employee, premium, due)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn(i.kind || m.id) AS own) d
 CROSS JOIN LATERAL (SELECT (i.resident IS TRUE OR i.employee IS TRUE) AS is_in) s
 WHERE i.due
 ORDER BY m.id, i.kind
"""  # noqa: S608 - constants of this project


def write_money(day: dt.date) -> int:
    """Everything that is paid to persons and households, as of ``day``."""
    values = {"day": day, "year": day.year}
    statements = (*_SUBSIDIES, _LOANS, _INTEREST, _ALLOWANCES, _INSURANCE)
    return sum(write(statement, values) for statement in statements)
