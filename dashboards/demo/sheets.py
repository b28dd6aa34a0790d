"""The rosters of the city: headings of the national exports, cells as text (domain §4).

Every sheet yields rows of text; an empty value is ``-`` as in those exports, a month
YYYYMM, an amount with two decimals.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.demo.places import (
    COUNTY_CODE,
    COUNTY_NAME,
    FORMER_VILLAGES,
    TOWNSHIPS,
    VILLAGES,
    Village,
)
from dashboards.demo.records import Amounts, Finding, Household, Person, Visit
from households import choices
from households.models.visits import SAFEGUARDS

Value = Callable[[Household, Any], object]
Columns = Sequence[tuple[str, Value]]

EMPTY = "-"
_TOWN_NAMES = {town.code: town.name for town in TOWNSHIPS}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: the roster that reads it, its name, and what stands on each row."""

    key: str
    name: str
    title: str
    columns: Columns
    units: Callable[[Household], Iterable[Any]]

    @property
    def headings(self) -> list[str]:
        return [heading for heading, _ in self.columns]

    def rows(self, homes: Iterable[Household]) -> Iterator[list[str]]:
        for home in homes:
            for unit in self.units(home):
                yield [written(value(home, unit)) for _, value in self.columns]


def written(value: object) -> str:
    """A value as the exports write it."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return f"{value:%Y%m%d}"
    return str(value)


def _month(day: dt.date | None) -> str:
    return f"{day:%Y%m}" if day else ""


def _yuan(amount: float) -> str:
    return f"{amount:.2f}"


def _label(codes: Any) -> Callable[[str], str]:
    labels: dict[str, str] = dict(codes.choices)
    return lambda code: labels.get(code, "")


def _code(name: str, codes: Any) -> Value:
    """The label of a code of the member."""
    label = _label(codes)
    return lambda home, person: label(getattr(person, name))


def _of(name: str) -> Value:
    return lambda home, person: getattr(person, name)


_RISK, _KIND = _label(choices.Risk), _label(choices.DisasterKind)
_HEALTH, _TYPE = _label(choices.Health), _label(choices.HouseholdType)


def _insured(*, employee: bool) -> Value:
    return lambda home, person: person.employee_scheme is employee


def _pension(*, employee: bool) -> Value:
    def value(home: Household, person: Person) -> bool:
        adult = person.age >= 16 and not person.student_status
        return adult and person.employee_scheme is employee

    return value


_PLACE: Columns = (
    ("省(自治区、直辖市)", lambda home, _: "示例省"),
    ("市", lambda home, _: "示例市"),
    ("县", lambda home, _: COUNTY_NAME),
    ("乡", lambda home, _: _TOWN_NAMES[home.village.township]),
    ("行政村", lambda home, _: home.village.name),
    ("村民小组", lambda home, _: home.group_no),
)
_NUMBER: Columns = (("户编号", lambda home, _: home.household_no),)
_HEAD: Columns = (
    ("户主姓名", lambda home, _: home.head.name),
    ("户主证件号码", lambda home, _: home.head.id_no),
)
_PERSON: Columns = (
    ("人编号", _of("person_no")),
    ("姓名", _of("name")),
    ("性别", _code("sex", choices.Sex)),
    ("出生日期", _of("birth")),
    ("证件类型", lambda home, _: "居民身份证"),
    ("证件号码", _of("id_no")),
    ("人数", lambda home, _: home.persons),
    ("与户主关系", _code("relation", choices.Relation)),
    ("民族", _code("ethnicity", choices.Ethnicity)),
    ("政治面貌", _code("politics", choices.Politics)),
    ("文化程度", _code("education", choices.Education)),
    ("在校生状况", _code("student_status", choices.StudentStatus)),
    ("失学或辍学原因", lambda home, _: ""),
    ("义务教育阶段未上学原因", lambda home, _: ""),
    ("健康状况", lambda home, person: ",".join(_HEALTH(h) for h in person.health)),
    ("残疾类别", _code("disability_kind", choices.DisabilityKind)),
    ("残疾等级", _code("disability_grade", choices.DisabilityGrade)),
    ("残疾证号", _of("certificate")),
    ("残疾证办证年度", _of("certificate_year")),
    ("劳动技能", _code("labour_skill", choices.LabourSkill)),
    ("是否会讲普通话", _of("mandarin")),
    ("务工所在地", _code("work_area", choices.WorkArea)),
    ("务工企业名称", _of("employer")),
    ("产业分类(行业)", _of("industry")),
    ("务工时间（月）", _of("work_months")),
    ("是否国外务工", lambda home, _: False),
    ("就业渠道", _code("job_channel", choices.JobChannel)),
    ("公益性岗位类型", _code("public_post", choices.PublicPost)),
    ("公益性岗位(月数)", _of("public_post_months")),
    ("是否参加城乡居民基本医疗保险", _insured(employee=False)),
    ("是否参加城镇职工基本医疗保险", _insured(employee=True)),
    ("是否参加大病保险", lambda home, _: True),
    ("是否参加商业补充医疗保险", lambda home, _: False),
    ("是否接受大病医疗救助", lambda home, person: "serious" in person.health),
    ("是否接受其他健康帮扶", lambda home, person: person.health != ["healthy"]),
    ("是否参加城乡居民基本养老保险", _pension(employee=False)),
    ("是否参加城镇职工基本养老保险", _pension(employee=True)),
    ("是否享受低保(最低生活保障)", _of("is_dibao")),
    ("是否特困供养人员", _of("is_tekun")),
    ("成员联系电话", _of("phone")),
)
_HOUSEHOLD: Columns = (
    ("户类型", lambda home, _: _TYPE(home.household_type)),
    ("户联系电话", lambda home, _: home.phone),
    ("开户银行", lambda home, _: "安澜农商银行" if home.bank_account else ""),
    ("银行卡号", lambda home, _: home.bank_account),
    ("整户无劳动能力兜底保障户", lambda home, _: home.labour == 0),
    ("居住易地搬迁安置区", lambda home, _: home.is_relocated),
)


def _income(name: str) -> Value:
    def value(home: Household, _: Any) -> str:
        if not home.statements:
            return ""
        return _yuan(getattr(home.statements[-1].amounts, name))

    return value


_LAST_INCOME: Columns = (
    ("年度", lambda home, _: home.statements[-1].year if home.statements else ""),
    ("工资性收入", _income("wage")),
    ("生产经营性收入", _income("operating")),
    ("财产性收入", _income("rent")),
    ("转移性收入", _income("transfer")),
    ("生产经营性支出", _income("operating_cost")),
    ("纯收入(年收入)", _income("net")),
    ("理赔收入", _income("claims")),
    ("合规自付支出", _income("self_paid")),
)


def _episode(name: str) -> Value:
    return lambda home, _: getattr(home.episode, name)


def _risk(number: int) -> Value:
    def value(home: Household, _: Any) -> str:
        risks = home.episodes[-1].risks
        return _RISK(risks[number]) if number < len(risks) else ""

    return value


def _measure(code: str) -> Value:
    return lambda home, _: code in home.episodes[-1].measures


def _finding(moment: int) -> Columns:
    """Guarantees and amounts at identification (0) or after elimination (1)."""
    word = ("[识别时]", "[消除后]")[moment]

    def column(heading: str, read: Callable[[Finding], object]) -> tuple[str, Value]:
        def value(home: Household, _: Any) -> object:
            found = home.episodes[-1].findings
            return read(found[moment]) if moment < len(found) else ""

        return word + heading, value

    def amount(heading: str, read: Callable[[Amounts], float]) -> tuple[str, Value]:
        return column(heading, lambda finding: _yuan(read(finding.amounts)))

    return (
        column("住房是否出现安全问题", lambda f: f.housing),
        column("是否有义务教育阶段适龄儿童少年失学辍学", lambda f: f.dropout),
        column("饮水是否出现安全问题", lambda f: f.water),
        column("是否有家庭成员未参加城乡居民(职工)基本医疗保险", lambda f: f.uninsured),
        amount("工资性收入", lambda a: a.wage),
        amount("生产经营性收入", lambda a: a.operating),
        amount("财产性收入", lambda a: a.rent),
        amount("转移性收入", lambda a: a.transfer),
        amount("生产经营性支出", lambda a: a.operating_cost),
        amount("纯收入", lambda a: a.net),
        column("人均纯收入", lambda f: _yuan(f.per_capita)),
        amount("理赔收入", lambda a: a.claims),
        amount("合规自付支出", lambda a: a.self_paid),
    )


_CATEGORY, _MODE = _label(choices.Category), _label(choices.EliminationMode)
_STATE = _label(choices.DevelopmentState)
_MONITORING: Columns = (
    ("首次识别时间", lambda home, _: _month(home.episodes[0].identified_on)),
    ("监测对象类别", lambda home, _: _CATEGORY(home.episodes[-1].category)),
    ("识别监测时间", lambda home, _: _month(home.episodes[-1].identified_on)),
    *((f"致贫返贫风险{n + 1}", _risk(n)) for n in range(5)),
    ("因自然灾害子项", lambda home, _: _KIND(home.episodes[-1].disaster_kind)),
    ("因自然灾害备注", _episode("disaster_note")),
    ("风险备注(其他)", _episode("risk_note")),
    *_finding(0),
    (
        "实施开发式帮扶措施情况",
        lambda home, _: _STATE(home.episodes[-1].development_state),
    ),
    *((str(m.label), _measure(m.value)) for m in choices.MeasureCategory),
    ("风险是否已消除", lambda home, _: home.episodes[-1].eliminated_on is not None),
    ("风险消除方式", lambda home, _: _MODE(home.episodes[-1].elimination_mode)),
    ("消除监测时间", lambda home, _: _month(home.episodes[-1].eliminated_on)),
    *_finding(1),
    ("享受低保政策情况", lambda home, _: any(p.is_dibao for p in home.members)),
    ("享受特困供养政策情况", lambda home, _: any(p.is_tekun for p in home.members)),
    ("监测联系人", _episode("contact_name")),
    ("监测联系人电话", _episode("contact_phone")),
    ("信息采集人", _episode("collector_name")),
    ("信息采集人电话", _episode("collector_phone")),
)


def _fact(name: str) -> Value:
    return lambda home, _: getattr(home.conditions, name)


_ROADS, _FUELS = _label(choices.RoadKind), _label(choices.Fuel)
_GRADES = _label(choices.DangerGrade)
_CONDITIONS: Columns = (
    ("耕地面积(亩)", _fact("arable")),
    ("林地面积(亩)", _fact("forest")),
    ("退耕还林面积(亩)", _fact("converted")),
    ("林果面积(亩)", _fact("orchard")),
    ("是否加入农民专业合作组织", _fact("in_cooperative")),
    ("是否有龙头企业带动", _fact("led_by_enterprise")),
    ("是否有创业致富带头人带动", _fact("led_by_pioneer")),
    ("是否通生产用电", lambda home, _: True),
    ("是否通生活用电", lambda home, _: True),
    ("是否通广播电视", lambda home, _: True),
    ("与村主干路距离(公里)", _fact("road_distance")),
    ("入户路类型", lambda home, _: _ROADS(home.conditions.road_kind)),
    ("住房面积(平方米)", _fact("housing_area")),
    ("是否危房户", lambda home, _: home.conditions.danger_grade in {"c", "d"}),
    ("危房级别", lambda home, _: _GRADES(home.conditions.danger_grade)),
    ("是否解决安全饮用水", _fact("has_safe_water")),
    ("是否有卫生厕所", _fact("has_toilet")),
    ("主要燃料类型", lambda home, _: _FUELS(home.conditions.fuel)),
    ("是否常住", lambda home, _: home.is_resident),
)
_STATEMENT: Columns = (
    ("收入年度", lambda home, s: s.year),
    ("人口数", lambda home, s: s.persons),
    ("工资性收入(元)", lambda home, s: _yuan(s.amounts.wage)),
    ("生产经营性收入(元)", lambda home, s: _yuan(s.amounts.operating)),
    ("财产性收入(元)", lambda home, s: _yuan(s.amounts.rent)),
    ("转移性收入(元)", lambda home, s: _yuan(s.amounts.transfer)),
    ("生产经营性支出(元)", lambda home, s: _yuan(s.amounts.operating_cost)),
    ("理赔收入(元)", lambda home, s: _yuan(s.amounts.claims)),
    ("合规自付支出(元)", lambda home, s: _yuan(s.amounts.self_paid)),
)
_CHARGE: Columns = (
    ("帮扶责任人姓名", lambda home, c: c.official.name),
    ("帮扶单位", lambda home, c: c.official.unit),
    ("责任人电话", lambda home, c: c.official.phone),
    ("帮扶开始时间", lambda home, c: _month(c.started_on)),
    ("帮扶结束时间", lambda home, c: _month(c.ended_on)),
)
_WAYS, _MET = _label(choices.VisitMode), _label(choices.MetWith)
_SIGNAL, _RESULT = _label(choices.Signal), _label(choices.Conclusion)


def _problem(index: int) -> Value:
    return lambda home, visit: visit.problems[index]


_VISIT: Columns = (
    ("走访日期", lambda home, v: v.visited_on.isoformat()),
    ("走访方式", lambda home, v: _WAYS(v.mode)),
    ("走访人", lambda home, v: v.visitors),
    ("见到谁", lambda home, v: _MET(v.met)),
    ("见到的人", lambda home, v: v.met_names),
    *(
        (f"{label}是否有问题", _problem(index))
        for index, (_, label) in enumerate(SAFEGUARDS)
    ),
    ("问题说明", lambda home, v: v.problem_note),
    ("本月工资性收入", lambda home, v: _yuan(v.amounts.wage)),
    ("本月生产经营性收入", lambda home, v: _yuan(v.amounts.operating)),
    ("本月财产性收入", lambda home, v: _yuan(v.amounts.rent)),
    ("本月转移性收入", lambda home, v: _yuan(v.amounts.transfer)),
    ("本月生产经营性支出", lambda home, v: _yuan(v.amounts.operating_cost)),
    ("本月合规自付支出", lambda home, v: _yuan(v.amounts.self_paid)),
    ("变动原因", lambda home, v: v.change_reason),
    ("风险信号", lambda home, v: ",".join(_SIGNAL(s) for s in v.signals)),
    ("诉求和措施", lambda home, v: v.needs),
    ("走访结论", lambda home, v: _RESULT(v.conclusion)),
)

VISITED_VILLAGE = "柳树沟村"


def _monitored(home: Household) -> bool:
    return bool(home.episodes) and home.state == "active"


def _visits(month: dt.date) -> Callable[[Household], Iterable[Visit]]:
    def units(home: Household) -> Iterable[Visit]:
        in_village = home.village.name == VISITED_VILLAGE
        return [v for v in home.visits if v.month == month] if in_village else []

    return units


def sheets(day: dt.date) -> list[Sheet]:
    """The files in the order in which an empty database takes them."""
    return [
        Sheet(
            "monitoring",
            "防止返贫致贫监测对象信息",
            "防止返贫致贫监测对象信息",
            (*_PLACE, *_NUMBER, *_PERSON, *_HOUSEHOLD, *_MONITORING, *_LAST_INCOME),
            lambda home: home.members if _monitored(home) else (),
        ),
        Sheet(
            "exited",
            "已脱贫人口名单",
            "已脱贫人口名单",
            (*_PLACE, *_NUMBER, *_PERSON, *_HOUSEHOLD, *_LAST_INCOME),
            lambda home: (
                home.members
                if home.state == "active" and home.household_type == "exited"
                else ()
            ),
        ),
        Sheet(
            "households",
            "户信息",
            "（乡村建设）户信息",
            (*_PLACE, *_NUMBER, *_HEAD, *_HOUSEHOLD, *_CONDITIONS),
            lambda home: (home,) if home.state == "active" else (),
        ),
        Sheet(
            "members",
            "一般农户家庭成员",
            "一般农户家庭成员名单",
            (*_NUMBER, *_PERSON),
            lambda home: (
                home.members
                if home.state == "active"
                and home.household_type == "ordinary"
                and not home.episodes
                else ()
            ),
        ),
        Sheet(
            "incomes",
            "年度收入",
            "农户年度收入",
            (*_NUMBER, *_HEAD[:1], *_STATEMENT),
            lambda home: home.statements if home.state == "active" else (),
        ),
        Sheet(
            "responsibilities",
            "帮扶责任人信息",
            "帮扶责任人信息",
            (*_NUMBER, *_HEAD[:1], *_CHARGE),
            lambda home: (
                [c for c in home.charges if c.ended_on is None]
                if home.state == "active"
                else ()
            ),
        ),
        Sheet(
            "visits",
            f"走访结果_{VISITED_VILLAGE}",
            f"{VISITED_VILLAGE}{day.year}年{day.month}月走访结果",
            (*_NUMBER, *_HEAD[:1], *_VISIT),
            _visits(day.replace(day=1)),
        ),
    ]


AREA_HEADINGS = (
    "区划代码",
    "名称",
    "级别",
    "上级代码",
    "别名",
    "启用日期",
    "停用日期",
    "原代码",
)


def area_rows() -> Iterator[list[str]]:
    """The county, its towns and villages, those of the past among them."""
    since = "2000-01-01"
    yield [COUNTY_CODE, COUNTY_NAME, "县级", "", "", since, "", ""]
    for town in TOWNSHIPS:
        yield [town.code, town.name, "乡级", COUNTY_CODE, "", since, "", ""]
    for village in (*FORMER_VILLAGES, *VILLAGES):
        yield _village_row(village, "")


def merger_rows() -> Iterator[list[str]]:
    """Merged villages, on a row for each predecessor; they must be listed before."""
    for village in VILLAGES:
        for before in village.predecessors:
            yield _village_row(village, before)


def _village_row(village: Village, before: str) -> list[str]:
    return [
        village.code,
        village.name,
        "村级",
        village.township,
        ",".join(village.aliases),
        village.valid_from.isoformat(),
        village.valid_to.isoformat() if village.valid_to else "",
        before,
    ]
