"""Looking somebody up by number, and showing one number in full."""

from __future__ import annotations

import re
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import User
from core.htmx import is_htmx
from core.sensitive import SensitiveModel
from households.forms.filters import ALL
from households.forms.numbers import NumberSearchForm, RevealForm
from households.models import Household, Member
from households.rules import (
    ID_NO_LENGTH,
    looks_like_id_no,
    normalise_digits,
    normalise_id_no,
)
from households.services import numbers

#: Four digits can be the end of an identity number, more a part of it or a phone.
_DIGITS = re.compile(r"\d{3}[\dX]")


class SearchByNumberView(RoleRequiredMixin, View):
    """A form and, on POST, the people found; the number never enters an address."""

    permission_required = "households.search_by_number"
    template_name = "households/search_by_number.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.template_name, {"form": NumberSearchForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request, self.viewer, NumberSearchForm(request.POST))

    @classmethod
    def answer(
        cls, request: HttpRequest, user: User, form: NumberSearchForm
    ) -> HttpResponse:
        """The people found, or the form with what is wrong with the number."""
        if form.is_valid():
            try:
                found = numbers.find_members(
                    user=user, text=form.cleaned_data["number"], request=request
                )
            except ValidationError as error:
                form.add_error("number", error)
            else:
                context = {
                    "form": NumberSearchForm(),
                    "found": found,
                    "searched": True,
                }
                return render(request, cls.template_name, context)
        return render(request, cls.template_name, {"form": form}, status=422)


class LookUpView(RoleRequiredMixin, View):
    """The search box of every page. It is sent by POST, and what has four digits in a
    row is answered here, so that no part of a personal number enters an address; a
    name goes on to the roster."""

    permission_required = "households.view_household"

    def post(self, request: HttpRequest) -> HttpResponse:
        typed = request.POST.get("q", "").strip()[:40]
        number = normalise_id_no(typed)
        if looks_like_id_no(typed) and len(number) == ID_NO_LENGTH:
            if not self.viewer.may(SearchByNumberView.permission_required):
                raise PermissionDenied
            form = NumberSearchForm({"number": number})
            return SearchByNumberView.answer(request, self.viewer, form)
        text = normalise_digits(typed)
        if _DIGITS.search(text):
            return self._by_digits(request, text)
        words = urlencode({"state": ALL, "q": typed})
        return redirect(f"{reverse('households:list')}?{words}")

    def _by_digits(self, request: HttpRequest, text: str) -> HttpResponse:
        """The household of this number, or those and the people it is the end of."""
        households = numbers.find_households(user=self.viewer, text=text)
        if len(households) == 1 and households[0].household_no == text:
            return redirect(households[0])
        context: dict[str, Any] = {"households": households, "length": len(text)}
        if _DIGITS.fullmatch(text) and self.viewer.may(
            SearchByNumberView.permission_required
        ):
            try:
                context["found"] = numbers.find_members(
                    user=self.viewer, text=text, request=request
                )
            except ValidationError as error:
                context["refusal"] = error.messages[0]
        return render(request, "households/look_up.html", context)


class RevealView(RoleRequiredMixin, View):
    """Asks for a reason, then shows one number; inline for htmx, else a page."""

    permission_required = "households.reveal_numbers"
    model: type[SensitiveModel] = Member

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        return self._answer(self._row(pk, name), name, {"form": RevealForm()})

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        row = self._row(pk, name)
        form = RevealForm(request.POST)
        if form.is_valid():
            try:
                value = numbers.reveal(
                    user=self.viewer,
                    row=row,
                    name=name,
                    reason=form.cleaned_data["reason"],
                    request=request,
                )
            except ValidationError as error:
                form.add_error("reason", error)
            else:
                return self._answer(row, name, {"value": value})
        return self._answer(row, name, {"form": form}, status=422)

    def _row(self, pk: int, name: str) -> SensitiveModel:
        if name not in numbers.REVEALABLE[self.model]:
            raise Http404
        rows: Any = cast(Any, self.model).objects
        found: SensitiveModel = get_object_or_404(rows.visible_to(self.viewer), pk=pk)
        return found

    def _answer(
        self, row: SensitiveModel, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        household = row if isinstance(row, Household) else getattr(row, "household")  # noqa: B009
        context |= {
            "row": row,
            "household": household,
            "label": row._meta.get_field(f"{name}_mask").verbose_name,  # type: ignore[union-attr]
            "mask": getattr(row, f"{name}_mask"),
            "url": self.request.path,
            "back_url": reverse("households:household", args=[household.pk]),
        }
        part = "_reveal.html" if is_htmx(self.request) else "reveal.html"
        return render(self.request, f"households/{part}", context, status=status)
