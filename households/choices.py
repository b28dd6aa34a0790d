"""Code lists. The identifiers are ours and stay; the labels are the words of the field.

The labels stand here in Chinese and are not translated: they are what staff read on
screen and what Excel files carry in both directions (domain §2.6, §4.5).
"""

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
    MOVED_OUT = "moved_out", "整户迁出"


class MonitoringState(models.TextChoices):
    """Where a household stands with monitoring."""

    NONE = "none", "未纳入监测"
    MONITORING = "monitoring", "未消除"
    ELIMINATED = "eliminated", "已消除"


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


class Relation(models.TextChoices):
    """与户主关系. 户主 is also written 本人 or 本人或户主."""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    SON = "son", "之子"
    DAUGHTER = "daughter", "之女"
    DAUGHTER_IN_LAW = "daughter_in_law", "之儿媳"
    SON_IN_LAW = "son_in_law", "之女婿"
    GRANDSON = "grandson", "之孙子"
    GRANDDAUGHTER = "granddaughter", "之孙女"
    MATERNAL_GRANDSON = "maternal_grandson", "之外孙子"
    MATERNAL_GRANDDAUGHTER = "maternal_granddaughter", "之外孙女"
    FATHER = "father", "之父"
    MOTHER = "mother", "之母"
    WIFES_FATHER = "wifes_father", "之岳父"
    WIFES_MOTHER = "wifes_mother", "之岳母"
    HUSBANDS_FATHER = "husbands_father", "之公公"
    HUSBANDS_MOTHER = "husbands_mother", "之婆婆"
    GRANDFATHER = "grandfather", "之祖父"
    GRANDMOTHER = "grandmother", "之祖母"
    MATERNAL_GRANDFATHER = "maternal_grandfather", "之外祖父"
    MATERNAL_GRANDMOTHER = "maternal_grandmother", "之外祖母"
    SIBLING = "sibling", "之兄弟姐妹"
    GREAT_GRANDSON = "great_grandson", "之曾孙子"
    GREAT_GRANDDAUGHTER = "great_granddaughter", "之曾孙女"
    NEPHEW = "nephew", "之侄儿"
    NIECE = "niece", "之侄女"
    SISTER_IN_LAW = "sister_in_law", "之兄弟媳妇"
    UNCLE = "uncle", "之叔伯"
    OTHER = "other", "其他"


class Sex(models.TextChoices):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    UNKNOWN = "unknown", "未说明"


class IdType(models.TextChoices):
    """证件类型."""

    RESIDENT_ID = "resident_id", "居民身份证"
    OFFICER = "officer", "军官证"
    DISABILITY = "disability", "残疾人证"
    NONE = "none", "无证件"
    OTHER = "other", "其他"


class Ethnicity(models.TextChoices):
    """民族 (GB/T 3304 and two more)."""

    HAN = "han", "汉族"
    MONGOL = "mongol", "蒙古族"
    HUI = "hui", "回族"
    TIBETAN = "tibetan", "藏族"
    UYGUR = "uygur", "维吾尔族"
    MIAO = "miao", "苗族"
    YI = "yi", "彝族"
    ZHUANG = "zhuang", "壮族"
    BUYEI = "buyei", "布依族"
    KOREAN = "korean", "朝鲜族"
    MANCHU = "manchu", "满族"
    DONG = "dong", "侗族"
    YAO = "yao", "瑶族"
    BAI = "bai", "白族"
    TUJIA = "tujia", "土家族"
    HANI = "hani", "哈尼族"
    KAZAK = "kazak", "哈萨克族"
    DAI = "dai", "傣族"
    LI = "li", "黎族"
    LISU = "lisu", "傈僳族"
    VA = "va", "佤族"
    SHE = "she", "畲族"
    GAOSHAN = "gaoshan", "高山族"
    LAHU = "lahu", "拉祜族"
    SHUI = "shui", "水族"
    DONGXIANG = "dongxiang", "东乡族"
    NAXI = "naxi", "纳西族"
    JINGPO = "jingpo", "景颇族"
    KIRGIZ = "kirgiz", "柯尔克孜族"
    TU = "tu", "土族"
    DAUR = "daur", "达斡尔族"
    MULAO = "mulao", "仫佬族"
    QIANG = "qiang", "羌族"
    BLANG = "blang", "布朗族"
    SALAR = "salar", "撒拉族"
    MAONAN = "maonan", "毛南族"
    GELAO = "gelao", "仡佬族"
    XIBE = "xibe", "锡伯族"
    ACHANG = "achang", "阿昌族"
    PUMI = "pumi", "普米族"
    TAJIK = "tajik", "塔吉克族"
    NU = "nu", "怒族"
    UZBEK = "uzbek", "乌孜别克族"
    RUSSIAN = "russian", "俄罗斯族"
    EWENKI = "ewenki", "鄂温克族"
    DEANG = "deang", "德昂族"
    BONAN = "bonan", "保安族"
    YUGUR = "yugur", "裕固族"
    GIN = "gin", "京族"
    TATAR = "tatar", "塔塔尔族"
    DERUNG = "derung", "独龙族"
    OROQEN = "oroqen", "鄂伦春族"
    HEZHEN = "hezhen", "赫哲族"
    MONBA = "monba", "门巴族"
    LHOBA = "lhoba", "珞巴族"
    JINO = "jino", "基诺族"
    OTHER = "other", "其他"
    FOREIGN = "foreign", "外国血统"


