"""What was done for a measure, on which day and for how much; and what proves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from assistance.choices import MeasureState
from assistance.models import Measure, MeasureEvidence, MeasureRecord
from assistance.services.measures import locked, save_counted
from assistance.services.measures_checks import check_record
from assistance.services.measures_episode import measures_written
from exchange import attachments
from households.services.register import StaleRowError, fingerprint


@transaction.atomic
def add_record(
    *,
    measure: Measure,
    by: User,
    done_on: dt.date,
    content: str,
    amount: Decimal | None = None,
    over_reason: str = "",
    upload: UploadedFile | None = None,
) -> MeasureRecord:
    """Something was done; a measure that was only planned has begun with it.

    ``upload`` is a photo or paper that proves it. Raises ValidationError by field.
    """
    row = locked(measure.pk)
    record = MeasureRecord(
        measure=row,
        done_on=done_on,
        content=content,
        amount=amount,
        over_reason=over_reason,
        recorded_by=by,
    )
    _save_record(record, row)
    if upload is not None:
        _file(row, upload, by)
    _begin(row, done_on)
    save_counted(row)
    measures_written([(row.household_id, row.kind.category)])
    return record


@transaction.atomic
def update_record(
    *,
    pk: int,
    by: User,
    done_on: dt.date,
    content: str,
    seen: str,
    amount: Decimal | None = None,
    over_reason: str = "",
) -> MeasureRecord:
    """Correct a record. Raises ValidationError by field, StaleRowError."""
    record = _locked_record(pk, seen)
    row = locked(record.measure_id)
    record.done_on, record.content = done_on, content
    record.amount, record.over_reason = amount, over_reason
    record.recorded_by = by
    _save_record(record, row)
    save_counted(row)
    measures_written([(row.household_id, row.kind.category)])
    return record


@transaction.atomic
def remove_record(*, pk: int) -> Measure:
    """Take out a record entered by mistake; the history keeps it."""
    record = _locked_record(pk)
    row = locked(record.measure_id)
    record.delete()
    save_counted(row)
    measures_written([(row.household_id, row.kind.category)])
    return row


@transaction.atomic
def add_evidence(
    *, measure: Measure, upload: UploadedFile, by: User
) -> MeasureEvidence:
    """File what proves a measure. Raises ValidationError (``file``)."""
    return _file(locked(measure.pk), upload, by)


@transaction.atomic
def withdraw_evidence(*, pk: int) -> MeasureEvidence:
    """Take a file out; it stays stored, with who filed it."""
    row: MeasureEvidence = MeasureEvidence.objects.select_for_update(of=("self",)).get(
        pk=pk
    )
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
    return row


def _locked_record(pk: int, seen: str = "") -> MeasureRecord:
    row: MeasureRecord = MeasureRecord.objects.select_for_update(of=("self",)).get(
        pk=pk
    )
    if seen and fingerprint(row) != seen:
        raise StaleRowError(row)
    return row


def _save_record(record: MeasureRecord, measure: Measure) -> None:
    check_record(record, measure)
    record.validate_constraints()
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.validate_constraints()
        raise


def _begin(row: Measure, day: dt.date) -> None:
    """Help that has been given has begun, on that day at the latest."""
    if row.state == MeasureState.PLANNED:
        row.state, row.started_on = MeasureState.RUNNING, min(row.started_on, day)


_BEGIN = """
UPDATE assistance_measure m
   SET state = 'running', version = m.version + 1,
       started_on = least(m.started_on, r.first_on)
  FROM (SELECT measure_id, min(done_on) AS first_on FROM assistance_measurerecord
         WHERE id = ANY(%s::bigint[]) GROUP BY measure_id) r
 WHERE r.measure_id = m.id AND m.state = 'planned'
"""


def begin_with_records(records: Collection[int]) -> int:
    """The same for the records of a file; returns how many measures have begun."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [list(records)])
        return int(cursor.rowcount)


def _file(row: Measure, upload: UploadedFile, by: User) -> MeasureEvidence:
    """The same content twice is one file."""
    try:
        attachment = attachments.store(upload=upload, by=by)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    there = row.evidence.filter(withdrawn_at=None, attachment__sha256=attachment.sha256)
    same: MeasureEvidence | None = there.first()
    if same is not None:
        attachments.discard(attachment)
        return same
    return MeasureEvidence.objects.create(
        measure=row, attachment=attachment, added_by=by
    )
