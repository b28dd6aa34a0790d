"""What a merger of villages does with month rows."""

from accounts.carriers import keeps_area
from dashboards.models import HouseholdMonth, VillageMonth

for rows in (HouseholdMonth, VillageMonth):
    keeps_area(
        rows,
        "village",
        "an open month is computed again, a closed one stays as it was reported",
    )
