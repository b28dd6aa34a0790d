"""应纳未纳: should be monitored but is not (domain §7.1).

A household whose entry is under way is being dealt with and is left alone.
"""

from households import choices
from households.checks import parameters
from households.checks.declare import (
    HOUSEHOLD,
    Check,
    Group,
    Source,
    Waiting,
    names,
    register,
    wait,
)
from households.choices import Severity
from households.parameters import MONITORING_LINE

_GROUP = Group.NOT_MONITORED
_NEVER = "h.monitoring_state = 'none' AND NOT h.has_case"
_NOT_NOW = "h.monitoring_state <> 'monitoring' AND NOT h.has_case"
_DANGEROUS = "(h.is_dangerous_house IS TRUE OR h.danger_grade IN ('c', 'd'))"
_MENDED = (
    "入户核实：属实的发起识别程序；已经解决或登记有误的，更正后会自动消除这条提示。"
)

LEAD = Source(
    tables="""households_lead l
              LEFT JOIN households_household h ON h.id = l.household_id""",
    record="'l' || l.id",
    village="l.area_code",
    household="l.household_id",
)
SCREENING = Source(
    tables="""households_screeningresult s
              JOIN households_screeninground r ON r.id = s.round_id""",
    record="'s' || s.id",
    village="s.village_code",
    household="s.household_id",
)

