"""One household's visit of a month: the form, its conflicts, its closed month."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from core.htmx import redirect
from core.months import Month
from households import choices
from households.forms import visits as forms
from households.forms.visits import VisitForm
from households.models import Household, Member, Visit
from households.models.visits import SAFEGUARDS
from households.services import months, visits, worklist
from households.services.visits import VisitConflict, VisitData, net_of_month
from households.views import visit_conflict
from households.views.quality_note import say_errors
from households.views.visits import begun_or_404, month_context, require_recording

#: 423 Locked: the month is closed.
LOCKED = 423


@dataclass(frozen=True)
class Entry:
    """Everything the page of one household and month rests on."""

    household: Household
    month: Month
    current: Visit | None
    earlier: list[Visit]
    members: list[Member]
    is_due: bool

    @property
    def previous(self) -> Visit | None:
        return self.earlier[0] if self.earlier else None

    def form(self, data: QueryDict | dict[str, Any] | None = None) -> VisitForm:
        return VisitForm(data, members=self.members, previous=self.previous)

    def opened(self, user: User) -> VisitForm:
        """The form as it is opened: the stored visit, or last month's amounts."""
        if self.current is None:
            initial = forms.prefilled(self.previous, self.month, user.full_name)
        else:
            initial = forms.form_values(self.current, self.members)
            initial |= {
                "client_id": uuid.uuid4(),
                "base_version": self.current.version,
            }
        return VisitForm(initial=initial, members=self.members, previous=self.previous)


def load_entry(user: User, pk: int, month: Month) -> Entry:
    """404 for a household outside the scope and for a month that has not begun."""
    begun_or_404(month)
    household = get_object_or_404(
        Household.objects.visible_to(user).select_related("village__parent"), pk=pk
    )
    visits = Visit.objects.visible_to(user).valid().filter(household=household)
    stored = visits.select_related("recorded_by", "lead")
    return Entry(
        household=household,
        month=month,
        current=stored.in_month(month).first(),
        earlier=list(stored.before(month)[:6]),
        members=list(household.members.present().order_by("pk")),
        is_due=Household.objects.visible_to(user)
        .visitable_in(month)
        .filter(pk=pk)
        .exists(),
    )


