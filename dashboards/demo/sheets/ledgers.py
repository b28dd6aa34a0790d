"""Columns of living conditions, incomes, responsible persons and visits."""

from dashboards.demo.sheets.cells import Columns, Value, label, month, yuan
from households import choices
from households.models.visits import SAFEGUARDS


def _fact(name: str) -> Value:
    return lambda home, _: getattr(home.conditions, name)


_ROADS, _FUELS = label(choices.RoadKind), label(choices.Fuel)
_GRADES = label(choices.DangerGrade)
CONDITIONS: Columns = (
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
STATEMENT: Columns = (
    ("收入年度", lambda home, s: s.year),
    ("人口数", lambda home, s: s.persons),
    ("工资性收入(元)", lambda home, s: yuan(s.amounts.wage)),
    ("生产经营性收入(元)", lambda home, s: yuan(s.amounts.operating)),
    ("财产性收入(元)", lambda home, s: yuan(s.amounts.rent)),
    ("转移性收入(元)", lambda home, s: yuan(s.amounts.transfer)),
    ("生产经营性支出(元)", lambda home, s: yuan(s.amounts.operating_cost)),
    ("理赔收入(元)", lambda home, s: yuan(s.amounts.claims)),
    ("合规自付支出(元)", lambda home, s: yuan(s.amounts.self_paid)),
)
CHARGE: Columns = (
    ("帮扶责任人姓名", lambda home, c: c.official.name),
    ("帮扶单位", lambda home, c: c.official.unit),
    ("责任人电话", lambda home, c: c.official.phone),
    ("帮扶开始时间", lambda home, c: month(c.started_on)),
    ("帮扶结束时间", lambda home, c: month(c.ended_on)),
)
_WAYS, _MET = label(choices.VisitMode), label(choices.MetWith)
_SIGNAL, _RESULT = label(choices.Signal), label(choices.Conclusion)


def _problem(index: int) -> Value:
    return lambda home, visit: visit.problems[index]


VISIT: Columns = (
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
    ("本月工资性收入", lambda home, v: yuan(v.amounts.wage)),
    ("本月生产经营性收入", lambda home, v: yuan(v.amounts.operating)),
    ("本月财产性收入", lambda home, v: yuan(v.amounts.rent)),
    ("本月转移性收入", lambda home, v: yuan(v.amounts.transfer)),
    ("本月生产经营性支出", lambda home, v: yuan(v.amounts.operating_cost)),
    ("本月合规自付支出", lambda home, v: yuan(v.amounts.self_paid)),
    ("变动原因", lambda home, v: v.change_reason),
    ("风险信号", lambda home, v: ",".join(_SIGNAL(s) for s in v.signals)),
    ("诉求和措施", lambda home, v: v.needs),
    ("走访结论", lambda home, v: _RESULT(v.conclusion)),
)
