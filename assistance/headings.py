"""What each kind of payment calls its columns: in its file and on its form.

Chinese words of the field, as in the Excel files of the departments (domain §5.3).
"""

from dataclasses import dataclass

from assistance.choices import AllowanceKind, SubsidyKind

#: Paid to a household; the others to one of its members.
OF_HOUSEHOLDS = (
    SubsidyKind.INDUSTRY,
    SubsidyKind.TEMPORARY,
    SubsidyKind.SHARE,
    SubsidyKind.OTHER,
)


@dataclass(frozen=True, slots=True)
class SubsidyHeadings:
    """How the file of one kind names whom and what it is about."""

    person: str = "姓名"
    institution: str = "名称"
    specification: str = "说明"
    period: str = "年度"


SUBSIDIES: dict[str, SubsidyHeadings] = {
    SubsidyKind.TRAVEL: SubsidyHeadings(
        institution="务工地点", specification="务工单位"
    ),
    SubsidyKind.YULU: SubsidyHeadings(
        person="学生姓名",
        institution="学校",
        specification="专业及年级",
        period="学年学期",
    ),
    SubsidyKind.EDUCATION: SubsidyHeadings(
        person="学生姓名",
        institution="学校",
        specification="资助项目",
        period="学年学期",
    ),
    SubsidyKind.INTEREST: SubsidyHeadings(
        person="借款人", institution="银行", specification="合同号", period="贴息期"
    ),
    SubsidyKind.INDUSTRY: SubsidyHeadings(institution="产业", specification="规模"),
    SubsidyKind.PREMIUM: SubsidyHeadings(
        institution="参保类型", specification="资助类别", period="参保年度"
    ),
    SubsidyKind.MEDICAL_AID: SubsidyHeadings(
        institution="医院", specification="救助类型", period="结算月份"
    ),
    SubsidyKind.TEMPORARY: SubsidyHeadings(
        institution="救助原因", specification="说明"
    ),
    SubsidyKind.CLAIM: SubsidyHeadings(institution="保险机构", specification="保单号"),
    SubsidyKind.SHARE: SubsidyHeadings(
        institution="集体或项目", specification="股份或方式"
    ),
    SubsidyKind.OTHER: SubsidyHeadings(institution="项目"),
}


@dataclass(frozen=True, slots=True)
class AllowanceHeadings:
    """How the file of one kind names whom it is paid to, and by what."""

    person: str = "姓名"
    grade: str = "类别"
    #: Whether the amount is for several persons of the household.
    covers: bool = False


ALLOWANCES: dict[str, AllowanceHeadings] = {
    AllowanceKind.DIBAO: AllowanceHeadings(person="保障对象", covers=True),
    AllowanceKind.TEKUN: AllowanceHeadings(
        person="供养对象", grade="供养方式", covers=True
    ),
    AllowanceKind.LIVING: AllowanceHeadings(
        person="残疾人姓名", grade="残疾类别和等级"
    ),
    AllowanceKind.NURSING: AllowanceHeadings(
        person="残疾人姓名", grade="残疾类别和等级"
    ),
    AllowanceKind.PENSION: AllowanceHeadings(person="领取人", grade="待遇类型"),
}
