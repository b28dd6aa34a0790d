"""A row of any ledger: shown, added, changed, deleted."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    ValidationError,
)
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.history import history_of
from accounts.mixins import ActionRefusedError, RoleRequiredMixin
from assistance.forms.ledgers import (
    HouseholdForm,
    LedgerForm,
    MemberForm,
    PersonForm,
    PlaceForm,
    PostForm,
    WhoseForm,
    differences,
    facts_of,
    row_form,
)
from assistance.ledgers import LEDGERS, About, Ledger
from assistance.models import PublicPost
from assistance.scoping import keeps
from assistance.services import ledger_rows
from core.htmx import redirect, safe_next
from households.models import Household
from households.services.register import StaleRowError, fingerprint

_HISTORY = 20
#: Columns whose changes say nothing beside the others.
_HIDDEN = ("household", "member", "village", "site", "post", "recorded_by", "kind")


class LedgerMixin(RoleRequiredMixin):
    """A page of the ledger in the address; a department's only when it keeps it."""

    permission_required: Any = "assistance.enter_ledger"
    request: HttpRequest
    ledger: Ledger

    def find_ledger(self, key: str) -> None:
        found = LEDGERS.get(key)
        if found is None or not keeps(self.viewer, found.keeper_key):
            raise Http404
        self.ledger = found

    @property
    def list_url(self) -> str:
        query = f"?{self.ledger.list_query}" if self.ledger.list_query else ""
        return reverse(self.ledger.list_name) + query

    @property
    def back_url(self) -> str:
        """Where the clerk comes from, if that is here; else the list."""
        return safe_next(self.request, self.list_url)

    def page(
        self, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context |= {
            "ledger": self.ledger,
            "action": self.request.path,
            "back_url": self.back_url,
            "list_url": self.list_url,
        }
        return render(self.request, template, context, status=status)


def explain(form: forms.BaseForm, error: ValidationError) -> None:
    """The service's sentences beside the fields they belong to."""
    if hasattr(error, "error_dict"):
        by_field = error.error_dict
    else:
        by_field = {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        known = name if name in form.fields else None
        for one in errors:
            form.add_error(known, one)


class RowAddView(LedgerMixin, View):
    """``?household=`` or ``?post=`` says whom the row is about; else it is asked."""

    def get(self, request: HttpRequest, ledger: str) -> HttpResponse:
        self.find_ledger(ledger)
        return self._page(self._whose(), row_form(self.ledger, initial=self._first()))

    def post(self, request: HttpRequest, ledger: str) -> HttpResponse:
        self.find_ledger(ledger)
        whose = self._whose(request.POST)
        form = row_form(self.ledger, request.POST)
        # Both are asked, so that everything is said at once.
        if not all([whose.is_valid(), form.is_valid()]):
            return self._page(whose, form, 422)
        try:
            ledger_rows.add_row(
                ledger=self.ledger,
                by=self.viewer,
                whose=whose.whose(),
                values=form.values(),
            )
        except ValidationError as error:
            explain(form, error)
            return self._page(whose, form, 422)
        messages.success(request, _("The row is entered."))
        return redirect(request, self.back_url)

    def _first(self) -> dict[str, Any]:
        """What a wage is begun with: the wage of its post."""
        if self.ledger.about == About.POST:
            return {"due_amount": self._post().monthly_wage}
        return {}

    def _whose(self, data: QueryDict | None = None) -> WhoseForm:
        about = self.ledger.about
        if about == About.POST:
            return PostForm(data, post=self._post())
        if about in (About.VILLAGE, About.SITE):
            return PlaceForm(data, user=self.viewer, about=about)
        household = self._household()
        if household is None:
            return PersonForm(data, user=self.viewer, about=about)
        if about == About.HOUSEHOLD:
            return HouseholdForm(data, household=household)
        return MemberForm(data, household=household)

    def _household(self) -> Household | None:
        """The household in the address, inside the clerk's area."""
        given = self.request.GET.get("household", "")
        if not given:
            return None
        rows = Household.objects.visible_to(self.viewer)
        return get_object_or_404(rows, pk=_number(given))

    def _post(self) -> PublicPost:
        rows = PublicPost.objects.visible_to(self.viewer).select_related("member")
        found: PublicPost = get_object_or_404(
            rows, pk=_number(self.request.GET.get("post", ""))
        )
        return found

    def _page(
        self, whose: WhoseForm, form: LedgerForm, status: int = 200
    ) -> HttpResponse:
        query = self.request.GET.urlencode()
        context = {"whose": whose, "form": form, "query": f"?{query}" if query else ""}
        return self.page("assistance/ledgers/row_add.html", context, status)


def _number(text: str) -> int:
    """A key in an address; 404 for what is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


class _RowView(LedgerMixin, View):
    """A row inside the person's reach, else 404."""

    row: Any

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(*args, **kwargs)
        except ObjectDoesNotExist:
            # Somebody has deleted the row between finding and locking it.
            raise Http404 from None

    def load(self, ledger: str, pk: int) -> None:
        self.find_ledger(ledger)
        rows = self.ledger.visible_to(self.viewer)
        self.row = get_object_or_404(rows.select_related(*_beside(self.ledger)), pk=pk)

    @property
    def subject(self) -> str:
        """Whom or what the row is about."""
        about = self.ledger.about
        if about in (About.PERSON, About.POST):
            holder = self.row.post if about == About.POST else self.row
            return str(holder.member.name)
        if about == About.VILLAGE:
            return f"{self.row.village.parent.name} {self.row.village.name}"
        if about == About.SITE:
            return str(self.row.site)
        return str(self.row.household)

    @property
    def household(self) -> Household | None:
        """For the link to its page, of who may open that."""
        if self.ledger.about in (About.VILLAGE, About.SITE):
            return None
        if not self.viewer.may("households.view_household"):
            return None
        row = self.row.post if self.ledger.about == About.POST else self.row
        found: Household = getattr(row, "household", None) or row.member.household
        return found

    def row_page(
        self, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context |= {
            "row": self.row,
            "subject": self.subject,
            "household": self.household,
        }
        return self.page(template, context, status)


def _beside(ledger: Ledger) -> tuple[str, ...]:
    """Rows that a page about one row also names."""
    paths = {
        About.PERSON: ("member__household",),
        About.HOUSEHOLD: ("household",),
        About.VILLAGE: ("village__parent",),
        About.SITE: ("site",),
        About.POST: ("post__member", "post__household"),
    }
    return paths[ledger.about]


class RowEditView(_RowView):
    """To read for who may read the ledger, to change for who enters it."""

    permission_required = "assistance.view_ledger"

    def get(self, request: HttpRequest, ledger: str, pk: int) -> HttpResponse:
        self.load(ledger, pk)
        if not self.viewer.may("assistance.enter_ledger"):
            facts = {"facts": facts_of(self._form()), "entries": self._history()}
            return self.row_page("assistance/ledgers/row_read.html", facts)
        return self._page(self._form())

    def post(self, request: HttpRequest, ledger: str, pk: int) -> HttpResponse:
        if not self.viewer.may("assistance.enter_ledger"):
            raise ActionRefusedError(("assistance.enter_ledger",))
        self.load(ledger, pk)
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            ledger_rows.change_row(
                ledger=self.ledger,
                pk=pk,
                values=form.values(),
                seen=form.cleaned_data["seen"],
            )
        except StaleRowError as stale:
            return self._conflict(form, stale.row)
        except ValidationError as error:
            explain(form, error)
            return self._page(form, 422)
        messages.success(request, _("The row is saved."))
        return redirect(request, self.back_url)

    def _form(self, data: QueryDict | None = None) -> LedgerForm:
        seen = {"seen": fingerprint(self.row)}
        return row_form(self.ledger, data, instance=self.row, initial=seen)

    def _history(self) -> list[Any]:
        return history_of(self.row, hidden=_HIDDEN, limit=_HISTORY)

    def _page(self, form: LedgerForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "entries": self._history()}
        return self.row_page("assistance/ledgers/row.html", context, status)

    def _conflict(self, form: LedgerForm, row: Any) -> HttpResponse:
        data = cast(QueryDict, form.data).copy()
        data["seen"] = fingerprint(row)
        form.data = data
        context = {"form": form, "pairs": differences(form, row)}
        return self.row_page("households/conflict.html", context, 409)


class RowDeleteView(_RowView):
    """Asks before a row that was entered by mistake is taken out."""

    def get(self, request: HttpRequest, ledger: str, pk: int) -> HttpResponse:
        self.load(ledger, pk)
        return self._page()

    def post(self, request: HttpRequest, ledger: str, pk: int) -> HttpResponse:
        self.load(ledger, pk)
        if "seen" not in request.POST:
            return self._page(422)
        try:
            ledger_rows.delete_row(ledger=self.ledger, pk=pk, seen=request.POST["seen"])
        except StaleRowError:
            changed = _("Somebody has changed this row meanwhile. Look at it again.")
            messages.warning(request, changed)
            return redirect(request, "assistance:row-edit", ledger, pk)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request, "assistance:row-edit", ledger, pk)
        messages.success(request, _("The row is deleted."))
        return redirect(request, self.back_url)

    def _page(self, status: int = 200) -> HttpResponse:
        form = row_form(self.ledger, instance=self.row)
        context = {"facts": facts_of(form), "seen": fingerprint(self.row)}
        return self.row_page("assistance/ledgers/row_delete.html", context, status)
