"""Demonstration villages and plans of villages."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from dashboards.demo.assistance.drawing import prepare, write

_DEMONSTRATION = """
INSERT INTO projects_demonstrationvillage
       (village_code, level, year, document_no, named_on, accepted_on, note,
        recorded_by_id, updated_at)
SELECT code, CASE WHEN own < 0.02 THEN 'province' WHEN own < 0.05 THEN 'prefecture'
                  ELSE 'county' END,
       %(year)s - 1 - floor(own * 30)::int %% 2, '', make_date(%(year)s - 2, 5, 20),
       NULL, '', %(by)s, now()
  FROM accounts_area CROSS JOIN LATERAL (SELECT pg_temp.drawn('model' || code) AS own) d
 WHERE level = 'village' AND valid_to IS NULL AND own < 0.12
"""
_PLANS = """
INSERT INTO projects_villageplan
       (village_code, state, compiler, approved_on, document_no, note, recorded_by_id,
        updated_at)
SELECT code, state, '市自然资源局',
       CASE WHEN state = 'approved' THEN make_date(%(year)s - 2, 3, 1)
            + floor(own * 700)::int END, '', '', %(by)s, now()
  FROM accounts_area
 CROSS JOIN LATERAL (SELECT pg_temp.drawn('plan' || code) AS own) d
 CROSS JOIN LATERAL (SELECT CASE WHEN own < 0.7 THEN 'approved' WHEN own < 0.8
                            THEN 'reviewed' ELSE 'drafting' END AS state) s
 WHERE level = 'village' AND valid_to IS NULL AND own < 0.9
"""


def write_rural(day: dt.date, seed: int, by: User) -> None:
    prepare(seed)
    for statement in (_DEMONSTRATION, _PLANS):
        write(statement, {"year": day.year, "by": by.pk})
