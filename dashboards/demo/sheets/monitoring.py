"""Columns about monitoring and the last income (domain §4.4)."""

from collections.abc import Callable
from typing import Any

from dashboards.demo.records import Amounts, Finding, Household
from dashboards.demo.sheets.cells import Columns, Value, label, month, yuan
from households import choices

_RISK, _KIND = label(choices.Risk), label(choices.DisasterKind)


def _income(name: str) -> Value:
    def value(home: Household, _: Any) -> str:
        if not home.statements:
            return ""
        return yuan(getattr(home.statements[-1].amounts, name))

    return value


LAST_INCOME: Columns = (
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
        return column(heading, lambda finding: yuan(read(finding.amounts)))

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
        column("人均纯收入", lambda f: yuan(f.per_capita)),
        amount("理赔收入", lambda a: a.claims),
        amount("合规自付支出", lambda a: a.self_paid),
    )


_CATEGORY, _MODE = label(choices.Category), label(choices.EliminationMode)
_STATE = label(choices.DevelopmentState)
MONITORING: Columns = (
    ("首次识别时间", lambda home, _: month(home.episodes[0].identified_on)),
    ("监测对象类别", lambda home, _: _CATEGORY(home.episodes[-1].category)),
    ("识别监测时间", lambda home, _: month(home.episodes[-1].identified_on)),
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
    ("消除监测时间", lambda home, _: month(home.episodes[-1].eliminated_on)),
    *_finding(1),
    ("享受低保政策情况", lambda home, _: any(p.is_dibao for p in home.members)),
    ("享受特困供养政策情况", lambda home, _: any(p.is_tekun for p in home.members)),
    ("监测联系人", _episode("contact_name")),
    ("监测联系人电话", _episode("contact_phone")),
    ("信息采集人", _episode("collector_name")),
    ("信息采集人电话", _episode("collector_phone")),
)
