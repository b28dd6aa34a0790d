"""Batches of leads: what a department pushed, how it is answered, its own file back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.mixins import RoleRequiredMixin
from accounts.models import AccessLog
from accounts.services import log_access
from exchange.views.downloads import attached
from exchange.views.paging import pager
from households.choices import LeadMatch
from households.leads.workbook import answered_workbook
from households.models import Lead, LeadBatch
from households.services import lead_batches
from households.views.leads import is_sender

PAGE = 20


class LeadBatchListView(RoleRequiredMixin, TemplateView):
    """Batches with their reply statistics, the latest first."""

    permission_required = "households.view_lead"
    template_name = "households/leads/batches.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = lead_batches.statistics(
            self._batches(), Lead.objects.visible_to(self.viewer), timezone.localdate()
        )
        pages = Paginator(rows.order_by("-received_on", "-pk"), PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            **pager(self.request, page),
            push_url=push_url(self.viewer.may("households.push_leads")),
            sender=is_sender(self.viewer),
            **kwargs,
        )

    def _batches(self) -> QuerySet[LeadBatch]:
        return LeadBatch.objects.visible_to(self.viewer).select_related("department")


class LeadBatchView(RoleRequiredMixin, TemplateView):
    """One batch: its statistics, and those of its leads that the account reaches."""

    permission_required = "households.view_lead"
    template_name = "households/leads/batch.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = LeadBatch.objects.visible_to(self.viewer).select_related("department")
        visible = Lead.objects.visible_to(self.viewer)
        counted = lead_batches.statistics(rows, visible, timezone.localdate())
        batch = get_object_or_404(counted, pk=kwargs["pk"])
        own = visible.filter(batch=batch)
        listed = own.select_related("area__parent").order_by("state", "due_on", "pk")
        sender = is_sender(self.viewer)
        page = Paginator(listed, PAGE * 2).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            batch=batch,
            page_obj=page,
            **pager(self.request, page),
            sender=sender,
            matches=[] if sender else _matches(own),
            may_fetch=self.viewer.may("households.push_leads"),
            today=timezone.localdate(),
            **kwargs,
        )


class LeadBatchAnswersView(RoleRequiredMixin, View):
    """The workbook as it was sent, with the answers; each download is logged."""

    permission_required = "households.push_leads"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        rows = LeadBatch.objects.visible_to(self.viewer).select_related("department")
        batch = get_object_or_404(rows, pk=pk)
        with transaction.atomic():
            path = answered_workbook(batch)
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="lead batch",
                object_ids=[batch.pk],
                row_count=batch.leads.count(),
            )
        stem = Path(batch.file_name).stem or batch.title
        return attached(path, _("%(file)s answered.xlsx") % {"file": stem})


def push_url(may: bool) -> str:
    """Where a batch is pushed, for who may."""
    return f"{reverse('exchange:import-upload')}?roster=lead-batch" if may else ""


def _matches(leads: Any) -> list[tuple[str, int]]:
    """How many of the leads were found in the register, and how surely."""
    found = list(leads.values_list("match", flat=True))
    return [(label, found.count(value)) for value, label in LeadMatch.choices]
