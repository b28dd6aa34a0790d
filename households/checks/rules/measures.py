"""Do the measures fit the risks (domain §7.5), by the episode's list of kinds.

Which sub-item a measure is (雨露计划, 外出务工补贴 …) stands in the ledger of
measures, which a later part brings; rules that need it wait for it. A household without
any measure is left to A01.
"""

from households.checks.chapter import Chapter
from households.checks.declare import (
    EPISODE,
    Group,
    Waiting,
    names,
    register,
    wait,
)
from households.choices import Severity

_ADD = "落实并登记对应的措施；风险类型有误的，更正监测信息。"


#: Rules over monitored households that have some measure.
_rule = Chapter(
    group=Group.MEASURES,
    source=EPISODE,
    fix=_ADD,
    among="e.is_open AND e.measures <> '{}'",
)


def _without(risk: str, *kinds: str) -> str:
    """The household has a risk (SQL) and none of the kinds of measures."""
    return f"({risk}) AND NOT e.measures && '{{{','.join(kinds)}}}'::varchar[]"


register(
    _rule(
        "M01",
        Severity.VERIFY,
        "因病，没有健康帮扶或社会帮扶",
        "{head}户风险含“因病”，没有登记健康帮扶或社会帮扶。",
        _without("'illness' = ANY(e.risks)", "health", "social"),
    ),
    _rule(
        "M02",
        Severity.VERIFY,
        "因学，没有教育类帮扶",
        "{head}户风险含“因学”，没有登记义务教育保障、教育帮扶或社会帮扶。",
        _without("'schooling' = ANY(e.risks)", "compulsory_edu", "education", "social"),
    ),
    _rule(
        "M03",
        Severity.VERIFY,
        "因残，没有综合保障或社会帮扶",
        "{head}户风险含“因残”，没有登记综合保障或社会帮扶。",
        _without("'disability' = ANY(e.risks)", "safety_net", "social"),
    ),
    _rule(
        "M04",
        Severity.VERIFY,
        "住房有问题，没有住房保障或搬迁",
        "{head}户住房有问题，没有登记住房安全保障或搬迁。",
        _without(
            "'housing' = ANY(e.risks) OR e.i_housing_problem IS TRUE",
            "housing",
            "relocation",
        ),
    ),
    _rule(
        "M05",
        Severity.VERIFY,
        "饮水有问题，没有饮水安全保障",
        "{head}户饮水有问题，没有登记饮水安全保障。",
        _without("'water' = ANY(e.risks) OR e.i_water_problem IS TRUE", "water"),
    ),
    _rule(
        "M06",
        Severity.VERIFY,
        "有失学辍学，没有义务教育保障",
        "{head}户有失学辍学问题，没有登记义务教育保障。",
        _without(
            """'edu_guarantee' = ANY(e.risks) OR e.i_dropout_problem IS TRUE
               OR h.out_of_school > 0""",
            "compulsory_edu",
        ),
    ),
    _rule(
        "M07",
        Severity.VERIFY,
        "有人没有参加医保，没有健康帮扶或社会帮扶",
        "{head}户有人没有参加基本医保（{uninsured}），没有登记健康帮扶或社会帮扶。",
        _without(
            """'med_guarantee' = ANY(e.risks) OR e.i_uninsured_problem IS TRUE
               OR h.uninsured > 0""",
            "health",
            "social",
        ),
        {"uninsured": names("m.is_uninsured")},
    ),
    _rule(
        "M08",
        Severity.VERIFY,
        "低保、特困登记与享受政策情况不一致",
        "{head}户家庭成员中低保 {dibao} 人、特困 {tekun} 人，"
        "监测信息登记：低保{policy_dibao}，特困{policy_tekun}。",
        """(h.dibao > 0) <> coalesce(e.has_dibao, h.dibao > 0)
           OR (h.tekun > 0) <> coalesce(e.has_tekun, h.tekun > 0)
           OR (h.dibao + h.tekun > 0 AND NOT 'safety_net' = ANY(e.measures))""",
        {
            "dibao": "h.dibao",
            "tekun": "h.tekun",
            "policy_dibao": "e.has_dibao",
            "policy_tekun": "e.has_tekun",
        },
        fix="核对民政名单，更正成员或监测信息中的低保、特困情况，并登记综合保障。",
    ),
    _rule(
        "M09",
        Severity.VERIFY,
        "有重度残疾人，没有综合保障",
        "{head}户有一、二级残疾人（{disabled}），没有登记综合保障（残疾人补贴）。",
        _without("h.severe > 0", "safety_net"),
        {"disabled": names("m.is_severe")},
    ),
    _rule(
        "M10",
        Severity.VERIFY,
        "有中高职学生，没有教育帮扶",
        "{head}户有中职、高职或技师学院学生（{students}），没有登记教育帮扶（雨露计划）。",
        _without("h.vocational > 0", "education"),
        {"students": names("m.student_status ~ '(vocational|college|technician)'")},
    ),
    _rule(
        "M12",
        Severity.VERIFY,
        "2021 年以后识别的户登记了搬迁措施",
        "{head}户 {day} 识别，登记了搬迁措施；易地扶贫搬迁在 2020 年已结束。",
        "'relocation' = ANY(e.measures) AND e.identified_on >= '2021-01-01'",
        {"day": "e.identified_on"},
        fix="改为住房安全保障等实际的措施；后续扶持登记为对应的产业、就业措施。",
    ),
    _rule(
        "M14",
        Severity.VERIFY,
        "措施没有针对灾害、产业或务工风险",
        "{head}户{risk}，没有登记对应的措施。",
        f"""({_without("'disaster' = ANY(e.risks)", "safety_net", "housing")})
         OR ({_without("'business_failure' = ANY(e.risks)", "industry", "finance")})
         OR ({_without("'unstable_job' = ANY(e.risks)", "employment", "public_post")})
        """,
        {
            "risk": """concat_ws('、',
                CASE WHEN 'disaster' = ANY(e.risks) THEN '因自然灾害' END,
                CASE WHEN 'business_failure' = ANY(e.risks) THEN '因产业项目失败' END,
                CASE WHEN 'unstable_job' = ANY(e.risks) THEN '因务工就业不稳' END)"""
        },
    ),
)

wait(
    Waiting(
        "M11",
        "劳务输出或外出务工补贴，但没有人在县外务工",
        "需要帮扶措施台账的子项和金额",
    ),
    Waiting("M13", "医保缴费补贴不在参保缴费期内", "需要帮扶措施台账的子项和日期"),
)
