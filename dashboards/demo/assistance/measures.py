"""The measures behind the kinds that are ticked with each time under monitoring."""

import datetime as dt

from dashboards.demo.assistance.drawing import write

#: Sub-item of a ticked category, by what the household is like.
_NAME = """CASE c.category
  WHEN 'industry' THEN (ARRAY['产业奖补', '合作社带动', '技术指导', '龙头企业带动'])
                         [1 + floor(own * 4)::int]
  WHEN 'employment' THEN CASE WHEN f.outside > 0 THEN '外出务工补贴'
       WHEN f.workshop > 0 THEN '帮扶车间' ELSE '就业介绍' END
  WHEN 'finance' THEN '小额信贷'
  WHEN 'public_post' THEN '公益性岗位'
  WHEN 'housing' THEN '危房改造'
  WHEN 'water' THEN '水源管网维修'
  WHEN 'health' THEN CASE WHEN own < 0.5 THEN '签约家庭医生' ELSE '医疗救助' END
  WHEN 'compulsory_edu' THEN CASE WHEN own < 0.3 THEN '送教上门' ELSE '营养改善计划' END
  WHEN 'education' THEN CASE WHEN f.vocational > 0 THEN '雨露计划' ELSE '助学金' END
  WHEN 'safety_net' THEN CASE WHEN f.tekun > 0 THEN '特困供养'
       WHEN f.dibao > 0 THEN '低保' WHEN f.severe > 0 THEN '残疾人护理补贴'
       ELSE '防贫保险' END
  WHEN 'social' THEN '结对帮扶'
  WHEN 'relocation' THEN '易地搬迁后续扶持'
  WHEN 'living_conditions' THEN '生产生活条件改善'
  ELSE '基础设施建设' END"""

_FACTS = """
SELECT m.household_id, count(*) FILTER (WHERE m.work_area = 'outside') AS outside,
       count(*) FILTER (WHERE m.job_channel = 'workshop') AS workshop,
       count(*) FILTER (WHERE m.student_status ~ '^(vocational|college|technician)')
         AS vocational,
       count(*) FILTER (WHERE m.is_tekun) AS tekun,
       count(*) FILTER (WHERE m.is_dibao) AS dibao,
       count(*) FILTER (WHERE m.disability_grade IN ('one', 'two')) AS severe,
       min(m.id) FILTER (WHERE m.public_post <> '') AS keeper
  FROM households_member m
 WHERE m.state = 'present' GROUP BY m.household_id"""

_DEPARTMENTS = """CASE c.category WHEN 'industry' THEN 'nongye'
  WHEN 'employment' THEN 'renshe' WHEN 'public_post' THEN 'renshe'
  WHEN 'housing' THEN 'zhujian' WHEN 'water' THEN 'shuiwu' WHEN 'health' THEN 'weijian'
  WHEN 'compulsory_edu' THEN 'jiaoyu' WHEN 'education' THEN 'jiaoyu'
  WHEN 'safety_net' THEN 'minzheng' END"""

_MEASURES = f"""
INSERT INTO assistance_measure
       (household_id, member_id, kind_id, name, risk, department_id, responsible_name,
        started_on, ended_on, plan, planned_amount, state, result, version, note,
        updated_at)
SELECT DISTINCT ON (e.household_id, k.id, begun)
       e.household_id, CASE WHEN c.category = 'public_post' THEN f.keeper END, k.id, '',
       e.risks[1], d.id, h.responsible_name, begun,
       CASE WHEN e.is_over THEN greatest(begun, e.eliminated_on) END,
       k.name || '，按季度回访',
       CASE WHEN c.category IN ('industry', 'finance', 'housing')
         THEN 1000 + 500 * floor(own * 8) END,
       CASE WHEN e.is_over THEN 'done' ELSE 'running' END,
       CASE WHEN e.is_over THEN '风险已消除' ELSE '' END, 1, '', now()
  FROM (SELECT *, eliminated_on IS NOT NULL AS is_over FROM households_episode
         WHERE withdrawn_on IS NULL) e
  JOIN households_household h ON h.id = e.household_id
  JOIN ({_FACTS}) f ON f.household_id = e.household_id
 CROSS JOIN LATERAL unnest(e.measures) c (category)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('measure' || e.id || c.category) AS own) x
  JOIN assistance_measurekind k ON k.category = c.category AND k.name = {_NAME}
  LEFT JOIN accounts_department d ON d.code = {_DEPARTMENTS}
 CROSS JOIN LATERAL (SELECT least(e.identified_on + 2 + floor(own * 8)::int
                             + CASE WHEN own > 0.985 THEN 25 ELSE 0 END,
                             coalesce(e.eliminated_on, %(day)s::date))
                       AS begun) b
 ORDER BY e.household_id, k.id, begun, e.id
"""  # noqa: S608 - constants of this project

_RECORDS = """
INSERT INTO assistance_measurerecord
       (measure_id, done_on, content, amount, over_reason, recorded_at)
SELECT s.id, happened, '落实' || k.name, round(s.planned_amount * 0.8, 2), '', now()
  FROM assistance_measure s JOIN assistance_measurekind k ON k.id = s.kind_id
 CROSS JOIN LATERAL (SELECT s.started_on + 20
                       + floor(pg_temp.drawn('done' || s.id) * 40)::int AS happened) r
 WHERE happened <= coalesce(s.ended_on, %(day)s::date)
 ORDER BY s.id
"""


def write_measures(day: dt.date) -> int:
    """A measure for each kind ticked, and what was done for it."""
    return sum(write(statement, {"day": day}) for statement in (_MEASURES, _RECORDS))
