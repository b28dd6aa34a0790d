"""Wages of public posts of a month: how far each place is, the sheet of a place, and
what is left of it paid in one step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area
from assistance.choices import Presence
from assistance.forms.wages import PayMonthForm, WageRowForm
from assistance.models import PublicPost
from assistance.scoping import ledger_areas
from assistance.services import wages
from assistance.views.posts import ENTER, require_entering
from assistance.views.work import POSTS, offered
from assistance.wage_items import WageItem, sheet, totals_by_place
from core.htmx import redirect
from core.months import Month
from core.templatetags.ui import number

#: Rows that a sheet shows at most; a larger place is entered by village or by file.
MOST_ROWS = 400
#: No ledger of posts is older; earlier months are not asked about.
_FIRST = Month(2000, 1)


class WageAreasView(RoleRequiredMixin, View):
    """``/assistance/posts/wages/?month=``: what is due and paid in each place."""

    permission_required = "assistance.view_ledger"

    def get(self, request: HttpRequest) -> HttpResponse:
        month = _month_of(request.GET.get("month", ""))
        area = self.viewer.area
        if area is not None and area.level == Area.Level.VILLAGE:
            return redirect(
                request, "assistance:post-wage-sheet", code=area.code, month=month
            )
        posts = PublicPost.objects.visible_to(self.viewer)
        in_county = area is None or area.level == Area.Level.COUNTY
        level = Area.Level.TOWNSHIP if in_county else Area.Level.VILLAGE
        names = dict(
            ledger_areas(self.viewer, "posts")
            .filter(level=level)
            .values_list("code", "name")
        )
        places = totals_by_place(posts, month, level=level)
        context = {
            "tabs": offered(POSTS, self.viewer, "assistance:post-wage-areas"),
            "places": [(names.get(p.code, p.code), p) for p in places],
            **_months(month),
        }
        return render(request, "assistance/employment/wage_areas.html", context)


class SheetMixin(RoleRequiredMixin):
    """The posts of a place in a month; a place of others is not there."""

    permission_required = "assistance.view_ledger"
    kwargs: dict[str, Any]

    @cached_property
    def area(self) -> Area:
        places = ledger_areas(self.viewer, "posts").exclude(level=Area.Level.COUNTY)
        places = places.select_related("parent")
        found: Area = get_object_or_404(places, code=self.kwargs["code"])
        return found

    @cached_property
    def month(self) -> Month:
        month: Month = self.kwargs["month"]
        if not _FIRST <= month <= Month.current():
            raise Http404
        return month

    @property
    def posts(self) -> Any:
        """Posts of the place of which the wage of the month is due."""
        rows: Any = PublicPost.objects.visible_to(self.viewer)
        return rows.within(self.area).counting_in(self.month)


@dataclass(slots=True)
class SheetRow:
    """A post on the sheet; without a form it is only read."""

    item: WageItem
    form: WageRowForm | None = None

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Each sentence with the cell's id and heading."""
        if self.form is None or not self.form.is_bound:
            return []
        found = []
        for name, sentences in self.form.errors.items():
            cell = self.form[name] if name in self.form.fields else None
            for sentence in sentences:
                at = (cell.auto_id, str(cell.label)) if cell else ("", "")
                found.append((*at, str(sentence)))
        return found


