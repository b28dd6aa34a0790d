"""Code lists of funds and projects (domain §6.7, §8): labels are the field's words."""

from django.db import models


class Tier(models.TextChoices):
    """资金层级: who gives the money."""

    CENTRAL = "central", "中央"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市级"
    COUNTY = "county", "县级"
    OTHER = "other", "其他"


class TaskLine(models.TextChoices):
    """任务方向 of a fund."""

    CONSOLIDATION = "consolidation", "巩固拓展脱贫攻坚成果和乡村振兴"
    WORK_RELIEF = "work_relief", "以工代赈"
    MINORITY = "minority", "少数民族发展"
    FARM = "farm", "欠发达国有农场巩固提升"
    FOREST_FARM = "forest_farm", "欠发达国有林场巩固提升"
    THREE_WEST = "three_west", "三西"
    OTHER = "other", "其他"


class Category(models.TextChoices):
    """项目类型."""

    INDUSTRY = "industry", "产业发展"
    EMPLOYMENT = "employment", "就业项目"
    CONSTRUCTION = "construction", "乡村建设行动"
    RELOCATION = "relocation", "易地搬迁后扶"
    GUARANTEES = "guarantees", "巩固三保障成果"
    GOVERNANCE = "governance", "乡村治理和精神文明建设"
    FEE = "fee", "项目管理费"
    OTHER = "other", "其他"


class Source(models.TextChoices):
    """项目来源."""

    OWN = "own", "本级"
    ABOVE = "above", "上级"
    INTEGRATED = "integrated", "统筹整合"


class Nature(models.TextChoices):
    """建设性质."""

    NEW = "new", "新建"
    CONTINUED = "continued", "续建"
    EXTENDED = "extended", "改扩建"


class Stage(models.TextChoices):
    """项目阶段, as it follows from the days that a project has reached.

    In the order of the procedure; the last two end it on the side.
    """

    DRAFT = "draft", "未申报"
    DECLARED = "declared", "村级申报"
    REVIEWED = "reviewed", "镇级审核"
    STORED = "stored", "储备入库"
    PLANNED = "planned", "纳入年度计划"
    FUNDED = "funded", "资金下达"
    TENDERED = "tendered", "招投标完成"
    STARTED = "started", "在建"
    FINISHED = "finished", "完工待验收"
    ACCEPTED = "accepted", "已验收"
    SETTLED = "settled", "已决算"
    HANDED_OVER = "handed_over", "已移交"
    TERMINATED = "terminated", "已终止"
    REMOVED = "removed", "已出库"


#: Stages in which the works are finished: what counts as 完工.
FINISHED_STAGES = (Stage.FINISHED, Stage.ACCEPTED, Stage.SETTLED, Stage.HANDED_OVER)
#: Stages before the works begin, of a project that is planned.
WAITING_STAGES = (Stage.PLANNED, Stage.FUNDED, Stage.TENDERED)
#: Stages of the repository.
REPOSITORY_STAGES = (Stage.DRAFT, Stage.DECLARED, Stage.REVIEWED, Stage.STORED)
ENDED_STAGES = (Stage.TERMINATED, Stage.REMOVED)


class PlanKind(models.TextChoices):
    REPOSITORY = "repository", "项目库"
    ANNUAL = "annual", "年度实施计划"


class PlanState(models.TextChoices):
    DRAFT = "draft", "草稿"
    APPROVED = "approved", "已批准"


class Procurement(models.TextChoices):
    """采购方式 of a contract."""

    TENDER = "tender", "公开招标"
    INVITED = "invited", "邀请招标"
    NEGOTIATED = "negotiated", "竞争性谈判"
    COMPARED = "compared", "询价比选"
    WORK_RELIEF = "work_relief", "以工代赈"
    DIRECT = "direct", "直接委托"
    OTHER = "other", "其他"


class Paper(models.TextChoices):
    """资料清单: the ten papers of a project."""

    STORAGE = "storage", "入库审批"
    APPROVAL = "approval", "实施方案批复"
    TARGETS = "targets", "绩效目标表"
    NOTICE_BEFORE = "notice_before", "事前公示"
    TENDER = "tender", "招标文件"
    CONTRACT = "contract", "施工合同"
    START_ORDER = "start_order", "开工令"
    SUPERVISION = "supervision", "监理月报"
    LINKAGE = "linkage", "联农带农协议"
    ACCEPTANCE = "acceptance", "竣工验收"


class Linkage(models.TextChoices):
    """带动方式: how a household takes part."""

    LAND_SHARE = "land_share", "土地入股分红"
    FUND_SHARE = "fund_share", "资金入股分红"
    LAND_LEASE = "land_lease", "土地流转"
    WORK = "work", "务工就业"
    ORDER = "order", "订单收购"
    ENTRUSTED = "entrusted", "托管代养"
    SERVICE = "service", "技术服务"
    DIRECT = "direct", "直接补助"
    FACILITY = "facility", "设施受益"
    OTHER = "other", "其他"


class NoticeLevel(models.TextChoices):
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "镇级"
    VILLAGE = "village", "村级"


class NoticePhase(models.TextChoices):
    BEFORE = "before", "事前公示"
    AFTER = "after", "事后公告"


class AssetKind(models.TextChoices):
    """资产类型 (国办函〔2021〕51号)."""

    OPERATING = "operating", "经营性资产"
    PUBLIC = "public", "公益性资产"
    HOUSEHOLD = "household", "到户类资产"


class AssetOwner(models.TextChoices):
    """权属."""

    COUNTY = "county", "县级"
    TOWNSHIP = "township", "镇级"
    VILLAGE = "village", "村集体"
    HOUSEHOLD = "household", "农户"


class AssetCare(models.TextChoices):
    """四个一批."""

    CONSOLIDATE = "consolidate", "巩固"
    UPGRADE = "upgrade", "升级"
    REVIVE = "revive", "盘活"
    ADJUST = "adjust", "调整"


class VillageLevel(models.TextChoices):
    """示范村级别."""

    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    PREFECTURE = "prefecture", "市级"
    COUNTY = "county", "县级"


class VillagePlanState(models.TextChoices):
    """村庄规划状态."""

    DRAFTING = "drafting", "编制中"
    REVIEWED = "reviewed", "已评审"
    APPROVED = "approved", "已批复"
