"""Where the city lies: a code that does not exist, its towns, its villages.

The figures of each town are those of the design prototype, for 3,000 households.
"""

import datetime as dt
from dataclasses import dataclass, field

COUNTY_CODE = "990981000000"
COUNTY_NAME = "安澜市"
#: Area digits of every identity number in the demonstration; no such place exists.
ID_AREA = COUNTY_CODE[:6]
MERGED_ON = dt.date(2023, 7, 1)


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: str
    township: str
    #: Name of the resettlement site that this community was built for.
    site: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: dt.date = dt.date(2000, 1, 1)
    valid_to: dt.date | None = None
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Township:
    """A town and what it holds in a city of 3,000 households."""

    code: str
    name: str
    monitored: int
    persons: int
    eliminated: int
    eliminated_persons: int
    visited: int
    income: int
    income_before: int
    villages: tuple[Village, ...] = field(default=())


_TOWNS = (
    ("001", "城关街道", 38, 121, 35, 111, 36, 21480, 19710),
    ("100", "石门镇", 74, 252, 58, 200, 49, 17820, 16420),
    ("101", "柳河镇", 69, 231, 58, 196, 57, 18930, 17160),
    ("102", "白杨镇", 58, 196, 49, 166, 46, 18770, 17110),
    ("103", "双泉镇", 66, 226, 55, 189, 54, 18690, 16980),
    ("104", "高塬镇", 71, 243, 53, 183, 41, 17350, 16250),
    ("105", "青峪镇", 57, 194, 46, 157, 45, 18560, 16860),
    ("106", "马岭镇", 53, 179, 43, 149, 43, 19020, 17280),
)
_COMMUNITIES = {
    "001": (
        "文昌社区 东关社区 南街社区 北门社区 河滨社区 迎宾路社区 安康路社区 幸福里社区"
    ),
    "101": "新柳社区",
    "104": "和苑社区",
    "106": "马岭街社区",
}
_VILLAGES = {
    "001": "城郊村 东岭村 西坝村 柏树坪村",
    "100": "柳树沟村 石门村 上坪村 大湾村 青石村",
    "101": (
        "柳河村 南湾村 河口村 沙坝村 杨柳滩村 月亮湾村 桃园村 "
        "三岔河村 榆树坪村 下河村 龙潭村 黑水村 王家滩村 渡口村 "
        "水磨村 芦苇村 金滩村 石桥村 清溪村 白鹤村"
    ),
    "102": (
        "白杨村 槐树村 杨家坡村 果园村 花台村 红星村 长坪村 "
        "大树村 枣林村 桐花村 苹果岭村 麦田村 中梁村 松坪村 "
        "赵家塬村 刘家坪村 楼台村 碾子村 新华村 土桥村"
    ),
    "103": (
        "双泉村 泉沟村 药王村 甘泉村 凉水井村 龙泉村 上泉村 "
        "下泉村 药坪村 黄芪村 白云村 玉皇村 张家湾村 李家沟村 "
        "石泉村 响水村 古井村 天麻坪村 太平村 永丰村"
    ),
    "104": (
        "高塬村 塬畔村 塬头村 旱坪村 梯子沟村 花椒村 黄土坡村 "
        "北塬村 南塬村 风口村 窑坪村 沟圈村 马家塬村 陈家塬村 "
        "羊圈村 糜子村 西塬村 崖底村 苏家窑村 烽火村 荞麦村"
    ),
    "105": (
        "青峪村 茶园村 竹林村 青山村 云峰村 溪口村 茶坪村 "
        "鹰嘴村 松树村 上峪村 下峪村 石佛村 兰花村 毛竹村 "
        "瓦房村 核桃村 望江村 翠屏村 蜂桶村 香炉村"
    ),
    "106": (
        "马岭村 岭上村 岭下村 香菇村 木耳村 栗子坪村 马鞍村 "
        "牛背村 桦树村 黄花岭村 双庙村 凤凰村 新建村 团结村 "
        "前进村 柿园村 何家岭村 石板村"
    ),
}
_SITES = {
    "幸福里社区": "幸福家园安置区",
    "新柳社区": "柳河新村安置点",
    "和苑社区": "高塬和苑安置点",
}
#: Villages of 石门镇: monitored, eliminated and visited households in the prototype.
SHIMEN = {
    "柳树沟村": (18, 13, 11),
    "石门村": (15, 13, 12),
    "上坪村": (13, 10, 8),
    "大湾村": (11, 9, 9),
    "青石村": (9, 7, 5),
    "后河村": (8, 6, 4),
}


def _villages(digits: str, township: str) -> tuple[Village, ...]:
    made = []
    prefix = COUNTY_CODE[:6] + digits
    kinds = ((1, _COMMUNITIES.get(digits, "")), (200, _VILLAGES[digits]))
    for start, names in kinds:
        for number, name in enumerate(names.split(), start):
            short = name.removesuffix("村").removesuffix("社区")
            made.append(
                Village(
                    code=f"{prefix}{number:03d}",
                    name=name,
                    township=prefix + "000",
                    site=_SITES.get(name, ""),
                    aliases=(f"{township}{name}", f"{short}村委会"),
                )
            )
    if digits == "100":
        made.append(_merged_village(prefix))
    return tuple(made)


def _merged_village(prefix: str) -> Village:
    return Village(
        code=f"{prefix}207",
        name="后河村",
        township=prefix + "000",
        aliases=("石门镇后河村", "后河村委会"),
        valid_from=MERGED_ON,
        predecessors=tuple(village.code for village in FORMER_VILLAGES),
    )


#: Two villages that became 后河村; their codes end with the day before the merger.
FORMER_VILLAGES = tuple(
    Village(
        code=COUNTY_CODE[:6] + "100" + number,
        name=name,
        township=COUNTY_CODE[:6] + "100000",
        valid_to=MERGED_ON - dt.timedelta(days=1),
    )
    for number, name in (("205", "前河村"), ("206", "老庄村"))
)

TOWNSHIPS = tuple(
    Township(
        code=COUNTY_CODE[:6] + digits + "000",
        name=name,
        monitored=monitored,
        persons=persons,
        eliminated=eliminated,
        eliminated_persons=eliminated_persons,
        visited=visited,
        income=income,
        income_before=before,
        villages=_villages(digits, name),
    )
    for (
        digits,
        name,
        monitored,
        persons,
        eliminated,
        eliminated_persons,
        visited,
        income,
        before,
    ) in _TOWNS
)
VILLAGES = tuple(village for town in TOWNSHIPS for village in town.villages)
SITES = tuple(village for village in VILLAGES if village.site)

DEPARTMENTS = (
    ("minzheng", "市民政局"),
    ("weijian", "市卫生健康局"),
    ("jiaoyu", "市教育局"),
    ("renshe", "市人力资源和社会保障局"),
    ("zhujian", "市住房和城乡建设局"),
    ("shuiwu", "市水务局"),
    ("yibao", "市医疗保障局"),
    ("canlian", "市残疾人联合会"),
    ("yingji", "市应急管理局"),
    ("nongye", "市农业农村局"),
)
