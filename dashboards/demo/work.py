"""Work, insurance and benefits of the members (domain §4.4, §7.6 P21-P30)."""

import datetime as dt

from dashboards.demo.dice import Dice, Weighted
from dashboards.demo.places import COUNTY_NAME
from dashboards.demo.records import Household, Person, Work

_AREAS = Weighted({"township": 26, "county": 24, "province": 22, "outside": 28})
_FAR_CHANNELS = Weighted(
    {"self": 34, "friends": 34, "organised": 18, "recruitment": 14}
)
_NEAR_CHANNELS = Weighted(
    {"self": 28, "friends": 20, "workshop": 14, "recruitment": 16, "flexible": 22}
)
_POSTS = Weighted(
    {
        "cleaner": 46,
        "forest_ranger": 24,
        "road_keeper": 14,
        "river_keeper": 10,
        "care": 6,
    }
)
_PROVINCE_PLACES = (
    "西安市雁塔区 西安市长安区 咸阳市秦都区 宝鸡市渭滨区 榆林市榆阳区 汉中市汉台区"
)
_OUTSIDE_PLACES = (
    "浙江省宁波市鄞州区 江苏省苏州市昆山市 广东省东莞市 广东省深圳市宝安区 "
    "福建省泉州市晋江市 上海市松江区 新疆维吾尔自治区喀什市 河南省郑州市 "
    "内蒙古自治区鄂尔多斯市东胜区 北京市大兴区"
)
_NEAR_PROVINCE = [f"陕西省{place}" for place in _PROVINCE_PLACES.split()]
_OUTSIDE = _OUTSIDE_PLACES.split()
_FAR_JOBS = (
    ("建筑业", "宏达建筑劳务公司"),
    ("建筑业", "顺安建筑工程队"),
    ("制造业", "新锐电子厂"),
    ("制造业", "华美制衣厂"),
    ("制造业", "永固五金制品厂"),
    ("住宿和餐饮业", "老街餐饮店"),
    ("交通运输业", "顺路物流公司"),
    ("居民服务业", "安心家政服务部"),
    ("批发和零售业", "万家超市"),
    ("采矿业", "金石矿业公司"),
)
_NEAR_JOBS = (
    ("农业", "香菇种植合作社"),
    ("农业", "惠农苹果合作社"),
    ("制造业", "安澜毛绒玩具帮扶车间"),
    ("制造业", "安澜农产品加工厂"),
    ("建筑业", "乡村建筑工匠队"),
    ("批发和零售业", "便民商店"),
    ("住宿和餐饮业", "农家乐"),
    ("居民服务业", "物业服务站"),
)


def find_work(dice: Dice, household: Household, day: dt.date) -> None:
    """Who is able to works more often than not; at most one public post a household."""
    post_given = False
    for person in household.members:
        if person.labour_skill in {"ordinary", "skilled"} and person.age < 66:
            if dice.chance(0.82):
                _job(dice, person, household, day)
        elif person.labour_skill == "weak" and person.age < 66 and dice.chance(0.42):
            if post_given or dice.chance(0.4):
                _near_job(dice, person, household, day)
            else:
                _public_post(dice, person, household, day)
                post_given = True


def give_work(dice: Dice, household: Household, day: dt.date) -> bool:
    """Find work for one who has none, and say whether there was such a person."""
    for person in household.members:
        if person.can_work and not person.is_working and person.age < 68:
            _near_job(dice, person, household, day)
            return True
    return False


def insure(dice: Dice, household: Household) -> None:
    """Everybody insured in one scheme; a regular job may bring the employee scheme."""
    for person in household.members:
        regular = person.job_channel in {"recruitment", "organised"}
        person.employee_scheme = regular and dice.chance(0.3)


def support(dice: Dice, household: Household, *, monitored: bool) -> None:
    """Subsistence allowance or destitute support; without labour always one of them."""
    members = household.members
    if household.labour == 0:
        alone = len(members) == 1 and members[0].age >= 60
        if alone and dice.chance(0.55):
            members[0].is_tekun = True
        else:
            for person in members:
                person.is_dibao = True
        return
    share = 0.3 if monitored else 0.05 if household.household_type == "exited" else 0.02
    weak = [p for p in members if p.health != ["healthy"] and not p.is_working]
    if weak and dice.chance(share):
        dice.one(weak).is_dibao = True


def _job(dice: Dice, person: Person, household: Household, day: dt.date) -> None:
    area = dice.drawn(_AREAS)
    if area in {"township", "county"}:
        _near_job(dice, person, household, day, area)
        return
    industry, employer = dice.one(_FAR_JOBS)
    place = dice.one(_NEAR_PROVINCE if area == "province" else _OUTSIDE)
    channel = dice.drawn(_FAR_CHANNELS)
    _start(dice, person, day, area=area, place=place)
    person.industry, person.employer, person.job_channel = industry, employer, channel
    person.work = _spell(dice, person, day, place, organised=channel == "organised")


def _near_job(
    dice: Dice,
    person: Person,
    household: Household,
    day: dt.date,
    area: str = "township",
) -> None:
    person.industry, person.employer = dice.one(_NEAR_JOBS)
    person.job_channel = (
        "workshop" if "帮扶车间" in person.employer else dice.drawn(_NEAR_CHANNELS)
    )
    place = f"陕西省{COUNTY_NAME}"
    _start(dice, person, day, area=area, place=place)
    person.work = _spell(dice, person, day, place, organised=False)


def _public_post(
    dice: Dice, person: Person, household: Household, day: dt.date
) -> None:
    person.public_post = dice.drawn(_POSTS)
    person.industry, person.employer = "公共管理", f"{household.village.name}村民委员会"
    person.job_channel = "public_post"
    place = f"陕西省{COUNTY_NAME}"
    _start(dice, person, day, area="township", place=place)
    person.public_post_months = person.work_months
    person.work = _spell(dice, person, day, place, organised=False)


def _start(dice: Dice, person: Person, day: dt.date, *, area: str, place: str) -> None:
    person.work_area = area
    person.work_months = (
        dice.between(6, 11) if dice.chance(0.85) else dice.between(3, 5)
    )


def _spell(
    dice: Dice, person: Person, day: dt.date, place: str, *, organised: bool
) -> Work:
    months_ago = min(person.work_months, day.month + 9)
    started = day - dt.timedelta(days=30 * months_ago + dice.between(0, 12))
    return Work(place=place, started_on=started, monthly_wage=0, organised=organised)
