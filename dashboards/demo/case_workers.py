"""Accounts of the grid workers whose names stand on the visits of their villages.

Nobody logs in with them: they have no password. But each step of a village was taken
by somebody of that village.
"""

from django.contrib.auth.hashers import make_password

from accounts.models import Area, User
from accounts.roles import Role
from dashboards.demo import names
from dashboards.demo.dice import Dice
from households.models import Visit


def village_workers() -> None:
    """Make the account of every village that has none yet."""
    rows = User.objects.filter(role=Role.VILLAGE_WORKER)
    known = set(rows.values_list("area__code", flat=True))
    missing = Area.objects.villages().current().exclude(code__in=known)
    visitors = dict(
        Visit.objects.filter(village__in=missing.values("code"))
        .order_by("village_id", "-month", "pk")
        .distinct("village_id")
        .values_list("village__code", "visitors")
    )
    User.objects.bulk_create(
        User(
            username=f"grid{area.code[6:]}",
            full_name=visitors.get(area.code, "").partition("、")[0] or _name(area),
            role=Role.VILLAGE_WORKER,
            area=area,
            post="网格员",
            password=make_password(None),
        )
        for area in missing
    )


def _name(area: Area) -> str:
    """Of a village that nobody has visited yet."""
    dice = Dice(f"grid:{area.code}")
    return names.full_name(dice, names.surname(dice), "female", 1985)
