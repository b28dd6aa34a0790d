"""School, health and insurance of a person (domain §4.2, §4.5)."""

from django.db import models


class Education(models.TextChoices):
    """文化程度, of persons not in school."""

    ILLITERATE = "illiterate", "文盲或半文盲"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科及以上"


class StudentStatus(models.TextChoices):
    """在校生状况."""

    PRE = "pre", "学龄前儿童"
    KINDERGARTEN = "kindergarten", "学前教育"
    PRIMARY = "primary", "小学"
    GRADE7 = "grade7", "七年级"
    GRADE8 = "grade8", "八年级"
    GRADE9 = "grade9", "九年级"
    SENIOR1 = "senior1", "普通高中一年级"
    SENIOR2 = "senior2", "普通高中二年级"
    SENIOR3 = "senior3", "普通高中三年级"
    VOCATIONAL1 = "vocational1", "中职一年级"
    VOCATIONAL2 = "vocational2", "中职二年级"
    VOCATIONAL3 = "vocational3", "中职三年级"
    COLLEGE1 = "college1", "高职高专一年级"
    COLLEGE2 = "college2", "高职高专二年级"
    COLLEGE3 = "college3", "高职高专三年级"
    TECHNICIAN1 = "technician1", "技师学院一年级"
    TECHNICIAN2 = "technician2", "技师学院二年级"
    TECHNICIAN3 = "technician3", "技师学院三年级"
    TECHNICIAN4 = "technician4", "技师学院四年级"
    BACHELOR1 = "bachelor1", "本科一年级"
    BACHELOR2 = "bachelor2", "本科二年级"
    BACHELOR3 = "bachelor3", "本科三年级"
    BACHELOR4 = "bachelor4", "本科四年级"
    BACHELOR5 = "bachelor5", "本科五年级"
    MASTER = "master", "硕士研究生及以上"


class DropoutReason(models.TextChoices):
    """失学或辍学原因 and 未上学原因."""

    ILLNESS = "illness", "因病"
    DISABILITY = "disability", "因残"
    UNWILLING = "unwilling", "厌学"
    OTHER = "other", "其他"


class Health(models.TextChoices):
    """健康状况; several may hold, 健康 excludes the others."""

    HEALTHY = "healthy", "健康"
    CHRONIC = "chronic", "长期慢性病"
    SERIOUS = "serious", "患有大病"
    DISABLED = "disabled", "残疾"


class DisabilityKind(models.TextChoices):
    """残疾类别."""

    SIGHT = "sight", "视力"
    HEARING = "hearing", "听力"
    SPEECH = "speech", "言语"
    LIMB = "limb", "肢体"
    INTELLECT = "intellect", "智力"
    MENTAL = "mental", "精神"
    MULTIPLE = "multiple", "多重"


class DisabilityGrade(models.TextChoices):
    """残疾等级; one and two are severe."""

    ONE = "one", "一级"
    TWO = "two", "二级"
    THREE = "three", "三级"
    FOUR = "four", "四级"


#: 医疗保险 of a member by the field that holds it, and what having none is called.
MEDICAL_INSURANCE = (
    ("medical_resident", "居民医保"),
    ("medical_employee", "职工医保"),
)

UNINSURED = "未参保"
