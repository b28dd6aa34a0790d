"""Insurance, benefits and work of persons (domain §7.6: P21–P29).

What the ledgers of posts and wishes decide too (P24, P25, P30, P31) stands with them.
"""

from households import choices
from households.checks import parameters
from households.checks.declare import register
from households.checks.rules.persons import (
    WORK_RECORD,
    Labels,
    all_true,
    any_of,
    first_true,
    person_rule,
)
from households.choices import Severity

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_BORN = {"born": "m.birth_date"}
_LABELS: Labels = {
    "post": choices.PublicPost,
    "area": choices.WorkArea,
    "channel": choices.JobChannel,
    "labour": choices.LabourSkill,
}
_IN_WORK = "核对务工情况后更正；可以用“家庭成员”表格批量导入。"

_COVER_FAULTS = {
    "大病保险没有填写": "m.medical_serious IS NULL",
    "养老保险没有填写": """m.age >= 16 AND m.pension_resident IS NULL
        AND m.pension_employee IS NULL""",
    "接受过大病医疗救助却没有参加基本医保": """m.serious_illness_aid
        AND m.is_uninsured""",
}
#: A place down to the county names a county, district, banner or city.
_PLACE_FAULTS = {
    "有务工区域，没有务工月数": """m.work_area <> ''
        AND coalesce(m.work_months, 0) = 0""",
    "有务工月数，没有务工区域": "m.work_area = '' AND m.work_months > 0",
    "务工所在地没有填到县": """m.works AND m.works_abroad IS NOT TRUE
        AND m.work_place <> ''
        AND replace(m.work_place, '自治区', '') !~ '[县区市旗]'""",
}
#: The wage stands in the record of a spell, the rest in the roster of members.
_RUNNING = "m.has_work_record AND m.works AND m.work_ended_on IS NULL"
_PAY_FAULTS = {
    "没有填写月收入": f"{_RUNNING} AND m.monthly_wage IS NULL",
    "月收入过低": f"{_RUNNING} AND m.monthly_wage < %(low)s",
    "月收入过高": f"{_RUNNING} AND m.monthly_wage > %(high)s",
    "没有填写单位": """m.work_area <> '' AND m.employer = ''
        AND m.job_channel NOT IN ('self', 'flexible', 'startup')""",
    "没有填写行业": "m.work_area <> '' AND m.industry = ''",
    "没有填写就业渠道": "m.work_area <> '' AND m.job_channel = ''",
}
_SPELL_FAULTS = {
    "与上一段务工的时间重叠": """EXISTS (SELECT 1 FROM households_workrecord o
        WHERE o.member_id = w.member_id AND o.started_on < w.started_on
          AND coalesce(o.ended_on, 'infinity') > w.started_on)""",
    "开始时间在将来": "w.started_on > %(today)s",
    "没有务工，却没有结束时间": "NOT w.is_working AND w.ended_on IS NULL",
    "没有务工，结束时间却在将来": "NOT w.is_working AND w.ended_on > %(today)s",
}

register(
    person_rule(
        "P21",
        _MUST,
        "居民医保与职工医保同为是、同为否或空缺",
        "{name}的居民医保是“{resident}”，职工医保是“{employee}”，应当参加其中一种。",
        "(m.medical_resident <> m.medical_employee) IS NOT TRUE",
        {"resident": "m.medical_resident", "employee": "m.medical_employee"},
        fix="核对参保情况：没有参保的动员参保，登记有误的更正成员信息。",
    ),
    person_rule(
        "P22",
        _VERIFY,
        "大病保险、养老保险空缺，或未参保却有医疗救助",
        "{name}的保险信息：{fault}。",
        any_of(_COVER_FAULTS),
        {"fault": all_true(_COVER_FAULTS)},
    ),
    person_rule(
        "P23",
        _VERIFY,
        "特困供养人员有劳动条件或在务工",
        "{name}（{born} 出生）是特困供养人员，但{fault}。",
        """m.is_tekun AND (m.works OR (m.age BETWEEN 18 AND 59 AND m.is_healthy
           AND m.student_status = ''))""",
        {**_BORN, "fault": "CASE WHEN m.works THEN '在务工' ELSE '健康、不在校' END"},
        fix="与民政核对特困供养资格；登记有误的更正成员信息。",
    ),
    person_rule(
        "P26",
        _VERIFY,
        "在县外务工，渠道却是公益性岗位或帮扶车间",
        "{name}的务工区域是“{area}”，就业渠道是“{channel}”。",
        """m.work_area IN ('province', 'outside')
           AND m.job_channel IN ('public_post', 'workshop')""",
        {"area": "m.work_area", "channel": "m.job_channel"},
        fix=_IN_WORK,
        labels=_LABELS,
    ),
    person_rule(
        "P27",
        _VERIFY,
        "务工区域、所在地与月数不一致",
        "{name}的务工信息：{fault}（区域“{area}”，所在地“{place}”，{months} 个月）。",
        any_of(_PLACE_FAULTS),
        {
            "fault": all_true(_PLACE_FAULTS),
            "area": "m.work_area",
            "place": "m.work_place",
            "months": "m.work_months",
        },
        fix=_IN_WORK,
        labels=_LABELS,
    ),
    person_rule(
        "P28",
        _VERIFY,
        "务工收入异常，或单位、行业、渠道空缺",
        "{name}的务工信息（月收入 {wage} 元）：{fault}。",
        any_of(_PAY_FAULTS),
        {"wage": "m.monthly_wage", "fault": all_true(_PAY_FAULTS)},
        fix=_IN_WORK,
        limits={"low": parameters.LOW_WAGE, "high": parameters.HIGH_WAGE},
    ),
    person_rule(
        "P29",
        _VERIFY,
        "务工起止时间矛盾",
        "{name} {day} 开始的务工记录：{fault}。",
        any_of(_SPELL_FAULTS),
        {
            "day": "w.started_on",
            "end": "w.ended_on",
            "fault": first_true(_SPELL_FAULTS),
        },
        source=WORK_RECORD,
        fix=_IN_WORK,
    ),
)
