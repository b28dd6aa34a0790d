"""A village in a round: cards with three buttons on a phone, the sheet on a desk."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.models import Area, User
from core.htmx import is_htmx
from core.ratios import Share
from households import choices
from households.forms.screening import ResultForm
from households.models import (
    Household,
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
)
from households.services.screening import (
    ScreeningConflict,
    day_problem,
    record_result,
)
from households.services.screening_worksheet import SheetItem, worksheet
from households.views.screening import round_of, state_of

_TABS = ("todo", "done", "all")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a village has come."""

    items: list[SheetItem]

    @property
    def share(self) -> Share:
        return Share.of(sum(item.is_screened for item in self.items), len(self.items))

    @property
    def persons(self) -> Share:
        seen = sum(item.listed.persons for item in self.items if item.is_screened)
        return Share.of(seen, sum(item.listed.persons for item in self.items))

    @property
    def todo(self) -> list[SheetItem]:
        return [item for item in self.items if not item.is_screened]

    @property
    def done(self) -> list[SheetItem]:
        return [item for item in self.items if item.is_screened]

    @property
    def not_met(self) -> int:
        return sum(item.result is not None for item in self.todo)

    @property
    def first(self) -> int:
        """八必访 households still to be seen."""
        return sum(bool(item.listed.must_visit) for item in self.todo)

    @property
    def suspected(self) -> int:
        return sum(
            item.result is not None
            and item.result.outcome == choices.ScreeningOutcome.SUSPECTED
            for item in self.items
        )


def village_of(user: User, code: str) -> Area:
    rows = Area.objects.visible_to(user).villages().select_related("parent")
    found: Area = get_object_or_404(rows, code=code)
    return found


def sheet_context(user: User, round_: ScreeningRound, village: Area) -> dict[str, Any]:
    """What every page of a village's part shows."""
    state = state_of(round_, timezone.localdate())
    return {
        "round": round_,
        "state": state,
        "village": village,
        "progress": Progress(worksheet(user, round_, village)),
        "may_record": state in {"running", "late"}
        and user.may("households.record_screening"),
        "outcomes": choices.ScreeningOutcome.choices,
        "signals": choices.Signal.choices,
        "modes": choices.VisitMode.choices,
    }


def day_of(round_: ScreeningRound, text: str) -> dt.date | None:
    """The day that results get: the one chosen, else today while the round runs."""
    try:
        chosen = parse_date(text)
    except ValueError:
        chosen = None
    day = chosen or timezone.localdate()
    return None if day_problem(round_, day) else day


class VillageView(RoleRequiredMixin, View):
    """The cards of a village."""

    permission_required = "households.view_screening"

    def get(self, request: HttpRequest, pk: int, village: str) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        context = sheet_context(self.viewer, round_, village_of(self.viewer, village))
        progress: Progress = context["progress"]
        tab = request.GET.get("show", "todo")
        tab = tab if tab in _TABS else "todo"
        name = request.GET.get("name", "").strip()[:40]
        shown = {"todo": progress.todo, "done": progress.done, "all": progress.items}
        items = [i for i in shown[tab] if name in i.household.head_name]
        context |= {
            "tab": tab,
            "name": name,
            "items": items,
            "day": day_of(round_, request.GET.get("day", "")),
        }
        return render(request, "households/screening/village.html", context)


class SheetPrintView(RoleRequiredMixin, View):
    """The worksheet on paper; filled in, it is the village's 排查明细表."""

    permission_required = "households.view_screening"

    def get(self, request: HttpRequest, pk: int, village: str) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        context = sheet_context(self.viewer, round_, village_of(self.viewer, village))
        context["blank"] = request.GET.get("filled") is None
        return render(request, "households/screening/sheet.html", context)


class ResultView(RoleRequiredMixin, View):
    """Takes one result; answers with the card, or goes back to the list."""

    permission_required = "households.record_screening"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, household: int) -> HttpResponse:
        round_ = round_of(self.viewer, pk)
        home = get_object_or_404(
            Household.objects.visible_to(self.viewer).select_related("village__parent"),
            pk=household,
        )
        form = ResultForm(request.POST)
        status = self._save(round_, home, form) if form.is_valid() else 422
        if not is_htmx(request) and status == 200:
            messages.success(request, _("Saved %(name)s.") % {"name": home})
            return self._back(round_, home)
        return self._card(round_, home, form, status)

    def _save(self, round_: ScreeningRound, home: Household, form: ResultForm) -> int:
        try:
            record_result(
                round_=round_,
                household=home,
                data=form.to_data(self.viewer.full_name),
                recorded_by=self.viewer,
                entered_through=choices.EntryChannel.FORM,
                base_version=form.cleaned_data["base_version"],
            )
        except ValidationError as error:
            form.add_error(None, error)
            return 422
        except ScreeningConflict as conflict:
            form.add_error(None, told(conflict.current))
            return 409
        return 200

    def _back(self, round_: ScreeningRound, home: Household) -> HttpResponse:
        where = [round_.pk, home.village_id]
        url = reverse("households:screening-village", args=where)
        return HttpResponse(status=303, headers={"Location": f"{url}#h{home.pk}"})

    def _card(
        self, round_: ScreeningRound, home: Household, form: ResultForm, status: int
    ) -> HttpResponse:
        """The card as it stands now; what was typed stays in a refused one."""
        context = sheet_context(self.viewer, round_, home.village)
        items = context["progress"].items
        item = next((i for i in items if i.household == home), None)
        if item is None:
            item = SheetItem(
                ScreeningHousehold(
                    round=round_, household=home, village=home.village, persons=0
                ),
                None,
            )
        context |= {
            "item": item,
            "day": form.data.get("screened_on", ""),
            "form": form if status != 200 else None,
            "saved": status == 200,
        }
        part = "_saved.html" if is_htmx(self.request) else "one.html"
        name = f"households/screening/{part}"
        return render(self.request, name, context, status=status)


def told(current: ScreeningResult) -> str:
    """Whose result stands there already."""
    return _("%(name)s saved this household at %(time)s: %(outcome)s.") % {
        "name": current.recorded_by or current.screened_by,
        "time": f"{timezone.localtime(current.updated_at):%H:%M}",
        "outcome": current.get_outcome_display(),
    }
