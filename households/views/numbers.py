"""Looking somebody up by number, and showing one number in full."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from accounts.mixins import RoleRequiredMixin
from core.htmx import is_htmx
from core.sensitive import SensitiveModel
from households.forms.numbers import NumberSearchForm, RevealForm
from households.models import Household, Member
from households.services import numbers


class SearchByNumberView(RoleRequiredMixin, View):
    """A form and, on POST, the people found; the number never enters an address."""

    permission_required = "households.search_by_number"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page({"form": NumberSearchForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NumberSearchForm(request.POST)
        if form.is_valid():
            try:
                found = numbers.find_members(
                    user=self.viewer, text=form.cleaned_data["number"], request=request
                )
            except ValidationError as error:
                form.add_error("number", error)
            else:
                return self._page(
                    {"form": NumberSearchForm(), "found": found, "searched": True}
                )
        return self._page({"form": form}, status=422)

    def _page(self, context: dict[str, Any], status: int = 200) -> HttpResponse:
        return render(
            self.request, "households/search_by_number.html", context, status=status
        )


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
