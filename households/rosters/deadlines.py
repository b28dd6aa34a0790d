"""Running deadlines as a file to read. A date in a cell moves no clock: only out."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from accounts.models import Area
from exchange.cells import Choice, Whole
from exchange.roster import Column, Match, Roster, Target
from households.clocks.definitions import CLOCKS
from households.models import Deadline
from households.registers.deadlines import DEADLINES as LIST

_AREA = Area._meta.db_table
_CLOCKS = [(key, str(clock.label)) for key, clock in CLOCKS.items()]
_TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"

DEADLINES = Roster(
    key="deadlines",
    label="办理时限",
    description="在办事项及其时限，一项一行，只导出",
    columns=(
        Column(
            "镇（办）",
            "~town",
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = "
            "substr(deadline.area_code, 1, 9) || '000')",
        ),
        Column(
            "村（社区）",
            "~village",
            source=f"(SELECT name FROM {_AREA} a WHERE a.code = deadline.area_code "
            "AND a.level = 'village')",
        ),
        Column("事项", "deadline.title"),
        Column("时限种类", "deadline.clock", cell=Choice(_CLOCKS)),
        Column("办理人", "deadline.holder"),
        Column("起算日期", "deadline.started_on"),
        Column("原到期日", "deadline.first_due_on"),
        Column("到期日", "deadline.due_on"),
        Column(
            "逾期天数",
            "~late",
            cell=Whole(),
            source="CASE WHEN deadline.paused_on IS NULL "
            f"AND deadline.due_on < {_TODAY} THEN {_TODAY} - deadline.due_on END",
        ),
        Column("暂停日期", "deadline.paused_on"),
        Column("暂停原因", "deadline.pause_reason"),
        Column("升级至", "deadline.escalated_to"),
        Column("升级日期", "deadline.escalated_on"),
    ),
    targets=(Target("deadline", Deadline, (Match(("id",)),)),),
    unit="deadline",
    rows=LIST.select,
    order="deadline.due_on, deadline.id",
    importable=False,
)
