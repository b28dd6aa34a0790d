"""Running deadlines in scope: the list with its tables, one deadline, its pauses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from accounts.forms.area_filters import area_rows
from accounts.mixins import RoleRequiredMixin
from core.htmx import is_htmx
from core.keyset import capped_counts
from core.listing import count_label
from exchange.views.register_page import RegisterPageView
from households.clocks import wording
from households.clocks.definitions import CLOCKS, Timetable, minima
from households.clocks.subjects import subject_url
from households.forms.deadlines import PauseForm, ResumeForm
from households.models import Deadline
from households.pace import by_town, work_groups
from households.registers.deadlines import DEADLINES, STATES, narrow_state
from households.services.clocks import unknown_years

#: States that are tabs over the list; the others are reached from the to-do list.
_TABS = ("", "week", "late", "pace", "escalated", "paused")


class DeadlinesView(RegisterPageView):
    """The declared list with tabs over it and, above, what each township has open."""

    register = DEADLINES
    template_name = "households/deadlines/page.html"
    partial_template_name = "households/deadlines/_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        running: Any = DEADLINES.rows(self.viewer)
        context = {"tabs": self._tabs(running), "unknown_years": unknown_years(running)}
        if not is_htmx(self.request):
            context |= self._table(running)
        return super().get_context_data(**context, **kwargs)

    def _tabs(self, running: Any) -> list[dict[str, Any]]:
        words = {"": _("All running"), **dict(STATES)}
        now = self.filters.used().get("state", "")
        states = [narrow_state(running, name) if name else running for name in _TABS]
        counts = capped_counts(states)
        return [
            {
                "label": words[name],
                "url": self.address.url(state=name),
                "count": count_label(count),
                "is_current": name == now,
            }
            for name, count in zip(_TABS, counts, strict=True)
        ]

    def _table(self, running: Any) -> dict[str, Any]:
        ended = Deadline.objects.visible_to(self.viewer).exclude(clock__in=minima())
        groups = work_groups(running, ended, timezone.localdate())
        used = {work.clock for work in groups}
        names = {area.code: area.name for area in area_rows(self.viewer)}
        return {
            "clocks": [clock for key, clock in CLOCKS.items() if key in used],
            "towns": [(names.get(c, c), c, works) for c, works in by_town(groups)],
        }


class DeadlineMixin(RoleRequiredMixin):
    """One deadline in scope; another is not there."""

    permission_required: str | tuple[str, ...] = "households.view_deadline"
    kwargs: dict[str, Any]

    @cached_property
    def deadline(self) -> Deadline:
        rows = Deadline.objects.visible_to(self.viewer)
        rows = rows.select_related("area__parent", "department")
        found: Deadline = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found

    def shown(self) -> dict[str, Any]:
        row = self.deadline
        clock = CLOCKS.get(row.clock)
        timetable = Timetable.load([row.clock] if clock else [])
        terms = timetable.terms(row.clock, row.started_on) if clock else None
        running = row.done_on is None and not row.is_cancelled
        return {
            "deadline": row,
            "clock": clock,
            "terms": terms,
            "mark": wording.mark((row.due_on - timezone.localdate()).days),
            "running": running,
            "pauses": row.pauses.select_related("paused_by", "resumed_by"),
            "subject_url": subject_url(row.subject_kind, row.subject_id),
            "may_pause": running and self.viewer.may("households.pause_deadline"),
            "unknown_years": timetable.unknown_years(
                [(row.clock, row.started_on, row.due_on)]
            ),
        }


class DeadlineView(DeadlineMixin, TemplateView):
    """What runs, since when, with its pauses, and the way to the work itself."""

    template_name = "households/deadlines/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = ResumeForm if self.deadline.paused_on else PauseForm
        context = {"form": form(), **self.shown()}
        return super().get_context_data(**context, **kwargs)


class PauseView(DeadlineMixin, FormView[PauseForm]):
    """Let the clock stand still. A GET shows the deadline, where the form is."""

    permission_required = "households.pause_deadline"
    template_name = "households/deadlines/detail.html"
    form_class: type[PauseForm] = PauseForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("households:deadline", pk=self.deadline.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.shown(), **kwargs)

    def form_valid(self, form: PauseForm) -> HttpResponse:
        if not form.write(self.deadline, self.viewer):
            return self.form_invalid(form)
        messages.success(self.request, form.done)
        return redirect("households:deadline", pk=self.deadline.pk)

    def form_invalid(self, form: PauseForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ResumeView(PauseView):
    form_class = ResumeForm
