"""What a person can do and where they work (domain §4.5)."""

from django.db import models


class LabourSkill(models.TextChoices):
    """劳动技能; the first three are labour-capable."""

    ORDINARY = "ordinary", "普通劳动力"
    SKILLED = "skilled", "技能劳动力"
    WEAK = "weak", "弱劳动力或半劳动力"
    LOST = "lost", "丧失劳动力"
    NONE = "none", "无劳动力"


class WorkArea(models.TextChoices):
    """务工区域."""

    TOWNSHIP = "township", "乡（镇）内务工"
    COUNTY = "county", "乡（镇）外县内务工"
    PROVINCE = "province", "县外省内务工"
    OUTSIDE = "outside", "省外务工"
    OTHER = "other", "其他"


class JobChannel(models.TextChoices):
    """就业渠道."""

    SELF = "self", "自主就业"
    FRIENDS = "friends", "亲友介绍"
    ORGANISED = "organised", "政府组织/劳务输出（点对点）"
    WORKSHOP = "workshop", "帮扶车间"
    PUBLIC_POST = "public_post", "公益性岗位"
    RECRUITMENT = "recruitment", "企业招聘"
    STARTUP = "startup", "创业"
    FLEXIBLE = "flexible", "灵活就业"
    OTHER = "other", "其他"


class PublicPost(models.TextChoices):
    """公益性岗位类型."""

    CLEANER = "cleaner", "保洁员"
    FOREST_RANGER = "forest_ranger", "护林员"
    ROAD_KEEPER = "road_keeper", "护路员"
    RIVER_KEEPER = "river_keeper", "护河（水管）员"
    MEDIATOR = "mediator", "治安/矛盾调解员"
    CARE = "care", "养老托幼服务"
    FACILITY = "facility", "公共设施管护"
    OTHER = "other", "其他"


LABOUR_CAPABLE = (LabourSkill.ORDINARY, LabourSkill.SKILLED, LabourSkill.WEAK)
