"""Rules of the other ledgers (domain §7.8), and what each of them waits for."""

from households.checks.declare import Waiting, wait

_FUNDS = "需要衔接资金项目台账"
_RECTIFICATION = "需要问题整改台账"

wait(
    Waiting("F01", "资金来源合计与项目投资不符，或拨付超过安排", _FUNDS),
    Waiting("F02", "完工没有验收或资产登记，或先开工后批复", _FUNDS),
    Waiting("F03", "没有公示、绩效目标或联农带农机制", _FUNDS),
    Waiting("F04", "下年度项目库总额不高于本年度计划总额", _FUNDS),
    Waiting("F05", "产业项目占比低于规定", _FUNDS),
    Waiting("F06", "支出进度落后，或到期没有完工", _FUNDS),
    Waiting("F07", "带动户数为 0 或超过全村户数", _FUNDS),
    Waiting("Z01", "整改到期没有完成", _RECTIFICATION),
    Waiting("Z02", "销号没有佐证或审批，没有举一反三、回头看", _RECTIFICATION),
    Waiting("Z03", "阶段性整改没有下次检查日期", _RECTIFICATION),
    Waiting("Z04", "整改两次以上被退回", _RECTIFICATION),
    Waiting("D01", "可计算的指标被手工改写", "不会出现：指标只能由系统从数据行计算"),
    Waiting(
        "X01", "本系统与国家系统最近一次导出不一致", "需要保存国家系统导出的整份名单"
    ),
)
