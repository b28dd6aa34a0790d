"""What a merger of villages does with the register, and whom it tells."""

from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from accounts.carriers import carries_area, keeps_area
from accounts.signals import areas_merged
from households.models import (
    Case,
    Deadline,
    Household,
    HouseholdChange,
    Lead,
    QualityHit,
    ResettlementSite,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
    ScreeningVillage,
    Visit,
)
from households.signals import register_changed

carries_area(
    Household,
    "village",
    {
        _("%(count)s households"): Count("pk"),
        _("%(count)s persons"): Sum("persons"),
    },
)
carries_area(Visit, "village", {_("%(count)s visits"): Count("pk")})
carries_area(
    ResettlementSite, "village", {_("%(count)s resettlement sites"): Count("pk")}
)
carries_area(Lead, "area", {_("%(count)s leads"): Count("pk")})
carries_area(Case, "village", {_("%(count)s procedures"): Count("pk")})
carries_area(Deadline, "area")
carries_area(QualityHit, "village")
carries_area(ScreeningResult, "village")
carries_area(ScreeningHousehold, "village")
keeps_area(
    ScreeningVillage,
    "village",
    "its households move on; the round looks again at night",
)
keeps_area(HouseholdChange, "from_village", "tells a move as it was on its day")
keeps_area(HouseholdChange, "to_village", "tells a move as it was on its day")
_ANNOUNCED = "the scope as announced; its list follows what an area goes on as"
keeps_area(ScreeningRound, "areas", _ANNOUNCED)
keeps_area(ScreeningRound.areas.through, "area", _ANNOUNCED)


def on_areas_merged(sender: Any, *, codes: list[str], **kwargs: Any) -> None:
    """Figures of every open month: of the old village, the new one and above."""
    register_changed.send(sender=sender, months=[])


areas_merged.connect(on_areas_merged, dispatch_uid="register")
