"""Dividends, purchases and works at the resettlement sites."""

import datetime as dt

from dashboards.demo.assistance.drawing import SUPPORTED, write

# Nine villages of ten share out something; last year's is paid but in a few.
_DIVIDENDS = f"""
INSERT INTO assistance_dividend
       (village_code, collective, year, households, persons, total_amount, decision,
        decided_on, due_on, paid_amount, paid_on, over_reason, note, updated_at)
SELECT v.village_code, '集体经济股份合作社', y.year, v.households, v.persons, total,
       CASE WHEN decided THEN y.year || '年第1号分配决议' ELSE '' END,
       CASE WHEN decided THEN make_date(y.year, 12, 1) END, make_date(y.year, 12, 31),
       CASE WHEN is_paid THEN total END,
       CASE WHEN is_paid THEN make_date(y.year, 12, 20) END, '', '', now()
  FROM (SELECT h.village_code, count(*) AS households, sum(h.persons) AS persons
          FROM households_household h
         WHERE h.state = 'active' AND {SUPPORTED} GROUP BY h.village_code) v
 CROSS JOIN (VALUES (%(year)s - 1), (%(year)s)) y (year)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('collective' || v.village_code) AS place,
                       pg_temp.drawn('shares' || v.village_code || y.year) AS own) d
 CROSS JOIN LATERAL (SELECT 300 * v.households + 100 * floor(own * 20) AS total,
                       y.year < %(year)s AND own < 0.94 AS is_paid,
                       y.year < %(year)s AS decided) s
 WHERE place < 0.9
 ORDER BY v.village_code, y.year
"""  # noqa: S608 - constants of this project

_CONSUMPTION = """
INSERT INTO assistance_consumptionaid
       (village_code, buyer, product, supplier, led_households, amount, bought_on, note,
        updated_at)
SELECT v.village_code,
       (ARRAY['市机关食堂', '安澜超市', '对口帮扶企业', '电商平台'])
         [1 + floor(own * 4)::int],
       (ARRAY['核桃', '香菇', '土蜂蜜', '苹果', '牛肉'])[1 + floor(own * 53)::int %% 5],
       a.name || '专业合作社', 3 + floor(own * 20)::int, 2000 + 1000 * floor(own * 60),
       make_date(%(year)s, g.month, 8 + floor(own * 15)::int), '', now()
  FROM (SELECT DISTINCT village_code FROM households_household WHERE state = 'active') v
  JOIN accounts_area a ON a.code = v.village_code
 CROSS JOIN generate_series(1, %(month)s) g (month)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('buys' || v.village_code || g.month) AS own) d
 WHERE own < 0.22
 ORDER BY v.village_code, g.month
"""

_WORKS = """
INSERT INTO assistance_sitework
       (site_id, item, name, quantity, unit, amount, done_on, note, updated_at)
SELECT s.id, w.item, '', 3 + floor(own * w.most)::int, w.unit,
       (3 + floor(own * w.most)) * w.price,
       make_date(%(year)s, 2, 1) + floor(own * 250)::int, '', now()
  FROM households_resettlementsite s
 CROSS JOIN (VALUES ('seat', 20, '个', 450), ('shed', 9, '座', 6000),
                    ('charger', 30, '个', 1200), ('stage', 1, '座', 40000),
                    ('lamp', 40, '盏', 1800)) w (item, most, unit, price)
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('site' || s.name || w.item) AS own) d
 WHERE own < 0.8
 ORDER BY s.id, w.item
"""


def write_villages(day: dt.date) -> int:
    """Before the shares of the households, which follow from the dividends."""
    values = {"day": day, "year": day.year, "month": day.month - 1}
    return sum(write(sql, values) for sql in (_DIVIDENDS, _CONSUMPTION, _WORKS))
