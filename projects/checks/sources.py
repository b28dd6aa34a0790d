"""What the rules about projects and funds ask about (domain §7.8).

``PROJECT``: ``j`` the project with ``k`` its kind, ``i`` the row of the annual plan in
force (NULL without one), ``f`` what it got (total, and by tier), ``b`` whom it helps.
Rules of the county as a whole stand at the county and bring sources of their own. None
of them needs the facts about households: they can be asked at any time.
"""

from households.checks.declare import Source
from projects.choices import Tier

TODAY = "%(today)s::date"
YEAR = f"extract(year FROM {TODAY})::int"

_TIERS = ",\n                ".join(
    f"coalesce(sum(a.amount) FILTER (WHERE t.tier = '{tier.value}'), 0) AS {tier.value}"
    for tier in Tier
)
_IN_FORCE = """SELECT p.* FROM projects_planitem p
               JOIN projects_planversion v ON v.id = p.version_id
              WHERE p.project_id = j.id AND v.kind = 'annual' AND v.year = j.year
                AND v.state = 'approved' ORDER BY v.number DESC LIMIT 1"""
_FUNDED = f"""SELECT coalesce(sum(a.amount), 0) AS total,
                {_TIERS}
           FROM projects_allocation a JOIN projects_fundbatch t ON t.id = a.batch_id
          WHERE a.project_id = j.id AND a.allocated_on <= {TODAY}"""
_HELPED = """SELECT count(DISTINCT household_id) AS households
           FROM projects_beneficiary WHERE project_id = j.id"""

PROJECT = Source(
    tables=f"""projects_project j
          LEFT JOIN projects_projectkind k ON k.id = j.kind_id
          LEFT JOIN LATERAL ({_IN_FORCE}) i ON true
          LEFT JOIN LATERAL ({_FUNDED}) f ON true
          LEFT JOIN LATERAL ({_HELPED}) b ON true""",
    record="'j' || j.id",
    village="j.area_code",
)
#: In the plan and not ended on the side.
IS_PLANNED = f"""j.planned_on <= {TODAY} AND j.terminated_on IS NULL
    AND j.removed_on IS NULL"""

#: This year's plan and next year's repository; ``stage`` is of today.
REPOSITORY = Source(
    tables=f"""(SELECT c.code, {YEAR} AS year, p.plan, p.stored
             FROM accounts_area c CROSS JOIN (
                  SELECT sum(budget) FILTER (WHERE year = {YEAR}
                             AND planned_on IS NOT NULL) AS plan,
                         coalesce(sum(budget) FILTER (WHERE planning_year = {YEAR} + 1
                             AND stored_on IS NOT NULL
                             AND coalesce(year, {YEAR} + 1) > {YEAR}), 0) AS stored
                    FROM projects_project
                   WHERE terminated_on IS NULL AND removed_on IS NULL) p
            WHERE c.level = 'county') r""",
    record="'k'",
    village="r.code",
)

_COUNTS = "(j.category = 'industry' OR coalesce(k.counts_as_industry, false))"
#: What a tier gave to industry of all it gave this year.
TIER = Source(
    tables=f"""(SELECT c.code, m.* FROM accounts_area c CROSS JOIN (
                  SELECT t.tier, {YEAR} AS year, sum(a.amount) AS total,
                         coalesce(sum(a.amount) FILTER (WHERE {_COUNTS}), 0) AS industry
                    FROM projects_allocation a
                    JOIN projects_fundbatch t ON t.id = a.batch_id
                    JOIN projects_project j ON j.id = a.project_id
                    LEFT JOIN projects_projectkind k ON k.id = j.kind_id
                   WHERE t.year = {YEAR} AND a.allocated_on <= {TODAY}
                   GROUP BY t.tier) m
            WHERE c.level = 'county') r""",
    record="'i' || r.tier",
    village="r.code",
)

_OF_TIER = "(p.tier = '' OR b.tier = p.tier)"
#: What is late: works after their planned end, and spending behind the last checkpoint
#: of this year that has passed, of each tier. A checkpoint that was missed is made up
#: for as soon as the spending of today reaches it.
LATE = Source(
    tables=f"""(SELECT 'j' || j.id AS record, j.area_code AS code, '' AS tier,
                  j.name AS project, j.planned_end AS day, NULL::numeric AS target
             FROM projects_project j
            WHERE {IS_PLANNED} AND j.finished_on IS NULL
              AND j.planned_end < {TODAY}
            UNION ALL
           SELECT 'c' || p.tier, c.code, p.tier, NULL, p.day, p.target
             FROM accounts_area c CROSS JOIN (
                  SELECT DISTINCT ON (tier) * FROM projects_checkpoint
                   WHERE year = {YEAR} AND day < {TODAY}
                   ORDER BY tier, day DESC) p
            CROSS JOIN LATERAL (
                  SELECT sum(a.amount) AS total FROM projects_allocation a
                    JOIN projects_fundbatch b ON b.id = a.batch_id
                   WHERE b.year = p.year AND {_OF_TIER}
                     AND a.allocated_on <= {TODAY}) given
            CROSS JOIN LATERAL (
                  SELECT coalesce(sum(a.amount), 0) AS total FROM projects_payment a
                    JOIN projects_fundbatch b ON b.id = a.batch_id
                   WHERE b.year = p.year AND {_OF_TIER}
                     AND a.paid_on <= {TODAY}) paid
            WHERE c.level = 'county' AND paid.total * 100 < given.total * p.target
          ) r""",
    record="r.record",
    village="r.code",
)
