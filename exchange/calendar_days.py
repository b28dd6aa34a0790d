"""The roster of calendar days: holidays and make-up working days of a year."""

from collections.abc import Mapping

from django.db.models import QuerySet

from accounts.models import CalendarDay, User
from exchange.cells import YesNo
from exchange.roster import Column, Match, Roster, Target


def own_days(user: User, query: Mapping[str, str]) -> QuerySet[CalendarDay]:
    return CalendarDay.objects.managed_by(user)


CALENDAR_DAYS = Roster(
    key="calendar",
    label="放假调休安排",
    description="国务院办公厅放假通知中的放假日和调休上班日，一日一行；周末和平日不必填写",
    columns=(
        Column("日期", "day.day", aliases=("放假日期",), required=True),
        Column(
            "是否上班",
            "day.is_working",
            aliases=("上班", "是否工作日"),
            required=True,
            cell=YesNo(),
            help="放假填“否”，调休上班填“是”",
        ),
        Column("名称", "day.name", aliases=("节日", "节日名称"), required=True),
        Column("文号", "day.source", aliases=("来源", "依据")),
    ),
    targets=(Target("day", CalendarDay, (Match(("day",)),)),),
    unit="day",
    permission="accounts.manage_calendar",
    export_permission="accounts.manage_calendar",
    recognised_by=("day.day", "day.is_working"),
    title=("day.day", "day.name"),
    rows=own_days,
    prefilled=True,
    everything=True,
)
