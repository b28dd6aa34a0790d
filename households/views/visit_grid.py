"""A whole village on one sheet: each row is checked and saved by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area, User
from core.htmx import is_htmx, redirect
from core.months import Month
from households import choices
from households.forms.visit_rows import CELLS, VisitRowForm, remark_of
from households.forms.visits import VisitForm
from households.models import Visit
from households.models.visits import SAFEGUARDS
from households.services import months, visits, worklist
from households.services.visits import VisitConflict, net_of_month
from households.services.worklist import WorkItem
from households.views import visit_conflict
from households.views.strange_rows import StrangeRow
from households.views.visit_form import LOCKED
from households.views.visits import begun_or_404, month_context, require_recording

_ROW = re.compile(r"r(\d+)-\w+")


@dataclass
class GridRow:
    """One household on the sheet: read-only, being filled in, wrong, or in conflict."""

    item: WorkItem
    form: VisitRowForm | None = None
    theirs: Visit | None = None
    differences: list[visit_conflict.Difference] = field(default_factory=list)

    @property
    def last_net(self) -> Any:
        return net_of_month(self.item.last)

    @property
    def net(self) -> Any:
        return net_of_month(self.item.visit)

    @property
    def answers(self) -> list[bool | None]:
        return [getattr(self.item.visit, name) for name, _label in SAFEGUARDS]

    @property
    def signals(self) -> str:
        codes = self.item.visit.signals if self.item.visit else []
        return "、".join(choices.Signal(code).label for code in codes)

    @property
    def remark(self) -> str:
        return remark_of(self.item.visit) if self.item.visit else ""

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Each sentence once, with the first cell's id and the cells' headings."""
        if self.form is None or not self.form.is_bound:
            return []
        cells: dict[str, list[Any]] = {}
        for name, found in self.form.errors.items():
            for message in found:
                cells.setdefault(str(message), []).append(
                    self.form[name] if name in self.form.fields else None
                )
        return [
            (
                at[0].auto_id if at[0] else "",
                "、".join(str(cell.label) for cell in at if cell),
                message,
            )
            for message, at in cells.items()
        ]


