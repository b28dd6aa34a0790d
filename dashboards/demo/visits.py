"""The monthly visits of a monitored household over the last months (domain §3.7)."""

import datetime as dt
from zoneinfo import ZoneInfo

from core.months import Month
from dashboards.demo.dice import Dice, Weighted
from dashboards.demo.monitoring import Slot
from dashboards.demo.records import Amounts, Episode, Household, Statement, Visit
from dashboards.demo.staff import CLERKS
from households.rules import income_year_of

_ZONE = ZoneInfo("Asia/Shanghai")
#: Share of households visited in each of the last twelve months before the current.
_DONE = (0.924, 0.901, 0.786, 0.948, 0.961, 0.955, 0.932, 0.959, 0.968, 0.971, 0.952)
#: Calendar month → share of the year's amount times twelve.
_WAGE = (0.9, 0.45, 1.0, 1.1, 1.1, 1.05, 1.05, 1.05, 1.1, 1.1, 1.1, 1.0)
_FARM = (0.5, 0.4, 0.4, 0.5, 0.6, 1.2, 1.1, 0.9, 1.8, 2.4, 1.5, 0.7)
_MODES = Weighted({"home": 88, "phone": 8, "video": 3, "entrusted": 1})
_CHANNELS = Weighted({"form": 46, "grid": 40, "roster": 9, "offline": 5})
_SIGNALS = {
    "illness": ("medical", "目录外用药增加，月自付约 {} 元，已转镇民政核查医疗救助"),
    "disability": ("medical", "辅具到期需更换，费用约 {} 元，已联系残联"),
    "schooling": ("tuition", "开学缴费约 {} 元，已指导申请助学金"),
    "unstable_job": ("job", "工地停工，少收入约 {} 元，已推送镇零工驿站岗位"),
    "accident": ("accident", "赔付未到位，垫付医药费 {} 元，已请司法所协调"),
    "disaster": ("disaster", "连阴雨致院墙开裂，修缮约需 {} 元，已报住建核查"),
    "business_failure": ("unsold", "香菇压价滞销，损失约 {} 元，已联系消费帮扶"),
    "labour_shortage": ("other", "秋收缺人手，请工花费 {} 元，已安排互助队"),
}
_PROBLEMS = (
    (5, "水管破裂断水 {} 天，已报水务维修"),
    (5, "水源浑浊，已送检，{} 天内回复"),
    (4, "屋面漏雨，已列入修缮，{} 天内进场"),
    (3, "新增成员医保未参保，{} 天内补办"),
    (2, "孩子请假在家 {} 天，已与学校联系送教"),
)
_NEEDS = (
    "希望增加公益岗位",
    "希望介绍就近务工",
    "想学习香菇种植技术",
    "希望协助办理慢性病卡",
    "想申请小额信贷扩大养殖，约 {} 元",
    "希望帮助销售核桃 {} 斤",
    "申请临时救助 {} 元",
    "希望协助换发残疾人证",
    "想为孩子申请雨露计划",
    "希望修整入户路 {} 米",
    "无新增诉求，政策知晓",
    "询问明年医保缴费时间",
)
_REASONS = (
    "务工天数增加",
    "务工天数减少",
    "农产品集中出售",
    "补贴到账",
    "节前返乡",
    "矿上停工",
)


def visit(
    dice: Dice,
    household: Household,
    slot: Slot,
    months: list[Month],
    worker: str,
    day: dt.date,
) -> None:
    """Add the visits of the months; who is late now was often late last month."""
    episode = household.episodes[-1]
    first = Month.of(household.episodes[0].identified_on)
    ended = Month.of(episode.eliminated_on) if episode.eliminated_on else None
    before: Visit | None = None
    for month in months:
        if month < first:
            continue
        if not _made(dice, month, months[-1], slot):
            continue
        made = _one(dice, household, episode, month, worker, min(day, month.last_day))
        _tell(dice, made, episode, still=ended is None or month < ended)
        if before and made.needs == before.needs:
            made.needs = ""
        household.visits.append(made)
        before = made


def _made(dice: Dice, month: Month, last: Month, slot: Slot) -> bool:
    if month == last:
        return slot.visited
    share = _DONE[(month.number - 12) % 12] if month.number != 11 else 0.944
    if month == last.previous and not slot.visited:
        share -= 0.08
    return dice.chance(share)


