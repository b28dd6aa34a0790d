"""Do sub-items of measures fit the household (domain §7.4: A05; §7.5: M08–M12).

A household whose ledger has no measure of a category is judged by what is ticked in its
monitoring record, as imported from the national system.
"""

from collections.abc import Mapping

from households.checks.chapter import Chapter
from households.checks.declare import Group, Source, names, register
from households.choices import DEVELOPMENT_MEASURES, Severity

_DEVELOPMENT = f"'{{{','.join(DEVELOPMENT_MEASURES)}}}'::varchar[]"

#: The latest episode with what the ledger of measures says of the household.
HELPED = Source(
    tables="""fact_episode e JOIN fact_household h ON h.id = e.household_id
              LEFT JOIN fact_measure t ON t.household_id = h.id""",
    record="'e' || e.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)


def _has(*items: str) -> str:
    """The ledger has one of these sub-items."""
    listed = ", ".join(f"'{item}'" for item in items)
    return f"coalesce(t.items && ARRAY[{listed}], false)"


def _tells(kind: str) -> str:
    """The ledger has a measure of this category."""
    return f"coalesce('{kind}' = ANY(t.kinds), false)"


def _drawn(*kinds: str) -> str:
    """Somebody of the household draws an allowance of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"""EXISTS (SELECT 1 FROM assistance_allowance w
        JOIN households_member b ON b.id = w.member_id AND b.left_on IS NULL
        WHERE w.household_id = h.id AND w.kind IN ({listed})
          AND w.started_on <= %(today)s
          AND (w.ended_on IS NULL OR w.ended_on > %(today)s))"""


def _subsidised(kind: str) -> str:
    return f"""EXISTS (SELECT 1 FROM assistance_subsidy s
        WHERE s.household_id = h.id AND s.kind = '{kind}' AND s.returned_on IS NULL)"""


def _missing(kind: str, *items: str) -> str:
    """Neither the category is ticked, nor, where the ledger tells of it, an item."""
    return f"""(CASE WHEN {_tells(kind)} THEN NOT {_has(*items)}
        ELSE NOT '{kind}' = ANY(e.measures) END)"""


def _faults(cases: Mapping[str, str]) -> tuple[str, str]:
    """Condition that one of the cases holds, and the words of all that do."""
    words = ", ".join(f"CASE WHEN {c} THEN '{text}' END" for text, c in cases.items())
    return (
        " OR ".join(f"({case})" for case in cases.values()),
        f"concat_ws('，', {words})",
    )


_FAR = """EXISTS (SELECT 1 FROM fact_member m LEFT JOIN households_workrecord w
        ON w.member_id = m.id AND w.started_on <= %(today)s
       AND (w.ended_on >= %(today)s OR (w.ended_on IS NULL AND w.is_working))
     WHERE m.household_id = h.id AND (m.work_area IN ('province', 'outside')
           OR w.work_area IN ('province', 'outside')))"""

_DESTITUTE, _SAYS_DESTITUTE = _faults(
    {
        "成员与监测信息的低保不一致": """(h.dibao > 0)
            <> coalesce(e.has_dibao, h.dibao > 0)""",
        "成员与监测信息的特困不一致": """(h.tekun > 0)
            <> coalesce(e.has_tekun, h.tekun > 0)""",
        "有低保、特困人员，没有登记综合保障": f"""h.dibao + h.tekun > 0
            AND {_missing("safety_net", "低保", "特困供养")}""",
        "登记了低保措施，没有低保人员": f"{_has('低保')} AND h.dibao = 0",
        "登记了特困供养措施，没有特困人员": f"{_has('特困供养')} AND h.tekun = 0",
    }
)
_SUBSIDIES_OF_DISABLED = ("残疾人生活补贴", "残疾人护理补贴")
_DISABLED, _SAYS_DISABLED = _faults(
    {
        "有重度残疾人，没有残疾人补贴": f"""h.severe > 0
            AND {_missing("safety_net", *_SUBSIDIES_OF_DISABLED)}
            AND NOT {_drawn("living", "nursing")}""",
        "登记了残疾人补贴，没有残疾人": f"""h.disabled = 0
            AND ({_has(*_SUBSIDIES_OF_DISABLED)} OR {_drawn("living", "nursing")})""",
    }
)
_STUDENTS, _SAYS_STUDENTS = _faults(
    {
        "有中高职学生，没有雨露计划": f"""h.vocational > 0
            AND {_missing("education", "雨露计划")} AND NOT {_subsidised("yulu")}""",
        "登记了雨露计划，没有中高职学生": f"{_has('雨露计划')} AND h.vocational = 0",
    }
)
_TRAVEL, _SAYS_TRAVEL = _faults(
    {
        "没有人在县外务工": f"{_has('劳务输出', '外出务工补贴')} AND NOT {_FAR}",
        "外出务工补贴没有金额": f"""{_has("外出务工补贴")} AND t.travel = 0
            AND NOT {_subsidised("travel")}""",
    }
)

_rule = Chapter(
    group=Group.MEASURES,
    source=HELPED,
    fix="核对措施的子项和家庭成员情况：登记有误的更正，漏登的补登。",
    among="e.is_open AND (e.measures <> '{}' OR t.household_id IS NOT NULL)",
)

register(
    Chapter(
        group=Group.ASSISTANCE,
        source=HELPED,
        fix="落实并登记产业、就业、金融或公益岗位帮扶。",
        among="e.is_open",
    )(
        "A05",
        Severity.VERIFY,
        "状态为“已实施”，却没有开发式帮扶措施，或只有培训、其他",
        "{head}户“实施开发式帮扶措施情况”是“已实施”，{fault}。",
        f"""e.development_state = 'implemented'
            AND (NOT e.measures && {_DEVELOPMENT}
                 OR (t.doubtful > 0 AND t.solid = 0))""",
        {
            "fault": f"""CASE WHEN NOT e.measures && {_DEVELOPMENT}
                THEN '没有登记产业、就业、金融或公益岗位帮扶'
                ELSE '登记的开发式措施只有技能培训或其他' END"""
        },
    ),
    _rule(
        "M08",
        Severity.VERIFY,
        "低保、特困登记与享受政策情况不一致",
        "{head}户家庭成员中低保 {dibao} 人、特困 {tekun} 人：{fault}。",
        _DESTITUTE,
        {"dibao": "h.dibao", "tekun": "h.tekun", "fault": _SAYS_DESTITUTE},
        fix="核对民政名单，更正成员、监测信息或措施中的低保、特困情况。",
    ),
    _rule(
        "M09",
        Severity.VERIFY,
        "残疾人与残疾人补贴不一致",
        "{head}户{fault}（一、二级残疾人：{disabled}）。",
        _DISABLED,
        {"fault": _SAYS_DISABLED, "disabled": names("m.is_severe")},
    ),
    _rule(
        "M10",
        Severity.VERIFY,
        "中高职学生与雨露计划不一致",
        "{head}户{fault}（中职、高职或技师学院学生：{students}）。",
        _STUDENTS,
        {
            "fault": _SAYS_STUDENTS,
            "students": names("m.student_status ~ '(vocational|college|technician)'"),
        },
    ),
    _rule(
        "M11",
        Severity.VERIFY,
        "劳务输出或外出务工补贴，但没有人在县外务工，或没有金额",
        "{head}户登记了劳务输出或外出务工补贴，{fault}。",
        _TRAVEL,
        {"fault": _SAYS_TRAVEL},
    ),
    _rule(
        "M12",
        Severity.VERIFY,
        "2021 年以后识别的户登记了搬迁措施",
        "{head}户 {day} 识别，登记了搬迁措施；易地扶贫搬迁在 2020 年已结束。",
        f"""'relocation' = ANY(e.measures) AND e.identified_on >= '2021-01-01'
            AND NOT (h.is_relocated AND {_has("易地搬迁后续扶持")})""",
        {"day": "e.identified_on"},
        fix="改为住房安全保障等实际的措施；后续扶持登记为对应的产业、就业措施。",
    ),
)
