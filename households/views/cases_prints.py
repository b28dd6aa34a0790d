"""On paper: the public notice, the blank verification form, the whole file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from households import choices
from households.models import Case
from households.procedures import rules
from households.procedures.tables import PROCEDURES
from households.services.cases_checks import shortest_posting
from households.services.cases_exit import GUARANTEES
from households.views.case_page import page_context
from households.views.cases import CaseMixin


class CaseNoticeView(CaseMixin, View):
    """What is posted in the village: names, village and category, and no more.

    One notice for all that wait to be posted, since it hangs once.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        listed = self._together(case)
        start, end = self._days(case)
        context = {
            "case": case,
            "village": case.village,
            "lines": [(row.household.head_name, _category(row)) for row in listed],
            "start": start,
            "end": end,
            "is_entry": case.kind == choices.CaseKind.ENTRY,
        }
        return render(request, "households/cases/notice.html", context)

    def _together(self, case: Case) -> list[Case]:
        if case.step != choices.Step.PUBLICISE:
            return [case]
        rows = Case.objects.visible_to(self.viewer).filter(
            village=case.village, kind=case.kind, step=case.step
        )
        found = rows.select_related("household", "episode").order_by("household__id")
        return list(found)

    def _days(self, case: Case) -> tuple[Any, Any]:
        """As it was posted, else the shortest time from today on."""
        posted = case.acts.filter(
            step=choices.Step.PUBLICISE, decision=choices.Decision.PASSED
        ).last()
        if posted is not None and case.step != choices.Step.PUBLICISE:
            return posted.published_from, posted.published_to
        today = timezone.localdate()
        return today, shortest_posting(today)


class CaseFormView(CaseMixin, View):
    """The sheet that goes along to the household, with what is known printed in."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        context = {
            "case": case,
            "household": case.household,
            "members": case.household.members.present().order_by("pk"),
            "guarantees": [label for _name, label in GUARANTEES],
            "risks": choices.Risk.labels,
            "categories": [
                label
                for value, label in choices.Category.choices
                if rules.category_fits(value, case.household.household_type)
            ],
        }
        return render(request, "households/cases/form_print.html", context)


class CaseFileView(CaseMixin, View):
    """The whole file: cover, what was found, every act, the papers."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        context = page_context(case, self.viewer)
        acts = context["acts"][::-1]
        filed = [paper for line in context["papers"] for paper in line.papers]
        context |= {
            "acts": acts,
            "filed": sorted(filed, key=lambda paper: paper.pk),
            "found": [(label, getattr(case, name)) for name, label in GUARANTEES],
            "steps": PROCEDURES[case.kind].order,
        }
        return render(request, "households/cases/file.html", context)


def _category(case: Case) -> str:
    if case.category:
        return str(case.get_category_display())
    return str(case.episode.get_category_display()) if case.episode else ""
