"""Data quality: asking for a run, exempting hits, rechecking what was saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from exchange import jobs
from exchange.models import Job
from households.checks.run import recheck_households
from households.choices import HitState, Severity
from households.models import QualityHit
from households.workflow_querysets import QualityHitQuerySet

#: So many households are rechecked at once when they are saved; more (an import) wait
#: for a run in the background.
RECHECKED_AT_ONCE = 200
#: Key of the job over the whole register, so that it waits only once.
_WHOLE_REGISTER = "check-quality"


def start_check(*, by: User | None, rule: str = "") -> Job:
    """Queue a run over the whole register, of all rules or of one."""
    return jobs.start(
        kind=Job.Kind.CHECK_QUALITY,
        owner=by,
        parameters={"rule": rule} if rule else {},
        key=f"{_WHOLE_REGISTER}-{rule}" if rule else _WHOLE_REGISTER,
    )


def recheck_saved(households: Collection[int]) -> None:
    """Bring the hits of what was just saved up to date, now or in the background."""
    if len(households) > RECHECKED_AT_ONCE:
        start_check(by=None)
    else:
        recheck_households(households)


@transaction.atomic
def exempt_hits(
    *,
    hits: QualityHitQuerySet,
    by: User,
    reason: str,
    until: dt.date | None = None,
) -> int:
    """Mark open hits as checked and right (核实无误); returns how many were open.

    An exemption ends with its last day or when the values change. Raises
    ValidationError by field.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the data are right as they are.")})
    if until is not None and until <= timezone.localdate():
        raise ValidationError({"until": _("The last day must be in the future.")})
    return hits.open().update(
        state=HitState.EXEMPT,
        exempt_reason=reason.strip(),
        exempt_by=by,
        exempt_at=timezone.now(),
        exempt_until=until,
        before_import=None,
    )


@transaction.atomic
def withdraw_exemptions(*, hits: QualityHitQuerySet) -> int:
    """Open exempt hits again; the reason stays readable until the next one."""
    exempt = hits.filter(state=HitState.EXEMPT)
    return exempt.update(state=HitState.OPEN, before_import=None)


def errors_of(household_id: int) -> list[QualityHit]:
    """Open hits of a household that must be mended, for the note after saving."""
    rows = QualityHit.objects.open().filter(
        household=household_id, severity=Severity.MUST_FIX
    )
    return list(rows.select_related("household", "member"))
