"""What the ledgers of assistance give to a month: parts of its statement, and villages.

The parts are common table expressions of ``month_rows``. They limit themselves to the
households of a run by ``{only}`` (a condition on household_id) and ``{among}`` (one on
member_id). ``%(last)s`` is the month's last day; ``%(day)s`` is the same, but today in
the running month: what is late is late today, not at the end of the month.
"""

# ruff: noqa: S608 - pieces of this project, no user text

from typing import Any

from django.db import connection

from assistance.arrears import IS_LATE, due_dividends, due_parts
from assistance.choices import Benefit, InsuranceKind
from assistance.employment import (
    HAS_POST,
    IN_WORKSHOP,
    IS_WILLING,
    WORK_AREA,
    WORKS,
    is_labour,
    joins,
)
from core.months import Month
from households.choices import (
    DEVELOPMENT_MEASURES,
    LABOUR_CAPABLE,
    WorkArea,
)

_LAST, _DAY = "%(last)s::date", "%(day)s::date"
_CAPABLE = ", ".join(f"'{skill.value}'" for skill in LABOUR_CAPABLE)
_DEVELOPMENT = ", ".join(f"'{kind.value}'" for kind in DEVELOPMENT_MEASURES)


def _insured(alias: str, kind: InsuranceKind) -> str:
    return f"""LEFT JOIN assistance_insurance {alias} ON {alias}.member_id = m.id
            AND {alias}.kind = '{kind.value}' AND {alias}.year = %(calendar_year)s"""


def _covered(alias: str, roster: str) -> str:
    """The row of the year decides; without one the roster of members."""
    return f"""CASE WHEN {alias}.id IS NULL THEN coalesce({roster}, false)
        ELSE coalesce({alias}.insured_on <= {_LAST}, false)
             OR {alias}.is_receiving END"""


_SIXTEEN = f"(m.birth_date IS NULL OR m.birth_date <= {_LAST} - interval '16 years')"

# Each member once, with what every ledger says, so that each expression is worked out
# once; OFFSET 0 keeps the planner from copying them into every count.
_MEMBERS = f"""
    SELECT m.household_id, m.left_on > {_LAST} AS leaves_later,
           m.left_on IS NULL OR m.left_on > {_LAST} AS is_there,
           m.labour_skill IN ({_CAPABLE}) AS is_able,
           {is_labour(_LAST)} AS is_labour, {IS_WILLING} AS is_willing,
           {WORKS} AS works, {WORK_AREA} AS area,
           {HAS_POST} AS has_post, {IN_WORKSHOP} AS in_workshop,
           coalesce(im.exemption, '') = '' AS should_insure,
           {_covered("im", "m.medical_resident OR m.medical_employee")} AS is_insured,
           coalesce(ip.exemption, '') = '' AND m.student_status IN ('', 'pre')
           AND {_SIXTEEN} AS should_pension,
           {_covered("ip", "m.pension_resident OR m.pension_employee")} AS has_pension
      FROM households_member m {{joins}}
      {_insured("im", InsuranceKind.MEDICAL)}
      {_insured("ip", InsuranceKind.PENSION)}
     WHERE (m.joined_on IS NULL OR m.joined_on <= %(last)s)
       AND (m.birth_date IS NULL OR m.birth_date <= %(last)s) {{only_m}}
    OFFSET 0"""


def _counted(condition: str) -> str:
    return f"count(*) FILTER (WHERE is_there AND {condition})"


def _at(area: WorkArea) -> str:
    return _counted(f"is_labour AND works AND area = '{area.value}'")


