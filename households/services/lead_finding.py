"""Finding leads by identity number: limited and logged like the search for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AccessLog, User
from accounts.services import log_access
from core.sensitive import digest_of
from households.models import Lead
from households.models.members import ID_NO
from households.rules import normalise_id_no
from households.services.numbers import SEARCHES_A_DAY, spend

if TYPE_CHECKING:
    from django.http import HttpRequest

_WHOLE = re.compile(r"\d{17}[\dX]")
_MOST = 50


@transaction.atomic
def find_leads(*, user: User, text: str, request: HttpRequest) -> list[Lead]:
    """Leads about the whole identity number, inside the account's reach.

    Raises ValidationError for other input and when the day's searches are used up.
    """
    number = normalise_id_no(text)
    if not _WHOLE.fullmatch(number):
        raise ValidationError(_("Give the whole identity number."))
    spend(user, AccessLog.Kind.SEARCH, SEARCHES_A_DAY)
    rows = Lead.objects.visible_to(user).filter(id_no_digest=digest_of(ID_NO, number))
    found = list(rows.select_related("area__parent", "department")[:_MOST])
    log_access(
        kind=AccessLog.Kind.SEARCH,
        user=user,
        request=request,
        object_type="lead",
        object_ids=[lead.pk for lead in found],
        row_count=len(found),
        detail={"by": "whole"},
    )
    return found
