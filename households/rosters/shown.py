"""What the previews of the register's rosters show of derived values."""

from typing import Any

from exchange.cells import Choices
from households import choices
from households.rosters.effects import affected_households, register_written
from households.rosters.places import VillageName

#: Headings that exports carry and that are not read.
IGNORED = (
    "序号",
    "省",
    "省(自治区、直辖市)",
    "市",
    "县",
    "县(市、区)",
    "户主编号",
    "户主姓名",
    "户主证件号码",
    "人员识别时间",
    "错误说明",
)

#: Parts that all rosters of the register share.
COMMON: dict[str, Any] = {
    "ignored": IGNORED,
    "derived_headings": {
        "village": "行政村",
        "risks": "致贫返贫风险",
        "measures": "帮扶措施",
    },
    "derived_cells": {
        "village": VillageName(),
        "risks": Choices(choices.Risk.choices),
        "measures": Choices(choices.MeasureCategory.choices),
    },
    "order": "household.village_code, household.id",
    "affected": affected_households,
    "after": register_written,
}
