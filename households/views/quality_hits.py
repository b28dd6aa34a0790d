"""Exempting hits, and raising one to a lead."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, View

from accounts.mixins import RoleRequiredMixin
from core.htmx import redirect, safe_next
from households.forms.quality import ExemptForm
from households.models import QualityHit
from households.services import quality
from households.services.lead_origins import lead_from_hit
from households.views.quality import told
from households.workflow_querysets import QualityHitQuerySet

#: So many hits are named on the page that exempts them.
NAMED = 20
#: What one form can exempt.
MOST = 500


class QualityHitExemptView(RoleRequiredMixin, FormView[ExemptForm]):
    """One hit or several of a list: checked and right, with a reason (豁免).

    The hits stand in the address as ``id``; those outside the area or no longer open
    are left out. ``withdraw`` takes exemptions back.
    """

    permission_required = "households.exempt_hit"
    template_name = "households/quality/exempt.html"
    form_class = ExemptForm

    @cached_property
    def hits(self) -> QualityHitQuerySet:
        given = [*self.request.GET.getlist("id"), *self.request.POST.getlist("id")]
        ids = {int(pk) for pk in given[:MOST] if pk.isascii() and pk.isdecimal()}
        ids = {pk for pk in ids if pk < 2**63}
        return QualityHit.objects.visible_to(self.viewer).filter(pk__in=ids)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.hits.exists():
            raise Http404
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.hits.exists():
            raise Http404
        if "withdraw" in request.POST:
            quality.withdraw_exemptions(hits=self.hits)
            messages.success(request, _("The hit is open again."))
            return redirect(request, self._back())
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: ExemptForm) -> HttpResponse:
        done = quality.exempt_hits(hits=self.hits, by=self.viewer, **form.cleaned_data)
        said = ngettext(
            "%(count)s hit has been marked as right.",
            "%(count)s hits have been marked as right.",
            done,
        )
        messages.success(self.request, said % {"count": done})
        return redirect(self.request, self._back())

    def form_invalid(self, form: ExemptForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.hits.open().select_related("household", "member")
        named = list(rows.order_by("rule", "village", "id")[:NAMED])
        return super().get_context_data(
            hits=told(named),
            ids=list(rows.values_list("pk", flat=True)),
            back=self._back(),
            **kwargs,
        )

    def _back(self) -> str:
        return safe_next(self.request, reverse("households:quality-hits"))


class QualityLeadView(RoleRequiredMixin, View):
    """A hit that points at a risk becomes a lead in one step."""

    permission_required = "households.enter_lead"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = QualityHit.objects.visible_to(self.viewer).select_related("household")
        hit = get_object_or_404(rows, pk=pk, household__isnull=False)
        lead = lead_from_hit(hit=hit, by=self.viewer)
        messages.success(request, _("A lead has been made of it."))
        return redirect(request, lead.get_absolute_url())
