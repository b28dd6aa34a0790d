"""Leads of results that came in by a file, set-based."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from households import choices
from households.models import Deadline, Lead, ScreeningResult
from households.services import lead_clocks
from households.services.lead_origins import content_of_screening


@transaction.atomic
def leads_from_screenings(*, results: Collection[int], by: User | None) -> int:
    """The leads of results that suspect a risk and have none; how many arose."""
    rows = ScreeningResult.objects.filter(
        pk__in=results, outcome=choices.ScreeningOutcome.SUSPECTED, lead=None
    )
    found = list(rows.select_related("household", "village"))
    leads = [
        Lead(
            source=choices.LeadSource.SCREENING,
            area=result.village,
            person_name=result.household.head_name,
            content=content_of_screening(result),
            received_on=result.screened_on,
            household=result.household,
            match=choices.LeadMatch.MATCHED,
            recorded_by=by,
        )
        for result in found
    ]
    Lead.objects.bulk_create(leads)
    for result, lead in zip(found, leads, strict=True):
        result.lead = lead
    ScreeningResult.objects.bulk_update(found, ["lead"])
    lead_clocks.start_answer(leads, today=timezone.localdate())
    return len(leads)


@transaction.atomic
def take_back_from_screenings(*, results: Collection[int]) -> int:
    """Before imported results are withdrawn: their leads, as long as nobody has worked
    on them. Returns how many went."""
    rows = Lead.objects.filter(
        source=choices.LeadSource.SCREENING,
        screening_result__in=results,
        state=choices.LeadState.VERIFYING,
        version=1,
    )
    gone = list(rows.values_list("pk", flat=True))
    ScreeningResult.objects.filter(lead__in=gone).update(lead=None)
    Deadline.objects.filter(subject_kind=lead_clocks.KIND, subject_id__in=gone).delete()
    Lead.objects.filter(pk__in=gone).delete()
    return len(gone)
