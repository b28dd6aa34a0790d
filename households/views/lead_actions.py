"""Writing leads down, correcting, dispatching, linking, and going on from them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area
from core.htmx import redirect
from households.forms.leads import DispatchForm, LeadForm, LinkForm, values_of
from households.models import Household, Lead, Member, Visit
from households.services import cases, lead_origins, lead_work, leads
from households.services.leads import LeadConflict
from households.views.lead_lists import chosen_ids
from households.views.leads import LeadMixin, LeadPageMixin

_MOST_DISPATCHED = 500


class LeadCreateView(RoleRequiredMixin, View):
    """A lead written down by hand: in the village on a phone, at the counter, from a
    hotline sheet."""

    permission_required = "households.enter_lead"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(LeadForm(initial=LeadForm.opened(), user=self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LeadForm(request.POST, user=self.viewer)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            lead = leads.create_lead(by=self.viewer, **form.values())
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(form, 422)
        messages.success(
            request, _("The lead %(number)s is recorded.") % {"number": lead.number}
        )
        return redirect(request, "households:lead", lead.pk)

    def _page(self, form: LeadForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "back_url": reverse("households:leads")}
        return render(
            self.request, "households/leads/form.html", context, status=status
        )


class LeadEditView(LeadMixin, View):
    """Corrects what was written down, while nobody has answered."""

    permission_required = "households.enter_lead"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        form = LeadForm(initial=values_of(lead), user=self.viewer, lead=lead)
        return self._page(lead, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        form = LeadForm(request.POST, user=self.viewer, lead=lead)
        if not form.is_valid():
            return self._page(lead, form, 422)
        version = request.POST.get("base_version", "")
        base = int(version) if version.isdecimal() and len(version) < 10 else None
        try:
            lead_work.edit_lead(
                lead=lead, by=self.viewer, values=form.values(), base_version=base
            )
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(lead, form, 422)
        except LeadConflict as conflict:
            form.add_error(
                None, _("Somebody else changed this lead meanwhile; look again.")
            )
            return self._page(conflict.current, form, 409)
        messages.success(request, _("The lead is saved."))
        return redirect(request, "households:lead", pk)

    def _page(self, lead: Lead, form: LeadForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "lead": lead,
            "back_url": reverse("households:lead", args=[lead.pk]),
        }
        return render(
            self.request, "households/leads/form.html", context, status=status
        )


class LeadDispatchView(RoleRequiredMixin, View):
    """Gives one or many leads to a township or village."""

    permission_required = "households.dispatch_lead"

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = chosen_ids(request.GET.getlist("id"), _MOST_DISPATCHED)
        return self._page(chosen, DispatchForm(user=self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = chosen_ids(request.POST.getlist("id"), _MOST_DISPATCHED)
        form = DispatchForm(request.POST, user=self.viewer)
        if not form.is_valid() or not chosen:
            return self._page(chosen, form, 422)
        area = get_object_or_404(
            Area.objects.visible_to(self.viewer), code=form.cleaned_data["area"]
        )
        try:
            count = lead_work.dispatch_leads(leads=chosen, area=area, by=self.viewer)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(chosen, form, 422)
        sentence = ngettext(
            "%(count)d lead was given to %(area)s.",
            "%(count)d leads were given to %(area)s.",
            count,
        )
        messages.success(request, sentence % {"count": count, "area": area.name})
        if len(chosen) == 1:
            return redirect(request, self._after_one(chosen[0]))
        return redirect(request, "households:leads")

    def _after_one(self, pk: int) -> str:
        """Its page, unless it has just left the account's own area."""
        if Lead.objects.visible_to(self.viewer).filter(pk=pk).exists():
            return reverse("households:lead", args=[pk])
        return reverse("households:leads")

    def _page(
        self, chosen: list[int], form: DispatchForm, status: int = 200
    ) -> HttpResponse:
        rows = Lead.objects.visible_to(self.viewer).filter(pk__in=chosen)
        context = {
            "form": form,
            "leads": rows.select_related("area__parent", "department"),
        }
        return render(
            self.request, "households/leads/dispatch.html", context, status=status
        )


class LeadLinkView(LeadPageMixin, View):
    """Says which household a lead speaks of, or that it is none of the register."""

    permission_required = "households.answer_lead"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        form = LinkForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose one of the households."))
            return redirect(request, "households:lead", pk)
        home, member = self._chosen(form.cleaned_data)
        try:
            lead_work.link_household(
                lead=lead,
                by=self.viewer,
                household=home,
                member=member,
                base_version=form.cleaned_data["base_version"],
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except LeadConflict:
            messages.error(request, _("The lead was changed meanwhile, look again."))
        return redirect(request, "households:lead", pk)

    def _chosen(self, given: dict[str, Any]) -> tuple[Household | None, Member | None]:
        """404 for a household or a person out of reach."""
        home = member = None
        if given["household"]:
            rows = Household.objects.visible_to(self.viewer)
            home = get_object_or_404(rows, pk=given["household"])
        if home is not None and given["member"]:
            people = Member.objects.visible_to(self.viewer).filter(household=home)
            member = get_object_or_404(people, pk=given["member"])
        return home, member


class LeadEnterView(LeadPageMixin, View):
    """«属实纳入» goes on as the entry procedure of the household, in one step."""

    permission_required = "households.take_village_step"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        begun = lead.cases.order_by("-pk").first()
        if begun is not None:
            return redirect(request, begun.get_absolute_url())
        rows = Household.objects.visible_to(self.viewer)
        home = rows.filter(leads=lead).first()
        if home is None:
            messages.error(
                request, _("Link the lead to a household of the register first.")
            )
            return redirect(request, "households:lead", pk)
        try:
            case = cases.open_entry(
                household=home, by=self.viewer, on=timezone.localdate(), lead=lead
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(request, "households:lead", pk)
        messages.success(request, _("The entry procedure has begun."))
        return redirect(request, case.get_absolute_url())


class LeadFromVisitView(RoleRequiredMixin, View):
    """A visit with risk signals becomes a lead by one click."""

    permission_required = "households.enter_lead"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Visit.objects.visible_to(self.viewer).valid()
        visit = get_object_or_404(rows.select_related("household", "village"), pk=pk)
        lead = lead_origins.lead_from_visit(visit=visit, by=self.viewer)
        return redirect(request, "households:lead", lead.pk)
