"""Columns about a place, a household and a person (domain §4.2, §4.3)."""

from dashboards.demo.places import COUNTY_NAME, TOWNSHIPS
from dashboards.demo.records import Household, Person
from dashboards.demo.sheets.cells import Columns, Value, code, label, of
from households import choices

_TOWN_NAMES = {town.code: town.name for town in TOWNSHIPS}
_HEALTH, _TYPE = label(choices.Health), label(choices.HouseholdType)


def _insured(*, employee: bool) -> Value:
    return lambda home, person: person.employee_scheme is employee


def _pension(*, employee: bool) -> Value:
    def value(home: Household, person: Person) -> bool:
        adult = person.age >= 16 and not person.student_status
        return adult and person.employee_scheme is employee

    return value


PLACE: Columns = (
    ("省(自治区、直辖市)", lambda home, _: "示例省"),
    ("市", lambda home, _: "示例市"),
    ("县", lambda home, _: COUNTY_NAME),
    ("乡", lambda home, _: _TOWN_NAMES[home.village.township]),
    ("行政村", lambda home, _: home.village.name),
    ("村民小组", lambda home, _: home.group_no),
)
NUMBER: Columns = (("户编号", lambda home, _: home.household_no),)
HEAD: Columns = (
    ("户主姓名", lambda home, _: home.head.name),
    ("户主证件号码", lambda home, _: home.head.id_no),
)
PERSON: Columns = (
    ("人编号", of("person_no")),
    ("姓名", of("name")),
    ("性别", code("sex", choices.Sex)),
    ("出生日期", of("birth")),
    ("证件类型", lambda home, _: "居民身份证"),
    ("证件号码", of("id_no")),
    ("人数", lambda home, _: home.persons),
    ("与户主关系", code("relation", choices.Relation)),
    ("民族", code("ethnicity", choices.Ethnicity)),
    ("政治面貌", code("politics", choices.Politics)),
    ("文化程度", code("education", choices.Education)),
    ("在校生状况", code("student_status", choices.StudentStatus)),
    ("失学或辍学原因", lambda home, _: ""),
    ("义务教育阶段未上学原因", lambda home, _: ""),
    ("健康状况", lambda home, person: ",".join(_HEALTH(h) for h in person.health)),
    ("残疾类别", code("disability_kind", choices.DisabilityKind)),
    ("残疾等级", code("disability_grade", choices.DisabilityGrade)),
    ("残疾证号", of("certificate")),
    ("残疾证办证年度", of("certificate_year")),
    ("劳动技能", code("labour_skill", choices.LabourSkill)),
    ("是否会讲普通话", of("mandarin")),
    ("务工所在地", code("work_area", choices.WorkArea)),
    ("务工企业名称", of("employer")),
    ("产业分类(行业)", of("industry")),
    ("务工时间（月）", of("work_months")),
    ("是否国外务工", lambda home, _: False),
    ("就业渠道", code("job_channel", choices.JobChannel)),
    ("公益性岗位类型", code("public_post", choices.PublicPost)),
    ("公益性岗位(月数)", of("public_post_months")),
    ("是否参加城乡居民基本医疗保险", _insured(employee=False)),
    ("是否参加城镇职工基本医疗保险", _insured(employee=True)),
    ("是否参加大病保险", lambda home, _: True),
    ("是否参加商业补充医疗保险", lambda home, _: False),
    ("是否接受大病医疗救助", lambda home, person: "serious" in person.health),
    ("是否接受其他健康帮扶", lambda home, person: person.health != ["healthy"]),
    ("是否参加城乡居民基本养老保险", _pension(employee=False)),
    ("是否参加城镇职工基本养老保险", _pension(employee=True)),
    ("是否享受低保(最低生活保障)", of("is_dibao")),
    ("是否特困供养人员", of("is_tekun")),
    ("成员联系电话", of("phone")),
)
HOUSEHOLD: Columns = (
    ("户类型", lambda home, _: _TYPE(home.household_type)),
    ("户联系电话", lambda home, _: home.phone),
    ("开户银行", lambda home, _: "安澜农商银行" if home.bank_account else ""),
    ("银行卡号", lambda home, _: home.bank_account),
    ("整户无劳动能力兜底保障户", lambda home, _: home.labour == 0),
    ("居住易地搬迁安置区", lambda home, _: home.is_relocated),
)
