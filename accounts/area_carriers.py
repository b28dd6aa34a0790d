"""The columns of accounts that name an area."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.carriers import carries_area, keeps_area
from accounts.models import Area, User
from accounts.models.areas import AreaMerger

carries_area(User, "area", {_("%(count)s accounts"): Count("pk")})
keeps_area(Area, "parent", "the code of a village names its township")
keeps_area(Area, "predecessors", "tells the merger itself")
keeps_area(Area.predecessors.through, "from_area", "tells the merger itself")
keeps_area(Area.predecessors.through, "to_area", "tells the merger itself")
keeps_area(AreaMerger, "predecessor", "tells the merger itself")
keeps_area(AreaMerger, "successor", "tells the merger itself")
