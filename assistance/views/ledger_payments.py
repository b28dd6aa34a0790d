"""Many rows of a ledger are marked as paid: chosen, looked at, written."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.forms.area_filters import area_rows
from assistance.forms.ledger_payments import OpenFilters, PaidForm, open_filters
from assistance.ledgers import About, Pays
from assistance.services.ledger_payments import (
    Amount,
    OpenRowsChangedError,
    amount_of,
    mark_paid,
    not_granted,
    open_rows,
)
from assistance.views.ledger_rows import LedgerMixin, explain
from core.htmx import redirect
from core.templatetags.ui import number

#: Rows that can be ticked one by one; more are chosen by their conditions.
SHOWN = 200


class PayView(LedgerMixin, View):
    """GET lists what is open; POST shows what the chosen rows come to, and with
    ``confirmed`` writes them."""

    def get(self, request: HttpRequest, ledger: str) -> HttpResponse:
        self._find(ledger)
        return self._list(PaidForm(initial={"paid_on": timezone.localdate()}))

    def post(self, request: HttpRequest, ledger: str) -> HttpResponse:
        self._find(ledger)
        form = PaidForm(request.POST)
        rows = self._chosen()
        amount = amount_of(rows)
        if applied := self._only_applied():
            form.add_error(None, applied)
        elif not amount.rows:
            form.add_error(None, _("Choose the rows that were paid."))
        if not form.is_valid():
            return self._list(form, 422)
        if "confirmed" not in request.POST:
            return self._confirm(form, amount)
        return self._write(form, rows)

    def _find(self, ledger: str) -> None:
        self.find_ledger(ledger)
        if self.ledger.pays == Pays.NOT:
            raise Http404

    @cached_property
    def filters(self) -> OpenFilters:
        return open_filters(
            self.request.GET, areas=area_rows(self.viewer), ledger=self.ledger
        )

    @cached_property
    def open(self) -> Any:
        rows = self.filters.apply(self.ledger.visible_to(self.viewer))
        return open_rows(self.ledger, rows, up_to=self.filters.up_to)

    def _waiting(self) -> int:
        """Rows that fit and wait for their approval."""
        rows = self.filters.apply(self.ledger.visible_to(self.viewer))
        return int(not_granted(self.ledger, rows).count())

    def _chosen(self) -> Any:
        """The ticked rows among those that fit, or all that fit."""
        if self.request.POST.get("all"):
            return self.open
        return self.open.filter(pk__in=self._ticked())

    def _ticked(self) -> list[int]:
        given = self.request.POST.getlist("id")[:SHOWN]
        return [int(t) for t in given if t.isascii() and t.isdecimal() and len(t) < 18]

    def _only_applied(self) -> str:
        """The page does not offer such rows; one may have been changed meanwhile."""
        if self.request.POST.get("all"):
            return ""
        chosen = self.ledger.visible_to(self.viewer).filter(pk__in=self._ticked())
        count = not_granted(self.ledger, chosen).count()
        sentence = ngettext(
            "%(count)s chosen row is only applied for. Record the approval, or the day "
            "by which it is to be paid, first.",
            "%(count)s chosen rows are only applied for. Record the approval, or the "
            "day by which they are to be paid, first.",
            count,
        )
        return sentence % {"count": count} if count else ""

    def _write(self, form: PaidForm, rows: Any) -> HttpResponse:
        try:
            written = mark_paid(
                ledger=self.ledger,
                rows=rows,
                paid_on=form.cleaned_data["paid_on"],
                shown=form.cleaned_data["shown"],
                up_to=self.filters.up_to,
            )
        except OpenRowsChangedError:
            changed = _("The rows have changed meanwhile. Look at the new sum.")
            messages.warning(self.request, changed)
            return self._confirm(form, amount_of(self._chosen()), 409)
        except ValidationError as error:
            explain(form, error)
            return self._list(form, 422)
        sentence = ngettext(
            "%(count)s payment of %(yuan)s yuan is recorded.",
            "%(count)s payments of %(yuan)s yuan in all are recorded.",
            written.rows,
        ) % {"count": number(written.rows), "yuan": number(written.yuan, 2)}
        messages.success(self.request, sentence)
        return redirect(self.request, self.list_url)

    def _list(self, form: PaidForm, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "filters": self.filters,
            "rows": self._printed(self.open),
            "total": amount_of(self.open),
            "waiting": self._waiting(),
            "ticked": set(self._ticked()),
            "shown_most": SHOWN,
            **self._names(),
        }
        return self.page("assistance/ledgers/pay.html", context, status)

    def _confirm(
        self, form: PaidForm, amount: Amount, status: int = 200
    ) -> HttpResponse:
        chosen = self._chosen()
        context = {
            "form": form,
            "amount": amount,
            "rows": self._printed(chosen),
            "ids": [] if self.request.POST.get("all") else self._ticked(),
            "all": bool(self.request.POST.get("all")),
            "paid_on": form.cleaned_data["paid_on"],
            **self._names(),
        }
        return self.page("assistance/ledgers/pay_confirm.html", context, status)

    def _names(self) -> dict[str, Any]:
        query = self.request.GET.urlencode()
        return {
            "query": f"?{query}" if query else "",
            "is_monthly": self.ledger.pays == Pays.MONTHLY,
            "up_to": self.filters.up_to,
        }

    def _printed(self, rows: Any) -> list[dict[str, Any]]:
        """The first rows with name, place, what for and what is open."""
        names = {area.code: area.name for area in self.filters.areas}
        is_village = self.ledger.about == About.VILLAGE
        place = "village_id" if is_village else "household__village_id"
        who = "collective" if is_village else "household__head_name"
        what = "year" if is_village else "period"
        columns = ["pk", who, place, "open_amount"]
        if self.ledger.pays == Pays.MONTHLY:
            columns += ["open_months", "paid_to", "grade"]
        else:
            columns += [what, *([] if is_village else ["institution"])]
        if not is_village:
            columns.append("member__name")
        found = rows.order_by(place, "pk").values(*columns)[:SHOWN]
        return [
            row
            | {
                "who": row.get("member__name") or row[who],
                "head": "" if is_village else row[who],
                "place": f"{names.get(row[place][:9] + '000', '')} "
                f"{names.get(row[place], row[place])}".strip(),
                "what": row.get(what, ""),
            }
            for row in found
        ]
