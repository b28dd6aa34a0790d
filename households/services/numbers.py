"""Finding people by number and showing a number in full: limited and logged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessLog, User
from accounts.services import log_access
from core.sensitive import SensitiveModel, digest_of, tail_of
from households.models import Household, Member
from households.models.members import ID_NO
from households.rules import normalise_id_no

if TYPE_CHECKING:
    from django.http import HttpRequest

#: A day's work needs fewer; more is somebody reading the register out.
REVEALS_A_DAY = 50
SEARCHES_A_DAY = 100
DUPLICATES_A_DAY = 20
MAX_FOUND = 50
#: How the access log names the answer «already in the register».
DUPLICATE = "duplicate"

#: What may be shown in full, by model.
REVEALABLE: dict[type[SensitiveModel], tuple[str, ...]] = {
    Member: ("id_no", "phone"),
    Household: ("phone", "bank_account"),
}

_WHOLE = re.compile(r"\d{17}[\dX]")
_TAIL = re.compile(r"\d{3}[\dX]")


@transaction.atomic
def find_members(*, user: User, text: str, request: HttpRequest) -> list[Member]:
    """Members by the whole identity number or its last four, inside the user's area.

    Somebody who lives elsewhere and somebody who does not exist give the same answer.
    Raises ValidationError for other input and when the day's searches are used up.
    """
    number = normalise_id_no(text)
    rows = Member.objects.visible_to(user)
    if _WHOLE.fullmatch(number):
        rows = rows.filter(id_no_digest=digest_of(ID_NO, number))
    elif _TAIL.fullmatch(number):
        rows = rows.filter(id_no_tail=tail_of(ID_NO, number))
    else:
        raise ValidationError(
            _("Give the whole identity number or its last four characters.")
        )
    spend(user, AccessLog.Kind.SEARCH, SEARCHES_A_DAY)
    found = list(rows.select_related("household__village").order_by("pk")[:MAX_FOUND])
    log_access(
        kind=AccessLog.Kind.SEARCH,
        user=user,
        request=request,
        object_type="member",
        object_ids=[member.pk for member in found],
        row_count=len(found),
        detail={"by": "tail" if len(number) == 4 else "whole"},
    )
    return found


def find_households(*, user: User, text: str) -> list[Household]:
    """Households of the user's area by their number or its last digits."""
    rows = Household.objects.visible_to(user).active().numbered(text)
    return list(rows.select_related("village").order_by("pk")[:MAX_FOUND])


@transaction.atomic
def reveal(
    *, user: User, row: SensitiveModel, name: str, reason: str, request: HttpRequest
) -> str:
    """A number in full, for a reason. The log entry is written or nothing is shown."""
    if not reason.strip():
        raise ValidationError(_("Give the reason; it is kept in the log."))
    spend(user, AccessLog.Kind.REVEAL, REVEALS_A_DAY)
    value = row.reveal(name)
    log_access(
        kind=AccessLog.Kind.REVEAL,
        user=user,
        request=request,
        object_type=str(row._meta.model_name),
        object_ids=[row.pk],
        reason=reason,
        row_count=1,
        detail={"field": name},
    )
    return value


def may_ask_again(user: User) -> bool:
    """Whether the day's «already in the register» answers are not used up."""
    return answers_left(user) > 0


@transaction.atomic
def answers_left(user: User) -> int:
    """How many more «already in the register» answers the day has, forms and imports
    together; an import gives as many at once as its file holds such numbers."""
    # The row lock makes parallel requests of one person count one after another.
    User.objects.select_for_update().get(pk=user.pk)
    given = _today(user, AccessLog.Kind.SEARCH, detail__by=DUPLICATE)
    used = given.aggregate(n=Sum(Coalesce("row_count", 1), default=0))["n"]
    return max(0, DUPLICATES_A_DAY - int(used))


def log_duplicate(*, user: User, request: HttpRequest) -> None:
    """That a number is taken is knowledge about somebody, perhaps elsewhere."""
    log_access(request=request, user=user, **duplicates_entry(1))


def duplicates_entry(found: int, *, run: int | None = None) -> dict[str, Any]:
    """What the access log keeps of so many «already in the register» answers."""
    return {
        "kind": AccessLog.Kind.SEARCH,
        "object_type": "member",
        "row_count": found,
        "detail": {"by": DUPLICATE} | ({"run": run} if run else {}),
    }


def spend(user: User, kind: str, limit: int) -> None:
    """Take one of the day's look-ups. Raises ValidationError when none is left."""
    # The row lock makes parallel requests of one person count one after another.
    User.objects.select_for_update().get(pk=user.pk)
    if _today(user, kind).count() >= limit:
        raise ValidationError(
            _("Today's %(limit)s look-ups are used up; go on tomorrow.")
            % {"limit": limit}
        )


def _today(user: User, kind: str, **conditions: Any) -> QuerySet[AccessLog]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return AccessLog.objects.filter(
        user=user, kind=kind, at__gte=midnight, **conditions
    )