class VisitEditView(RoleRequiredMixin, View):
    """``/visits/<household>/<month>/``."""

    permission_required = "households.view_visit"

    def get(self, request: HttpRequest, pk: int, month: Month) -> HttpResponse:
        entry = load_entry(self.viewer, pk, month)
        return self._page(entry, entry.opened(self.viewer))

    def post(self, request: HttpRequest, pk: int, month: Month) -> HttpResponse:
        require_recording(self.viewer)
        entry = load_entry(self.viewer, pk, month)
        if "same" in request.POST and entry.previous is not None:
            return self._page(entry, self._with_last_answers(entry, entry.previous))
        form = entry.form(request.POST)
        if not form.is_valid():
            return self._page(entry, form, 422)
        return self._save(entry, form)

    def _save(self, entry: Entry, form: VisitForm) -> HttpResponse:
        mine = form.to_data(entry.current)
        data = mine
        if "resolve" in self.request.POST and entry.current is not None:
            data = visit_conflict.merge(mine, entry.current, self.request.POST)
            form = self._bound(entry, data, form)
        try:
            self._record(entry, data, form)
        except months.MonthClosed:
            return self._page(entry, form, LOCKED)
        except VisitConflict as conflict:
            return self._conflict(entry, form, mine, conflict.current)
        except ValidationError as error:
            form.add_error(None, error)
            return self._page(entry, form, 422)
        messages.success(
            self.request,
            _("The visit of %(name)s was saved.") % {"name": entry.household},
        )
        say_errors(self.request, entry.household.pk)
        return redirect(self.request, self._next_url(entry))

    def _record(self, entry: Entry, data: VisitData, form: VisitForm) -> Visit:
        return visits.record_visit(
            household=entry.household,
            month=entry.month,
            data=data,
            recorded_by=self.viewer,
            entered_through=choices.EntryChannel.FORM,
            client_id=form.cleaned_data["client_id"],
            base_version=form.cleaned_data["base_version"],
        )

    def _with_last_answers(self, entry: Entry, previous: Visit) -> VisitForm:
        """The button without JavaScript: nothing is saved, the rest is filled in."""
        data = self.request.POST.copy()
        for name, value in forms.with_last_answers(data, previous).items():
            data[name] = value
        form = entry.form(data)
        form.errors.clear()
        return form

    def _bound(self, entry: Entry, data: VisitData, form: VisitForm) -> VisitForm:
        """The merged version as a checked form, so that an error has its fields."""
        values = forms.form_values(data, entry.members)
        for name in ("client_id", "base_version", "taken_over"):
            values[name] = form.cleaned_data[name]
        merged = entry.form(values)
        merged.is_valid()
        return merged

    def _conflict(
        self, entry: Entry, form: VisitForm, mine: VisitData, current: Visit | None
    ) -> HttpResponse:
        if current is None:
            data = self.request.POST.copy()
            data["base_version"], data["client_id"] = "", str(uuid.uuid4())
            form = entry.form(data)
            form.add_error(
                None,
                _("This visit was voided meanwhile. Save again to record a new one."),
            )
            return self._page(entry, form, 422)
        context = {
            "entry": entry,
            "current": current,
            "differences": visit_conflict.differences(mine, current, form),
            "typed": _typed(self.request.POST),
            "client_id": uuid.uuid4(),
        }
        return render(
            self.request, "households/visit_conflict.html", context, status=409
        )

    def _page(self, entry: Entry, form: VisitForm, status: int = 200) -> HttpResponse:
        context = {
            **month_context(entry.month),
            **page_context(entry, form),
            "may_record": self.viewer.may("households.record_visit"),
        }
        context["locked"] = (
            context["closed"]
            or not context["may_record"]
            or not (entry.is_due or entry.current)
        )
        return render(
            self.request, "households/visit_form.html", context, status=status
        )

    def _next_url(self, entry: Entry) -> str:
        """Back to the list; the fragment tells the browser to drop the draft."""
        query = f"?month={entry.month}&village={entry.household.village_id}"
        saved = f"#saved-{entry.household.pk}-{entry.month}"
        return reverse("households:visits") + query + saved


class VisitVoidView(RoleRequiredMixin, View):
    """Takes a visit that was recorded by mistake out of every count."""

    permission_required = "households.record_visit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, month: Month) -> HttpResponse:
        entry = load_entry(self.viewer, pk, month)
        visit = entry.current
        if visit is not None and str(visit.version) == request.POST.get("version"):
            self._void(visit, request.POST.get("void_reason", ""))
        else:
            messages.error(request, _("The visit was changed meanwhile, look again."))
        return redirect(request, "households:visit-edit", pk=pk, month=month)

    def _void(self, visit: Visit, reason: str) -> None:
        try:
            visits.void_visit(visit=visit, by=self.viewer, reason=reason)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
        except months.MonthClosed:
            messages.error(self.request, _("The month is closed."))
        except VisitConflict:
            messages.error(
                self.request, _("The visit was changed meanwhile, look again.")
            )
        else:
            messages.success(self.request, _("The visit was voided."))


def page_context(entry: Entry, form: VisitForm) -> dict[str, Any]:
    """What the form page shows beside the form itself."""
    last = forms.safeguard_answers(entry.previous) if entry.previous else {}
    labels = dict(forms.ANSWERS)
    safeguards = [
        (form[name], labels[last[name]] if name in last else "", last.get(name, ""))
        for name, _label in SAFEGUARDS
    ]
    amounts = [
        (form[name], getattr(entry.previous, name, None)) for name in visits.AMOUNTS
    ]
    return {
        "entry": entry,
        "form": form,
        "safeguards": safeguards,
        "amounts": amounts,
        "unanswered": sum(
            not field.value() for field, _l, answer in safeguards if answer
        ),
        "last_net": net_of_month(entry.previous),
        "history": [(visit, worklist.left_behind(visit)) for visit in entry.earlier],
    }


def _typed(post: QueryDict) -> list[tuple[str, str]]:
    """Everything that was typed, to be sent again with the choices."""
    apart = {"csrfmiddlewaretoken", "base_version", "client_id", "resolve"}
    return [
        (name, value)
        for name, values in post.lists()
        for value in values
        if name not in apart and not name.startswith("choice_")
    ]
