"""Marked eliminated, but … (domain §7.3)."""

from households.checks import parameters
from households.checks.chapter import Chapter
from households.checks.declare import EPISODE, Group, names, register
from households.choices import Severity
from households.clocks.definitions import CLOCKS

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_OR_BACK = "更正录入错误；风险确实没有消除的，按程序回退后继续监测。"
_FILL = "补填消除后的信息；可以用“监测信息”表格批量导入。"
_CASE = """FROM households_case k
           WHERE k.episode_id = e.id AND k.kind = 'exit' AND k.result = 'eliminated'"""
_END = {"day": "e.eliminated_on"}
_DANGEROUS = "(h.is_dangerous_house IS TRUE OR h.danger_grade IN ('c', 'd'))"
_MONTHS = """(date_part('year', e.eliminated_on) - date_part('year', e.identified_on))
             * 12 + date_part('month', e.eliminated_on)
             - date_part('month', e.identified_on)"""
_AT_ONCE = f"({_MONTHS}) <= 1"


#: Rules over households whose latest episode has been eliminated.
_rule = Chapter(
    group=Group.ELIMINATION,
    source=EPISODE,
    fix=_OR_BACK,
    among="NOT e.is_open",
    values=_END,
)

register(
    _rule(
        "E01",
        _MUST,
        "消除时收入低于当年监测线",
        "{head}户 {day} 标注风险消除，消除后人均纯收入 {income} 元，"
        "低于当年监测线 {line} 元。",
        "e.x_per_capita < e.line_at_end",
        {**_END, "income": "e.x_per_capita", "line": "e.line_at_end"},
    ),
    _rule(
        "E02",
        _MUST,
        "消除后的收入空缺",
        "{head}户 {day} 标注风险消除，消除后的收入没有填写。",
        "e.x_id IS NULL OR e.x_net IS NULL OR e.x_per_capita IS NULL",
        fix=_FILL,
    ),
    _rule(
        "E03",
        _MUST,
        "消除后的“三保障”和饮水情况空缺",
        "{head}户 {day} 标注风险消除，消除后的住房、义务教育、饮水、医保情况没有填全。",
        """e.x_housing_problem IS NULL OR e.x_dropout_problem IS NULL
           OR e.x_water_problem IS NULL OR e.x_uninsured_problem IS NULL""",
        fix=_FILL,
    ),
    _rule(
        "E04",
        _MUST,
        "消除后仍有失学辍学",
        "{head}户 {day} 标注风险消除，仍有孩子失学辍学：{children}。",
        "e.x_dropout_problem IS TRUE OR h.out_of_school > 0",
        {**_END, "children": names("m.is_out_of_school")},
    ),
    _rule(
        "E05",
        _MUST,
        "消除后仍住危房",
        "{head}户 {day} 标注风险消除，仍登记住房不安全。",
        f"e.x_housing_problem IS TRUE OR {_DANGEROUS}",
        form="household-edit",
    ),
    _rule(
        "E06",
        _MUST,
        "消除后饮水仍不安全",
        "{head}户 {day} 标注风险消除，仍登记饮水不安全。",
        "e.x_water_problem IS TRUE OR h.has_safe_water IS FALSE",
        form="household-edit",
    ),
    _rule(
        "E07",
        _MUST,
        "消除后仍有人没有参加医保",
        "{head}户 {day} 标注风险消除，仍有人没有参加基本医保：{uninsured}。",
        "e.x_uninsured_problem IS TRUE OR h.uninsured > 0",
        {**_END, "uninsured": names("m.is_uninsured")},
        fix="动员参保；已参保的，更正成员的参保情况。",
    ),
    _rule(
        "E08",
        _MUST,
        "没有监测联系人或联系电话",
        "{head}户 {day} 标注风险消除，监测联系人“{contact}”，联系电话{phone}。",
        "e.contact_name = '' OR e.contact_phone_digest IS NULL",
        {
            **_END,
            "contact": "e.contact_name",
            "phone": """CASE WHEN e.contact_phone_digest IS NULL THEN '空缺'
                        ELSE '已填' END""",
        },
        fix="消除后仍要有人联系：补填监测联系人和电话。",
    ),
    _rule(
        "E09",
        _MUST,
        "帮扶消除，但没有任何帮扶措施",
        "{head}户 {day} 标注为帮扶消除，没有登记任何帮扶措施。",
        "e.elimination_mode = 'by_measures' AND e.measures = '{}'",
        fix="补登帮扶措施；没有帮扶的，应为自然消除。",
    ),
    _rule(
        "E10",
        _MUST,
        "整户无劳动力户标注了风险消除",
        "{head}户是整户无劳动能力兜底保障户，{day} 标注了风险消除。",
        "e.is_no_labour",
        fix="整户无劳动力的暂不标注消除，持续跟踪：回退后继续监测，或更正劳动力标注。",
    ),
    _rule(
        "E11",
        _VERIFY,
        "帮扶消除距识别不足 6 个月",
        "{head}户 {first} 识别，{day} 标注帮扶消除，监测时间不足规定月数。",
        f"""e.elimination_mode = 'by_measures' AND NOT ({_AT_ONCE})
            AND e.eliminated_on < e.identified_on
                + make_interval(months => %(months)s::int)""",
        {**_END, "first": "e.identified_on"},
        limits={"months": CLOCKS["exit_min_months"].days},
    ),
    _rule(
        "E12",
        _VERIFY,
        "识别当月或次月就消除",
        "{head}户 {first} 识别，{day} 就标注帮扶消除。",
        f"""e.elimination_mode <> 'natural' AND {_AT_ONCE}
            AND e.eliminated_on >= e.identified_on""",
        {**_END, "first": "e.identified_on"},
    ),
    _rule(
        "E13",
        _VERIFY,
        "有产业帮扶，经营性收入为 0",
        "{head}户有产业帮扶，消除后的生产经营性收入为 0。",
        "'industry' = ANY(e.measures) AND e.x_operating = 0",
        fix=_FILL,
    ),
    _rule(
        "E14",
        _VERIFY,
        "有就业帮扶或公益岗位，工资性收入为 0",
        "{head}户有就业帮扶或公益岗位帮扶，消除后的工资性收入为 0。",
        "e.measures && '{employment,public_post}' AND e.x_wage = 0",
        fix=_FILL,
    ),
    _rule(
        "E15",
        _VERIFY,
        "有低保、特困供养，转移性收入为 0",
        "{head}户有低保或特困供养，消除后的转移性收入为 0。",
        """(e.has_dibao IS TRUE OR e.has_tekun IS TRUE OR h.dibao + h.tekun > 0)
           AND e.x_transfer = 0""",
        fix=_FILL,
    ),
    _rule(
        "E16",
        _VERIFY,
        "消除后的收入没有增长",
        "{head}户识别时人均纯收入 {before} 元，消除后 {after} 元，没有增长。",
        "e.x_per_capita <= e.i_per_capita",
        {"before": "e.i_per_capita", "after": "e.x_per_capita"},
    ),
    _rule(
        "E17",
        _MUST,
        "消除时有线索没有答复",
        "{head}户 {day} 标注风险消除，此前收到的风险线索至今没有核查答复。",
        """h.has_open_lead AND EXISTS (SELECT 1 FROM households_lead l
              WHERE l.household_id = h.id AND l.received_on <= e.eliminated_on
                AND l.state IN ('unassigned', 'verifying', 'refused'))""",
        fix="先核查、答复线索；属实的按程序回退或重新识别。",
    ),
    _rule(
        "E18",
        _MUST,
        "消除没有农户签字或县级审定",
        "{head}户 {day} 标注风险消除，消除程序中缺{missing}。",
        f"""EXISTS (SELECT 1 {_CASE}) AND
            (NOT EXISTS (SELECT 1 FROM households_casepaper p
                          WHERE p.case_id IN (SELECT k.id {_CASE})
                            AND p.kind = 'signed_confirmation'
                            AND p.withdrawn_at IS NULL)
             OR NOT EXISTS (SELECT 1 FROM households_caseact a
                             WHERE a.case_id IN (SELECT k.id {_CASE})
                               AND a.step = 'county' AND a.decision = 'passed'))""",
        {
            **_END,
            "missing": f"""CASE WHEN EXISTS (SELECT 1 FROM households_casepaper p
                    WHERE p.case_id IN (SELECT k.id {_CASE})
                      AND p.kind = 'signed_confirmation' AND p.withdrawn_at IS NULL)
                THEN '县级审定' ELSE '农户签字认可表' END""",
        },
        fix="在消除程序中补齐农户签字认可表和县级审定意见。",
        form="case",
    ),
    _rule(
        "E19",
        Severity.REMINDER,
        "消除后长期没有回访",
        "{head}户 {day} 标注风险消除，之后没有回访过。",
        """%(today)s::date - e.eliminated_on > %(days)s
           AND coalesce(h.last_visited_on, e.identified_on) <= e.eliminated_on
           AND NOT EXISTS (SELECT 1 FROM households_screeningresult s
                JOIN households_screeninground r ON r.id = s.round_id
                WHERE s.household_id = h.id AND s.outcome <> 'not_met'
                  AND r.ends_on > e.eliminated_on)""",
        fix="回访后登记走访，或在集中排查中登记结果。",
        limits={"days": parameters.FOLLOW_UP},
        form="visit",
    ),
    _rule(
        "E20",
        _VERIFY,
        "消除时间在将来或早于识别时间",
        "{head}户 {first} 识别，消除时间却是 {day}。",
        "e.eliminated_on > %(today)s OR e.eliminated_on < e.identified_on",
        {**_END, "first": "e.identified_on"},
    ),
)