def _one(
    dice: Dice,
    household: Household,
    episode: Episode,
    month: Month,
    worker: str,
    latest: dt.date,
) -> Visit:
    visited_on = _day(dice, month, latest, episode)
    mode = dice.drawn(_MODES)
    met, met_names = _met(dice, household, mode)
    village = household.village
    clerk = CLERKS.get(village.code) or CLERKS[village.township]
    official = household.charges[-1].official.name if household.charges else ""
    together = official and dice.chance(0.3)
    hour = dt.time(dice.between(8, 20), dice.between(0, 59))
    return Visit(
        month=month.first_day,
        visited_on=visited_on,
        mode=mode,
        visitors=f"{worker}、{official}" if together else worker,
        met=met,
        met_names=met_names,
        problems=(False,) * 6,
        problem_note="",
        amounts=_amounts(dice, household, month),
        change_reason="",
        signals=[],
        needs="",
        conclusion="no_risk",
        bulk_confirmed=dice.between(4, 6) if dice.chance(0.3) else 0,
        entered_through=dice.drawn(_CHANNELS),
        client_id=dice.ref(),
        filled_at=dt.datetime.combine(visited_on, hour, _ZONE),
        recorded_by=clerk.username,
    )


def _day(dice: Dice, month: Month, latest: dt.date, episode: Episode) -> dt.date:
    """Between the 5th and the 26th; never before the identification."""
    if Month.of(episode.identified_on) == month:
        return dice.day(episode.identified_on, latest)
    high = min(latest, month.first_day.replace(day=26))
    low = min(month.first_day.replace(day=5), high)
    return dice.day(low, high)


def _met(dice: Dice, household: Household, mode: str) -> tuple[str, str]:
    share = dice.random()
    head = household.head
    adults = [p for p in household.members if p.age >= 16 and p is not head]
    if mode != "home" and share > 0.85:
        return "nobody", ""
    if share > 0.76 and adults:
        return "family", dice.one(adults).name
    return "head", head.name


def _amounts(dice: Dice, household: Household, month: Month) -> Amounts:
    """A month's part of the income year, so that twelve roughly make the year."""
    year = income_year_of(month.shift(3)) if month.number >= 10 else month.year
    statement = _statement(household.statements, year)
    if statement is None:
        return Amounts(0, 0, 0, 0, 0)
    amounts = statement.amounts
    grown = 1.04 if year > statement.year else 1.0
    index = month.number - 1
    noise = dice.uniform(0.88, 1.12) * grown / 12
    wage = amounts.wage * _WAGE[index] * noise
    farm = _FARM[index] * noise
    return Amounts(
        wage=int(wage / 10) * 10,
        operating=int(amounts.operating * farm / 10) * 10,
        rent=amounts.rent if month.number == 12 else 0,
        transfer=int(amounts.transfer * grown / 12),
        operating_cost=int(amounts.operating_cost * farm / 10) * 10,
        self_paid=amounts.self_paid // 12,
    )


def _statement(statements: list[Statement], year: int) -> Statement | None:
    if not statements:
        return None
    return min(statements, key=lambda statement: abs(statement.year - year))


def _tell(dice: Dice, visit: Visit, episode: Episode, *, still: bool) -> None:
    """Problems, signals, needs and a conclusion that fits them."""
    number = dice.between(2, 60) * 20
    if dice.chance(0.016):
        index, note = dice.one(_PROBLEMS)
        problems = [False] * 6
        problems[index] = True
        visit.problems = tuple(problems)  # type: ignore[assignment]
        visit.problem_note = note.format(dice.between(2, 9))
    if dice.chance(0.1 if still else 0.012):
        kind, text = _SIGNALS.get(episode.risks[0], _SIGNALS["illness"])
        visit.signals = [kind]
        visit.needs = text.format(number)
    elif dice.chance(0.22):
        visit.needs = dice.one(_NEEDS).format(number)
    if dice.chance(0.12):
        visit.change_reason = dice.one(_REASONS)
    if still:
        visit.conclusion = "remains" if visit.signals else _outlook(dice)
    elif visit.signals:
        visit.conclusion = "suspected"


def _outlook(dice: Dice) -> str:
    share = dice.random()
    if share < 0.5:
        return "remains"
    return "lessened" if share < 0.93 else "propose_elimination"