#: Column of a month row → what is counted over the members of a household.
_OF_PEOPLE = {
    "labour_force": _counted("is_labour"),
    "willing": _counted("is_labour AND is_willing"),
    "employed": _counted("is_labour AND works"),
    "in_township": _at(WorkArea.TOWNSHIP),
    "in_county": _at(WorkArea.COUNTY),
    "in_province": _at(WorkArea.PROVINCE),
    "outside": _at(WorkArea.OUTSIDE),
    "in_post": _counted("has_post"),
    "in_workshop": _counted("in_workshop"),
    "to_insure": _counted("should_insure"),
    "insured": _counted("should_insure AND is_insured"),
    "to_pension": _counted("should_pension"),
    "pensioned": _counted("should_pension AND has_pension"),
}
_PEOPLE_COUNTS = ",\n           ".join(
    f"{counted} AS {column}" for column, counted in _OF_PEOPLE.items()
)
_PEOPLE = f"""
people AS (
    SELECT household_id, count(*) FILTER (WHERE is_there) AS persons,
           {_counted("is_able")} AS labour, bool_or(leaves_later) AS leaves_later,
           {_PEOPLE_COUNTS}
      FROM ({_MEMBERS}) member GROUP BY household_id)"""

_VALID = f"""(a.ended_on IS NULL OR e.household_id IS NULL
                OR a.ended_on >= e.identified_on)
          AND (a.state <> 'stopped' OR a.ended_on > {_LAST})"""
_HELPED = f"""
helped AS (
    SELECT a.household_id, count(*) FILTER (WHERE {_VALID}) AS measures,
           count(*) FILTER (WHERE {_VALID} AND k.counts_as_development) AS development,
           bool_or({_VALID} AND k.category IN ({_DEVELOPMENT})) AS tells_development,
           min(a.started_on) FILTER (WHERE {_VALID}) AS first_on
      FROM assistance_measure a JOIN assistance_measurekind k ON k.id = a.kind_id
      LEFT JOIN standing e ON e.household_id = a.household_id
     WHERE a.started_on <= {_LAST} AND a.state <> 'planned' {{only_a}}
     GROUP BY a.household_id)"""

_OF_POST = f"part.benefit = '{Benefit.POST_WAGE.value}'"
_OWED = f"""
owed AS (
    SELECT household_id, count(DISTINCT coalesce(member_id, -household_id)) AS persons,
           sum(due_amount - paid_amount) AS yuan,
           count(DISTINCT member_id) FILTER (WHERE {_OF_POST}) AS posts,
           sum(due_amount - paid_amount) FILTER (WHERE {_OF_POST}) AS wages
      FROM ({due_parts(_DAY)}) part
     WHERE {IS_LATE.format(day=_DAY)} {{only}}
     GROUP BY household_id)"""

#: A kind ticked in the monitoring record of which the ledger has no row.
_TICKED = f"""CASE WHEN t.tells_development IS NOT TRUE
    AND e.measures && ARRAY[{_DEVELOPMENT}]::varchar[] THEN 1 END"""

#: Column of a month row → its value; aliases as in ``month_rows``.
VALUES = {
    "measures": "coalesce(nullif(t.measures, 0), cardinality(e.measures), 0)",
    "development": f"coalesce(nullif(t.development, 0), {_TICKED}, 0)",
    "helped_in_time": f"""CASE WHEN e.household_id IS NULL THEN NULL
        WHEN t.first_on <= c.due_on THEN true
        WHEN {_DAY} <= c.due_on THEN NULL
        WHEN t.first_on IS NULL AND cardinality(e.measures) > 0 THEN NULL
        ELSE false END""",
    **{column: f"coalesce(m.{column}, 0)" for column in _OF_PEOPLE},
    "owed_persons": "coalesce(o.persons, 0)",
    "owed": "coalesce(o.yuan, 0)",
    "unpaid_posts": "coalesce(o.posts, 0)",
    "unpaid_wages": "coalesce(o.wages, 0)",
}
#: The clock of measures: the day of identification → the last day that is in time.
_CLOCK = "unnest(%(help_starts)s::date[], %(help_dues)s::date[]) c (started_on, due_on)"
JOINS = f"""
      LEFT JOIN {_CLOCK} ON c.started_on = e.identified_on
      LEFT JOIN helped t ON t.household_id = h.id
      LEFT JOIN owed o ON o.household_id = h.id"""

