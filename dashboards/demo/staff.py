"""Who works in the city: accounts to log in with, and officials responsible for
households."""

import datetime as dt
from dataclasses import dataclass

from dashboards.demo import names
from dashboards.demo.dice import Dice
from dashboards.demo.monitoring import VillagePlan
from dashboards.demo.people import Registry
from dashboards.demo.places import COUNTY_CODE, TOWNSHIPS, VILLAGES
from dashboards.demo.records import Charge, Household, Official

#: The password of every demonstration account. Never loaded in production.
PASSWORD = "Anlan-demo-2026"  # noqa: S105  it is published on purpose
HOUSEHOLDS_EACH = 5


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    full_name: str
    role: str
    area: str = ""
    department: str = ""
    post: str = ""


def _town(name: str) -> str:
    return next(town.code for town in TOWNSHIPS if town.name == name)


def _village(name: str) -> str:
    return next(village.code for village in VILLAGES if village.name == name)


#: One account a role, shown first; then the second township for the outsider's view.
MAIN_ACCOUNTS = (
    Account(
        "zhangguilan", "张桂兰", "village_worker", _village("柳树沟村"), post="网格员"
    ),
    Account("renxiaoyan", "任晓燕", "township_staff", _town("石门镇"), post="监测专干"),
    Account("zhoumin", "周敏", "bureau_official", COUNTY_CODE, post="市局监测科"),
    Account("liangzhiyuan", "梁志远", "leader", COUNTY_CODE, post="分管副市长"),
    Account("qiaosong", "乔松", "inspector", COUNTY_CODE, post="市督帮组"),
    Account("guopei", "郭佩", "department_staff", department="minzheng", post="救助科"),
    Account("hejing", "何静", "administrator", post="信息中心"),
    Account("weidong", "魏东", "township_staff", _town("高塬镇"), post="监测专干"),
)
_OTHER_TOWNS = (
    ("ludan", "鲁丹", "城关街道"),
    ("shipeng", "石鹏", "柳河镇"),
    ("moxiaohui", "莫晓慧", "白杨镇"),
    ("tianbo", "田波", "双泉镇"),
    ("fangli", "方莉", "青峪镇"),
    ("jiaoyang", "焦阳", "马岭镇"),
)
#: Departments beside the main account's: for ledgers and for projects.
_CLERKS = (
    ("luoyi", "罗毅", "nongye", "产业科"),
    ("peixue", "裴雪", "renshe", "就业科"),
)
_WORKERS = (
    ("gaolei", "高磊", "石门村"),
    ("baijianping", "白建平", "大湾村"),
    ("heqin", "贺琴", "后河村"),
    ("caiguodong", "蔡国栋", "塬畔村"),
)
ACCOUNTS = (
    *MAIN_ACCOUNTS,
    *(
        Account(user, name, "township_staff", _town(town), post="监测专干")
        for user, name, town in _OTHER_TOWNS
    ),
    *(
        Account(user, name, "village_worker", _village(village), post="网格员")
        for user, name, village in _WORKERS
    ),
    *(
        Account(user, name, "department_staff", department=department, post=post)
        for user, name, department, post in _CLERKS
    ),
)
#: Who enters the visits of an area, by its code.
CLERKS = {
    account.area: account
    for account in ACCOUNTS
    if account.role in {"village_worker", "township_staff"}
}

_UNITS = [
    "市农业农村局",
    "市教育局",
    "市住建局",
    "市水务局",
    "市人社局",
    "市卫健局",
    "市民政局",
    "市交通运输局",
    "市财政局",
    "市林业局",
    "市供电公司",
    "市税务局",
    "市文旅局",
    "市市场监管局",
    "市融媒体中心",
]


class Duty:
    """Gives each monitored household an official, nobody more than five."""

    def __init__(self, dice: Dice, registry: Registry) -> None:
        self.dice = dice
        self.registry = registry
        self.officials: list[Official] = []
        self._open: dict[str, Official] = {}

    def assign(
        self, household: Household, identified_on: dt.date, day: dt.date
    ) -> None:
        """One household in fifty has nobody; one in eight had somebody before."""
        dice = self.dice
        if dice.chance(0.02):
            return
        start = identified_on + dt.timedelta(days=dice.between(0, 9))
        start = min(start, day)
        long_ago = (day - start).days > 500
        if long_ago and dice.chance(0.12):
            change = dice.day(start + dt.timedelta(200), day - dt.timedelta(60))
            before = self._somebody(household)
            household.charges.append(Charge(before, start, change))
            self._open.pop(household.village.code, None)
            start = change + dt.timedelta(days=1)
        household.charges.append(Charge(self._somebody(household), start))

    def _somebody(self, household: Household) -> Official:
        code = household.village.code
        official = self._open.get(code)
        if official is None or official.households >= HOUSEHOLDS_EACH:
            official = self._open[code] = self._new(household)
        official.households += 1
        return official

    def _new(self, household: Household) -> Official:
        dice = self.dice
        sex = "male" if dice.chance(0.62) else "female"
        born = dice.between(1968, 1998)
        town = next(t for t in TOWNSHIPS if t.code == household.village.township)
        local = f"{town.name}人民政府" if "镇" in town.name else f"{town.name}办事处"
        official = Official(
            number=len(self.officials),
            name=names.full_name(dice, names.surname(dice), sex, born),
            sex=sex,
            politics="party_member" if dice.chance(0.7) else "masses",
            unit=local if dice.chance(0.45) else dice.one(_UNITS),
            phone=self.registry.phone(),
            ref=dice.ref(),
            started_on=dt.date(2021, 6, 1),
        )
        self.officials.append(official)
        return official


def worker_names(dice: Dice, plans: list[VillagePlan]) -> dict[str, str]:
    """The worker who visits in each village, those with an account by their name."""
    made = {}
    for plan in plans:
        clerk = CLERKS.get(plan.village.code)
        name = names.full_name(
            dice, names.surname(dice), "female", dice.between(1972, 1996)
        )
        made[plan.village.code] = clerk.full_name if clerk else name
    return made
