"""The repository and the annual plan of a year: their versions, read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from accounts.mixins import RoleRequiredMixin
from accounts.parameters import value_on
from core.months import Month
from projects.choices import PlanKind, PlanState
from projects.models import PlanVersion
from projects.models.plans import SOURCES, title_of
from projects.parameters import NOTICE_DAYS
from projects.plan_pages import Difference, VersionPage
from projects.procedure import DECIDE
from projects.registers.parts import years
from projects.repository_rule import RepositoryRule, rows_behind
from projects.services.plans import draft_mark

VIEW = "projects.view_project"
#: Which list → its roster.
ROSTERS = {
    PlanKind.REPOSITORY: "project-repository",
    PlanKind.ANNUAL: "annual-plan",
}


class PlanMixin(RoleRequiredMixin):
    """The version in the address, if the account may see plans at all."""

    def version(self, pk: int) -> PlanVersion:
        rows = PlanVersion.objects.visible_to(self.viewer)
        found: PlanVersion = get_object_or_404(rows, pk=pk)
        return found


class PlanView(PlanMixin, View):
    """A list of a year, ``?year=`` and ``?version=``; the newest version otherwise."""

    permission_required = VIEW
    #: Given by the address.
    kind: PlanKind = PlanKind.ANNUAL

    def get(self, request: HttpRequest) -> HttpResponse:
        current = Month.current().year
        first = current + 1 if self.kind == PlanKind.REPOSITORY else current
        year = whole(request.GET.get("year", ""), first)
        versions = list(
            PlanVersion.objects.visible_to(self.viewer)
            .filter(kind=self.kind, year=year)
            .select_related("approved_by", "created_by")
            .order_by("-number")
        )
        asked = whole(request.GET.get("version", ""), 0)
        chosen = next((v for v in versions if v.number == asked), None)
        version = chosen or (versions[0] if versions else None)
        context = self._common(year) | {"versions": versions}
        if version is not None:
            context |= self._of(version, versions)
        return render(request, "projects/plans/plan.html", context)

    def _common(self, year: int) -> dict[str, Any]:
        rule_year = year - 1 if self.kind == PlanKind.REPOSITORY else year
        may_decide = self.viewer.may(DECIDE)
        return {
            "kind": self.kind,
            "title": title_of(self.kind, year),
            "is_annual": self.kind == PlanKind.ANNUAL,
            "year": year,
            "years": [int(value) for value, _label in years()],
            "rule": RepositoryRule(rule_year, timezone.localdate()),
            "roster": ROSTERS[self.kind],
            "may_decide": may_decide,
            "may_export": self.viewer.may("projects.export_project"),
            "sources": SOURCES,
        }

    def _of(self, version: PlanVersion, versions: list[PlanVersion]) -> dict[str, Any]:
        page = VersionPage(version, self.viewer)
        former = next((v for v in versions if v.number < version.number), None)
        newest = versions[0]
        return {
            "version": version,
            "export_query": f"year={version.year}&version={version.number}",
            "page": page,
            "former": former,
            "may_change": page.is_draft and self.viewer.may(DECIDE),
            "mark": draft_mark(version) if page.is_draft else "",
            "in_force": next(
                (v for v in versions if v.state == PlanState.APPROVED), None
            ),
            "has_draft": newest.state == PlanState.DRAFT,
        }


class PlanPrintView(PlanMixin, View):
    """A version as it is posted for the public."""

    permission_required = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        context = {
            "version": version,
            "page": VersionPage(version, self.viewer),
            "days": value_on(NOTICE_DAYS.key, timezone.localdate()),
            "is_annual": version.kind == PlanKind.ANNUAL,
        }
        return render(request, "projects/plans/print.html", context)


class PlanDifferenceView(PlanMixin, View):
    """What a version changes against another of its list, ``?with=`` its number; the
    one before otherwise."""

    permission_required = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.version(pk)
        others = PlanVersion.objects.visible_to(self.viewer).filter(
            kind=version.kind, year=version.year
        )
        others = others.exclude(pk=pk).order_by("-number")
        asked = whole(request.GET.get("with", ""), 0)
        before = others.filter(number=asked).first() if asked else None
        before = before or others.filter(number__lt=version.number).first()
        if before is None:
            raise Http404(_("There is no version before this one."))
        old, new = VersionPage(before, self.viewer), VersionPage(version, self.viewer)
        context = {
            "version": version,
            "before": before,
            "others": list(others),
            "difference": Difference.between(old, new),
            "is_annual": version.kind == PlanKind.ANNUAL,
        }
        return render(request, "projects/plans/difference.html", context)


class RepositoryRuleView(RoleRequiredMixin, View):
    """Both row sets of the rule for the repository after ``?year=``."""

    permission_required = VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        year = whole(request.GET.get("year", ""), Month.current().year)
        rule = RepositoryRule(year, timezone.localdate())
        planned, stored = rows_behind(rule, self.viewer)
        context = {"rule": rule, "planned": planned, "stored": stored}
        return render(request, "projects/plans/rule.html", context)


def address(version: PlanVersion) -> str:
    """The page of a version."""
    name = "repository" if version.kind == PlanKind.REPOSITORY else "plan"
    page = reverse(f"projects:{name}")
    return f"{page}?year={version.year}&version={version.number}"


def whole(text: str, default: int) -> int:
    """A small number out of an address."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= 4
    return int(text) if is_number else default
