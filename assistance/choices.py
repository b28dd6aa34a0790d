"""Code lists of measures and ledgers (domain §5). The labels are the field's words."""

from django.db import models


class MeasureState(models.TextChoices):
    """实施状态 of a measure."""

    PLANNED = "planned", "未实施"
    RUNNING = "running", "实施中"
    DONE = "done", "已完成"
    STOPPED = "stopped", "已终止"


class SubsidyKind(models.TextChoices):
    """补贴类型: what is paid once for a period, to a person or a household."""

    TRAVEL = "travel", "外出务工交通补贴"
    YULU = "yulu", "雨露计划"
    EDUCATION = "education", "教育资助"
    INTEREST = "interest", "小额信贷贴息"
    INDUSTRY = "industry", "产业奖补"
    PREMIUM = "premium", "医保个人缴费补贴"
    MEDICAL_AID = "medical_aid", "医疗救助"
    TEMPORARY = "temporary", "临时救助"
    CLAIM = "claim", "防贫保险"
    SHARE = "share", "入股分红"
    OTHER = "other", "其他补助"


class SubsidyState(models.TextChoices):
    """发放状态, as it follows from the dates and amounts of the row."""

    ENTITLED = "entitled", "待申请"
    APPLIED = "applied", "已申请"
    APPROVED = "approved", "待发放"
    PART = "part", "部分发放"
    PAID = "paid", "已发放"
    RETURNED = "returned", "退回"


class AllowanceKind(models.TextChoices):
    """What is paid every month while it lasts."""

    DIBAO = "dibao", "低保"
    TEKUN = "tekun", "特困供养"
    LIVING = "living", "困难残疾人生活补贴"
    NURSING = "nursing", "重度残疾人护理补贴"
    PENSION = "pension", "养老金"


class Presence(models.TextChoices):
    """在岗核查."""

    PRESENT = "present", "在岗"
    ABSENT = "absent", "不在岗"


class PostFinding(models.TextChoices):
    """What the look-back (回头看) finds of a public post."""

    UNPAID = "unpaid", "欠发工资"
    LATE = "late", "迟发工资"
    ABSENT = "absent", "不在岗"
    OVER_AGE = "over_age", "超龄"
    TWO_POSTS = "two_posts", "一人多岗"


class WorkRegister(models.TextChoices):
    """三库: the registers that somebody able and willing to work is to be in."""

    LABOUR = "labour", "实名现状库"
    TRAINING = "training", "培训库"
    DEMAND = "demand", "需求库"


class LabourStatus(models.TextChoices):
    """实名现状 of a person able to work (三库联动)."""

    WORKING = "working", "在岗"
    WAITING = "waiting", "待业"
    RETURNED = "returned", "返乡"
    UNWILLING = "unwilling", "无意愿"


class DemandResult(models.TextChoices):
    """What came of a wish for work."""

    PLACED = "placed", "已就业"
    RECOMMENDED = "recommended", "已推荐"
    NO_OFFER = "no_offer", "暂无合适岗位"
    UNREACHED = "unreached", "未联系上"
    WITHDRAWN = "withdrawn", "本人放弃"


class InsuranceKind(models.TextChoices):
    """险种."""

    MEDICAL = "medical", "基本医疗保险"
    PENSION = "pension", "基本养老保险"


class InsuranceScheme(models.TextChoices):
    """参保类型."""

    RESIDENT = "resident", "城乡居民"
    EMPLOYEE = "employee", "城镇职工"


class Exemption(models.TextChoices):
    """Why somebody need not be insured (domain §6.6)."""

    SOLDIER = "soldier", "参军"
    PRISON = "prison", "服刑"
    DEAD = "dead", "死亡未销户"
    ABROAD = "abroad", "出国（境）"


class LoanState(models.TextChoices):
    """还款状态."""

    NORMAL = "normal", "正常"
    OVERDUE = "overdue", "逾期"
    REPAID = "repaid", "已还清"


