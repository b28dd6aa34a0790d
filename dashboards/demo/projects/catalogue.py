"""The projects, as data. Money in 10,000 yuan, days as (month, day) of the plan's year.

This year's names, money and progress are those of the design prototype.
"""

from __future__ import annotations

from dataclasses import dataclass

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Made:
    """A project of this year's plan as it stood on the prototype's day."""

    name: str
    kind: str
    town: str
    village: str
    department: str
    builder: str
    money: float
    paid: float
    works: int
    planned: int
    start: MonthDay
    end: MonthDay
    households: int
    #: ``waiting``, ``running``, ``finished``, ``accepted`` or ``handed_over``.
    state: str = "handed_over"


#: Kind of the tree → category.
CATEGORIES = {
    "生产项目": "industry",
    "加工流通": "industry",
    "配套设施": "industry",
    "金融保险配套": "industry",
    "高质量庭院经济": "industry",
    "新型农村集体经济": "industry",
    "产业服务支撑": "industry",
    "务工补助": "employment",
    "公益性岗位": "employment",
    "就业技能培训": "employment",
    "帮扶车间": "employment",
    "农村基础设施": "construction",
    "人居环境整治": "construction",
    "公共服务": "construction",
    "产业配套基础设施": "construction",
    "社区设施": "relocation",
    "就业配套": "relocation",
    "教育": "guarantees",
    "住房": "guarantees",
    "积分制": "governance",
    "监理": "fee",
}

