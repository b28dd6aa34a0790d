"""The columns that several rosters share, with the names of the national exports.

Headings and aliases are those of domain §4.2 to §4.4; Chinese stands here because it
is what the files carry.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from accounts.models import Area
from exchange.cells import Choice, CodeText, Day, Whole, YesNo
from exchange.roster import Column
from households import choices
from households.rosters.cells import (
    RELATION_WORDS,
    TYPE_WORDS,
    Student,
    account_cell,
    certificate_cell,
    id_cell,
    illness_cell,
    phone_cell,
)

_AREA = Area._meta.db_table
MONTH_HELP = "年月或日期，如 202403 或 2024-03-15"
ID_HELP = "18 位，单元格须为文本格式；末位 X 大写"


def household_number(*, required: bool = True) -> Column:
    return Column(
        "户编号",
        "household.household_no",
        aliases=("户编码", "户号", "家庭编号"),
        required=required,
        cell=CodeText(20),
        help="10 至 20 位文本，不要改成数字",
    )


def place() -> tuple[Column, ...]:
    """Where the household lives; a code or names."""
    return (
        Column(
            "镇（办）",
            "~town",
            aliases=("乡", "镇", "乡镇", "乡(镇)", "镇办", "乡镇(街道)", "街道"),
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = "
            "substr(household.village_code, 1, 9) || '000')",
        ),
        Column(
            "行政村",
            "~village",
            aliases=("村", "村(社区)", "行政村(社区)", "村名", "社区"),
            source=f"(SELECT name FROM {_AREA} a "
            "WHERE a.code = household.village_code)",
        ),
        Column(
            "行政村代码",
            "~village_code",
            aliases=("村代码", "区划代码", "行政区划代码", "村编码", "行政村编码"),
            cell=CodeText(12),
            source="household.village_code",
            templated=False,
        ),
    )


def household_facts() -> tuple[Column, ...]:
    return (
        Column("自然村", "household.hamlet", aliases=("自然村(组)", "自然村名称")),
        Column("组", "household.group_no", aliases=("村民小组", "小组", "村组")),
        Column(
            "户类型",
            "household.household_type",
            aliases=("农户类型", "户属性"),
            cell=Choice(choices.HouseholdType.choices, TYPE_WORDS),
        ),
        Column("贫困户属性", "household.poverty_attribute", templated=False),
        Column("识别标准", "household.identification_standard", templated=False),
        Column(
            "家庭人口数",
            "household.reported_persons",
            aliases=("人数", "家庭人口", "人口数", "人数(家庭人口数)"),
            cell=Whole(0, 50),
        ),
        Column(
            "联系电话",
            "household.phone",
            aliases=("户联系电话", "家庭联系电话"),
            cell=phone_cell(landline=True),
        ),
        Column("开户银行", "household.bank_name", aliases=("开户行",)),
        Column(
            "银行卡号",
            "household.bank_account",
            aliases=("银行账号", "一卡通账号"),
            cell=account_cell(),
        ),
        Column(
            "整户无劳动能力",
            "household.is_no_labour",
            aliases=("整户无劳动能力兜底保障户", "是否整户无劳动能力"),
            cell=YesNo(),
        ),
        Column(
            "是否易地搬迁户",
            "household.is_relocated",
            aliases=(
                "居住易地搬迁安置区",
                "是否居住易地搬迁安置区",
                "是否居住在易地搬迁安置区",
                "是否易地扶贫搬迁户",
            ),
            cell=YesNo(),
        ),
        Column("是否常住", "household.is_resident", aliases=("常住",), cell=YesNo()),
        Column("备注", "household.remark"),
    )


def conditions() -> tuple[Column, ...]:
    return (
        Column("耕地面积", "conditions.arable_land", aliases=("耕地面积(亩)",)),
        Column("林地面积", "conditions.forest_land", aliases=("林地面积(亩)",)),
        Column(
            "退耕还林面积", "conditions.converted_land", aliases=("退耕还林面积(亩)",)
        ),
        Column("林果面积", "conditions.orchard_land", aliases=("林果面积(亩)",)),
        Column("牧草地面积", "conditions.pasture_land", aliases=("牧草地面积(亩)",)),
        Column("水面面积", "conditions.water_area", aliases=("水面面积(亩)",)),
        Column("是否加入农民专业合作组织", "conditions.in_cooperative"),
        Column("是否有龙头企业带动", "conditions.led_by_enterprise"),
        Column("是否有创业致富带头人带动", "conditions.led_by_pioneer"),
        Column("是否通生产用电", "conditions.has_production_power"),
        Column("是否通生活用电", "conditions.has_household_power"),
        Column("是否通广播电视", "conditions.has_television"),
        Column(
            "与村主干路距离",
            "conditions.road_distance_km",
            aliases=("与村主干路距离(公里)",),
        ),
        Column("入户路类型", "conditions.road_kind"),
        Column("住房面积", "conditions.housing_area", aliases=("住房面积(平方米)",)),
        Column("是否危房户", "conditions.is_dangerous_house", aliases=("是否危房",)),
        Column("危房级别", "conditions.danger_grade"),
        Column(
            "是否解决安全饮用水",
            "conditions.has_safe_water",
            aliases=("是否解决安全饮水",),
        ),
        Column("是否有卫生厕所", "conditions.has_sanitary_toilet"),
        Column("主要燃料类型", "conditions.fuel"),
    )


def head() -> tuple[Column, ...]:
    """Name and number of the head, in rosters with one row a household."""
    return (
        Column("户主姓名", "head.name", aliases=("户主", "姓名"), required=True),
        Column(
            "户主证件号码",
            "head.id_no",
            aliases=("户主身份证号", "户主身份证号码", "身份证号", "证件号码"),
            cell=id_cell(),
            help=ID_HELP,
        ),
    )


def person() -> tuple[Column, ...]:
    return (
        Column(
            "人编号",
            "member.person_no",
            aliases=("人口编号", "人编码"),
            cell=CodeText(20),
        ),
        Column(
            "姓名", "member.name", aliases=("成员姓名", "家庭成员姓名"), required=True
        ),
        Column("性别", "member.sex"),
        Column("出生日期", "member.birth_date", aliases=("出生年月日",)),
        Column("证件类型", "member.id_type"),
        Column(
            "证件号码",
            "member.id_no",
            aliases=("身份证号", "身份证号码", "公民身份号码", "身份证"),
            cell=id_cell(),
            help=ID_HELP,
        ),
        Column(
            "与户主关系",
            "member.relation",
            aliases=("户主关系", "与户主的关系"),
            cell=Choice(choices.Relation.choices, RELATION_WORDS),
        ),
        Column("民族", "member.ethnicity"),
        Column("政治面貌", "member.politics"),
        Column("文化程度", "member.education"),
        Column(
            "在校生状况",
            "member.student_status",
            aliases=("在校生情况",),
            cell=Student(),
        ),
        Column("失学或辍学原因", "member.dropout_reason"),
        Column(
            "未上学原因",
            "member.not_enrolled_reason",
            aliases=("义务教育阶段未上学原因",),
        ),
        Column(
            "健康状况",
            "member.health",
            aliases=("身体健康状况",),
            help="可多选，用逗号分隔",
        ),
        Column(
            "病种",
            "member.illness",
            aliases=("患病名称", "所患疾病"),
            cell=illness_cell(),
        ),
        Column("残疾类别", "member.disability_kind", aliases=("残疾类型",)),
        Column("残疾等级", "member.disability_grade"),
        Column(
            "残疾证号",
            "member.disability_certificate",
            aliases=("残疾人证号",),
            cell=certificate_cell(),
        ),
        Column("残疾证办证年度", "member.certificate_year", cell=Whole(1990, 2100)),
        Column("劳动技能", "member.labour_skill", aliases=("劳动能力",)),
        Column("是否会讲普通话", "member.speaks_mandarin"),
        Column("务工区域", "member.work_area", aliases=("务工所在地",)),
        Column("务工企业名称", "member.employer", aliases=("务工企业", "企业名称")),
        Column("产业分类", "member.industry", aliases=("行业", "产业分类(行业)")),
        Column(
            "务工时间（月）", "member.work_months", aliases=("务工时间", "务工月数")
        ),
        Column("是否国外务工", "member.works_abroad"),
        Column("就业渠道", "member.job_channel"),
        Column("公益性岗位类型", "member.public_post", aliases=("公益性岗位",)),
        Column(
            "公益性岗位（月数）",
            "member.public_post_months",
            aliases=("公益性岗位月数",),
        ),
        Column("是否参加城乡居民基本医疗保险", "member.medical_resident"),
        Column("是否参加城镇职工基本医疗保险", "member.medical_employee"),
        Column("是否参加大病保险", "member.medical_serious"),
        Column("是否参加商业补充医疗保险", "member.medical_commercial"),
        Column("是否接受大病医疗救助", "member.serious_illness_aid"),
        Column("是否接受其他健康帮扶", "member.other_health_aid"),
        Column("是否参加城乡居民基本养老保险", "member.pension_resident"),
        Column("是否参加城镇职工基本养老保险", "member.pension_employee"),
        Column(
            "是否享受低保",
            "member.is_dibao",
            aliases=("是否享受最低生活保障", "是否享受低保(最低生活保障)"),
        ),
        Column("是否特困供养人员", "member.is_tekun"),
        Column(
            "成员联系电话",
            "member.phone",
            aliases=("本人电话", "手机号"),
            cell=phone_cell(),
        ),
        Column(
            "首次识别时间",
            "member.first_identified_on",
            cell=Day(month=True),
            help=MONTH_HELP,
        ),
    )


def movement() -> tuple[Column, ...]:
    """Joining and leaving (domain §3.6)."""
    return (
        Column("人员状态", "member.state", templated=False),
        Column(
            "自然增加时间",
            "member.joined_on",
            aliases=("增加时间",),
            cell=Day(month=True),
        ),
        Column("自然增加原因", "member.join_reason", aliases=("增加原因",)),
        Column(
            "自然减少时间",
            "member.left_on",
            aliases=("减少时间",),
            cell=Day(month=True),
        ),
        Column("自然减少原因", "member.leave_reason", aliases=("减少原因",)),
    )


def income(*, required: bool = False) -> tuple[Column, ...]:
    def amount(heading: str, field: str) -> Column:
        return Column(heading, f"income.{field}", aliases=(f"{heading}(元)",))

    return (
        Column(
            "年度",
            "income.year",
            aliases=("收入年度", "年份"),
            cell=Whole(2000, 2100),
            required=required,
            help="2026 指 2025年10月1日 至 2026年9月30日",
        ),
        amount("工资性收入", "wage"),
        amount("生产经营性收入", "operating"),
        amount("财产性收入", "property"),
        amount("转移性收入", "transfer"),
        amount("生产经营性支出", "operating_cost"),
        amount("理赔收入", "claims"),
        amount("合规自付支出", "self_paid"),
    )


def responsible(*, required: bool = False) -> tuple[Column, ...]:
    return (
        Column(
            "帮扶责任人",
            "responsible.name",
            aliases=("帮扶责任人姓名", "责任人姓名", "帮扶人"),
            required=required,
        ),
        Column("帮扶单位", "responsible.unit", aliases=("单位", "责任人单位")),
        Column(
            "帮扶责任人电话",
            "responsible.phone",
            aliases=("责任人电话", "帮扶人电话"),
            cell=phone_cell(landline=True),
        ),
        Column("帮扶开始时间", "responsibility.started_on", cell=Day(month=True)),
        Column("帮扶结束时间", "responsibility.ended_on", cell=Day(month=True)),
    )
