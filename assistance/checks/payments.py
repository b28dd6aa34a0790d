"""Measures at odd times, and what is owed (domain §7.4: A05, A11, A12; §7.5: M13;
ours: A13)."""

from assistance.arrears import IS_LATE, due_dividends
from assistance.checks import parameters
from assistance.choices import Benefit
from households.checks.declare import Check, Group, Source, register
from households.choices import LeaveReason, Severity

_TODAY = "%(today)s::date"

#: A measure that was not broken off, of the monitoring that runs.
MEASURE = Source(
    tables="""fact_episode e JOIN fact_household h ON h.id = e.household_id
              JOIN assistance_measure a ON a.household_id = h.id
              JOIN assistance_measurekind k ON k.id = a.kind_id
              LEFT JOIN households_member b ON b.id = a.member_id""",
    record="'a' || a.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)
#: What a household waits for, by benefit; what a village waits for, by collective.
OWED = Source(
    tables=f"""(SELECT 'h' || a.household_id || a.benefit AS record, a.household_id,
                       h.village_code, a.benefit, a.since, h.head_name || '户' AS who
                  FROM fact_arrears a JOIN fact_household h ON h.id = a.household_id
                UNION ALL
                SELECT 'v' || part.id, NULL, part.village_code, '{Benefit.SHARE}',
                       part.due_on, area.name || part.collective
                  FROM ({due_dividends(_TODAY)}) part
                  JOIN accounts_area area ON area.code = part.village_code
                 WHERE {IS_LATE.format(day=_TODAY)}) a""",
    record="a.record",
    village="a.village_code",
    household="a.household_id",
)
#: A help with the medical premium: as a measure, or as a subsidy that was applied for.
PREMIUM = Source(
    tables="""fact_household h JOIN (
              SELECT 'a' || a.id AS record, a.household_id, a.started_on AS day
                FROM assistance_measure a
                JOIN assistance_measurekind k ON k.id = a.kind_id
               WHERE k.name = '医保个人缴费补贴' AND a.state IN ('running', 'done')
               UNION ALL
              SELECT 's' || s.id, s.household_id, s.applied_on FROM assistance_subsidy s
               WHERE s.kind = 'premium' AND s.applied_on IS NOT NULL
              ) p ON p.household_id = h.id""",
    record="p.record",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)

_IS_EARLY = "a.started_on < e.identified_on - %(early)s::int"
_IS_OVER = "a.ended_on < a.started_on"
#: Given on after the death of whom it was for.
_IS_OF_DEAD = f"""(b.leave_reason = 'death'
    AND coalesce(a.ended_on, {_TODAY}) > b.left_on)"""

#: Posts and allowances without a last day of who died or left, still in the register
#: or with the whole household.
OF_LEAVERS = Source(
    tables=f"""(SELECT 'p' || p.id AS record, p.household_id, p.member_id,
                       '{Benefit.POST_WAGE}' AS benefit
                  FROM assistance_publicpost p WHERE p.ended_on IS NULL
                UNION ALL
                SELECT 'w' || w.id, w.household_id, w.member_id, w.kind
                  FROM assistance_allowance w WHERE w.ended_on IS NULL) r
              JOIN households_member m ON m.id = r.member_id
              JOIN households_household h ON h.id = r.household_id""",
    record="r.record",
    village="h.village_code",
    household="r.household_id",
    member="r.member_id",
)

register(
    Check(
        key="A11",
        severity=Severity.MUST_FIX,
        group=Group.ASSISTANCE,
        title="措施起止时间矛盾，或措施给了已去世的人",
        sentence="{head}户的措施“{measure}”（{day} 起）{fault}。",
        fix="核对措施的起止日期和享受人：录入有误的更正，人已去世的终止措施。",
        source=MEASURE,
        where=f"""e.is_open AND a.state <> 'stopped'
            AND (a.ended_on IS NULL OR a.ended_on >= e.identified_on)
            AND ({_IS_OVER} OR {_IS_EARLY} OR {_IS_OF_DEAD})""",
        values={
            "measure": "coalesce(nullif(a.name, ''), k.name)",
            "day": "a.started_on",
            "fault": f"""concat_ws('，',
                CASE WHEN {_IS_OVER} THEN '结束早于开始' END,
                CASE WHEN {_IS_EARLY} THEN '早于识别时间过多' END,
                CASE WHEN {_IS_OF_DEAD} THEN '享受人已去世' END)""",
        },
        parameters={"early": parameters.EARLY_DAYS},
    ),
    Check(
        key="A12",
        severity=Severity.VERIFY,
        group=Group.ASSISTANCE,
        title="公益岗工资、补贴、分红逾期未发",
        sentence="{who}的{benefit}应于 {since} 前发放，已过宽限天数没有发足。",
        fix="督促发放部门发放；已经发放的登记发放日期和金额。",
        source=OWED,
        where="true",
        values={"who": "a.who", "benefit": "a.benefit", "since": "a.since"},
        labels={"benefit": Benefit},
    ),
    Check(
        key="A13",
        severity=Severity.MUST_FIX,
        group=Group.ASSISTANCE,
        title="人已去世或已离户，公益岗或补助没有登记停止日期",
        sentence="{head}户的{name} {day} {reason}，{benefit}没有登记停止日期。",
        fix="登记离岗日期或停发日期；人没有离开的，更正家庭成员的减少记录。",
        source=OF_LEAVERS,
        where="m.left_on IS NOT NULL AND h.state <> 'withdrawn'",
        values={
            "day": "m.left_on",
            "reason": "m.leave_reason",
            "benefit": "r.benefit",
        },
        labels={"reason": LeaveReason, "benefit": Benefit},
    ),
    Check(
        key="M13",
        severity=Severity.REMINDER,
        group=Group.MEASURES,
        title="医保缴费补贴不在参保缴费期内",
        sentence="{head}户的医保个人缴费补贴登记在 {day}，不在参保缴费期内。",
        fix="核对日期；确实在缴费期外办理的，可以注明核实无误。",
        source=PREMIUM,
        where="""extract(month FROM p.day) NOT BETWEEN %(first_month)s
                 AND %(last_month)s""",
        values={"day": "p.day"},
        parameters={
            "first_month": parameters.PREMIUM_FROM,
            "last_month": parameters.PREMIUM_TO,
        },
    ),
)
