"""Targets of figures. Without a value a figure has no target and no tint."""

from decimal import Decimal

from accounts.parameters import Declared, declare

VISIT_TARGET = declare(
    Declared(
        key="visit_rate_target",
        label="走访到位率目标",
        unit="%",
        default=Decimal(100),
        help="未消除户每月至少走访一次，默认 100%。",
    )
)
RESPONSIBLE_TARGET = declare(
    Declared(
        key="responsible_rate_target",
        label="帮扶责任人覆盖率目标",
        unit="%",
        default=Decimal(100),
        help="每户未消除户都应有一名帮扶责任人，默认 100%。",
    )
)
#: Quotas of elimination are forbidden (domain §3.4), hence no default.
ELIMINATION_TARGET = declare(
    Declared(
        key="elimination_rate_target",
        label="风险消除率参考值",
        unit="%",
        default=None,
        help="不得下达风险消除比例任务。仅在上级文件给出参考值时填写，用于对照。",
    )
)
