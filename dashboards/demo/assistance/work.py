"""Posts with their wages, and the three registers of work."""

import datetime as dt

from dashboards.demo.assistance.drawing import SUPPORTED, write
from households.choices import LABOUR_CAPABLE, PublicPost

_LABELS = "\n".join(f"WHEN '{it.value}' THEN '{it.label}'" for it in PublicPost)
_ABLE = ", ".join(f"'{skill}'" for skill in LABOUR_CAPABLE)

_POSTS = f"""
INSERT INTO assistance_publicpost
       (household_id, member_id, name, post_type, employer, started_on, contract_until,
        monthly_wage, presence, checked_by, checked_on, note, updated_at)
SELECT h.id, m.id, CASE m.public_post {_LABELS} END, m.public_post, m.employer,
       w.started_on, make_date(extract(year FROM %(day)s::date)::int, 12, 31),
       500 + 50 * floor(drawn * 8),
       CASE WHEN seen < 0.03 THEN 'absent' WHEN seen < 0.9 THEN 'present' ELSE '' END,
       CASE WHEN seen < 0.9 THEN '任晓燕' ELSE '' END,
       CASE WHEN seen < 0.9 THEN %(day)s::date - 20 - floor(seen * 40)::int END,
       '', now()
  FROM households_member m
  JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
  JOIN LATERAL (SELECT started_on FROM households_workrecord r
                 WHERE r.member_id = m.id AND r.ended_on IS NULL
                 ORDER BY started_on DESC LIMIT 1) w ON true
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('wage' || m.id) AS drawn,
                       pg_temp.drawn('seen' || m.id) AS seen) d
 WHERE m.public_post <> '' AND m.state = 'present'
 ORDER BY m.id
"""  # noqa: S608 - constants of this project

# Wages are paid on the tenth of the next month. In one village of thirty nobody has
# been paid since July; here and there a month is missing, or has been paid in part.
_WAGES = """
INSERT INTO assistance_postwage
       (post_id, month, due_amount, paid_amount, paid_on, over_reason, note, updated_at)
SELECT p.id, g.month::date, p.monthly_wage,
       CASE WHEN is_paid AND one > 0.995 THEN p.monthly_wage - 100
            WHEN is_paid THEN p.monthly_wage END,
       CASE WHEN is_paid THEN g.month::date + 40 END, '', '', now()
  FROM assistance_publicpost p
  JOIN households_household h ON h.id = p.household_id
 CROSS JOIN LATERAL generate_series(
         greatest(date_trunc('month', p.started_on),
                  date_trunc('year', %(day)s::date)),
         date_trunc('month', %(day)s::date) - interval '1 month',
         interval '1 month') g (month)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('unpaid' || h.village_code) AS place,
                       pg_temp.drawn('late' || p.id || g.month) AS one) d
 CROSS JOIN LATERAL (SELECT NOT (place < 0.033
                            AND g.month >= make_date(
                                extract(year FROM %(day)s::date)::int, 8, 1))
                       AND one > 0.004 AND g.month::date + 40 <= %(day)s::date
                       AS is_paid) s
 ORDER BY p.id, g.month
"""

_LABOUR = f"""
INSERT INTO assistance_labourentry
       (household_id, member_id, status, skill, place, checked_on, note, updated_at)
SELECT h.id, m.id,
       CASE WHEN m.work_area <> '' THEN 'working' WHEN own < 0.45 THEN 'waiting'
            WHEN own < 0.6 THEN 'returned' ELSE 'unwilling' END,
       CASE m.labour_skill WHEN 'skilled' THEN '有职业技能' ELSE '' END,
       coalesce(w.place, ''), %(day)s::date - 10 - floor(own * 50)::int, '', now()
  FROM households_member m
  JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
  LEFT JOIN LATERAL (SELECT place FROM households_workrecord r
                      WHERE r.member_id = m.id ORDER BY started_on DESC LIMIT 1) w
         ON true
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('labour' || m.id) AS own) d
 WHERE m.state = 'present' AND {SUPPORTED} AND m.labour_skill IN ({_ABLE})
   AND m.student_status = ''
   AND m.birth_date BETWEEN %(day)s::date - interval '60 years'
                        AND %(day)s::date - interval '16 years'
   AND pg_temp.drawn('listed' || m.id) < 0.97
 ORDER BY m.id
"""  # noqa: S608 - constants of this project

_TRAININGS = """
INSERT INTO assistance_training
       (household_id, member_id, course, organiser, started_on, ended_on, certificate,
        note, updated_at)
SELECT e.household_id, e.member_id, course, '安澜市职业技能培训中心', begun, begun + 12,
       CASE WHEN own < 0.15 THEN course || '专项能力证书' ELSE '' END, '', now()
  FROM assistance_labourentry e
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('course' || e.member_id) AS own) d
 CROSS JOIN LATERAL (SELECT (ARRAY['家政服务', '电工', '焊工', '中式烹饪',
                                    '果树栽培', '养老护理'])
                         [1 + floor(own * 991)::int %% 6] AS course,
                       %(day)s::date - 60 - floor(own * 1000)::int %% 200 AS begun) c
 WHERE e.status <> 'unwilling' AND own < 0.3
 ORDER BY e.id
"""

_DEMANDS = """
INSERT INTO assistance_jobdemand
       (household_id, member_id, registered_on, wanted_trade, wanted_place, wanted_wage,
        wanted_training, contacted_on, result, note, updated_at)
SELECT e.household_id, e.member_id, asked,
       (ARRAY['保安', '家政', '餐饮', '建筑小工', '缝纫', '包装'])
         [1 + floor(own * 6)::int],
       (ARRAY['本镇', '市内', '省内', '不限'])[1 + floor(own * 97)::int %% 4],
       2200 + 200 * floor(own * 10), '',
       CASE WHEN own < 0.8 THEN least(asked + 6, %(day)s::date) END,
       CASE WHEN own < 0.35 THEN 'recommended' WHEN own < 0.6 THEN 'no_offer'
            WHEN own < 0.8 THEN 'unreached' ELSE '' END, '', now()
  FROM assistance_labourentry e
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('wish' || e.member_id) AS own) d
 CROSS JOIN LATERAL (SELECT %(day)s::date - 5 - floor(own * 70)::int AS asked) a
 WHERE e.status IN ('waiting', 'returned')
   AND pg_temp.drawn('asks' || e.member_id) < 0.9
 ORDER BY e.id
"""


def write_work(day: dt.date) -> int:
    """Posts, wages and the three registers, as of ``day``."""
    values = {"day": day}
    return sum(
        write(statement, values)
        for statement in (_POSTS, _WAGES, _LABOUR, _TRAININGS, _DEMANDS)
    )
