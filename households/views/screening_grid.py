"""A village of a round on one sheet: each row is checked and saved by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area
from core.htmx import is_htmx, redirect
from households import choices
from households.forms.screening import CELLS, ScreeningRowForm
from households.models import ScreeningResult, ScreeningRound
from households.services.screening import (
    ScreeningConflict,
    record_result,
)
from households.services.screening_worksheet import SheetItem, worksheet
from households.views.screening import round_of
from households.views.screening_sheet import sheet_context, told, village_of
from households.views.strange_rows import StrangeRow
from households.views.visit_grid import saved_sentence, sent_rows


@dataclass
class GridRow:
    """One household on the sheet: read-only, being filled in, wrong, or in conflict."""

    item: SheetItem
    form: ScreeningRowForm | None = None
    theirs: ScreeningResult | None = None

    @property
    def signals(self) -> str:
        codes = self.item.result.signals if self.item.result else []
        return "、".join(choices.Signal(code).label for code in codes)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """Each sentence with its cell's id and heading."""
        if self.form is None or not self.form.is_bound:
            return []
        listed = []
        for name, found in self.form.errors.items():
            cell = self.form[name] if name in self.form.fields else None
            for message in found:
                at = (cell.auto_id, str(cell.label)) if cell else ("", "")
                listed.append((*at, str(message)))
        return listed


class ScreeningGridView(RoleRequiredMixin, View):
    """``/screening/<round>/grid/<village>/``; ``?edit=<household>`` opens a row."""

    permission_required = "households.record_screening"

    def get(self, request: HttpRequest, pk: int, village: str) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        area = village_of(self.viewer, village)
        opened = request.GET.get("edit", "")
        rows = [
            self._row(item, round_, opened=str(item.household.pk) == opened)
            for item in worksheet(self.viewer, round_, area)
        ]
        if opened and is_htmx(request):
            row = next((r for r in rows if str(r.item.household.pk) == opened), None)
            if row is None:
                raise Http404
            context = {"row": row, "round": round_, "village": area, "may_record": True}
            return render(request, "households/screening/_grid_row.html", context)
        return self._page(round_, area, rows)

    def post(self, request: HttpRequest, pk: int, village: str) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        area = village_of(self.viewer, village)
        items = worksheet(self.viewer, round_, area)
        sent = sent_rows(request)
        if strange := sent - {item.household.pk for item in items}:
            return self._refuse(items, round_, area, sent, strange)
        rows, saved = self._save(items, round_, sent)
        if saved:
            messages.success(request, saved_sentence(saved))
        if any(row.form is not None and row.form.is_bound for row in rows):
            return self._page(round_, area, rows, status=422)
        return redirect(request, "households:screening-grid", pk, village)

    def _row(
        self,
        item: SheetItem,
        round_: ScreeningRound,
        *,
        opened: bool = False,
        sent: bool = False,
    ) -> GridRow:
        if sent:
            form = ScreeningRowForm(self.request.POST, item=item, round_=round_)
            return GridRow(item, form)
        # Who was not met is gone to again: the row stays open.
        if not item.is_screened or opened:
            return GridRow(item, ScreeningRowForm(item=item, round_=round_))
        return GridRow(item)

    def _refuse(
        self,
        items: list[SheetItem],
        round_: ScreeningRound,
        area: Area,
        sent: set[int],
        strange: set[int],
    ) -> HttpResponse:
        """A row of elsewhere: nothing is saved, every cell stays as it was typed."""
        rows = []
        for item in items:
            row = self._row(item, round_, sent=item.household.pk in sent)
            if row.form is not None and row.form.is_bound and not row.form.is_touched:
                row = self._row(item, round_)
            rows.append(row)
        found = [
            StrangeRow.of(key, self.request.POST, CELLS) for key in sorted(strange)
        ]
        return self._page(round_, area, rows, strange=found, status=422)

    def _save(
        self, items: list[SheetItem], round_: ScreeningRound, sent: set[int]
    ) -> tuple[list[GridRow], int]:
        """Save every good row by itself; what is left keeps its cells and says why."""
        rows, saved = [], 0
        for item in items:
            row = self._row(item, round_, sent=item.household.pk in sent)
            if row.form is not None and row.form.is_bound:
                if not row.form.is_touched:
                    row = self._row(item, round_)
                elif result := self._save_row(row, round_):
                    saved += 1
                    row = self._row(SheetItem(item.listed, result), round_)
            rows.append(row)
        return rows, saved

    def _save_row(self, row: GridRow, round_: ScreeningRound) -> ScreeningResult | None:
        form = row.form
        if form is None or not form.is_valid():
            return None
        try:
            return record_result(
                round_=round_,
                household=row.item.household,
                data=form.to_data(self.viewer.full_name),
                recorded_by=self.viewer,
                entered_through=choices.EntryChannel.GRID,
                base_version=form.base,
            )
        except ScreeningConflict as conflict:
            self._explain(row, form, conflict.current)
        except ValidationError as error:
            form.add_error(None, error)
        return None

    def _explain(
        self, row: GridRow, form: ScreeningRowForm, current: ScreeningResult
    ) -> None:
        """Show the other's result under the row; mine stays in the cells."""
        row.theirs = current
        typed = self.request.POST.copy()
        typed[form.add_prefix("seen_version")] = str(current.version)
        form.data = typed
        form.add_error(None, told(current))

    def _page(
        self,
        round_: ScreeningRound,
        area: Area,
        rows: list[GridRow],
        *,
        strange: Sequence[StrangeRow] = (),
        status: int = 200,
    ) -> HttpResponse:
        only_todo = self.request.GET.get("show") == "todo"
        context = {
            **sheet_context(self.viewer, round_, area),
            "rows": [row for row in rows if not (only_todo and row.form is None)],
            "strange": strange,
            "only_todo": only_todo,
            "wrong": len(strange) + sum(bool(row.errors) for row in rows),
        }
        name = "households/screening/grid.html"
        return render(self.request, name, context, status=status)
