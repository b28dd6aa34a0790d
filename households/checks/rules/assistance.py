"""Monitored, not eliminated, and help is missing (domain §7.4)."""

from households import choices
from households.checks import parameters
from households.checks.chapter import Chapter
from households.checks.declare import (
    EPISODE,
    Check,
    Group,
    Source,
    register,
)
from households.choices import Severity
from households.clocks.definitions import CLOCKS

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_DEVELOPMENT = f"'{{{','.join(choices.DEVELOPMENT_MEASURES)}}}'::varchar[]"
_SINCE = {"day": "e.identified_on"}
_ADD_MEASURE = "落实并登记帮扶措施；可以用“监测信息”表格批量导入。"

#: The month whose visit must be there: this one from the day on, before it the last.
_VISIT_MONTH = """(CASE WHEN extract(day FROM %(today)s::date) >= %(from_day)s
                   THEN %(month)s::date
                   ELSE (%(month)s::date - interval '1 month')::date END)"""

#: An official with too many monitored households, once for each township with some.
OFFICIAL = Source(
    tables="""(SELECT r.person_id, count(*) AS here, min(p.name) AS name,
                      min(p.unit) AS unit,
                      rpad(left(h.village_code, 9), 12, '0') AS township,
                      sum(count(*)) OVER (PARTITION BY r.person_id) AS total
                 FROM households_responsibility r
                 JOIN households_household h ON h.id = r.household_id
                 JOIN households_responsibleperson p ON p.id = r.person_id
                WHERE r.ended_on IS NULL AND h.state = 'active'
                  AND h.monitoring_state = 'monitoring'
                GROUP BY r.person_id, rpad(left(h.village_code, 9), 12, '0')) o""",
    record="'o' || o.person_id || 't' || o.township",
    village="o.township",
)

#: The latest visits of a household, newest first.
VISITS = Source(
    tables="""(SELECT household_id, count(*) AS visits, min(needs) AS text,
                      max(needs) AS other, min(month) AS since
                 FROM (SELECT v.household_id, v.needs, v.month,
                              row_number() OVER (PARTITION BY v.household_id
                                                 ORDER BY v.month DESC) AS number
                         FROM households_visit v
                        WHERE v.voided_at IS NULL
                          AND v.month > %(today)s::date - interval '1 year'
                          AND v.household_id IN (SELECT id FROM fact_target)) latest
                WHERE number <= %(repeats)s + 1 GROUP BY household_id) v
              JOIN fact_household h ON h.id = v.household_id""",
    record="'h' || h.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)


#: Rules over households that are monitored now.
_rule = Chapter(
    group=Group.ASSISTANCE,
    source=EPISODE,
    fix=_ADD_MEASURE,
    among="e.is_open",
    values=_SINCE,
)

register(
    _rule(
        "A01",
        _MUST,
        "识别后超过规定天数没有帮扶措施",
        "{head}户 {day} 识别，至今没有登记任何帮扶措施。",
        "e.measures = '{}' AND %(today)s::date - e.identified_on > %(days)s",
        limits={"days": CLOCKS["measures"].days},
    ),
    _rule(
        "A02",
        _MUST,
        "有劳动力的户长期没有开发式帮扶措施",
        "{head}户 {day} 识别，有劳动能力的 {labour} 人，"
        "没有产业、就业、金融或公益岗位帮扶。",
        f"""h.labour_members > 0 AND NOT e.measures && {_DEVELOPMENT}
            AND e.identified_on + make_interval(months => %(months)s::int)
                <= %(today)s""",
        {**_SINCE, "labour": "h.labour_members"},
        limits={"months": parameters.DEVELOPMENT_MONTHS},
    ),
    _rule(
        "A03",
        _VERIFY,
        "有劳动力的户只有综合保障措施",
        "{head}户有劳动能力的 {labour} 人，只登记了综合保障措施。",
        "h.labour_members > 0 AND e.measures = '{safety_net}'",
        {"labour": "h.labour_members"},
    ),
    _rule(
        "A04",
        _VERIFY,
        "有开发式帮扶措施，状态却不是“已实施”",
        "{head}户登记了开发式帮扶措施，“实施开发式帮扶措施情况”是“{state}”。",
        f"e.measures && {_DEVELOPMENT} AND e.development_state <> 'implemented'",
        {
            "state": """CASE e.development_state WHEN 'not_started' THEN '尚未实施'
                        ELSE '空' END"""
        },
        fix="已经实施的改为“已实施”；没有实施的抓紧落实。",
    ),
    _rule(
        "A06",
        _MUST,
        "没有帮扶责任人，或单位、电话空缺",
        "{head}户{missing}。",
        """h.responsible_id IS NULL OR h.responsible_unit = ''
           OR NOT h.responsible_has_phone""",
        {
            "missing": """CASE WHEN h.responsible_id IS NULL THEN '没有帮扶责任人'
                ELSE concat('的帮扶责任人', h.responsible_name, '没有填写',
                    concat_ws('和',
                        CASE WHEN h.responsible_unit = '' THEN '单位' END,
                        CASE WHEN NOT h.responsible_has_phone THEN '电话' END)) END"""
        },
        fix="确定帮扶责任人，填全单位和电话。",
        form="responsible",
    ),
    Check(
        key="A07",
        severity=_VERIFY,
        group=Group.ASSISTANCE,
        title="一名责任人帮扶的监测户过多",
        sentence="{person}（{unit}）是 {total} 户监测户的帮扶责任人，"
        "其中本镇 {here} 户。",
        fix="调整帮扶责任人，或核对责任人是否录入有误。",
        source=OFFICIAL,
        where="o.total > %(most)s",
        values={
            "person": "o.name",
            "unit": "o.unit",
            "total": "o.total",
            "here": "o.here",
        },
        parameters={"most": parameters.HOUSEHOLDS_OF_OFFICIAL},
    ),
    _rule(
        "A08",
        _MUST,
        "当月没有走访",
        "{head}户 {month} 没有走访记录。",
        f"""e.identified_on < {_VISIT_MONTH} AND NOT EXISTS (
                SELECT 1 FROM households_visit v
                 WHERE v.household_id = h.id AND v.month = {_VISIT_MONTH}
                   AND v.voided_at IS NULL)""",
        {"month": f"to_char({_VISIT_MONTH}, 'YYYY-MM')"},
        fix="尽快走访并登记；已经走访的补录。",
        limits={"from_day": parameters.VISIT_DAY},
        form="visit",
    ),
    Check(
        key="A09",
        severity=_VERIFY,
        group=Group.ASSISTANCE,
        title="连续多次走访文字完全相同",
        sentence="{head}户自 {since} 起连续几个月的走访都写“{text}”。",
        fix="按实际情况逐月记录；确实没有变化的可以注明核实无误。",
        source=VISITS,
        where="v.visits > %(repeats)s AND v.text = v.other AND length(v.text) > 4",
        values={"since": "to_char(v.since, 'YYYY-MM')", "text": "v.text"},
        parameters={"repeats": parameters.SAME_TEXTS},
        form="visit",
    ),
    _rule(
        "A10",
        Severity.REMINDER,
        "有劳动力的户监测时间较长",
        "{head}户 {day} 识别，有劳动能力的 {labour} 人，至今没有消除风险。",
        """h.labour_members > 0 AND e.identified_on
           + make_interval(months => %(months)s::int) < %(today)s""",
        {**_SINCE, "labour": "h.labour_members"},
        fix="研判帮扶是否有效：条件具备的启动消除程序，不具备的调整措施。",
        limits={"months": parameters.LONG_MONITORED},
        form="case",
    ),
)