THIS_YEAR = (
    Made("香菇标准化大棚二期", "生产项目", "石门镇", "", "nongye", "市农业农村局",
         186.0, 121.0, 82, 95, (4, 1), (12, 15), 46, "running"),
    Made("柳树沟村产业路硬化 3.2 公里", "产业配套基础设施", "石门镇", "柳树沟村", "",
         "市交通运输局", 142.0, 142.0, 100, 100, (3, 20), (10, 30), 0, "accepted"),
    Made("上坪村核桃初加工厂", "加工流通", "石门镇", "上坪村", "nongye",
         "石门镇人民政府", 98.0, 58.8, 64, 92, (4, 10), (12, 20), 31, "running"),
    Made("肉牛养殖小区粪污处理", "配套设施", "柳河镇", "", "nongye", "市农业农村局",
         156.0, 148.2, 100, 100, (3, 10), (10, 15), 38, "accepted"),
    Made("柳河村冷链仓储库", "加工流通", "柳河镇", "柳河村", "", "市供销联社",
         210.0, 168.0, 88, 93, (4, 5), (12, 10), 52, "running"),
    Made("南湾村人饮管网改造", "农村基础设施", "柳河镇", "南湾村", "shuiwu", "市水务局",
         64.0, 64.0, 100, 100, (3, 5), (8, 20), 0),
    Made("白杨镇苹果防雹网 600 亩", "生产项目", "白杨镇", "", "nongye", "市果业中心",
         132.0, 125.4, 100, 100, (2, 20), (7, 31), 61),
    Made("白杨村农产品交易点", "加工流通", "白杨镇", "白杨村", "", "白杨镇人民政府",
         58.0, 58.0, 100, 100, (3, 15), (9, 10), 17),
    Made("双泉镇中药材育苗基地", "生产项目", "双泉镇", "", "nongye", "市农业农村局",
         120.0, 114.0, 100, 100, (3, 1), (9, 25), 44, "accepted"),
    Made("双泉村污水管网延伸", "人居环境整治", "双泉镇", "双泉村", "zhujian",
         "市住建局", 96.0, 81.6, 91, 96, (4, 20), (12, 10), 0, "running"),
    Made("小额信贷贴息（第三批）", "金融保险配套", "双泉镇", "", "", "市乡村振兴局",
         72.0, 72.0, 100, 100, (6, 1), (11, 5), 83, "finished"),
    Made("高塬镇旱作梯田改造 420 亩", "产业配套基础设施", "高塬镇", "", "",
         "市自然资源局", 178.0, 106.8, 58, 90, (4, 1), (12, 25), 0, "running"),
    Made("高塬村花椒烘干中心", "加工流通", "高塬镇", "高塬村", "nongye",
         "高塬镇人民政府", 116.0, 0.0, 0, 35, (9, 30), (12, 31), 28, "waiting"),
    Made("高塬镇公益岗位补贴（下半年）", "公益性岗位", "高塬镇", "", "renshe",
         "市人社局", 84.0, 84.0, 100, 100, (7, 1), (11, 10), 39, "finished"),
    Made("青峪镇茶园提质增效", "生产项目", "青峪镇", "", "nongye", "市农业农村局",
         108.0, 102.6, 100, 100, (2, 25), (8, 31), 33),
    Made("青峪村河堤护岸 1.1 公里", "农村基础设施", "青峪镇", "青峪村", "shuiwu",
         "市水务局", 134.0, 113.9, 93, 97, (3, 25), (12, 5), 0, "running"),
    Made("青峪镇村级垃圾中转站", "人居环境整治", "青峪镇", "", "zhujian", "市城管局",
         46.0, 46.0, 100, 100, (2, 20), (6, 30), 0),
    Made("马岭镇食用菌菌棒厂", "加工流通", "马岭镇", "马岭村", "nongye",
         "马岭镇人民政府", 148.0, 140.6, 100, 100, (3, 10), (10, 20), 47, "accepted"),
    Made("马岭村户厕改造 180 座", "人居环境整治", "马岭镇", "马岭村", "nongye",
         "市农业农村局", 54.0, 54.0, 100, 100, (3, 15), (9, 30), 0, "accepted"),
    Made("马岭镇雨露计划补助（秋季）", "教育", "马岭镇", "", "jiaoyu", "市教育局",
         36.0, 36.0, 100, 100, (9, 1), (10, 31), 24, "accepted"),
    Made("安置小区充电桩 150 个", "社区设施", "城关街道", "幸福里社区", "", "市发改局",
         90.0, 90.0, 100, 100, (3, 20), (9, 15), 0, "accepted"),
    Made("安置小区零工驿站", "就业配套", "城关街道", "幸福里社区", "renshe", "市人社局",
         62.0, 62.0, 100, 100, (2, 10), (5, 31), 0),
    Made("外出务工交通补贴（上半年）", "务工补助", "城关街道", "", "renshe", "市人社局",
         118.0, 118.0, 100, 100, (3, 1), (7, 15), 0, "accepted"),
    Made("安置小区屋面防水修缮", "社区设施", "城关街道", "幸福里社区", "zhujian",
         "市住建局", 172.0, 68.8, 100, 100, (5, 10), (10, 25), 0, "accepted"),
)  # fmt: skip

#: Last year's: name, kind, town, department, money, beneficiaries, who owns the asset.
LAST_YEAR = (
    ("石门镇羊肚菌大棚", "生产项目", "石门镇", "nongye", 120.0, 34, "石门村股份合作社"),
    ("柳河镇蔬菜保鲜库", "加工流通", "柳河镇", "nongye", 165.0, 41, "柳河村股份合作社"),
    ("白杨镇果品分拣线", "加工流通", "白杨镇", "nongye", 98.0, 29, ""),
    ("双泉镇药材烘干房", "配套设施", "双泉镇", "nongye", 76.0, 22, "双泉村股份合作社"),
    (
        "高塬镇集雨窖 300 口",
        "农村基础设施",
        "高塬镇",
        "shuiwu",
        60.0,
        0,
        "高塬镇人民政府",
    ),
    (
        "青峪镇茶叶加工车间",
        "帮扶车间",
        "青峪镇",
        "renshe",
        88.0,
        26,
        "青峪村股份合作社",
    ),
    ("马岭镇通组路 2.6 公里", "农村基础设施", "马岭镇", "", 110.0, 0, "马岭镇人民政府"),
    ("安置社区日间照料中心", "社区设施", "城关街道", "zhujian", 95.0, 0, ""),
)

