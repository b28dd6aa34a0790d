"""What a merger of villages does with month rows."""

from accounts.carriers import keeps_area
from dashboards.models import HouseholdMonth, ProjectMonth, VillageMonth

_REASON = "an open month is computed again, a closed one stays as it was reported"

for rows in (HouseholdMonth, VillageMonth):
    keeps_area(rows, "village", _REASON)
keeps_area(ProjectMonth, "area", _REASON)
