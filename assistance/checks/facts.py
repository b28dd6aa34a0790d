"""What the rules about ledgers ask about, gathered once a run.

``fact_measure m`` – households with a measure that has begun, was not broken off and is
not over before the running monitoring: items and kinds (their names and categories),
development (how many are accepted as development), doubtful (how many of a development
kind are only training or «other»), travel (yuan of travel subsidies as measures).

``fact_post p`` – members who hold a public post today: name, post_type, at_home (how
many of their household do).

``fact_arrears a`` – what is late today, by household and benefit: since (the oldest day
it was due on).
"""

from assistance.arrears import IS_LATE, due_parts
from households.checks.facts import FactTable, declare_facts
from households.choices import DEVELOPMENT_MEASURES

_TODAY = "%(today)s::date"
_DEVELOPMENT = ", ".join(f"'{kind.value}'" for kind in DEVELOPMENT_MEASURES)
#: Of a development kind, but alone it shows no development (A05).
_DOUBTFUL = "(k.name LIKE '其他%%' OR k.name = '技能培训')"

declare_facts(
    FactTable(
        "fact_measure",
        f"""
SELECT a.household_id, array_agg(DISTINCT k.name::text) AS items,
       array_agg(DISTINCT k.category::text) AS kinds,
       count(*) FILTER (WHERE k.counts_as_development) AS development,
       count(*) FILTER (WHERE k.category IN ({_DEVELOPMENT})
                          AND NOT {_DOUBTFUL}) AS solid,
       count(*) FILTER (WHERE k.category IN ({_DEVELOPMENT})
                          AND {_DOUBTFUL}) AS doubtful,
       coalesce(sum(coalesce(a.planned_amount, 0) + coalesce(r.amount, 0))
                FILTER (WHERE k.name = '外出务工补贴'), 0) AS travel
  FROM assistance_measure a
  JOIN assistance_measurekind k ON k.id = a.kind_id
  JOIN fact_household h ON h.id = a.household_id
  LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM assistance_measurerecord
                      WHERE measure_id = a.id) r ON true
 WHERE a.state IN ('running', 'done') AND a.started_on <= {_TODAY}
   AND (a.ended_on IS NULL OR h.identified_on IS NULL
        OR a.ended_on >= h.identified_on)
   AND {{of_household}}
 GROUP BY a.household_id""",
        "a.household_id",
    ),
    FactTable(
        "fact_post",
        f"""
SELECT p.member_id, p.household_id, min(p.name) AS name,
       min(p.post_type) AS post_type,
       count(*) OVER (PARTITION BY p.household_id) AS at_home
  FROM assistance_publicpost p JOIN households_member b ON b.id = p.member_id
 WHERE p.started_on <= {_TODAY} AND b.left_on IS NULL
   AND (p.ended_on IS NULL OR p.ended_on >= {_TODAY})
   AND {{of_household}}
 GROUP BY p.household_id, p.member_id""",
        "p.household_id",
    ),
    FactTable(
        "fact_arrears",
        f"""
SELECT part.household_id, part.benefit, min(part.due_on) AS since
  FROM ({due_parts(_TODAY)}) part
 WHERE {IS_LATE.format(day=_TODAY)} AND {{of_household}}
 GROUP BY part.household_id, part.benefit""",
        "part.household_id",
    ),
)