class VisitGridView(RoleRequiredMixin, View):
    """``/visits/grid/<village code>/<month>/``; ``?edit=<household>`` opens a row."""

    permission_required = "households.record_visit"

    def get(self, request: HttpRequest, village: str, month: Month) -> HttpResponse:
        area = load_village(self.viewer, village, month)
        opened = request.GET.get("edit", "")
        only_todo = request.GET.get("show") == "todo"
        rows = [
            self._row(item, month, opened=str(item.household.pk) == opened)
            for item in worklist.worklist(self.viewer, area, month)
        ]
        if opened and is_htmx(request):
            row = next((r for r in rows if str(r.item.household.pk) == opened), None)
            if row is None:
                raise Http404
            return self._page(
                area, month, [row], part="households/_visit_grid_row.html"
            )
        return self._page(area, month, rows, only_todo=only_todo)

    def post(self, request: HttpRequest, village: str, month: Month) -> HttpResponse:
        require_recording(self.viewer)
        area = load_village(self.viewer, village, month)
        items = worklist.worklist(self.viewer, area, month)
        sent = sent_rows(request)
        if strange := sent - {item.household.pk for item in items}:
            return self._refuse(items, area, month, sent, strange)
        try:
            rows, saved = self._save(items, month, sent)
        except months.MonthClosed:
            rows = [self._row(i, month, sent=i.household.pk in sent) for i in items]
            return self._page(area, month, rows, status=LOCKED)
        if saved:
            messages.success(request, saved_sentence(saved))
        if any(row.form is not None and row.form.is_bound for row in rows):
            return self._page(area, month, rows, status=422)
        return redirect(request, "households:visit-grid", village=village, month=month)

    def _row(
        self, item: WorkItem, month: Month, *, opened: bool = False, sent: bool = False
    ) -> GridRow:
        if sent:
            return GridRow(
                item, VisitRowForm(self.request.POST, item=item, month=month)
            )
        if item.visit is None or opened:
            return GridRow(item, VisitRowForm(item=item, month=month))
        return GridRow(item)

    def _refuse(
        self,
        items: list[WorkItem],
        area: Area,
        month: Month,
        sent: set[int],
        strange: set[int],
    ) -> HttpResponse:
        """A row of elsewhere: nothing is saved, every cell stays as it was typed."""
        rows = []
        for item in items:
            row = self._row(item, month, sent=item.household.pk in sent)
            if row.form is not None and row.form.is_bound and not row.form.is_touched:
                row = self._row(item, month)
            rows.append(row)
        posted = self.request.POST
        found = [StrangeRow.of(key, posted, CELLS) for key in sorted(strange)]
        return self._page(area, month, rows, strange=found, status=422)

    def _save(
        self, items: list[WorkItem], month: Month, sent: set[int]
    ) -> tuple[list[GridRow], int]:
        """Save every good row by itself; what is left keeps its cells and says why."""
        rows, saved = [], 0
        for item in items:
            row = self._row(item, month, sent=item.household.pk in sent)
            if row.form is not None and row.form.is_bound:
                if not row.form.is_touched:
                    row = self._row(item, month)
                elif visit := self._save_row(row, month):
                    saved += 1
                    row = GridRow(
                        WorkItem(item.household, visit, item.last, item.is_late)
                    )
            rows.append(row)
        return rows, saved

    def _save_row(self, row: GridRow, month: Month) -> Visit | None:
        form = row.form
        if form is None or not form.is_valid():
            return None
        try:
            return visits.record_visit(
                household=row.item.household,
                month=month,
                data=form.to_data(self.viewer.full_name),
                recorded_by=self.viewer,
                entered_through=choices.EntryChannel.GRID,
                client_id=form.cleaned_data["client_id"],
                base_version=form.base,
            )
        except VisitConflict as conflict:
            self._explain(row, form, conflict.current)
        except ValidationError as error:
            form.add_error(None, error)
        return None

    def _explain(self, row: GridRow, form: VisitRowForm, current: Visit | None) -> None:
        """Show the other's values under the row; mine stay in the cells."""
        if current is None:
            message = _("This visit was voided meanwhile. Load the page again.")
            form.add_error(None, message)
            return
        row.theirs = current
        labels = VisitForm(members=())
        mine = form.to_data(self.viewer.full_name)
        row.differences = visit_conflict.differences(mine, current, labels)
        typed = self.request.POST.copy()
        typed[form.add_prefix("seen_version")] = str(current.version)
        form.data = typed
        form.add_error(
            None,
            _("%(name)s saved this household at %(time)s.")
            % {
                "name": current.recorded_by or _("Somebody"),
                "time": f"{current.updated_at.astimezone():%H:%M}",
            },
        )

    def _page(
        self,
        area: Area,
        month: Month,
        rows: list[GridRow],
        *,
        strange: Sequence[StrangeRow] = (),
        status: int = 200,
        part: str = "households/visit_grid.html",
        only_todo: bool = False,
    ) -> HttpResponse:
        done = sum(row.item.visit is not None for row in rows)
        context = {
            **month_context(month),
            "village": area,
            "rows": [r for r in rows if not (only_todo and r.item.visit)],
            "all": len(rows),
            "only_todo": only_todo,
            "row": rows[0] if rows else None,
            "done": done,
            "todo": len(rows) - done,
            "strange": strange,
            "wrong": len(strange) + sum(bool(row.errors) for row in rows),
            "headings": [
                pgettext("column", "Food"),
                pgettext("column", "Clothing"),
                pgettext("column", "Education"),
                pgettext("column", "Medical"),
                pgettext("column", "Housing"),
                pgettext("column", "Water"),
            ],
        }
        return render(self.request, part, context, status=status)


def load_village(user: User, code: str, month: Month) -> Area:
    begun_or_404(month)
    return get_object_or_404(
        Area.objects.visible_to(user).villages().select_related("parent"), code=code
    )


def sent_rows(request: HttpRequest) -> set[int]:
    """Households that the request names, whether or not it may."""
    matches = (_ROW.fullmatch(name) for name in request.POST)
    return {int(match[1]) for match in matches if match}


def saved_sentence(count: int) -> str:
    return ngettext("Saved %(count)d row.", "Saved %(count)d rows.", count) % {
        "count": count
    }