class Politics(models.TextChoices):
    """政治面貌."""

    PARTY_MEMBER = "party_member", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    YOUTH_LEAGUE = "youth_league", "共青团员"
    MASSES = "masses", "群众"
    RCCKMT = "rcckmt", "民革党员"
    CDL = "cdl", "民盟盟员"
    CNDCA = "cndca", "民建会员"
    CAPD = "capd", "民进会员"
    CPWDP = "cpwdp", "农工党党员"
    ZHIGONG = "zhigong", "致公党党员"
    JIUSAN = "jiusan", "九三学社社员"
    TSL = "tsl", "台盟盟员"
    NONE = "none", "无党派人士"


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


class MemberState(models.TextChoices):
    """人员状态."""

    PRESENT = "present", "正常"
    LEFT = "left", "自然减少"
    WITHDRAWN = "withdrawn", "人员清退"


class JoinReason(models.TextChoices):
    """自然增加原因."""

    BIRTH = "birth", "新生儿"
    MARRIAGE = "marriage", "婚入"
    MOVED_IN = "moved_in", "户籍迁入"
    RELEASED = "released", "刑满释放"
    ADOPTED = "adopted", "收养"
    RETURNED = "returned", "失联人员回归"
    DISCHARGED = "discharged", "退役/毕业户口迁回"


class LeaveReason(models.TextChoices):
    """自然减少原因."""

    DEATH = "death", "死亡"
    MARRIED_OUT = "married_out", "婚出"
    MOVED_OUT = "moved_out", "户籍迁出"
    IMPRISONED = "imprisoned", "服刑"
    ENLISTED = "enlisted", "参军转为现役"
    MISSING = "missing", "失联/失踪"
    EMIGRATED = "emigrated", "出国定居"
    SPLIT = "split", "分户"
    WITHDRAWN = "withdrawn", "整户清退"
    MISIDENTIFIED = "misidentified", "识别错误"


class RoadKind(models.TextChoices):
    """入户路类型."""

    EARTH = "earth", "泥土路"
    GRAVEL = "gravel", "砂石路"
    CEMENT = "cement", "水泥路"
    ASPHALT = "asphalt", "沥青路"
    OTHER = "other", "其他"


class Fuel(models.TextChoices):
    """主要燃料类型."""

    WOOD = "wood", "柴草"
    DUNG = "dung", "干畜粪"
    COAL = "coal", "煤炭"
    CLEAN = "clean", "清洁能源"
    OTHER = "other", "其他"


class DangerGrade(models.TextChoices):
    """危房级别; C and D are dangerous."""

    A = "a", "A级"
    B = "b", "B级"
    C = "c", "C级"
    D = "d", "D级"


class VisitMode(models.TextChoices):
    """走访方式."""

    HOME = "home", "入户"
    PHONE = "phone", "电话"
    VIDEO = "video", "微信视频"
    ENTRUSTED = "entrusted", "委托走访"


class MetWith(models.TextChoices):
    """见到谁."""

    HEAD = "head", "户主"
    FAMILY = "family", "家属"
    NOBODY = "nobody", "都没见到"


class Conclusion(models.TextChoices):
    """走访结论."""

    NO_RISK = "no_risk", "无风险"
    SUSPECTED = "suspected", "疑似风险"
    REMAINS = "remains", "风险仍存在"
    LESSENED = "lessened", "风险减轻"
    PROPOSE_ELIMINATION = "propose_elimination", "建议消除"


class Signal(models.TextChoices):
    """风险信号 of a visit."""

    MEDICAL = "medical", "医疗支出增加"
    JOB = "job", "失业或工资拖欠"
    DISASTER = "disaster", "自然灾害"
    ACCIDENT = "accident", "意外事故"
    TUITION = "tuition", "学费负担"
    UNSOLD = "unsold", "农产品滞销"
    OTHER = "other", "其他"


class EntryChannel(models.TextChoices):
    """How a record came in."""

    FORM = "form", "网页"
    GRID = "grid", "整村录入"
    ROSTER = "roster", "Excel 导入"
    OFFLINE = "offline", "离线补传"


class IncomeGroup(models.TextChoices):
    """Groups of income items (domain §2.5)."""

    WAGE = "wage", "工资性收入"
    OPERATING = "operating", "生产经营性收入"
    PROPERTY = "property", "财产性收入"
    TRANSFER = "transfer", "转移性收入"
    OPERATING_COST = "operating_cost", "生产经营性支出"


LABOUR_CAPABLE = (LabourSkill.ORDINARY, LabourSkill.SKILLED, LabourSkill.WEAK)

DEVELOPMENT_MEASURES = (
    MeasureCategory.INDUSTRY,
    MeasureCategory.EMPLOYMENT,
    MeasureCategory.FINANCE,
    MeasureCategory.PUBLIC_POST,
)

#: 医疗保险 of a member by the field that holds it, and what having none is called.
MEDICAL_INSURANCE = (
    ("medical_resident", "居民医保"),
    ("medical_employee", "职工医保"),
)
UNINSURED = "未参保"
