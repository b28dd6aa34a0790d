"""The list of leads, the page of one, and what is done on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from accounts.roles import Role
from core.characters import has_characters
from core.htmx import redirect
from households import choices
from households.forms.leads import AnswerForm, RefuseForm, answered
from households.leads import states
from households.leads.matching import candidates
from households.leads.states import Act
from households.leads.timeline import steps_of
from households.models import Household, Lead, Member
from households.services import leads
from households.services.leads import LeadConflict

_MOST_FOUND = 12


def is_sender(user: User) -> bool:
    """Somebody of a department: is shown what was sent, and the answer."""
    return user.role == Role.DEPARTMENT_STAFF


class LeadMixin(RoleRequiredMixin):
    """A lead that the account reaches; others are not there."""

    request: HttpRequest

    def lead(self, pk: int) -> Lead:
        rows = Lead.objects.visible_to(self.viewer).select_related(
            "area__parent", "department", "batch", "member", "answered_by", "visit"
        )
        found: Lead = get_object_or_404(rows, pk=pk)
        return found


class LeadPageMixin(LeadMixin):
    """Shows the page of a lead, also with a form that was refused."""

    def page(self, lead: Lead, status: int = 200, **forms: Any) -> HttpResponse:
        user = self.viewer
        context = {
            "lead": lead,
            "sender": is_sender(user),
            "steps": steps_of(lead, for_sender=is_sender(user)),
            "may": possible(lead, user),
            "is_open": lead.state in states.OPEN,
            **due(lead, timezone.localdate()),
            **forms,
        }
        if not context["sender"]:
            context |= self._for_workers(lead, user)
        if context["may"]["answer"]:
            context.setdefault("answer_form", AnswerForm(initial=answered(lead, user)))
        if context["may"]["refuse"]:
            start = {"base_version": lead.version}
            context.setdefault("refuse_form", RefuseForm(initial=start))
        return render(
            self.request, "households/leads/lead.html", context, status=status
        )

    def _for_workers(self, lead: Lead, user: User) -> dict[str, Any]:
        """What the register knows, inside the account's own area."""
        text = self.request.GET.get("find", "").strip()[:40]
        homes = Household.objects.visible_to(user).select_related("village__parent")
        home = homes.filter(leads=lead).first()
        return {
            "household": home,
            "case": lead.cases.order_by("-pk").first(),
            "candidates": [] if home else candidates(lead, user),
            "find": text,
            "found": _named(text, user) if text else [],
        }


class LeadView(LeadPageMixin, View):
    permission_required = "households.view_lead"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.lead(pk))


class LeadAnswerView(LeadPageMixin, View):
    """Answers a lead, or corrects an answer that nobody has accepted yet."""

    permission_required = "households.answer_lead"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(lead, 422, answer_form=form)
        try:
            lead = leads.answer_lead(lead=lead, by=self.viewer, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, _known(error, form))
            return self.page(lead, 422, answer_form=form)
        except LeadConflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(request, _("The answer is saved."))
        return redirect(request, "households:lead", lead.pk)

    def _conflict(self, form: AnswerForm, current: Lead) -> HttpResponse:
        """Both are on the page: what is stored above, what was typed in the form."""
        form.add_error(
            None, _("Somebody else changed this lead meanwhile; look again.")
        )
        data = self.request.POST.copy()
        data["base_version"] = str(current.version)
        form.data = data
        return self.page(self.lead(current.pk), 409, answer_form=form)


class LeadRefuseView(LeadPageMixin, View):
    """Sends an answer back, once."""

    permission_required = "households.view_lead"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        _require_judge(lead, self.viewer)
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return self.page(lead, 422, refuse_form=form)
        try:
            leads.refuse_answer(lead=lead, by=self.viewer, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, _known(error, form))
            return self.page(lead, 422, refuse_form=form)
        except LeadConflict:
            messages.error(request, _("The lead was changed meanwhile, look again."))
        else:
            messages.success(request, _("The answer was sent back."))
        return redirect(request, "households:lead", pk)


class LeadCloseView(LeadPageMixin, View):
    """Accepts the answer: the lead is closed."""

    permission_required = "households.view_lead"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        lead = self.lead(pk)
        _require_judge(lead, self.viewer)
        version = request.POST.get("base_version", "")
        base = int(version) if version.isdecimal() and len(version) < 10 else None
        try:
            leads.close_lead(lead=lead, by=self.viewer, base_version=base)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except LeadConflict:
            messages.error(request, _("The lead was changed meanwhile, look again."))
        else:
            messages.success(request, _("The lead is closed."))
        return redirect(request, "households:lead", pk)


def possible(lead: Lead, user: User) -> dict[str, bool]:
    """Which acts the page offers to an account now."""
    judge = _is_judge(lead, user)
    state, answers = lead.state, user.may("households.answer_lead")
    refused = lead.refused_on is not None
    open_now = state in states.OPEN
    at_risk = lead.outcome == choices.LeadOutcome.AT_RISK and not open_now
    return {
        "answer": answers and states.after(state, Act.ANSWER) is not None,
        "refuse": judge and states.may_be_refused(state, refused_before=refused),
        "close": judge and states.after(state, Act.CLOSE) is not None,
        "dispatch": user.may("households.dispatch_lead")
        and states.after(state, Act.DISPATCH) is not None,
        "edit": user.may("households.enter_lead") and open_now,
        "link": answers and state != choices.LeadState.CLOSED,
        "enter": at_risk and user.may("households.take_village_step"),
        "register": user.may("households.change_household"),
    }


def due(lead: Lead, today: dt.date) -> dict[str, Any]:
    """How many days an open lead has left, or is late."""
    if lead.state not in states.OPEN or lead.due_on is None:
        return {"left": None, "late": 0}
    left = (lead.due_on - today).days
    return {"left": left, "late": max(0, -left)}


def _is_judge(lead: Lead, user: User) -> bool:
    """Who sent the lead looks at the answer; where nobody did, township or bureau."""
    if user.may("households.refuse_answer"):
        return True
    return lead.department_id is None and user.may("households.dispatch_lead")


def _require_judge(lead: Lead, user: User) -> None:
    if not _is_judge(lead, user):
        raise PermissionDenied


def _named(text: str, user: User) -> list[Member]:
    """People of the account's area by characters of their name."""
    rows = Member.objects.visible_to(user).present()
    found = rows.filter(has_characters("name", text))
    return list(found.select_related("household__village__parent")[:_MOST_FOUND])


def _known(error: ValidationError, form: Any) -> ValidationError:
    """The service's sentences beside the fields they belong to."""
    if not hasattr(error, "error_dict"):
        return error
    placed = {
        name if name in form.fields else "__all__": sentences
        for name, sentences in error.message_dict.items()
    }
    return ValidationError(placed)
