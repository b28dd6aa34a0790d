"""What was done for a measure, and the files that prove it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import AccessLog
from accounts.services import log_access
from assistance.forms.measures import EvidenceForm, RecordForm
from assistance.models import Measure, MeasureEvidence, MeasureRecord
from assistance.services import measures_records as services
from assistance.views.measures import MeasureMixin, has_plan
from assistance.views.measures_forms import RECORD
from core.htmx import redirect
from exchange import attachments
from exchange.errors import FileRefused
from households.services.register import StaleRowError, fingerprint


class RecordCreateView(MeasureMixin, View):
    """Write down what was done, with a photo where there is one."""

    permission_required = RECORD

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        measure = self.measure(pk)
        form = RecordForm(
            request.POST,
            request.FILES,
            has_plan=has_plan(measure),
            too_large=attachments.was_refused(request),
            auto_id="record-%s",
        )
        if form.is_valid():
            given = {k: v for k, v in form.cleaned_data.items() if k != "seen"}
            try:
                services.add_record(measure=measure, by=self.viewer, **given)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The record is saved."))
                return redirect(request, measure)
        return self.page(measure, 422, record_form=form)


class RecordMixin(MeasureMixin):
    permission_required = RECORD

    def record(self, pk: int, record: int) -> MeasureRecord:
        """Of the measure in the address; others are 404."""
        self.parent = self.measure(pk)
        rows = MeasureRecord.objects.visible_to(self.viewer).filter(measure=pk)
        found: MeasureRecord = get_object_or_404(rows, pk=record)
        return found


class RecordEditView(RecordMixin, View):
    """Correct a record."""

    def get(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        row = self.record(pk, record)
        first = {
            "seen": fingerprint(row),
            "done_on": row.done_on,
            "content": row.content,
            "amount": row.amount,
            "over_reason": row.over_reason,
        }
        return self._page(self._form(initial=first), row, 200)

    def post(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        row = self.record(pk, record)
        form = self._form(request.POST)
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["seen"] = given["seen"] or "-"
            try:
                services.update_record(pk=row.pk, by=self.viewer, **given)
            except StaleRowError as stale:
                return self._changed(form, stale.row)
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The record is saved."))
                return redirect(request, self.parent)
        return self._page(form, row, 422)

    def _form(self, data: Any = None, **kwargs: Any) -> RecordForm:
        plan = has_plan(self.parent)
        return RecordForm(data, is_new=False, has_plan=plan, **kwargs)

    def _changed(self, form: RecordForm, row: Any) -> HttpResponse:
        """What was typed stays; below it the row as somebody else has saved it."""
        data = cast(QueryDict, form.data).copy()
        data["seen"] = fingerprint(row)
        form.data = data
        return self._page(form, row, 409, theirs=row)

    def _page(
        self, form: RecordForm, row: MeasureRecord, status: int, **more: Any
    ) -> HttpResponse:
        context = {"form": form, "record": row, "measure": self.parent, **more}
        template = "assistance/measures/record.html"
        return render(self.request, template, context, status=status)


class RecordRemoveView(RecordMixin, View):
    """Take out a record entered by mistake."""

    def post(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        row = self.record(pk, record)
        services.remove_record(pk=row.pk)
        messages.success(request, _("The record is removed."))
        return redirect(request, self.parent)


class EvidenceCreateView(MeasureMixin, View):
    """File what proves a measure."""

    permission_required = RECORD

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        measure = self.measure(pk)
        form = EvidenceForm(
            request.POST,
            request.FILES,
            too_large=attachments.was_refused(request),
            auto_id="evidence-%s",
        )
        if form.is_valid():
            try:
                services.add_evidence(
                    measure=measure, upload=form.cleaned_data["file"], by=self.viewer
                )
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The file is kept with the measure."))
                return redirect(request, measure)
        return self.page(measure, 422, evidence_form=form)


class EvidenceMixin(MeasureMixin):
    def evidence(self, pk: int, evidence: int) -> tuple[Measure, MeasureEvidence]:
        measure = self.measure(pk)
        rows = MeasureEvidence.objects.visible_to(self.viewer).filter(
            measure=pk, withdrawn_at=None
        )
        return measure, get_object_or_404(
            rows.select_related("attachment"), pk=evidence
        )


class EvidenceFileView(EvidenceMixin, View):
    """The file, to be saved; the download is logged."""

    def get(self, request: HttpRequest, pk: int, evidence: int) -> HttpResponseBase:
        measure, row = self.evidence(pk, evidence)
        with transaction.atomic():
            try:
                response = attachments.open_attachment(row.attachment)
            except FileRefused as refusal:
                messages.error(request, str(refusal))
                return redirect(request, measure)
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="evidence",
                object_ids=[row.pk],
                detail={"measure": measure.pk},
            )
        return response


class EvidenceWithdrawView(EvidenceMixin, View):
    """Take a file out; it stays stored."""

    permission_required = RECORD

    def post(self, request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
        measure, row = self.evidence(pk, evidence)
        services.withdraw_evidence(pk=row.pk)
        messages.success(request, _("The file was taken out."))
        return redirect(request, measure)
