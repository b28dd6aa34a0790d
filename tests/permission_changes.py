"""The addresses of household changes and of the bridge of a month."""

from __future__ import annotations

from tests import permission_arguments as of
from tests.permission_arguments import Line, Whose

AREA = Whose.AREA
READ = ("households.view_household",)
CHANGE = ("households.change_household",)
WITHDRAW = ("households.withdraw_household",)
FIGURES = ("dashboards.view_figures",)
#: Files of pages that no department has.
AREA_FILE = ("exchange.export_roster",)
#: A file that the world did not write.
GONE = frozenset({404, 410})

CHANGES = [
    Line("households:changes", READ),
    Line("households:household-changes", READ, AREA, of.household),
    # Of the kinds, the one that fewest may do.
    Line("households:change-create", WITHDRAW, AREA, of.change_kind),
    Line("households:change-undo", CHANGE, AREA, of.change),
    Line("households:household-on-day", READ, AREA, of.household),
    Line("households:household-on", READ, AREA, of.household_day),
    Line("dashboards:bridge", FIGURES, AREA, query=of.area),
    # Last month has not been computed in this world.
    Line(
        "dashboards:bridge-rows",
        FIGURES,
        AREA,
        query=of.bridge_cell,
        answers=frozenset({404}),
    ),
    Line("dashboards:bridge-file", AREA_FILE, AREA, query=of.area, answers=GONE),
]
