"""Household changes as a file to read. Only out: a change is checked against what the
household is on its day, and shown before it is made, which a cell cannot be."""

from exchange.roster import Column, Match, Roster, Target
from households.models import HouseholdChange
from households.registers.changes import CHANGES as LIST
from households.rosters import columns, targets
from households.rosters.shown import COMMON

_AREA = "(SELECT a.name FROM accounts_area a WHERE a.code = change.{}_village_code)"

CHANGES = Roster(
    key="changes",
    label="户情变更台账",
    description="人员增减、户主变更、迁移、分户、并户、清退和消亡，一次变更一行，只导出",
    columns=(
        *columns.place(),
        columns.household_number(),
        Column("户主姓名", "~head", source="household.head_name"),
        Column("变更类型", "change.kind"),
        Column("变更日期", "change.effective_on"),
        Column(
            "成员姓名",
            "~member",
            source="(SELECT m.name FROM households_member m "
            "WHERE m.id = change.member_id)",
        ),
        Column("涉及人数", "change.persons"),
        Column("原村", "~from", source=_AREA.format("from")),
        Column("现村", "~to", source=_AREA.format("to")),
        Column(
            "关联户编号",
            "~other",
            source="(SELECT o.household_no FROM households_household o "
            "WHERE o.id = change.other_household_id)",
        ),
        Column("变更原因", "change.reason"),
        Column("登记时间", "change.recorded_at"),
    ),
    targets=(
        targets.household(creates=False, writes=False),
        Target(
            "change",
            HouseholdChange,
            (Match(("id",)),),
            parents={"household": "household"},
        ),
    ),
    unit="change",
    rows=LIST.select,
    importable=False,
    **COMMON,
)
