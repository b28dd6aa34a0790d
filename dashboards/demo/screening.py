"""Two screening rounds: one closed with 98.7 % coverage, one running with 61 %.

Set-based: who was seen is drawn in SQL from a digest, so that the same city always
gives the same rounds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from accounts.roles import Role
from dashboards.demo.bare import bare, with_history
from households import choices
from households.models import (
    Lead,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
)
from households.services import screening_clocks
from households.services.lead_origins import content_of_screening
from households.services.screening_leads import leads_from_screenings
from households.services.screening_lists import write_list
from households.workflow_querysets import ScreeningResultQuerySet

_RESULTS = """
WITH drawn AS (
  SELECT l.*, ('x' || substr(md5(%(seed)s || l.household_id), 1, 8))::bit(32)::bigint
              / 4294967296.0 AS own,
         ('x' || substr(md5(%(seed)s || l.village_code), 1, 8))::bit(32)::bigint
              / 4294967296.0 AS place
    FROM households_screeninghousehold l WHERE l.round_id = %(round)s),
ranked AS (
  SELECT d.*, percent_rank() OVER (
           ORDER BY own + %(uneven)s * place - 0.15 * (must_visit <> '{}')::int,
                    household_id) AS rank
    FROM drawn d)
INSERT INTO households_screeningresult
       (round_id, household_id, village_code, persons, must_visit, screened_on, mode,
        screened_by, outcome, signals, note, entered_through, version, updated_at)
SELECT round_id, household_id, village_code, persons, must_visit,
       %(first)s + floor(own * %(days)s)::int,
       CASE WHEN own * 997 %% 1 < 0.93 THEN 'home' ELSE 'phone' END,
       (ARRAY['张桂兰、驻村工作队', '高磊、白建平', '贺琴、张桂兰'])
         [1 + floor(place * 3)::int],
       CASE WHEN rank > %(share)s THEN 'not_met'
            WHEN suspected THEN 'suspected' ELSE 'no_risk' END,
       CASE WHEN suspected AND rank <= %(share)s
            THEN ARRAY[(ARRAY['medical', 'job', 'tuition', 'disaster'])
                         [1 + floor(own * 7919 %% 1 * 4)::int]]
            ELSE '{}' END::varchar[],
       CASE WHEN rank > %(share)s THEN '全家外出务工，邻居代答'
            WHEN suspected THEN (ARRAY[
              '近期住院，自付超过两万元', '务工单位停工，三个月无收入',
              '两个孩子同时上大学，学费未缴清', '房屋漏雨，自家无力修缮'])
                [1 + floor(own * 7919 %% 1 * 4)::int]
            ELSE '' END,
       CASE WHEN own * 31 %% 1 < 0.6 THEN 'grid' ELSE 'form' END, 1, now()
  FROM ranked, LATERAL (SELECT must_visit <> '{}' AND own * 13 %% 1 < %(risk)s
                          AS suspected) s
 WHERE rank <= %(share)s + %(absent)s
"""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A round as it went. ``share`` of the households were seen."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    share: float
    absent: float
    uneven: float
    risk: float
    closed: bool = False


def write_rounds(day: dt.date, seed: int) -> int:
    """Write both rounds with results and leads; returns the number of results."""
    first = _Plan(
        "第一轮集中排查",
        day - dt.timedelta(days=230),
        day - dt.timedelta(days=182),
        share=0.987,
        absent=0.008,
        uneven=0.02,
        risk=0.006,
        closed=True,
    )
    second = _Plan(
        "第二轮集中排查",
        day - dt.timedelta(days=21),
        day + dt.timedelta(days=18),
        share=0.61,
        absent=0.03,
        uneven=0.55,
        risk=0.004,
    )
    plans = (first, second)
    with connection.cursor() as cursor, bare(cursor, with_history(ScreeningResult)):
        rounds = [_write(plan, seed, day) for plan in plans]
    for plan, round_ in zip(plans, rounds, strict=True):
        if plan.closed:
            _close(round_)
        else:
            suspected = _suspected(round_).values_list("pk", flat=True)
            leads_from_screenings(results=list(suspected), by=None)
            screening_clocks.follow(round_)
    return ScreeningResult.objects.count()


def _write(plan: _Plan, seed: int, day: dt.date) -> ScreeningRound:
    """The round with its list and results."""
    year = plan.starts_on.year
    number = ScreeningRound.objects.filter(year=year).count() + 1
    round_ = ScreeningRound.objects.create(
        year=year,
        number=number,
        name=f"{year}年{plan.name}",
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        created_by=User.objects.filter(role=Role.BUREAU_OFFICIAL).first(),
    )
    write_list(round_)
    until = min(plan.ends_on, day)
    with connection.cursor() as cursor:
        cursor.execute(
            _RESULTS,
            {
                "seed": f"{seed}:{number}:",
                "round": round_.pk,
                "first": plan.starts_on,
                "days": (until - plan.starts_on).days + 1,
                "share": plan.share,
                "absent": plan.absent,
                "uneven": plan.uneven,
                "risk": plan.risk,
            },
        )
    return round_


def _suspected(round_: ScreeningRound) -> ScreeningResultQuerySet:
    return ScreeningResult.objects.filter(
        round=round_, outcome=choices.ScreeningOutcome.SUSPECTED
    )


def _close(round_: ScreeningRound) -> None:
    """As it was left in spring: villages done or not, every lead answered."""
    listed = ScreeningHousehold.objects.filter(round=round_)
    missing = set(listed.missing().values_list("village_id", flat=True))
    villages = listed.order_by().values_list("village_id", flat=True).distinct()
    ScreeningVillage.objects.bulk_create(
        ScreeningVillage(
            round=round_,
            village_id=code,
            completed_on=None if code in missing else round_.ends_on,
        )
        for code in villages
    )
    results = list(_suspected(round_).select_related("household", "village"))
    leads = [_answered(result, number) for number, result in enumerate(results)]
    Lead.objects.bulk_create(leads)
    for result, lead in zip(results, leads, strict=True):
        result.lead = lead
    ScreeningResult.objects.bulk_update(results, ["lead"])
    round_.closed_on = round_.ends_on + dt.timedelta(days=1)
    round_.save(update_fields=["closed_on"])


def _answered(result: ScreeningResult, number: int) -> Lead:
    helped = number % 3 == 0
    seen = result.screened_on + dt.timedelta(days=4)
    return Lead(
        source=choices.LeadSource.SCREENING,
        area=result.village,
        person_name=result.household.head_name,
        content=content_of_screening(result),
        received_on=result.screened_on,
        household=result.household,
        match=choices.LeadMatch.MATCHED,
        state=choices.LeadState.CLOSED,
        outcome=choices.LeadOutcome.HELPED_BY_POLICY
        if helped
        else choices.LeadOutcome.NOT_TRUE,
        verified_on=seen,
        verifiers="任晓燕、驻村工作队",
        fact="属实，未达监测条件，已衔接临时救助政策"
        if helped
        else "经核查，费用已报销，家庭收入稳定，情况不属实",
        answered_on=seen,
        closed_on=seen,
        due_on=result.screened_on + dt.timedelta(days=15),
    )
