"""Risks, kinds of help and the end of monitoring (domain §2.6, §3.4, §5.1)."""

from django.db import models


class Risk(models.TextChoices):
    """致贫返贫风险 (domain §2.6)."""

    ILLNESS = "illness", "因病"
    DISASTER = "disaster", "因自然灾害"
    DISABILITY = "disability", "因残"
    LABOUR_SHORTAGE = "labour_shortage", "缺劳动力"
    ACCIDENT = "accident", "因意外事故"
    BUSINESS_FAILURE = "business_failure", "因产业项目失败"
    UNSTABLE_JOB = "unstable_job", "因务工就业不稳"
    SCHOOLING = "schooling", "因学"
    HOUSING = "housing", "因安全住房"
    WATER = "water", "因安全饮水"
    EDU_GUARANTEE = "edu_guarantee", "因义务教育保障"
    MED_GUARANTEE = "med_guarantee", "因基本医疗保障"
    OTHER = "other", "其他"


class DisasterKind(models.TextChoices):
    """因自然灾害子项."""

    FLOOD = "flood", "洪涝灾害"
    GEOLOGICAL = "geological", "地质灾害"
    DROUGHT = "drought", "旱灾"
    BIOLOGICAL = "biological", "生物灾害"
    WEATHER = "weather", "气象灾害"
    EARTHQUAKE = "earthquake", "地震灾害"
    OTHER = "other", "其他"


class EliminationMode(models.TextChoices):
    """风险消除方式."""

    BY_MEASURES = "by_measures", "帮扶消除"
    NATURAL = "natural", "自然消除"


class DevelopmentState(models.TextChoices):
    """实施开发式帮扶措施情况."""

    NOT_STARTED = "not_started", "尚未实施"
    IMPLEMENTED = "implemented", "已实施"


class MeasureCategory(models.TextChoices):
    """帮扶措施大类 (domain §5.1)."""

    INDUSTRY = "industry", "产业帮扶"
    EMPLOYMENT = "employment", "就业帮扶"
    FINANCE = "finance", "金融帮扶"
    PUBLIC_POST = "public_post", "公益岗位帮扶"
    HOUSING = "housing", "住房安全保障"
    WATER = "water", "饮水安全保障"
    HEALTH = "health", "健康帮扶"
    COMPULSORY_EDU = "compulsory_edu", "义务教育保障"
    EDUCATION = "education", "教育帮扶"
    SAFETY_NET = "safety_net", "综合保障"
    SOCIAL = "social", "社会帮扶"
    RELOCATION = "relocation", "搬迁"
    LIVING_CONDITIONS = "living_conditions", "生产生活条件改善"
    INFRASTRUCTURE = "infrastructure", "基础设施建设"


DEVELOPMENT_MEASURES = (
    MeasureCategory.INDUSTRY,
    MeasureCategory.EMPLOYMENT,
    MeasureCategory.FINANCE,
    MeasureCategory.PUBLIC_POST,
)