#: The repository for next year: name, kind, town, department, money, how far it has
#: come (``stored``, ``reviewed`` or ``declared``).
NEXT_YEAR = (
    ("石门镇羊肚菌大棚扩建", "生产项目", "石门镇", "nongye", 168.0, "stored"),
    ("大湾村核桃示范园", "生产项目", "石门镇", "nongye", 92.0, "stored"),
    ("石门镇产业路 2.4 公里", "产业配套基础设施", "石门镇", "", 108.0, "stored"),
    ("柳河镇肉牛育肥场", "生产项目", "柳河镇", "nongye", 236.0, "stored"),
    ("柳河镇蔬菜分拣中心", "加工流通", "柳河镇", "nongye", 152.0, "stored"),
    ("白杨镇苹果冷库二期", "加工流通", "白杨镇", "nongye", 188.0, "stored"),
    ("白杨镇果树品种更新 400 亩", "生产项目", "白杨镇", "nongye", 96.0, "stored"),
    ("双泉镇中药材初加工", "加工流通", "双泉镇", "nongye", 174.0, "stored"),
    ("双泉镇人饮水源改造", "农村基础设施", "双泉镇", "shuiwu", 86.0, "stored"),
    ("高塬镇花椒采摘设备", "产业服务支撑", "高塬镇", "nongye", 64.0, "stored"),
    ("高塬镇高标准梯田 300 亩", "产业配套基础设施", "高塬镇", "", 142.0, "stored"),
    ("青峪镇茶旅步道", "配套设施", "青峪镇", "", 118.0, "stored"),
    ("青峪镇茶叶加工提升", "加工流通", "青峪镇", "nongye", 156.0, "stored"),
    ("马岭镇食用菌二期", "生产项目", "马岭镇", "nongye", 198.0, "stored"),
    ("马岭镇污水管网", "人居环境整治", "马岭镇", "zhujian", 104.0, "stored"),
    ("安置社区帮扶车间", "就业配套", "城关街道", "renshe", 126.0, "stored"),
    ("外出务工交通补贴", "务工补助", "城关街道", "renshe", 120.0, "stored"),
    ("小额信贷贴息", "金融保险配套", "城关街道", "", 96.0, "stored"),
    ("雨露计划补助", "教育", "城关街道", "jiaoyu", 48.0, "stored"),
    ("乡村治理积分制试点", "积分制", "白杨镇", "", 24.0, "stored"),
    ("项目监理与绩效评价", "监理", "城关街道", "", 16.0, "stored"),
    ("上坪村文化广场", "公共服务", "石门镇", "", 42.0, "reviewed"),
    ("青石村庭院经济", "高质量庭院经济", "石门镇", "nongye", 30.0, "declared"),
)

#: Tier, task line, document, money, month and day, whether direct.
BATCHES = (
    ("central", "consolidation", "农〔{year}〕12号", 1480.0, (1, 18), True),
    ("central", "work_relief", "农〔{year}〕45号", 320.0, (4, 22), True),
    ("province", "consolidation", "省农〔{year}〕28号", 560.0, (3, 10), False),
    ("prefecture", "consolidation", "市农〔{year}〕9号", 160.0, (3, 28), False),
    ("county", "consolidation", "安财农〔{year}〕31号", 240.0, (4, 15), False),
)
#: By when how much of all money must be spent.
CHECKPOINTS = (((3, 31), 30), ((6, 30), 50), ((9, 30), 75), ((12, 31), 100))
#: How far works are as a share of the way, over its twelve parts: slow, fast, slow.
CURVE = (0.0, 0.05, 0.12, 0.22, 0.33, 0.45, 0.57, 0.68, 0.78, 0.87, 0.94, 1.0)
