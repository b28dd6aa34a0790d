"""Leads, procedures, changes, screening and hits (domain §1.2, §3, §7)."""

from django.db import models


class LeadSource(models.TextChoices):
    """线索来源 (domain §1.2)."""

    SELF_DECLARATION = "self_declaration", "农户自主申报"
    GRID_CHECK = "grid_check", "基层干部排查"
    DEPARTMENT_ALERT = "department_alert", "部门筛查预警"
    PETITION = "petition", "信访"
    HOTLINE_12317 = "hotline_12317", "12317 热线"
    HOTLINE_12345 = "hotline_12345", "12345 热线"
    MEDIA = "media", "媒体网络"
    VISIT = "visit", "月走访"
    SCREENING = "screening", "集中排查"
    QUALITY = "quality", "数据核查"


class LeadOutcome(models.TextChoices):
    """核查结果 (domain §3.8)."""

    AT_RISK = "at_risk", "属实纳入"
    ALREADY_MONITORED = "already_monitored", "属实已在册"
    HELPED_BY_POLICY = "helped_by_policy", "属实未达条件-政策救助"
    NOT_TRUE = "not_true", "不属实"
    EXPLAINED = "explained", "诉求不合理-已解释"


class LeadState(models.TextChoices):
    """Where a lead stands."""

    UNASSIGNED = "unassigned", "待派发"
    VERIFYING = "verifying", "待核查"
    ANSWERED = "answered", "已答复"
    REFUSED = "refused", "退回重核"
    CLOSED = "closed", "已办结"


class LeadMatch(models.TextChoices):
    """How a row of a batch was found in the register."""

    MATCHED = "matched", "已匹配"
    PROBABLE = "probable", "疑似匹配"
    NOT_FOUND = "not_found", "未找到"


class CaseKind(models.TextChoices):
    """Which procedure."""

    ENTRY = "entry", "识别纳入"
    EXIT = "exit", "风险消除"


class Step(models.TextChoices):
    """Steps of both procedures (domain §3.1, §3.2), in words of the county's forms.

    Which of them a procedure has, and in what order, stands in
    ``households/procedures/tables.py``.
    """

    VERIFY = "verify", "入户核查"
    CONSENT = "consent", "承诺授权"
    COMPARE = "compare", "信息比对"
    PROPOSE = "propose", "提出名单"
    CONFIRM = "confirm", "入户核实"
    REVIEW = "review", "民主评议"
    PUBLICISE = "publicise", "村级公示"
    TOWN = "town", "镇级审核"
    COUNTY = "county", "县级审定"
    REGISTER = "register", "信息录入"


class CaseResult(models.TextChoices):
    """How a procedure ended."""

    ACCEPTED = "accepted", "已纳入"
    ELIMINATED = "eliminated", "已消除"
    REJECTED = "rejected", "不予纳入"
    NOT_ELIMINATED = "not_eliminated", "不予消除"
    TRACKING = "tracking", "持续跟踪"
    STOPPED = "stopped", "终止"


class Decision(models.TextChoices):
    """What somebody did at a step."""

    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"
    REJECTED = "rejected", "不通过"
    STOPPED = "stopped", "终止"
    HELPED = "helped", "先行帮扶"


class PaperKind(models.TextChoices):
    """Papers of a procedure."""

    VERIFICATION_FORM = "verification_form", "入户核查表"
    CONSENT_LETTER = "consent_letter", "申请及承诺授权书"
    COMPARISON = "comparison", "信息比对结果"
    MINUTES = "minutes", "民主评议会议记录"
    SIGN_IN = "sign_in", "评议签到表"
    NOTICE_PHOTO = "notice_photo", "公示照片"
    SIGNED_CONFIRMATION = "signed_confirmation", "农户签字认可表"
    TOWN_OPINION = "town_opinion", "镇级审核意见"
    COUNTY_DECISION = "county_decision", "县级审定文件"
    OTHER = "other", "其他材料"


class ChangeKind(models.TextChoices):
    """户情变更 (domain §1.2, §3.5, §3.6)."""

    MEMBER_JOINED = "member_joined", "自然增加"
    MEMBER_LEFT = "member_left", "自然减少"
    MEMBER_WITHDRAWN = "member_withdrawn", "人员清退"
    HEAD_CHANGED = "head_changed", "变更户主"
    MOVED = "moved", "跨村迁移"
    MOVED_OUT = "moved_out", "整户迁出"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"
    WITHDRAWN = "withdrawn", "整户清退"
    EXTINCT = "extinct", "整户消亡"
    ROLLED_BACK = "rolled_back", "风险消除回退"
    RESTORED = "restored", "撤销变更"


class Population(models.TextChoices):
    """排查范围."""

    RESIDENT = "resident", "全部常住农户"
    EXITED = "exited", "脱贫户"
    MONITORED = "monitored", "监测户"


class ScreeningOutcome(models.TextChoices):
    """排查结果."""

    NO_RISK = "no_risk", "无风险"
    SUSPECTED = "suspected", "疑似风险"
    NOT_MET = "not_met", "未见到人"


class MustVisit(models.TextChoices):
    """八必访 (domain §3.7)."""

    LOW_INCOME = "low_income", "收入低或骤减"
    ILLNESS = "illness", "大病慢病"
    ALONE = "alone", "分散特困或独居"
    DIBAO = "dibao", "低保"
    DISABLED = "disabled", "残疾"
    STUDENTS = "students", "多名非义务教育学生"
    UNSTABLE_WORK = "unstable_work", "务工不稳"
    DISASTER = "disaster", "意外或灾害"


class Severity(models.TextChoices):
    """Severity of a rule (domain §7)."""

    MUST_FIX = "must_fix", "错误"
    VERIFY = "verify", "疑似"
    REMINDER = "reminder", "提示"


class HitState(models.TextChoices):
    """State of a hit (domain §7)."""

    OPEN = "open", "待核实"
    FIXED = "fixed", "已修正"
    EXEMPT = "exempt", "核实无误"
