"""What a household is counted as (domain §2.1)."""

from django.db import models


class Category(models.TextChoices):
    """监测对象类别 (domain §2.1)."""

    UNSTABLE_EXITED = "unstable_exited", "脱贫不稳定户"
    MARGINAL = "marginal", "边缘易致贫户"
    SUDDEN_HARDSHIP = "sudden_hardship", "突发严重困难户"


class HouseholdType(models.TextChoices):
    """户类型, independent of the monitoring category."""

    EXITED = "exited", "脱贫户"
    ORDINARY = "ordinary", "一般农户"


class PovertyAttribute(models.TextChoices):
    """贫困户属性 of the older exports."""

    GENERAL = "general", "一般脱贫户"
    DIBAO = "dibao", "低保脱贫户"
    TEKUN = "tekun", "特困供养脱贫户"


class RegisterState(models.TextChoices):
    """Whether the household is counted in the register."""

    ACTIVE = "active", "在册"
    WITHDRAWN = "withdrawn", "整户清退"
    EXTINCT = "extinct", "整户消亡"
    SPLIT = "split", "已分户"
    MERGED = "merged", "已并户"
    MOVED_OUT = "moved_out", "整户迁出"


class MonitoringState(models.TextChoices):
    """Where a household stands with monitoring."""

    NONE = "none", "未纳入监测"
    MONITORING = "monitoring", "未消除"
    ELIMINATED = "eliminated", "已消除"