class SiteItem(models.TextChoices):
    """What has been built at a resettlement site."""

    SEAT = "seat", "休闲座椅"
    SHED = "shed", "车棚"
    CHARGER = "charger", "充电桩"
    STAGE = "stage", "文化舞台"
    LAMP = "lamp", "路灯"
    FITNESS = "fitness", "健身器材"
    OTHER = "other", "其他"


class Ledger(models.TextChoices):
    """台账: what one department keeps. Subsidies and allowances by their kinds."""

    MEASURES = "measures", "帮扶措施"
    EMPLOYMENT = "employment", "务工就业"
    POSTS = "posts", "公益性岗位"
    LABOUR = "labour", "实名现状库"
    TRAINING = "training", "培训库"
    DEMAND = "demand", "需求库"
    LOANS = "loans", "小额信贷"
    MEDICAL = "medical", "医疗保险参保"
    OLD_AGE = "old_age", "养老保险参保"
    TRAVEL = "travel", "外出务工交通补贴"
    YULU = "yulu", "雨露计划"
    EDUCATION = "education", "教育资助"
    INTEREST = "interest", "小额信贷贴息"
    INDUSTRY = "industry", "产业奖补"
    PREMIUM = "premium", "医保个人缴费补贴"
    MEDICAL_AID = "medical_aid", "医疗救助"
    TEMPORARY = "temporary", "临时救助"
    CLAIM = "claim", "防贫保险"
    SHARE = "share", "入股分红到户"
    OTHER = "other", "其他补助"
    DIBAO = "dibao", "低保"
    TEKUN = "tekun", "特困供养"
    LIVING = "living", "困难残疾人生活补贴"
    NURSING = "nursing", "重度残疾人护理补贴"
    PENSION = "pension", "养老金"
    DIVIDENDS = "dividends", "村集体分红"
    CONSUMPTION = "consumption", "消费帮扶"
    SITE_WORKS = "site_works", "安置区后续扶持"


class Benefit(models.TextChoices):
    """A line of the policy card (明白卡): every subsidy, allowance, and wages."""

    POST_WAGE = "post_wage", "公益性岗位工资"
    TRAVEL = "travel", "外出务工交通补贴"
    YULU = "yulu", "雨露计划"
    EDUCATION = "education", "教育资助"
    INTEREST = "interest", "小额信贷贴息"
    INDUSTRY = "industry", "产业奖补"
    PREMIUM = "premium", "医保个人缴费补贴"
    MEDICAL_AID = "medical_aid", "医疗救助"
    TEMPORARY = "temporary", "临时救助"
    CLAIM = "claim", "防贫保险"
    SHARE = "share", "入股分红"
    OTHER = "other", "其他补助"
    DIBAO = "dibao", "低保"
    TEKUN = "tekun", "特困供养"
    LIVING = "living", "困难残疾人生活补贴"
    NURSING = "nursing", "重度残疾人护理补贴"
    PENSION = "pension", "养老金"
    MEDICAL = "medical", "基本医疗保险参保"
    OLD_AGE = "old_age", "基本养老保险参保"


class NoApplicationReason(models.TextChoices):
    """未申请原因: why nobody applies for what a family is entitled to (domain §5.4)."""

    UNWILLING = "unwilling", "本人自愿放弃"
    ELSEWHERE = "elsewhere", "已在外地享受"
    SIMILAR = "similar", "已享受同类政策，不能重复享受"
    NOT_ELIGIBLE = "ineligible", "经核实不符合细则"
    PREPARING = "preparing", "材料不全，正在补办"
    UNREACHED = "unreached", "人在外地，暂时联系不上"
    OTHER = "other", "其他原因"


class CardState(models.TextChoices):
    """Where a benefit stands for a family."""

    NOT_APPLIED = "not_applied", "应享未申请"
    DECLINED = "declined", "未申请有原因"
    APPLIED = "applied", "已申请"
    APPROVED = "approved", "已审核待发放"
    LATE = "late", "欠发"
    CURRENT = "current", "已发放"
    RETURNED = "returned", "退回"
    ENDED = "ended", "已结束"