register(
    Check(
        key="N01",
        severity=Severity.MUST_FIX,
        group=_GROUP,
        title="脱贫户住危房，未纳入监测",
        sentence="{head}户是脱贫户，住房登记为危房（{grade}），未纳入监测。",
        fix=_MENDED,
        source=HOUSEHOLD,
        where=f"h.household_type = 'exited' AND {_DANGEROUS} AND {_NEVER}",
        values={"grade": "h.danger_grade"},
        labels={"grade": choices.DangerGrade},
        form="household-edit",
    ),
    Check(
        key="N02",
        severity=Severity.MUST_FIX,
        group=_GROUP,
        title="脱贫户饮水不安全，未纳入监测",
        sentence="{head}户是脱贫户，登记为没有解决安全饮用水，未纳入监测。",
        fix=_MENDED,
        source=HOUSEHOLD,
        where=f"h.household_type = 'exited' AND h.has_safe_water IS FALSE AND {_NEVER}",
    ),
    Check(
        key="N03",
        severity=Severity.MUST_FIX,
        group=_GROUP,
        title="脱贫户有义务教育阶段学生失学，未纳入监测",
        sentence="{head}户是脱贫户，{children}处于义务教育阶段但没有在校，未纳入监测。",
        fix="先劝返复学，再入户核实；在校状况登记有误的，更正成员的在校生状况。",
        source=HOUSEHOLD,
        where=f"h.household_type = 'exited' AND h.out_of_school > 0 AND {_NEVER}",
        values={"children": names("m.is_out_of_school")},
    ),
    Check(
        key="N04",
        severity=Severity.VERIFY,
        group=_GROUP,
        title="脱贫户有大病患者未参加大病保险，未纳入监测",
        sentence="{head}户是脱贫户，{ill}患有大病，没有参加大病保险，未纳入监测。",
        fix=_MENDED,
        source=HOUSEHOLD,
        where=f"""h.household_type = 'exited' AND h.serious > 0 AND {_NEVER}
            AND EXISTS (SELECT 1 FROM fact_member m WHERE m.household_id = h.id
                        AND m.is_serious AND m.medical_serious IS NOT TRUE)""",
        values={"ill": names("m.is_serious AND m.medical_serious IS NOT TRUE")},
        form="member",
    ),
    Check(
        key="N05",
        severity=Severity.MUST_FIX,
        group=_GROUP,
        title="脱贫户人均纯收入低于监测线，未在监测",
        sentence="{head}户是脱贫户，{year} 年人均纯收入 {income} 元，低于监测线，"
        "现在没有监测。",
        fix="入户核实收入：属实的按程序研判是否纳入；录入有误的，更正收入。",
        source=HOUSEHOLD,
        where=f"""h.household_type = 'exited' AND h.per_capita_net < %(line)s
            AND {_NOT_NOW}""",
        values={"year": "h.income_year", "income": "h.per_capita_net"},
        parameters={"line": MONITORING_LINE},
        form="income",
    ),
    Check(
        key="N06",
        severity=Severity.VERIFY,
        group=_GROUP,
        title="整户无劳动力且没有低保，未纳入监测",
        sentence="{head}户 {persons} 人都没有劳动能力，也没有人享受低保或特困供养，"
        "未纳入监测。",
        fix="入户核实：劳动能力登记有误的更正；确实无劳动力的，先申请低保，再研判是否纳入。",
        source=HOUSEHOLD,
        where=f"""h.members > 0 AND h.labour_members = 0
            AND h.dibao + h.tekun = 0 AND {_NEVER}""",
        values={"persons": "h.members"},
    ),
    Check(
        key="N07",
        severity=Severity.VERIFY,
        group=_GROUP,
        title="风险线索超期没有结果",
        sentence="{day} 收到的线索（{person}，{source}）应于 {due} 前答复，"
        "至今没有结果。",
        fix="入户核查后在“线索”中填写核查结果。",
        source=LEAD,
        where="""l.state IN ('unassigned', 'verifying', 'refused')
            AND l.due_on < %(today)s""",
        values={
            "day": "l.received_on",
            "person": "l.person_name",
            "source": "l.source",
            "due": "l.due_on",
        },
        labels={"source": choices.LeadSource},
    ),
    Check(
        key="N08",
        severity=Severity.VERIFY,
        group=_GROUP,
        title="线索属实，但没有纳入也没有说明",
        sentence="{day} 的线索核查为“属实纳入”，{person}户至今没有启动识别程序，"
        "也没有写明不纳入的原因。",
        fix="启动识别程序；不应纳入的，更正线索的核查结果并写明原因。",
        source=LEAD,
        where="""l.outcome = 'at_risk' AND l.state IN ('answered', 'closed')
            AND NOT EXISTS (SELECT 1 FROM households_episode e
                             WHERE e.household_id = l.household_id
                               AND e.withdrawn_on IS NULL
                               AND coalesce(e.eliminated_on, l.received_on)
                                   >= l.received_on)
            AND NOT EXISTS (SELECT 1 FROM households_case k
                             WHERE k.lead_id = l.id OR (k.household_id = l.household_id
                                   AND k.opened_on >= l.received_on))""",
        values={"day": "l.received_on", "person": "l.person_name"},
        form="case",
    ),
    Check(
        key="N10",
        severity=Severity.VERIFY,
        group=_GROUP,
        title="排查发现疑似风险，没有转为线索",
        sentence="{round}中{head}户的排查结果为“疑似风险”，没有转为线索。",
        fix="在这一轮排查的结果中转为线索，或更正排查结果。",
        source=SCREENING,
        where="s.outcome = 'suspected' AND s.lead_id IS NULL",
        values={"round": "r.name", "note": "s.note"},
    ),
    Check(
        key="N11",
        severity=Severity.VERIFY,
        group=_GROUP,
        title="收入比上年大幅下降，未在监测",
        sentence="{head}户人均纯收入由上年的 {before} 元降到 {income} 元，"
        "现在没有监测。",
        fix="入户核实收入：确实骤减的按程序研判是否纳入；录入有误的，更正收入。",
        source=HOUSEHOLD,
        where=f"""h.per_capita_before > 0 AND {_NOT_NOW}
            AND h.per_capita_net < h.per_capita_before * (1 - %(fall)s / 100)""",
        values={"before": "h.per_capita_before", "income": "h.per_capita_net"},
        parameters={"fall": parameters.INCOME_FALL},
        form="income",
    ),
)

wait(
    Waiting(
        "N09",
        "部门预警金额达到标准，没有生成线索",
        "需要部门原始数据台账；现在部门推送的每一行都直接成为线索",
    )
)
