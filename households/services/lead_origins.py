"""Leads that arise inside the application: from a visit, a screening, a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from households import choices
from households.leads.states import OPEN
from households.models import Deadline, Lead, QualityHit, ScreeningResult, Visit
from households.services import lead_clocks
from households.services.leads import create_lead
from households.workflow_querysets import LeadQuerySet

_CONTENT = 500


def lead_from_visit(*, visit: Visit, by: User | None) -> Lead:
    """The lead of a visit that suspects a risk; a household has one such at a time.

    Raises PermissionDenied for a visit out of reach.
    """
    return known_from_visit(visit) or create_lead(
        source=choices.LeadSource.VISIT,
        area=visit.village,
        person_name=visit.household.head_name,
        content=content_of_visit(visit),
        received_on=visit.visited_on,
        by=by,
        household=visit.household,
        visit=visit,
    )


def known_from_visit(visit: Visit) -> Lead | None:
    """The visit's own lead, else an open one from an earlier visit."""
    own: Lead | None = Lead.objects.filter(visit=visit).first()
    return own or _open_from_visits([visit.household_id]).first()


@transaction.atomic
def leads_from_visits(*, visits: Collection[int], by: User | None) -> int:
    """The leads of imported visits that suspect a risk, set-based; how many arose."""
    rows = Visit.objects.valid().filter(
        pk__in=visits, conclusion=choices.Conclusion.SUSPECTED, lead=None
    )
    rows = rows.exclude(
        household__in=_open_from_visits(rows.values("household")).values("household")
    )
    new = [
        Lead(
            source=choices.LeadSource.VISIT,
            area=visit.village,
            person_name=visit.household.head_name,
            content=content_of_visit(visit),
            received_on=visit.visited_on,
            household=visit.household,
            visit=visit,
            match=choices.LeadMatch.MATCHED,
            recorded_by=by,
        )
        for visit in rows.select_related("household", "village")
    ]
    Lead.objects.bulk_create(new)
    lead_clocks.start_answer(new, today=timezone.localdate())
    return len(new)


@transaction.atomic
def take_back_from_visits(*, visits: Collection[int]) -> int:
    """Before imported visits are withdrawn: their leads, as long as nobody has worked
    on them. A lead that somebody did work on keeps its visit. Returns how many went."""
    rows = Lead.objects.filter(
        source=choices.LeadSource.VISIT,
        visit__in=visits,
        state=choices.LeadState.VERIFYING,
        version=1,
    )
    gone = list(rows.values_list("pk", flat=True))
    Deadline.objects.filter(subject_kind=lead_clocks.KIND, subject_id__in=gone).delete()
    rows.delete()
    return len(gone)


@transaction.atomic
def lead_from_screening(*, result: ScreeningResult, by: User | None) -> Lead:
    """The lead of a household that a screening round suspects of a risk."""
    if result.lead is not None:
        return result.lead
    lead = create_lead(
        source=choices.LeadSource.SCREENING,
        area=result.village,
        person_name=result.household.head_name,
        content=content_of_screening(result),
        received_on=result.screened_on,
        by=by,
        household=result.household,
    )
    result.lead = lead
    result.save(update_fields=["lead"])
    return lead


@transaction.atomic
def lead_from_hit(*, hit: QualityHit, by: User | None) -> Lead:
    """The lead of a finding in the data, one as long as it is open.

    Raises ValueError for a finding about a village, which speaks of nobody.
    """
    if hit.household is None:
        raise ValueError("a hit without a household is about nobody")
    mark = f"{hit.rule}:{hit.key}"[:60]
    found = Lead.objects.filter(
        source=choices.LeadSource.QUALITY, external_no=mark, state__in=OPEN
    )
    known: Lead | None = found.select_for_update().first()
    person = hit.member.name if hit.member else hit.household.head_name
    return known or create_lead(
        source=choices.LeadSource.QUALITY,
        area=hit.village,
        person_name=person,
        content=_joined(
            [
                _("Finding of rule %(rule)s") % {"rule": hit.rule},
                *(str(value) for value in hit.values.values() if value),
            ]
        ),
        received_on=timezone.localdate(),
        by=by,
        household=hit.household,
        member=hit.member,
        external_no=mark,
    )


def content_of_screening(result: ScreeningResult) -> str:
    said = [*_signals(result.signals), result.note]
    return _joined(said) or _("A screening round suspects a risk.")


def content_of_visit(visit: Visit) -> str:
    said = [*_signals(visit.signals), visit.problem_note, visit.needs]
    return _joined(said) or _("The visit suspects a risk.")


def _open_from_visits(households: Any) -> LeadQuerySet:
    return Lead.objects.filter(
        source=choices.LeadSource.VISIT, household__in=households, state__in=OPEN
    )


def _signals(codes: Iterable[str]) -> list[str]:
    labels = dict(choices.Signal.choices)
    return [str(labels.get(code, code)) for code in codes]


def _joined(parts: Iterable[str]) -> str:
    return "；".join(part.strip() for part in parts if part.strip())[:_CONTENT]
