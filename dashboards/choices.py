"""Code lists of the figures; the labels are what staff read beside a number."""

from django.db import models


class Unit(models.TextChoices):
    HOUSEHOLDS = "households", "户"
    PERSONS = "persons", "人"
    PERCENT = "percent", "%"
    YUAN = "yuan", "元"
    POINTS = "points", "个百分点"
    ITEMS = "items", "项"
    VILLAGES = "villages", "个村"
    WAN = "wan", "万元"
    PROJECTS = "projects", "项"


class Group(models.TextChoices):
    """What a figure is about, in the order of the definitions page."""

    MONITORING = "monitoring", "监测对象"
    PROCESS = "process", "走访与帮扶"
    EMPLOYMENT = "employment", "务工就业"
    INSURANCE = "insurance", "参保"
    PAYMENTS = "payments", "资金兑付"
    VILLAGES = "villages", "消费帮扶与分红"
    PROJECTS = "projects", "资金与项目"
    INCOME = "income", "收入"


class Period(models.TextChoices):
    """Which part of a year a published figure covers; the later, the fuller."""

    Q1 = "q1", "一季度"
    HALF = "h1", "上半年"
    Q3 = "q3", "前三季度"
    YEAR = "year", "全年"


class ExternalKey(models.TextChoices):
    """Figures that other offices publish and staff type in (domain §6.9)."""

    RURAL_INCOME_GROWTH = "rural_income_growth", "农村居民人均可支配收入增速"
    RURAL_INCOME = "rural_income", "农村居民人均可支配收入"
    TOILETS = "toilets", "卫生厕所普及率"
    SEWAGE = "sewage", "生活污水治理率"
    GARBAGE = "garbage", "生活垃圾治理率"


#: Rates of rural construction: parts of a whole, of which other offices count both.
RURAL_RATES = (ExternalKey.TOILETS, ExternalKey.SEWAGE, ExternalKey.GARBAGE)


#: What an external figure is counted in.
EXTERNAL_UNITS = {
    ExternalKey.RURAL_INCOME_GROWTH: Unit.PERCENT,
    ExternalKey.RURAL_INCOME: Unit.YUAN,
    **dict.fromkeys(RURAL_RATES, Unit.PERCENT),
}
