"""Recorded visits as a file to read: what the list of visit records shows.

The other direction is the roster of a month's visits (``visits``), which also lists the
households that are still to be visited.
"""

from exchange.roster import Column, Match, Roster, Target
from households.models import Visit
from households.registers import VISITS as LIST
from households.rosters import columns, targets
from households.rosters.shown import COMMON
from households.rosters.visits import VISITS

VISIT_RECORDS = Roster(
    key="visit-records",
    label="走访记录",
    description="已录入的走访，一次一行，只导出",
    columns=(
        *columns.place(),
        columns.household_number(),
        Column("月份", "visit.month"),
        Column("户主姓名", "~head", source="household.head_name"),
        *VISITS.columns_of("visit"),
        Column("录入方式", "visit.entered_through"),
        Column("更正次数", "~corrections", source="visit.version - 1"),
    ),
    targets=(
        targets.household(creates=False, writes=False),
        Target("visit", Visit, (Match(("id",)),), parents={"household": "household"}),
    ),
    unit="visit",
    rows=LIST.select,
    importable=False,
    **COMMON,
)
