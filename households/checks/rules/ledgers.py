"""Rules of the other ledgers (domain §7.8), and what each of them waits for."""

from households.checks.declare import Waiting, wait

_RECTIFICATION = "需要问题整改台账"

wait(
    Waiting("Z01", "整改到期没有完成", _RECTIFICATION),
    Waiting("Z02", "销号没有佐证或审批，没有举一反三、回头看", _RECTIFICATION),
    Waiting("Z03", "阶段性整改没有下次检查日期", _RECTIFICATION),
    Waiting("Z04", "整改两次以上被退回", _RECTIFICATION),
    Waiting("D01", "可计算的指标被手工改写", "不会出现：指标只能由系统从数据行计算"),
    Waiting(
        "X01", "本系统与国家系统最近一次导出不一致", "需要保存国家系统导出的整份名单"
    ),
)
