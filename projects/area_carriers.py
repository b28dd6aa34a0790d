"""What a merger of villages does with projects and villages of rural construction."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.carriers import carries_area
from projects.models import Asset, DemonstrationVillage, Project, VillagePlan

carries_area(Project, "area", {_("%(count)s projects"): Count("pk")})
carries_area(Asset, "area", {_("%(count)s assets of projects"): Count("pk")})
carries_area(DemonstrationVillage, "village")
carries_area(VillagePlan, "village")
