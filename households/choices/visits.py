"""The answers of a monthly visit (domain §3.7)."""

from django.db import models


class VisitMode(models.TextChoices):
    """走访方式."""

    HOME = "home", "入户"
    PHONE = "phone", "电话"
    VIDEO = "video", "微信视频"
    ENTRUSTED = "entrusted", "委托走访"


class MetWith(models.TextChoices):
    """见到谁."""

    HEAD = "head", "户主"
    FAMILY = "family", "家属"
    NOBODY = "nobody", "都没见到"


class Conclusion(models.TextChoices):
    """走访结论."""

    NO_RISK = "no_risk", "无风险"
    SUSPECTED = "suspected", "疑似风险"
    REMAINS = "remains", "风险仍存在"
    LESSENED = "lessened", "风险减轻"
    PROPOSE_ELIMINATION = "propose_elimination", "建议消除"


class Signal(models.TextChoices):
    """风险信号 of a visit."""

    MEDICAL = "medical", "医疗支出增加"
    JOB = "job", "失业或工资拖欠"
    DISASTER = "disaster", "自然灾害"
    ACCIDENT = "accident", "意外事故"
    TUITION = "tuition", "学费负担"
    UNSOLD = "unsold", "农产品滞销"
    OTHER = "other", "其他"


class EntryChannel(models.TextChoices):
    """How a record came in."""

    FORM = "form", "网页"
    GRID = "grid", "整村录入"
    ROSTER = "roster", "Excel 导入"
    OFFLINE = "offline", "离线补传"
