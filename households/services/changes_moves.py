"""跨村迁移: a household moves to another village of the city (domain §3.5)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Area, User
from core.saving import save_checked
from households import choices
from households.models import Household, HouseholdChange
from households.services.changes_parts import (
    announce,
    check,
    hand_over,
    locked,
    record,
    require_active,
)


@transaction.atomic
def move_household(
    *,
    household: Household,
    to_village: Area,
    by: User,
    on: dt.date,
    reason: str,
    group_no: str = "",
    hamlet: str = "",
) -> HouseholdChange:
    """Move to a village inside the mover's own area: a township within itself, the
    bureau across townships. Open leads, procedures and clocks go along; visits and
    closed months stay where they were made.

    Raises ValidationError by field (``on``, ``reason``, ``to_village``),
    PermissionDenied outside scope or role.
    """
    (household,) = locked([household], by)
    require_active(household)
    allowed = Area.objects.visible_to(by).villages().current()
    if not allowed.filter(pk=to_village.pk).exists():
        raise ValidationError(
            {"to_village": _("Only the bureau moves households across townships.")}
        )
    if to_village.code == household.village_id:
        raise ValidationError({"to_village": _("The household lives there already.")})
    check(on, reason, households=[household])
    from_village = household.village
    row = record(
        kind=choices.ChangeKind.MOVED,
        household=household,
        by=by,
        on=on,
        reason=reason,
        persons=household.persons,
        details={"group_no": household.group_no, "hamlet": household.hamlet},
        from_village=from_village,
        to_village=to_village,
    )
    household.village = to_village
    household.group_no, household.hamlet = group_no.strip(), hamlet.strip()
    save_checked(household)
    hand_over(household, to_village)
    announce([household], on)
    return row
