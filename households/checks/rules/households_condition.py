"""Land, house and resettlement of households, and villages (domain §7.7).

Blank conditions are asked about only where the national system wants them: of
households out of poverty and of those that are or were monitored.
"""

from households import choices
from households.checks.chapter import Chapter
from households.checks.declare import HOUSEHOLD, Group, Source, register
from households.checks.rules.persons import all_true, any_of
from households.choices import Severity

_VERIFY, _REMINDER = Severity.VERIFY, Severity.REMINDER
_RECORDED = "(h.household_type = 'exited' OR h.monitoring_state <> 'none')"
_IN_CONDITIONS = "核对后用“农户基本信息”表格更正。"
_DANGEROUS = "(h.is_dangerous_house IS TRUE OR h.danger_grade IN ('c', 'd'))"
_NO_LABOUR = "h.members > 0 AND h.labour_members = 0 AND h.dibao + h.tekun = 0"
#: Those that are not monitored nor about to be stand under N01 and N06.
_DEALT_WITH = "(h.monitoring_state <> 'none' OR h.has_case)"

_AREAS = {
    "耕地": ("arable_land", 100),
    "林地": ("forest_land", 200),
    "退耕还林": ("converted_land", 200),
    "林果": ("orchard_land", 200),
    "牧草地": ("pasture_land", 100),
    "水面": ("water_area", 100),
}
_ODD_AREAS = " OR ".join(
    f"h.{column} NOT BETWEEN 0 AND {most}" for column, most in _AREAS.values()
)
_ODD_AREAS_SHOWN = ", ".join(
    f"""CASE WHEN h.{column} NOT BETWEEN 0 AND {most}
        THEN '{label} ' || h.{column} || ' 亩' END"""
    for label, (column, most) in _AREAS.items()
)
_BLANKS = {
    "入户路类型": "coalesce(h.road_kind, '') = ''",
    "主要燃料": "coalesce(h.fuel, '') = ''",
    "生活用电": "h.has_household_power IS NULL",
    "卫生厕所": "h.has_sanitary_toilet IS NULL",
    "住房面积": "coalesce(h.housing_area, 0) = 0",
    "是否危房": "h.is_dangerous_house IS NULL",
    "安全饮水": "h.has_safe_water IS NULL",
}
_HARDSHIPS = {
    "住房登记为危房": f"h.household_type = 'exited' AND {_DANGEROUS}",
    "整户没有劳动能力，也没有人享受低保或特困供养": _NO_LABOUR,
}
_RELOCATION_FAULTS = {
    "没有登记安置区": "h.resettlement_site_id IS NULL",
    "有劳动力，没有任何务工就业信息": """h.labour_members > 0
        AND h.with_work_record + h.posts = 0""",
}

#: Villages that exist today, with what is counted there; ``screened`` is the most
#: households that one screening round has met there.
VILLAGES = Source(
    tables="""(SELECT a.code, a.name, count(h.id) AS homes,
                      coalesce(sum(h.persons), 0) AS people
                 FROM accounts_area a
                 LEFT JOIN households_household h
                        ON h.village_code = a.code AND h.state = 'active'
                WHERE a.level = 'village' AND a.valid_from <= %(today)s
                  AND (a.valid_to IS NULL OR a.valid_to >= %(today)s)
                GROUP BY a.code, a.name) v
              LEFT JOIN (SELECT village_code, max(met) AS screened
                           FROM (SELECT village_code, count(*) AS met
                                   FROM households_screeningresult
                                  WHERE outcome <> 'not_met'
                                  GROUP BY round_id, village_code) one
                          GROUP BY village_code) s ON s.village_code = v.code""",
    record="'v' || v.code",
    village="v.code",
)
_VILLAGE_FAULTS = {
    "没有在册农户": "v.homes = 0",
    "在册农户没有家庭成员": "v.homes > 0 AND v.people = 0",
    "排查户数超过在册户数": "s.screened > v.homes",
}


_rule = Chapter(group=Group.HOUSEHOLDS, source=HOUSEHOLD, fix=_IN_CONDITIONS)

register(
    _rule(
        "H01",
        _REMINDER,
        "土地面积异常",
        "{head}户的土地面积异常：{areas}。",
        _ODD_AREAS,
        {"areas": f"concat_ws('、', {_ODD_AREAS_SHOWN})"},
    ),
    _rule(
        "H02",
        _REMINDER,
        "户情信息空缺，或离村主干路过远",
        "{head}户的户情信息没有填写：{blank}；离村主干路 {km} 公里。",
        f"h.road_distance_km > 5 OR ({_RECORDED} AND ({any_of(_BLANKS)}))",
        {"blank": all_true(_BLANKS), "km": "h.road_distance_km"},
    ),
    _rule(
        "H06",
        _VERIFY,
        "生态补偿金、退耕还林面积矛盾",
        "{head}户退耕还林 {converted} 亩、林地 {forest} 亩、牧草地 {pasture} 亩，"
        "生态补偿金 {paid} 元，相互矛盾。",
        """h.converted_land > coalesce(h.forest_land, 0) + coalesce(h.pasture_land, 0)
           OR (coalesce(h.converted_land, 0) = 0 AND EXISTS (
               SELECT 1 FROM households_incomeitem i
                WHERE i.statement_id = h.income_id AND i.item LIKE '生态补偿金%%'
                  AND i.amount > 0))""",
        {
            "converted": "h.converted_land",
            "forest": "h.forest_land",
            "pasture": "h.pasture_land",
            "paid": """(SELECT sum(i.amount) FROM households_incomeitem i
                WHERE i.statement_id = h.income_id AND i.item LIKE '生态补偿金%%')""",
        },
    ),
    _rule(
        "H09",
        _VERIFY,
        "脱贫户住危房，或整户无劳动力没有低保",
        "{head}户{fault}。",
        f"{_DEALT_WITH} AND ({any_of(_HARDSHIPS)})",
        {"fault": all_true(_HARDSHIPS), "grade": "h.danger_grade"},
        fix="核对住房、劳动能力和低保；属实的落实住房保障、申请低保。",
        labels={"grade": choices.DangerGrade},
    ),
    _rule(
        "H10",
        _VERIFY,
        "易地搬迁户没有安置区或就业信息",
        "{head}户是易地搬迁户，{fault}。",
        f"h.is_relocated AND ({any_of(_RELOCATION_FAULTS)})",
        {"fault": all_true(_RELOCATION_FAULTS)},
        fix="补填安置区；核实就业情况并登记务工信息。",
        form="household-edit",
    ),
    _rule(
        "H12",
        _VERIFY,
        "村没有农户或人口，或排查户数超过在册户数",
        "{village}{fault}（在册 {homes} 户 {people} 人，一轮排查最多 {screened} 户）。",
        any_of(_VILLAGE_FAULTS),
        {
            "village": "v.name",
            "homes": "v.homes",
            "people": "v.people",
            "screened": "s.screened",
            "fault": all_true(_VILLAGE_FAULTS),
        },
        source=VILLAGES,
        fix="村已合并的，由管理员登记撤并；农户没有录入的，补录；排查结果录错村的，更正。",
    ),
)
