"""School, health and labour capacity of persons (domain §7.6: P11–P20)."""

from households import choices
from households.checks.declare import register
from households.checks.rules.persons import (
    Labels,
    all_true,
    any_of,
    person_rule,
)
from households.choices import Severity

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_LABOUR = {"labour": "m.labour_skill"}
_LABELS: Labels = {
    "labour": choices.LabourSkill,
    "health": choices.Health,
    "education": choices.Education,
    "status": choices.StudentStatus,
    "reason": choices.DropoutReason,
}
_BORN = {"born": "m.birth_date"}
_REASON = "coalesce(nullif(m.dropout_reason, ''), m.not_enrolled_reason)"

_BLANKS = {
    "民族空缺": "m.ethnicity = ''",
    "政治面貌空缺": "m.politics = ''",
    "健康状况空缺": "m.health = '{}'",
    "健康状况既选“健康”又选了别的": "'healthy' = ANY(m.health) AND NOT m.is_healthy",
    "劳动技能空缺": "m.labour_skill = ''",
}

#: Stages by the beginning of their codes, with the usual ages on 1 September.
_STAGES = (
    ("pre", 0, 6),
    ("kindergarten", 0, 6),
    ("primary", 6, 14),
    ("grade", 12, 17),
    ("senior|vocational", 15, 20),
    ("college|technician|bachelor", 17, 99),
    ("master", 20, 99),
)
_AT_ODD_AGES = " OR ".join(
    f"""(m.student_status ~ '^({stage})[0-9]?$'
         AND m.age_in_september NOT BETWEEN {low} AND {high})"""
    for stage, low, high in _STAGES
)

register(
    person_rule(
        "P11",
        _MUST,
        "民族、政治面貌、健康或劳动技能空缺或矛盾",
        "{name}的信息不全：{fault}。",
        any_of(_BLANKS),
        {"fault": all_true(_BLANKS)},
    ),
    person_rule(
        "P12",
        _MUST,
        "文化程度与在校生状况同填或同空",
        "{name}的文化程度是“{education}”，在校生状况是“{status}”，应当只填一项。",
        f"""(m.education = '') = (m.student_status = '')
            AND NOT (m.education = '' AND {_REASON} <> '')""",
        {"education": "m.education", "status": "m.student_status"},
        fix="在校的只填在校生状况，不在校的只填文化程度；失学辍学的填写失学原因。",
        labels=_LABELS,
    ),
    person_rule(
        "P13",
        _MUST,
        "16 周岁以下或在校生有劳动能力",
        "{name}{reason}，劳动技能是“{labour}”，应为“无劳动力”。",
        "(m.age < 16 OR m.is_student) AND m.labour_skill NOT IN ('', 'none')",
        {
            **_LABOUR,
            "reason": "CASE WHEN m.is_student THEN '在校' ELSE '未满 16 周岁' END",
        },
        labels={"labour": choices.LabourSkill},
    ),
    person_rule(
        "P14",
        _VERIFY,
        "16–59 岁健康、不在校，却没有完整的劳动能力",
        "{name}（{born} 出生）健康、不在校，劳动技能是“{labour}”。",
        """m.age BETWEEN 16 AND 59 AND m.is_healthy AND m.student_status = ''
           AND m.labour_skill IN ('weak', 'lost', 'none')""",
        {**_LABOUR, **_BORN},
        labels=_LABELS,
    ),
    person_rule(
        "P15",
        _VERIFY,
        "患病或残疾，劳动技能却是普通或技能劳动力",
        "{name}健康状况为{health}，劳动技能是“{labour}”。",
        "(m.is_ill OR m.is_disabled) AND m.is_full_labour",
        {**_LABOUR, "health": "m.health"},
        labels=_LABELS,
    ),
    person_rule(
        "P16",
        _VERIFY,
        "残疾与残疾证不一致",
        "{name}的健康状况为{health}，{certificate}。",
        "('disabled' = ANY(m.health)) <> m.has_certificate",
        {
            "health": "m.health",
            "certificate": """CASE WHEN m.has_certificate THEN '却登记了残疾证'
                              ELSE '没有登记残疾证' END""",
        },
        fix="补录残疾证号，或更正健康状况；没有办证的协助办理。",
        labels=_LABELS,
    ),
    person_rule(
        "P17",
        _MUST,
        "义务教育阶段适龄儿童没有在校",
        "{name}（{born} 出生）处于义务教育阶段，没有在校，原因：{reason}。",
        "m.is_out_of_school",
        {**_BORN, "reason": _REASON},
        fix="核实就学情况：在校的填写在校生状况；确实失学的先劝返，并发起识别程序。",
        labels=_LABELS,
    ),
    person_rule(
        "P18",
        _VERIFY,
        "因病因残失学，健康状况却是健康",
        "{name}的失学原因是“{reason}”，健康状况是“健康”。",
        f"m.is_healthy AND {_REASON} IN ('illness', 'disability')",
        {"reason": _REASON},
        labels=_LABELS,
    ),
    person_rule(
        "P19",
        _VERIFY,
        "在校年级与年龄不符",
        "{name}（{born} 出生）在读“{status}”，与年龄不符。",
        f"m.student_status <> '' AND ({_AT_ODD_AGES})",
        {**_BORN, "status": "m.student_status"},
        labels=_LABELS,
    ),
    person_rule(
        "P20",
        _VERIFY,
        "16–22 岁只有小学及以下文化且不在校",
        "{name}（{born} 出生）不在校，文化程度是“{education}”。",
        """m.age BETWEEN 16 AND 22 AND m.student_status = ''
           AND m.education IN ('illiterate', 'primary')""",
        {**_BORN, "education": "m.education"},
        fix="核对文化程度；确实没有完成义务教育的，联系学校和教育部门。",
        labels=_LABELS,
    ),
)
