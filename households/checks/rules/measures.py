"""Do the measures fit the risks (domain §7.5), by the episode's list of kinds.

Which sub-item a measure is (雨露计划, 外出务工补贴 …) stands in the ledger of
measures; the rules that need it (M08–M13) stand with it. A household without any
measure is left to A01.
"""

from households.checks.chapter import Chapter
from households.checks.declare import (
    EPISODE,
    Group,
    names,
    register,
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
