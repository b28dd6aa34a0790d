"""Batches of leads: received with their file, given back answered, withdrawn."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, Department
from exchange import files
from exchange.models import ImportRun
from exchange.models.import_run import EVERYTHING
from households.choices import LeadState
from households.leads.matching import match_leads
from households.leads.states import OPEN
from households.models import Deadline, Lead, LeadBatch
from households.services import lead_clocks
from households.workflow_querysets import LeadQuerySet

#: Below FILES_ROOT: kept as long as the batch, not as long as an import's file.
FOLDER = "leads"


def receive(
    *, run: ImportRun, leads: Collection[int], rows: Mapping[str, int]
) -> LeadBatch | None:
    """Keep the rows of a written file together, look them up, dispatch and date them.

    A file of which everything was pushed before makes no batch.
    """
    if not leads:
        return None
    department = Department.objects.get(pk=int(run.context["department"]))
    received_on = _received_on(run)
    batch = LeadBatch.objects.create(
        department=department,
        title=_("%(department)s, %(day)s")
        % {"department": department.name, "day": received_on.isoformat()},
        document_no=run.context.get("document_no", "")[:60],
        received_on=received_on,
        import_run_id=run.pk,
        created_by=run.owner,
        file_name=run.file_name,
        stored_name=_copied(run.stored_name),
        rows=dict(rows),
    )
    new = Lead.objects.filter(pk__in=leads)
    new.update(batch=batch)
    match_leads(list(leads), low=EVERYTHING[0], high=EVERYTHING[1], place=True)
    placed = ~Q(area__level=Area.Level.COUNTY)
    new.filter(placed, state=LeadState.UNASSIGNED).update(state=LeadState.VERIFYING)
    listed = new.select_related("area", "department").order_by("pk")
    lead_clocks.start_answer(list(listed), today=timezone.localdate())
    return batch


def withdraw(*, run: ImportRun, leads: Collection[int]) -> None:
    """After the rows of a run were taken back: clocks and an empty batch go too."""
    kept = set(Lead.objects.filter(pk__in=leads).values_list("pk", flat=True))
    gone = set(leads) - kept
    Deadline.objects.filter(subject_kind=lead_clocks.KIND, subject_id__in=gone).delete()
    for batch in LeadBatch.objects.filter(import_run_id=run.pk, leads=None):
        files.remove(batch.stored_name)
        batch.delete()


def statistics(batches: Any, own: LeadQuerySet, today: dt.date) -> Any:
    """Received, answered, answered within the limit, open and late, for each batch.

    Only ``own`` leads count: a township's figures are those of its own rows.
    """
    mine = Q(leads__in=own)
    answered = mine & Q(leads__answered_on__isnull=False)
    in_time = answered & Q(leads__answered_on__lte=F("leads__due_on"))
    still = mine & Q(leads__state__in=OPEN)
    return batches.annotate(
        received=Count("leads", filter=mine),
        answered=Count("leads", filter=answered),
        in_time=Count("leads", filter=in_time),
        open=Count("leads", filter=still),
        late=Count("leads", filter=still & Q(leads__due_on__lt=today)),
        refused=Count("leads", filter=mine & Q(leads__refused_on__isnull=False)),
    )


def _received_on(run: ImportRun) -> dt.date:
    try:
        return dt.date.fromisoformat(run.context.get("received_on", ""))
    except ValueError:
        return timezone.localdate()


def _copied(name: str) -> str:
    source = files.stored(name)
    target = files.new_path(FOLDER, Path(name).suffix)
    shutil.copyfile(source, target)
    target.chmod(0o600)
    return files.relative(target)
