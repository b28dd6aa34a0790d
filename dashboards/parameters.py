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
MEASURE_TARGET = declare(
    Declared(
        key="measure_rate_target",
        label="帮扶措施覆盖率目标",
        unit="%",
        default=Decimal(100),
        help="每户未消除户都应落实帮扶措施，默认 100%。",
    )
)
DEVELOPMENT_TARGET = declare(
    Declared(
        key="development_rate_target",
        label="开发式措施覆盖率目标",
        unit="%",
        default=Decimal(100),
        help="有劳动能力的户至少落实一项开发式措施，默认 100%。",
    )
)
IN_TIME_TARGET = declare(
    Declared(
        key="measures_in_time_target",
        label="措施及时率目标",
        unit="%",
        default=Decimal(100),
        help="识别后在规定天数内落实措施，默认 100%。",
    )
)
MEDICAL_TARGET = declare(
    Declared(
        key="medical_coverage_target",
        label="基本医保参保率目标",
        unit="%",
        default=Decimal(100),
        help="监测对象和脱贫人口应参尽参，默认 100%。",
    )
)
#: The scope of the pension rate differs by place (domain §16), hence no default.
PENSION_TARGET = declare(
    Declared(
        key="pension_coverage_target",
        label="基本养老保险参保率目标",
        unit="%",
        default=None,
        help="按上级文件填写，未填写时不对照。",
    )
)
COMPLETION_TARGET = declare(
    Declared(
        key="project_completion_target",
        label="项目完工率目标",
        unit="%",
        default=Decimal(100),
        help="年度计划内的项目按期完工，默认 100%，按项目个数和按资金分别对照。",
    )
)