_THEIRS = """member_id IN (SELECT id FROM households_member
                            WHERE household_id = ANY(%(households)s))"""


def people_part(*, limited: bool) -> str:
    """``people``: counts over the members of each household."""
    ledgers = joins(_LAST, _THEIRS if limited else "TRUE")
    return _PEOPLE.format(joins=ledgers, only_m=_only("m.", limited=limited))


def ledger_parts(*, limited: bool) -> str:
    """``helped`` and ``owed``: measures and arrears; they need ``standing``."""
    helped = _HELPED.format(only_a=_only("a.", limited=limited))
    return f"{helped},{_OWED.format(only=_only('', limited=limited))}"


def _only(alias: str, *, limited: bool) -> str:
    return f"AND {alias}household_id = ANY(%(households)s)" if limited else ""


_WRITE_VILLAGES = f"""
WITH bought AS (
    SELECT village_code, sum(amount) AS consumption, count(*) AS purchases
      FROM assistance_consumptionaid
     WHERE bought_on BETWEEN make_date(%(calendar_year)s, 1, 1) AND {_LAST}
     GROUP BY village_code),
paid AS (
    SELECT village_code, sum(paid_amount) AS dividends FROM assistance_dividend
     WHERE paid_on > {_LAST} - interval '1 year' AND paid_on <= {_LAST}
     GROUP BY village_code),
owed AS (
    SELECT village_code, sum(due_amount - paid_amount) AS dividends_owed
      FROM ({due_dividends(_DAY)}) part WHERE {IS_LATE.format(day=_DAY)}
     GROUP BY village_code),
source AS MATERIALIZED (
    SELECT a.code AS village_code, coalesce(b.consumption, 0) AS consumption,
           coalesce(b.purchases, 0) AS purchases,
           coalesce(p.dividends, 0) AS dividends,
           coalesce(o.dividends_owed, 0) AS dividends_owed
      FROM accounts_area a
      LEFT JOIN bought b ON b.village_code = a.code
      LEFT JOIN paid p ON p.village_code = a.code
      LEFT JOIN owed o ON o.village_code = a.code
     WHERE a.level = 'village'
       AND (a.valid_from <= %(last)s
            AND (a.valid_to IS NULL OR a.valid_to >= %(last)s)
            OR coalesce(b.village_code, p.village_code, o.village_code) IS NOT NULL)),
present AS (
    SELECT * FROM dashboards_villagemonth
     WHERE month = %(first)s AND revision = %(revision)s),
gone AS (
    DELETE FROM dashboards_villagemonth d USING present t
     WHERE d.id = t.id AND NOT EXISTS (
           SELECT 1 FROM source s WHERE s.village_code = t.village_code)
    RETURNING 1),
changed AS (
    UPDATE dashboards_villagemonth d
       SET consumption = s.consumption, purchases = s.purchases,
           dividends = s.dividends, dividends_owed = s.dividends_owed
      FROM present t JOIN source s ON s.village_code = t.village_code
     WHERE d.id = t.id
       AND (t.consumption, t.purchases, t.dividends, t.dividends_owed)
           IS DISTINCT FROM (s.consumption, s.purchases, s.dividends, s.dividends_owed)
    RETURNING 1),
added AS (
    INSERT INTO dashboards_villagemonth
           (month, revision, village_code, consumption, purchases, dividends,
            dividends_owed)
    SELECT %(first)s, %(revision)s, s.village_code, s.consumption, s.purchases,
           s.dividends, s.dividends_owed
      FROM source s LEFT JOIN present t ON t.village_code = s.village_code
     WHERE t.id IS NULL
    RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed)
       + (SELECT count(*) FROM added)
"""


def write_village_rows(month: Month, revision: int, days: dict[str, Any]) -> int:
    """Bring the rows of villages up to date; returns how many were changed."""
    values = {**days, "first": month.first_day, "revision": revision}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_VILLAGES, values)
        row = cursor.fetchone()
    return int(row[0])
