"""The columns of the monitoring record: risks, measures, findings (domain §4.4)."""

from exchange.cells import Choice, Day, YesNo
from exchange.roster import Column
from households import choices
from households.rosters.cells import CATEGORY_WORDS, Ticked, phone_cell
from households.rosters.columns import MONTH_HELP


def episode() -> tuple[Column, ...]:
    return (
        Column(
            "监测对象类别",
            "episode.category",
            aliases=("监测类别", "监测户类型", "监测对象类型"),
            cell=Choice(choices.Category.choices, CATEGORY_WORDS),
        ),
        Column(
            "识别监测时间",
            "episode.identified_on",
            aliases=("识别时间", "纳入时间", "纳入监测时间"),
            cell=Day(month=True),
            help=MONTH_HELP,
        ),
        *_risks(),
        Column("因自然灾害子项", "episode.disaster_kind"),
        Column("因自然灾害备注", "episode.disaster_note"),
        Column("风险备注", "episode.risk_note", aliases=("风险备注(其他)",)),
        Column("实施开发式帮扶措施情况", "episode.development_state"),
        *_measures(),
        Column(
            "风险是否已消除",
            "~eliminated",
            aliases=("风险是否消除", "是否消除风险"),
            cell=YesNo(),
            source="CASE WHEN episode.id IS NOT NULL "
            "THEN episode.eliminated_on IS NOT NULL END",
        ),
        Column("风险消除方式", "episode.elimination_mode", aliases=("消除方式",)),
        Column(
            "消除监测时间",
            "episode.eliminated_on",
            aliases=("消除时间", "风险消除时间"),
            cell=Day(month=True),
            help=MONTH_HELP,
        ),
        Column("享受低保政策情况", "episode.has_dibao", cell=Ticked()),
        Column("享受特困供养政策情况", "episode.has_tekun", cell=Ticked()),
        Column("监测联系人", "episode.contact_name"),
        Column(
            "监测联系人电话", "episode.contact_phone", cell=phone_cell(landline=True)
        ),
        Column("信息采集人", "episode.collector_name"),
        Column(
            "信息采集人电话", "episode.collector_phone", cell=phone_cell(landline=True)
        ),
    )


_RISK_ALIASES = {
    1: ("主要致贫原因", "主要风险", "致贫返贫风险", "主要致贫返贫风险"),
    2: ("次要致贫原因",),
}


def _risks() -> list[Column]:
    return [
        Column(
            f"致贫返贫风险{number}",
            f"~risk{number}",
            aliases=(f"风险{number}", *_RISK_ALIASES.get(number, ())),
            cell=Choice(choices.Risk.choices),
            source=f"episode.risks[{number}]",
            templated=number <= 3,
        )
        for number in range(1, 6)
    ]


def _measures() -> list[Column]:
    return [
        Column(
            str(measure.label),
            f"~{measure.value}",
            cell=Ticked(),
            source="CASE WHEN episode.id IS NOT NULL "
            f"THEN '{measure.value}' = ANY(episode.measures) END",
            templated=False,
        )
        for measure in choices.MeasureCategory
    ]


def finding(target: str, moment: str) -> tuple[Column, ...]:
    """[识别时] and [消除后]: four guarantees and the household's books."""

    def column(heading: str, field: str, *others: str) -> Column:
        names = (heading, *others)
        aliases = [
            f"{form}{name}"
            for name in names
            for form in (moment, f"({moment})", f"[{moment}]")
        ]
        return Column(
            f"[{moment}]{heading}",
            f"{target}.{field}",
            aliases=aliases,
            templated=False,
        )

    return (
        column("住房是否出现安全问题", "housing_problem"),
        column("是否有义务教育阶段适龄儿童少年失学辍学", "dropout_problem"),
        column("饮水是否出现安全问题", "water_problem"),
        column(
            "是否有家庭成员未参加基本医疗保险",
            "uninsured_problem",
            "是否有家庭成员未参加城乡居民(职工)基本医疗保险",
        ),
        column("工资性收入", "wage"),
        column("生产经营性收入", "operating"),
        column("财产性收入", "property"),
        column("转移性收入", "transfer"),
        column("生产经营性支出", "operating_cost"),
        column("纯收入", "net"),
        column("人均纯收入", "per_capita"),
        column("理赔收入", "claims"),
        column("合规自付支出", "self_paid"),
    )
