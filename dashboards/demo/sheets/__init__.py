"""The rosters of the city: headings of the national exports, cells as text (domain §4).

Every sheet yields rows of text; an empty value is ``-`` as in those exports, a month
YYYYMM, an amount with two decimals.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from dashboards.demo.records import Household, Visit
from dashboards.demo.sheets.areas import AREA_HEADINGS, area_rows, merger_rows
from dashboards.demo.sheets.cells import EMPTY, Sheet
from dashboards.demo.sheets.ledgers import CHARGE, CONDITIONS, STATEMENT, VISIT
from dashboards.demo.sheets.monitoring import LAST_INCOME, MONITORING
from dashboards.demo.sheets.people import HEAD, HOUSEHOLD, NUMBER, PERSON, PLACE

__all__ = [
    "AREA_HEADINGS",
    "EMPTY",
    "VISITED_VILLAGE",
    "Sheet",
    "area_rows",
    "merger_rows",
    "sheets",
]

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
            (*PLACE, *NUMBER, *PERSON, *HOUSEHOLD, *MONITORING, *LAST_INCOME),
            lambda home: home.members if _monitored(home) else (),
        ),
        Sheet(
            "exited",
            "已脱贫人口名单",
            "已脱贫人口名单",
            (*PLACE, *NUMBER, *PERSON, *HOUSEHOLD, *LAST_INCOME),
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
            (*PLACE, *NUMBER, *HEAD, *HOUSEHOLD, *CONDITIONS),
            lambda home: (home,) if home.state == "active" else (),
        ),
        Sheet(
            "members",
            "一般农户家庭成员",
            "一般农户家庭成员名单",
            (*NUMBER, *PERSON),
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
            (*NUMBER, *HEAD[:1], *STATEMENT),
            lambda home: home.statements if home.state == "active" else (),
        ),
        Sheet(
            "responsibilities",
            "帮扶责任人信息",
            "帮扶责任人信息",
            (*NUMBER, *HEAD[:1], *CHARGE),
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
            (*NUMBER, *HEAD[:1], *VISIT),
            _visits(day.replace(day=1)),
        ),
    ]