class WageSheetView(SheetMixin, View):
    """``…/wages/<code>/<month>/``: every row is checked and saved by itself."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        may_enter = self.viewer.may(ENTER)
        rows = [
            SheetRow(item, WageRowForm(item=item) if may_enter else None)
            for item in sheet(self.posts, self.month, most=MOST_ROWS + 1)
        ]
        return self._page(rows)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_entering(self.viewer)
        items = sheet(self.posts, self.month, most=MOST_ROWS + 1)
        rows = [SheetRow(i, WageRowForm(request.POST, item=i)) for i in items]
        touched = [row for row in rows if row.form and row.form.is_touched]
        saved = self._save([row for row in touched if row.form and row.form.is_valid()])
        if saved:
            said = ngettext("Saved %(count)d row.", "Saved %(count)d rows.", saved)
            messages.success(request, said % {"count": saved})
        if all(not row.errors for row in touched):
            return redirect(
                request,
                "assistance:post-wage-sheet",
                code=self.area.code,
                month=self.month,
            )
        wrong = {row.item.post.pk: row for row in touched if row.errors}
        fresh = sheet(self.posts, self.month, most=MOST_ROWS + 1)
        shown = [
            wrong.get(item.post.pk) or SheetRow(item, WageRowForm(item=item))
            for item in fresh
        ]
        return self._page(shown, status=422)

    def _save(self, rows: list[SheetRow]) -> int:
        """Write what is right; what cannot be written says why in its row."""
        pairs = [
            (row, entry)
            for row in rows
            if row.form
            for entry in row.form.entries(self.viewer.full_name)
        ]
        failures = wages.record(entries=[entry for _row, entry in pairs])
        failed = set()
        for (row, _entry), failure in zip(pairs, failures, strict=True):
            if failure is not None and row.form:
                row.form.refuse(failure)
                failed.add(row.item.post.pk)
        return len(rows) - len(failed)

    def _page(self, rows: list[SheetRow], *, status: int = 200) -> HttpResponse:
        items = [row.item for row in rows]
        context = {
            "area": self.area,
            "rows": rows[:MOST_ROWS],
            "too_many": len(rows) > MOST_ROWS,
            "villages": self._villages() if len(rows) > MOST_ROWS else [],
            "wrong": sum(bool(row.errors) for row in rows),
            "due": sum((i.due_amount for i in items), Decimal(0)),
            "paid": sum((i.paid_amount for i in items), Decimal(0)),
            "unpaid": sum(not item.is_paid for item in items),
            "late": sum(item.is_late for item in items),
            "may_enter": self.viewer.may(ENTER),
            "pay_form": PayMonthForm(),
            **_months(self.month),
        }
        template = "assistance/employment/wage_sheet.html"
        return render(self.request, template, context, status=status)

    def _villages(self) -> Any:
        places = ledger_areas(self.viewer, "posts").filter(level=Area.Level.VILLAGE)
        return places.within(self.area).order_by("code")


class WagePayView(SheetMixin, View):
    """``…/pay/``: what is left of the month, as paid on one day. The sum is shown
    first; when it has changed since, it is shown again and nothing is written."""

    permission_required = ENTER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        given = request.GET if "paid_on" in request.GET else None
        form = PayMonthForm(given)
        return self._page(form, status=422 if given and not form.is_valid() else 200)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PayMonthForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        left = self._left()
        if request.POST.get("sum") != _summed(left):
            said = _("The sheet has changed meanwhile. Look at the sum again.")
            form.add_error(None, ValidationError(said))
            return self._page(form, status=422)
        chosen = self.posts.filter(pk__in=[item.post.pk for item in left])
        count, amount = wages.pay_month(
            posts=chosen, month=self.month, paid_on=form.cleaned_data["paid_on"]
        )
        said = ngettext(
            "%(count)d wage is recorded as paid, %(amount)s yuan.",
            "%(count)d wages are recorded as paid, %(amount)s yuan.",
            count,
        )
        messages.success(request, said % {"count": count, "amount": number(amount)})
        return redirect(
            request,
            "assistance:post-wage-sheet",
            code=self.area.code,
            month=self.month,
        )

    def _left(self) -> list[WageItem]:
        """Wages of which nothing is paid, of persons who are not marked absent."""
        return [
            item
            for item in sheet(self.posts, self.month)
            if not item.paid_amount
            and item.due_amount
            and item.post.presence != Presence.ABSENT
        ]

    def _page(self, form: PayMonthForm, *, status: int) -> HttpResponse:
        left = self._left()
        absent = self.posts.filter(presence=Presence.ABSENT).count()
        context = {
            "area": self.area,
            "month": self.month,
            "form": form,
            "left": left,
            "amount": sum((item.due_amount for item in left), Decimal(0)),
            "sum": _summed(left),
            "absent": absent,
        }
        template = "assistance/employment/wage_pay.html"
        return render(self.request, template, context, status=status)


def _summed(items: list[WageItem]) -> str:
    """What was shown: how many, and how much."""
    amount = sum((item.due_amount for item in items), Decimal(0))
    return f"{len(items)}/{amount:.2f}"


def _month_of(text: str) -> Month:
    """The month that is asked for; last month, whose wages are being paid, else."""
    try:
        month = Month.parse(text)
    except ValueError:
        return Month.current().previous
    return min(max(month, _FIRST), Month.current())


def _months(month: Month) -> dict[str, Any]:
    following = month.next if month < Month.current() else None
    return {"month": month, "previous_month": month.previous, "next_month": following}
