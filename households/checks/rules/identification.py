"""Identification records that are incomplete or contradict themselves (domain §7.2)."""

from households import choices
from households.checks import parameters
from households.checks.chapter import Chapter
from households.checks.declare import (
    EPISODE,
    Group,
    Waiting,
    register,
    wait,
)
from households.choices import Severity
from households.clocks.definitions import CLOCKS

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_IN_EPISODE = "在监测信息中补填或更正；可以用“监测信息”表格批量导入。"
_IN_MEMBERS = "核对家庭成员：成员登记有误的更正成员，风险类型有误的更正监测信息。"
#: The entry procedure of the episode, where it ran through this system.
_CASE = """FROM households_case k
           WHERE k.episode_id = e.id AND k.kind = 'entry' AND k.result = 'accepted'"""
_PASSED = """(SELECT max(a.{day}) FROM households_caseact a
              WHERE a.case_id = k.id AND a.step = '{step}' AND a.decision = 'passed')"""
_POSTED_FROM = _PASSED.format(day="published_from", step="publicise")
_POSTED_TO = _PASSED.format(day="published_to", step="publicise")
_CONSENTED = _PASSED.format(day="acted_on", step="consent")
_COMPARED = _PASSED.format(day="acted_on", step="compare")

_MONTH_OF = {"month": "to_char(e.identified_on, 'YYYY-MM')"}


_rule = Chapter(group=Group.IDENTIFICATION, source=EPISODE, fix=_IN_EPISODE)

