"""Posts, work and wishes of persons, by roster and ledger (domain §7.6: P24, P25, P30,
P31)."""

from assistance.choices import MeasureState
from households import choices
from households.checks import parameters
from households.checks.declare import Source, register
from households.checks.rules.persons import (
    Labels,
    all_true,
    any_of,
    person_rule,
)
from households.choices import Severity

_VERIFY = Severity.VERIFY
_BORN = {"born": "m.birth_date"}
_LABELS: Labels = {"post": choices.PublicPost, "labour": choices.LabourSkill}

#: A member with the household and the post of the ledger.
WITH_POST = Source(
    tables="""fact_member m JOIN fact_household h ON h.id = m.household_id
              LEFT JOIN fact_post p ON p.member_id = m.id""",
    record="'m' || m.id",
    village="m.village_code",
    household="m.household_id",
    member="m.id",
    of_facts=True,
)
_HOLDS = "(m.public_post <> '' OR p.member_id IS NOT NULL)"
_POST = {"post": "coalesce(p.post_type, nullif(m.public_post, ''))"}
_POST_FAULTS = {
    "未满 16 周岁": "m.age < 16",
    "已超过公益性岗位的年龄": "m.age >= %(oldest)s",
    "同户有 3 人以上在公益性岗位": "greatest(h.posts, p.at_home) >= 3",
}
_POST_MONTHS = "coalesce(m.public_post_months, 0)"
#: The person is given work although unable to do any.
_WORK_MEASURE = f"""EXISTS (SELECT 1 FROM assistance_measure a
    JOIN assistance_measurekind k ON k.id = a.kind_id
   WHERE a.member_id = m.id AND k.category IN ('employment', 'public_post')
     AND a.state = '{MeasureState.RUNNING}')"""
_DETAIL_FAULTS = {
    "有岗位类型，没有月数": f"""m.public_post <> '' AND {_POST_MONTHS} = 0
        AND p.member_id IS NULL""",
    "有月数，没有岗位类型": f"""m.public_post = '' AND {_POST_MONTHS} > 0
        AND p.member_id IS NULL""",
    "没有劳动能力": f"{_HOLDS} AND NOT m.can_work",
    "没有劳动能力，却有就业或公益岗位措施": f"NOT m.can_work AND {_WORK_MEASURE}",
}
_WORKER_FAULTS = {
    "未满 16 周岁": "m.age < 16",
    "在校": "m.is_student",
    "没有劳动能力": "m.labour_skill IN ('lost', 'none')",
}
_DEMAND = "EXISTS (SELECT 1 FROM assistance_jobdemand d WHERE d.member_id = m.id)"
_SERVICE_FAULTS = {
    "计划务工，没有填写就业服务需求": f"""m.plans_to_work AND m.service_wanted = ''
        AND NOT {_DEMAND}""",
    "有技能或学历，没有就业": """NOT m.works AND p.member_id IS NULL AND m.can_work
        AND m.age < 60 AND m.student_status = '' AND (m.labour_skill = 'skilled'
            OR m.education IN ('college', 'bachelor'))""",
}

register(
    person_rule(
        "P24",
        _VERIFY,
        "公益性岗位人员年龄不符，或一户多人在岗",
        "{name}（{born} 出生）在公益性岗位“{post}”，{fault}。",
        f"{_HOLDS} AND ({any_of(_POST_FAULTS)})",
        {**_BORN, **_POST, "fault": all_true(_POST_FAULTS)},
        source=WITH_POST,
        labels=_LABELS,
        limits={"oldest": parameters.OLDEST_IN_POST},
    ),
    person_rule(
        "P25",
        _VERIFY,
        "公益性岗位信息不全，或本人没有劳动能力",
        "{name}的公益性岗位“{post}”（{months} 个月）：{fault}。",
        any_of(_DETAIL_FAULTS),
        {
            **_POST,
            "months": "m.public_post_months",
            "fault": all_true(_DETAIL_FAULTS),
        },
        source=WITH_POST,
        labels=_LABELS,
    ),
    person_rule(
        "P30",
        _VERIFY,
        "未满 16 周岁、在校或没有劳动能力的人登记为务工",
        "{name}登记为务工，但{fault}。",
        f"(m.works OR p.member_id IS NOT NULL) AND ({any_of(_WORKER_FAULTS)})",
        {"fault": all_true(_WORKER_FAULTS), "labour": "m.labour_skill"},
        source=WITH_POST,
        fix="核对务工情况后更正；可以用“家庭成员”表格批量导入。",
        labels=_LABELS,
    ),
    person_rule(
        "P31",
        Severity.REMINDER,
        "有就业意愿或能力，没有落实",
        "{name}{fault}。",
        any_of(_SERVICE_FAULTS),
        {"fault": all_true(_SERVICE_FAULTS)},
        source=WITH_POST,
        fix="对接就业服务，登记需求；落实后登记务工信息。",
    ),
)
