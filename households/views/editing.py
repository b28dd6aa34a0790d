"""Forms that change the register. Two people on one row get both versions to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from core.htmx import redirect
from households import choices
from households.forms.household import (
    HouseholdForm,
    IncomeForm,
    LeaveForm,
    MemberForm,
    RegisterForm,
    ResponsibleForm,
    said_value,
)
from households.models import Household, Member
from households.services import changes, numbers, register
from households.views.quality_note import say_errors

#: The constraint's own sentence, the same for people here and elsewhere.
_TAKEN = gettext_lazy("This identity number is already in the register.")


class EditView(RoleRequiredMixin, View):
    """GET shows ``make_form()``; POST checks it and hands over to ``save()``.

    A refused save is 422 with what was typed; a row changed meanwhile is 409 with
    both versions, nothing written.
    """

    permission_required = "households.change_household"
    template_name = "households/edit.html"
    title: str | Promise = ""
    done = ""
    household: Household

    def load(self, pk: int) -> None:
        """Find the row inside the person's area, else 404."""
        rows = Household.objects.visible_to(self.viewer)
        self.household = get_object_or_404(rows, pk=pk)

    def make_form(self, data: Any = None) -> forms.BaseForm:
        raise NotImplementedError

    def save(self, form: Any) -> Household:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.load(*args, **kwargs)
        return self._page(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.load(*args, **kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            household = self.save(form)
        except register.StaleRowError as stale:
            return self._conflict(form, stale.row)
        except ValidationError as error:
            self._explain(form, error)
            return self._page(form, 422)
        messages.success(request, self.done)
        say_errors(request, household.pk)
        return redirect(request, "households:household", household.pk)

    def _explain(self, form: forms.BaseForm, error: ValidationError) -> None:
        """The service's sentences beside the fields they belong to."""
        if hasattr(error, "error_dict"):
            by_field = error.error_dict
        else:
            by_field = {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            known = name if name in form.fields else None
            for one in errors:
                form.add_error(known, one)

    def _page(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        return self._render(self.template_name, {"form": form}, status)

    def _conflict(self, form: forms.BaseForm, row: models.Model) -> HttpResponse:
        pairs = _both(form, row) if isinstance(form, RegisterForm) else []
        data = cast(QueryDict, form.data).copy()
        data["seen"] = register.fingerprint(row)
        form.data = data
        context = {"form": form, "pairs": pairs, "row": row}
        return self._render("households/conflict.html", context, 409)

    def _render(
        self, template: str, context: dict[str, Any], status: int
    ) -> HttpResponse:
        home = getattr(self, "household", None)
        back = ("households:household", [home.pk]) if home else ("households:list", [])
        context |= {
            "title": self.title,
            "household": home,
            "action": self.request.path,
            "back_url": reverse(back[0], args=back[1]),
        }
        return render(self.request, template, context, status=status)


def _both(form: RegisterForm, row: models.Model) -> list[tuple[str, str, str]]:
    """Label, mine and theirs of every field that differs."""
    mine = type(row)()
    for name, value in form.values().items():
        setattr(mine, name, value)
    pairs = []
    for name in form.values():
        ours, theirs = said_value(form, name, mine), said_value(form, name, row)
        if ours != theirs:
            pairs.append((str(form.fields[name].label), ours, theirs))
    return pairs


class HouseholdCreateView(EditView):
    title = gettext_lazy("Register a household")

    def load(self) -> None:  # type: ignore[override]
        return

    def make_form(self, data: Any = None) -> HouseholdForm:
        # A lead about somebody unknown brings what it knows.
        given = self.request.GET
        known = {name: given[name] for name in ("village", "remark") if name in given}
        return HouseholdForm(data, user=self.viewer, initial=known)

    def save(self, form: HouseholdForm) -> Household:
        self.done = _("The household is registered. Now add its head.")
        return register.create_household(values=form.values(), secrets=form.secrets())


class HouseholdEditView(EditView):
    def make_form(self, data: Any = None) -> HouseholdForm:
        self.title, self.done = _("Edit the household"), _("The household is saved.")
        seen = {"seen": register.fingerprint(self.household)}
        return HouseholdForm(
            data, instance=self.household, initial=seen, user=self.viewer
        )

    def save(self, form: HouseholdForm) -> Household:
        return register.update_household(
            pk=self.household.pk,
            values=form.values(),
            secrets=form.secrets(),
            seen=form.cleaned_data["seen"],
        )


class _MemberView(EditView):
    """Writes a person; that a number is taken is answered a few times a day only."""

    def write(self, form: MemberForm) -> Household:
        raise NotImplementedError

    def save(self, form: MemberForm) -> Household:
        refuse_number(self.viewer, form.secrets().get("id_no", ""))
        try:
            return self.write(form)
        except ValidationError as error:
            if not number_taken(error):
                raise
            numbers.log_duplicate(user=self.viewer, request=self.request)
            raise ValidationError({"id_no": _TAKEN}) from None


def refuse_number(user: User, number: str) -> None:
    """Raises ValidationError for a number by who has had too many refused today."""
    if number and not numbers.may_ask_again(user):
        raise ValidationError(_("Too many numbers were refused today; ask the bureau."))


def number_taken(error: ValidationError) -> bool:
    return str(_TAKEN) in error.messages


class MemberCreateView(_MemberView):
    def make_form(self, data: Any = None) -> MemberForm:
        self.title, self.done = _("Add a member"), _("The member is added.")
        has_head = self.household.members.filter(
            relation=choices.Relation.HEAD, state=choices.MemberState.PRESENT
        ).exists()
        first = {} if has_head else {"relation": choices.Relation.HEAD}
        return MemberForm(data, initial=first)

    def write(self, form: MemberForm) -> Household:
        """With a day or reason of joining it is a change of the household; without
        either, somebody who always belonged to it is entered."""
        values, secrets = form.values(), form.secrets()
        on, reason = values.pop("joined_on"), values.pop("join_reason")
        if not on and not reason:
            register.add_member(
                household=self.household, values=values, secrets=secrets
            )
            return self.household
        if not on:
            raise ValidationError({"joined_on": _("Give the day.")})
        with beside({"on": "joined_on", "reason": "join_reason"}):
            changes.member_joined(
                household=self.household,
                by=self.viewer,
                on=on,
                reason=reason,
                values=values,
                secrets=secrets,
            )
        return self.household


@contextmanager
def beside(fields: dict[str, str]) -> Iterator[None]:
    """Sentences of a service at the fields that a form has for its arguments."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        renamed = {fields.get(n, n): found for n, found in error.error_dict.items()}
        raise ValidationError(renamed) from None


class _OfMemberMixin:
    """Loads the member in the address, inside the person's area."""

    viewer: Any

    def load(self, pk: int) -> None:
        rows = Member.objects.visible_to(self.viewer).select_related("household")
        self.member = get_object_or_404(rows, pk=pk)
        self.household = self.member.household


class MemberEditView(_OfMemberMixin, _MemberView):
    def make_form(self, data: Any = None) -> MemberForm:
        self.title, self.done = _("Edit the member"), _("The member is saved.")
        seen = {"seen": register.fingerprint(self.member)}
        return MemberForm(data, instance=self.member, initial=seen)

    def write(self, form: MemberForm) -> Household:
        return register.update_member(
            pk=self.member.pk,
            values=form.values(),
            secrets=form.secrets(),
            seen=form.cleaned_data["seen"],
        ).household


class MemberLeaveView(_OfMemberMixin, EditView):
    def make_form(self, data: Any = None) -> LeaveForm:
        self.title = _("%(name)s leaves the household") % {"name": self.member.name}
        self.done = _("The departure is recorded.")
        first = {
            "seen": register.fingerprint(self.member),
            "left_on": timezone.localdate(),
        }
        return LeaveForm(data, initial=first, member=self.member)

    def save(self, form: LeaveForm) -> Household:
        data = form.cleaned_data
        with beside({"on": "left_on", "reason": "leave_reason"}):
            changes.member_left(
                member=self.member,
                by=self.viewer,
                on=data["left_on"],
                reason=data["leave_reason"],
                new_head=data.get("new_head"),
                seen=data["seen"],
            )
        return self.household


class ResponsibleView(EditView):
    def make_form(self, data: Any = None) -> ResponsibleForm:
        self.title = _("Change the responsible person")
        self.done = _("The responsible person is recorded.")
        first = {"started_on": timezone.localdate()}
        return ResponsibleForm(data, initial=first, user=self.viewer)

    def save(self, form: ResponsibleForm) -> Household:
        data = form.cleaned_data
        register.assign_responsible(
            household=self.household,
            person=data["person"],
            new={name: data[name] for name in ("name", "unit", "phone")},
            started_on=data["started_on"],
        )
        return self.household


class IncomeView(EditView):
    """Enter the income of a year, or correct the one that the address names."""

    def load(self, pk: int, year: int | None = None) -> None:
        super().load(pk)
        rows = self.household.incomes.order_by("-period_end")
        self.statement = rows.filter(year=year).first() if year else None
        if year and self.statement is None:
            raise Http404

    def make_form(self, data: Any = None) -> IncomeForm:
        self.title, self.done = _("Income of a year"), _("The income is saved.")
        if self.statement is not None:
            seen = {"seen": register.fingerprint(self.statement)}
            return IncomeForm(data, instance=self.statement, initial=seen)
        first = {"persons": self.household.persons or None}
        return IncomeForm(data, initial=first)

    def save(self, form: IncomeForm) -> Household:
        data = form.cleaned_data
        register.save_income(
            household=self.household,
            year=data["year"],
            persons=data["persons"],
            amounts=form.amounts(),
            seen=data["seen"],
        )
        return self.household