register(
    _rule(
        "I02",
        _MUST,
        "监测对象类别与户类型不符",
        "{head}户的监测类别是“{category}”，户类型却是“{kind}”。",
        """(e.category = 'unstable_exited' AND h.household_type <> 'exited')
           OR (e.category = 'marginal' AND h.household_type <> 'ordinary')""",
        {"category": "e.category", "kind": "h.household_type"},
        fix="脱贫不稳定户只能是脱贫户，边缘易致贫户只能是一般农户；更正户类型或监测类别。",
        labels={"category": choices.Category, "kind": choices.HouseholdType},
        form="household-edit",
    ),
    _rule(
        "I04",
        _MUST,
        "风险选“其他”但没有备注",
        "{head}户 {month} 识别的风险含“其他”，没有写明是什么风险。",
        "'other' = ANY(e.risks) AND e.risk_note = ''",
        _MONTH_OF,
    ),
    _rule(
        "I05",
        _MUST,
        "风险“因自然灾害”没有选子项",
        "{head}户 {month} 识别的风险含“因自然灾害”，没有选灾害子项。",
        "'disaster' = ANY(e.risks) AND e.disaster_kind = ''",
        _MONTH_OF,
    ),
    _rule(
        "I06",
        _MUST,
        "识别时收入空缺",
        "{head}户 {month} 识别时的收入没有填写。",
        "e.i_id IS NULL OR e.i_net IS NULL OR e.i_per_capita IS NULL",
        _MONTH_OF,
    ),
    _rule(
        "I07",
        _MUST,
        "识别时“三保障”和饮水情况空缺",
        "{head}户 {month} 识别时的住房、义务教育、饮水、医保情况没有填全。",
        """e.i_housing_problem IS NULL OR e.i_dropout_problem IS NULL
           OR e.i_water_problem IS NULL OR e.i_uninsured_problem IS NULL""",
        _MONTH_OF,
    ),
    _rule(
        "I08",
        _VERIFY,
        "因病致贫返贫，但没有病人或没有自付支出",
        "{head}户风险含“因病”，家庭成员中患病 {ill} 人，识别时合规自付支出 {paid} 元。",
        """'illness' = ANY(e.risks)
           AND (h.ill = 0 OR coalesce(e.i_self_paid, 0) = 0)""",
        {"ill": "h.ill", "paid": "e.i_self_paid"},
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I09",
        _VERIFY,
        "因残致贫返贫，但没有残疾人",
        "{head}户风险含“因残”，家庭成员中没有登记残疾的人。",
        "'disability' = ANY(e.risks) AND h.disabled = 0",
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I10",
        _VERIFY,
        "缺劳动力，但劳动力并不少",
        "{head}户风险含“缺劳动力”，{persons} 人中有劳动能力的 {labour} 人。",
        """'labour_shortage' = ANY(e.risks) AND h.members > 0
           AND ((h.members >= 4 AND h.labour_members * 2 >= h.members)
                OR (h.members < 4 AND h.labour_members * 4 > h.members))""",
        {"persons": "h.members", "labour": "h.labour_members"},
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I11",
        _VERIFY,
        "务工就业不稳，但没有劳动力",
        "{head}户风险含“因务工就业不稳”，家庭成员都没有劳动能力。",
        "'unstable_job' = ANY(e.risks) AND h.labour_members = 0",
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I12",
        _VERIFY,
        "务工就业不稳，但没有务工记录",
        "{head}户风险含“因务工就业不稳”，家庭成员都没有务工记录。",
        "'unstable_job' = ANY(e.risks) AND h.with_work_record = 0",
        fix="补录成员的务工信息；没有人务工的，更正风险类型。",
    ),
    _rule(
        "I13",
        _VERIFY,
        "因学致贫返贫，但没有在校生",
        "{head}户风险含“因学”，家庭成员都不在校。",
        "'schooling' = ANY(e.risks) AND h.students = 0",
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I14",
        _VERIFY,
        "识别时有保障问题，风险类型没有体现",
        "{head}户识别时{problems}有问题，风险类型中没有对应的风险。",
        """(e.i_housing_problem AND NOT 'housing' = ANY(e.risks))
           OR (e.i_water_problem AND NOT 'water' = ANY(e.risks))
           OR (e.i_dropout_problem AND NOT 'edu_guarantee' = ANY(e.risks))
           OR (e.i_uninsured_problem AND NOT 'med_guarantee' = ANY(e.risks))""",
        {
            "problems": """concat_ws('、',
                CASE WHEN e.i_housing_problem THEN '住房' END,
                CASE WHEN e.i_dropout_problem THEN '义务教育' END,
                CASE WHEN e.i_water_problem THEN '饮水' END,
                CASE WHEN e.i_uninsured_problem THEN '医保' END)"""
        },
        fix="补充对应的风险类型，或更正识别时的保障情况。",
    ),
    _rule(
        "I15",
        _VERIFY,
        "登记有失学辍学，但没有适龄儿童",
        "{head}户 {month} 识别时登记有失学辍学，当时家中没有义务教育阶段的孩子。",
        """e.i_dropout_problem AND NOT EXISTS (
             SELECT 1 FROM fact_member m WHERE m.household_id = h.id
                AND date_part('year', age(e.identified_on, m.birth_date))
                    BETWEEN 5 AND 16)""",
        _MONTH_OF,
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I16",
        _VERIFY,
        "识别时收入偏高，类别不是突发严重困难户",
        "{head}户识别时人均纯收入 {income} 元，类别为“{category}”。",
        "e.i_per_capita > %(well_off)s AND e.category <> 'sudden_hardship'",
        {"income": "e.i_per_capita", "category": "e.category"},
        fix="核对识别时的收入和类别；确因突发困难纳入的，类别应为突发严重困难户。",
        labels={"category": choices.Category},
        limits={"well_off": parameters.WELL_OFF},
    ),
    _rule(
        "I17",
        _VERIFY,
        "“整户无劳动力”标注与成员不符",
        "{head}户{flag}，家庭成员中有劳动能力的 {labour} 人。",
        "h.members > 0 AND e.is_no_labour <> (h.labour_members = 0)",
        {
            "flag": """CASE WHEN e.is_no_labour THEN '标注为整户无劳动能力兜底保障户'
                       ELSE '没有标注整户无劳动能力' END""",
            "labour": "h.labour_members",
        },
        fix=_IN_MEMBERS,
    ),
    _rule(
        "I18",
        _MUST,
        "识别参考收入明显高于监测线，没有说明",
        "{head}户识别时扣除合规自付支出后的参考收入明显高于当年监测线"
        "（人均纯收入 {income} 元，监测线 {line} 元），没有说明。",
        """e.category <> 'sudden_hardship' AND e.risk_note = '' AND e.i_net > 0
           AND e.i_per_capita * (e.i_net + coalesce(e.i_claims, 0)
                   - coalesce(e.i_self_paid, 0)) / e.i_net
               > e.line_then * (1 + %(excess)s / 100)""",
        {"income": "e.i_per_capita", "line": "e.line_then"},
        fix="更正识别时的收支；数据属实的，在风险备注中说明纳入的理由。",
        limits={"excess": parameters.FAR_ABOVE_LINE},
    ),
    _rule(
        "I19",
        _MUST,
        "村级公示不足或识别早于公示结束",
        "{head}户的村级公示为 {first} 至 {last}，识别时间 {day}。",
        f"""EXISTS (SELECT 1 {_CASE} AND (
               {_POSTED_TO} IS NULL
               OR {_POSTED_TO} - {_POSTED_FROM} < %(days)s
               OR e.identified_on < {_POSTED_TO}))""",
        {
            "first": f"(SELECT max({_POSTED_FROM}) {_CASE})",
            "last": f"(SELECT max({_POSTED_TO}) {_CASE})",
            "day": "e.identified_on",
        },
        fix="公示不足规定天数的应重新公示；日期录入有误的，更正识别程序中的日期。",
        limits={"days": CLOCKS["publicity_min"].days},
        form="case",
    ),
    _rule(
        "I20",
        _MUST,
        "没有承诺授权，或授权晚于信息比对",
        "{head}户的承诺授权日期为 {consent}，信息比对日期为 {compare}。",
        f"""EXISTS (SELECT 1 {_CASE} AND ({_CONSENTED} IS NULL
               OR {_CONSENTED} > {_COMPARED}))""",
        {
            "consent": f"(SELECT max({_CONSENTED}) {_CASE})",
            "compare": f"(SELECT max({_COMPARED}) {_CASE})",
        },
        fix="没有授权不得比对：补签承诺授权书；日期录入有误的，更正程序中的日期。",
        form="case",
    ),
    _rule(
        "I21",
        _VERIFY,
        "识别时工资性收入过小",
        "{head}户识别时的工资性收入只有 {wage} 元，可能把单位填成了万元。",
        "e.i_wage > 0 AND e.i_wage < %(tiny)s",
        {"wage": "e.i_wage"},
        limits={"tiny": parameters.TINY_WAGE},
    ),
)

wait(
    Waiting("I01", "识别监测时间空缺", "不会出现：数据库不接受没有识别时间的监测信息"),
    Waiting(
        "I03", "致贫返贫风险 1 空缺", "不会出现：数据库不接受没有主要风险的监测信息"
    ),
)
