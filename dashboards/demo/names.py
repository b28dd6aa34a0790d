"""Names as they are given in the countryside: by frequency, generation and sex."""

from dashboards.demo.dice import Dice, Weighted

_SURNAMES = Weighted(
    dict(
        zip(
            "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭"
            "吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
            "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍"
            "韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄"
            "项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵欧解强柴华车冉房边辜吉"
            "饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾"
            "郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台",
            (
                *(7.3, 7.1, 6.8, 5.4, 4.6, 3.1, 2.3, 2.2, 2.1, 2.0, 1.7, 1.6, 1.3, 1.2),
                *(
                    1.2,
                    1.1,
                    1.1,
                    1.1,
                    1.0,
                    1.0,
                    0.9,
                    0.8,
                    0.8,
                    0.7,
                    0.7,
                    0.7,
                    0.65,
                    0.6,
                ),
                *(
                    0.6,
                    0.6,
                    0.58,
                    0.57,
                    0.55,
                    0.55,
                    0.53,
                    0.5,
                    0.5,
                    0.5,
                    0.49,
                    0.47,
                    0.47,
                ),
                *([0.4] * 40),
                *([0.2] * 60),
                *([0.03] * 140),
            ),
            strict=False,
        )
    )
)

#: Last year of birth of a generation, and per sex: names as they come, first
#: characters, second characters, share of names with one character.
_GENERATIONS: tuple[tuple[int, dict[str, tuple[str, str, str, float]]], ...] = (
    (
        1952,
        {
            "male": (
                (
                    "满仓 有田 长有 福来 守业 德全 有才 存厚 "
                    "根生 金锁 来福 清明 天佑 进财 双喜 铁锁"
                ),
                "德福长有守天存永正世忠万志学茂生根春明兴怀克治义",
                "全福来田生财贵才仓业成顺和厚山林海元清安祥德禄寿",
                0.05,
            ),
            "female": (
                (
                    "桂英 秀兰 玉珍 秀英 凤霞 菊花 翠花 玉兰 "
                    "桂兰 改娥 秋菊 腊梅 银环 麦叶 存女 巧珍"
                ),
                "桂秀玉凤菊翠淑素桃春兰莲香芝金银彩云雪爱",
                "英兰珍花霞娥芳莲香芝梅琴云仙凤玲叶绒贤清",
                0.02,
            ),
        },
    ),
    (
        1969,
        {
            "male": (
                (
                    "建国 建社 志刚 国强 长安 保民 立军 卫东 "
                    "红军 学文 永红 大柱 满囤 二虎 铁柱 拴牢"
                ),
                "建国志永长保立卫学文新金明德春广宏振宝增玉成",
                "国强军民安生林明平义文刚富华社虎山友良峰田柱",
                0.14,
            ),
            "female": (
                (
                    "秀芳 玉梅 桂芳 春梅 巧玲 凤英 爱琴 红霞 "
                    "桂花 小娥 改霞 淑芬 翠萍 秋莲 冬梅 彩霞"
                ),
                "秀玉桂春巧凤爱红淑翠秋彩小素雪美月水会金",
                "芳梅玲英琴霞花娥芬萍莲云香珍侠叶绒珠凤利",
                0.08,
            ),
        },
    ),
    (
        1984,
        {
            "male": (
                (
                    "小龙 小刚 建军 永强 海涛 军锋 文斌 晓东 "
                    "宏伟 国栋 新民 江波 春生 亚军 红兵 志鹏"
                ),
                "小建永海军文晓宏国新江春亚志林鹏俊宝立明耀勇",
                "龙刚军强涛锋斌东伟栋民波平辉峰利超宁林飞社科",
                0.32,
            ),
            "female": (
                (
                    "红梅 丽娟 艳丽 晓燕 小红 秀丽 海燕 亚丽 "
                    "春燕 小玲 凤琴 雪梅 改娟 军霞 建芳 会玲"
                ),
                "红丽艳晓小秀海亚春凤雪军建会爱巧冬玉彩水",
                "梅娟丽燕红玲琴霞芳侠妮宁荣艳萍莉香利茹绒",
                0.26,
            ),
        },
    ),
    (
        1999,
        {
            "male": (
                (
                    "磊 鹏飞 浩 志强 凯 伟 龙飞 文涛 少华 "
                    "晓磊 佳豪 帅 宇航 阳 毅 嘉明 俊杰 家乐"
                ),
                "鹏文少晓佳宇嘉俊家志龙浩永旭东亚振航一子世博",
                "飞涛华磊豪航明杰乐强龙波辉斌凯帅阳峰轩林超哲",
                0.34,
            ),
            "female": (
                (
                    "婷 倩 静 娜 敏 丹 佳 欢 萌 "
                    "莉娜 雅静 晓婷 佳怡 梦瑶 文静 思雨 慧敏 玉洁 苗苗"
                ),
                "雅晓佳梦文思慧玉莉盼瑞小亚嘉芳艺静欣甜春",
                "静婷怡瑶雨敏洁娜倩苗娟妮琪茹萍莹楠丹蓉欢",
                0.32,
            ),
        },
    ),
    (
        2100,
        {
            "male": (
                (
                    "子涵 浩然 宇轩 子轩 博文 梓豪 俊熙 一鸣 "
                    "天佑 嘉懿 奕辰 睿 皓轩 铭泽 家瑞 佑安"
                ),
                "子浩宇博梓俊一天嘉奕皓铭家佑思明泽启文景昊承",
                "轩然涵文豪熙鸣佑辰泽瑞安宸阳恒睿杰航霖诚乐宇",
                0.07,
            ),
            "female": (
                (
                    "欣怡 梓涵 诗涵 雨桐 一诺 可欣 思彤 语嫣 "
                    "若汐 子萱 佳琪 艺涵 沐瑶 梦琪 依诺 雅馨"
                ),
                "欣梓诗雨一可思语若子佳艺沐梦依雅芷瑾安书锦嘉",
                "怡涵桐诺欣彤嫣汐萱琪瑶馨然妍宁悦玥菲晗雯茜溪",
                0.04,
            ),
        },
    ),
)
_POOLS = tuple(
    (
        last,
        {
            sex: (known.split(), first, second, single)
            for sex, (known, first, second, single) in pools.items()
        },
    )
    for last, pools in _GENERATIONS
)


def surname(dice: Dice) -> str:
    return dice.drawn(_SURNAMES)


def given_name(dice: Dice, sex: str, born: int) -> str:
    """A given name as usual for the year of birth; most are put together from two."""
    pools = next(pools for last, pools in _POOLS if born <= last)
    known, first, second, single = pools[sex]
    share = dice.random()
    if share < single:
        return dice.one(second)
    if share < single + 0.25:
        return dice.one(known)
    one, two = dice.one(first), dice.one(second)
    return one + two if one != two else dice.one(known)


def full_name(dice: Dice, family: str, sex: str, born: int) -> str:
    return family + given_name(dice, sex, born)
