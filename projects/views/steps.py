"""The procedure of a project: where it stands, the next step, the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views import View
from django_stubs_ext import StrOrPromise

from accounts.models import User
from core.htmx import is_htmx, redirect
from households.services.register import StaleRowError, fingerprint
from households.views.answers import refused_at_fields
from projects import procedure
from projects.choices import Paper, Stage
from projects.forms.steps import EndForm, ReturnForm, StepForm
from projects.models import Project, ProjectStep
from projects.procedure import StepRule
from projects.services import steps as services
from projects.services.projects import is_approved
from projects.views.project_forms import ProjectOfViewer

_PAGE = "projects/forms/step.html"


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the strip: passed, to be taken now, or still ahead."""

    rule: StepRule
    day: Any
    is_next: bool

    @property
    def css(self) -> str:
        if self.day:
            return "done"
        return "" if self.is_next else "todo"


class ProjectStepsView(ProjectOfViewer, View):
    """All steps, who took them, and what may be recorded now. A part of the project's
    page asks for it by htmx."""

    permission_required = "projects.view_project"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self.project(pk)
        part = is_htmx(request)
        template = "projects/forms/_steps.html" if part else "projects/forms/steps.html"
        response = render(request, template, _strip(row, self.viewer))
        patch_vary_headers(response, ["HX-Request"])
        return response


def _strip(row: Project, viewer: User) -> dict[str, Any]:
    following = procedure.next_steps(row)
    ending = procedure.ending_of(row)
    taken = ProjectStep.objects.visible_to(viewer).filter(project=row)
    offered = [
        rule for rule in following if not rule.by_plan and viewer.may(rule.permission)
    ]
    back = procedure.may_be_sent_back_by(row.stage)
    can_return = row.stage not in (Stage.DRAFT, Stage.PLANNED)
    return {
        "project": row,
        "lines": [
            Line(rule, rule.day_of(row), rule in following)
            for rule in procedure.steps_of(row)
        ],
        "has_ended": procedure.has_ended(row),
        "offered": offered,
        "waits_for_plan": any(rule.by_plan for rule in following),
        "may_return": can_return and any(viewer.may(one) for one in back),
        "ending": ending if ending and viewer.may(procedure.DECIDE) else None,
        "may_edit": viewer.may(procedure.DECLARE),
        "may_adjust": is_approved(row) and viewer.may(procedure.DECIDE),
        "history": _told(taken.select_related("taken_by").order_by("-id")),
    }


def _told(rows: Any) -> list[ProjectStep]:
    """Adjustments name their fields as a form does."""
    found = list(rows)
    for row in found:
        row.changes = [
            (_label(name), before, after) for name, before, after in row.changes
        ]
    return found


def _label(name: str) -> str:
    field: Any = Project._meta.get_field(name)
    return str(field.verbose_name)


class _ActView(ProjectOfViewer, View):
    """A form about one act on the procedure; what was typed stays when it is
    refused."""

    kwargs: dict[str, Any]

    def has_permission(self) -> bool:
        return any(self.viewer.may(one) for one in self.get_permission_required())

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        row = self.project(pk)
        if not self.fits(row):
            messages.info(request, _("The project is at another stage by now."))
            return redirect(request, "projects:project-steps", pk)
        return self._page(row, self.form(row), 200)

    def post(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        row = self.project(pk)
        form = self.form(row, request.POST)
        if form.is_valid():
            try:
                self.write(row, form, form.cleaned_data["seen"] or "-")
            except StaleRowError as stale:
                return self._stale(stale.row, form)
            except ValidationError as error:
                refused_at_fields(form, error)
            else:
                messages.success(request, self.done())
                return redirect(request, "projects:project-steps", pk)
        return self._page(row, form, 422)

    def _stale(self, row: Any, form: Any) -> HttpResponse:
        """The next attempt is about the row as it is now."""
        data = cast(QueryDict, form.data).copy()
        data["seen"] = fingerprint(row)
        form.data = data
        form.add_error(
            None,
            _(
                "Somebody else has saved this project since you opened it. Nothing of "
                "yours is written yet; look again and save once more."
            ),
        )
        return self._page(self.project(row.pk), form, 409)

    def _page(self, row: Project, form: Any, status: int) -> HttpResponse:
        context = {"project": row, "form": form, **self.words(row)}
        return render(self.request, _PAGE, context, status=status)

    def fits(self, row: Project) -> bool:
        """Whether the act can be done to the project as it stands."""
        raise NotImplementedError

    def form(self, row: Project, data: Any = None) -> Any:
        raise NotImplementedError

    def write(self, row: Project, form: Any, seen: str) -> None:
        raise NotImplementedError

    def done(self) -> StrOrPromise:
        raise NotImplementedError

    def words(self, row: Project) -> dict[str, Any]:
        raise NotImplementedError


class StepTakeView(_ActView):
    """Record the stage in the address."""

    @property
    def rule(self) -> StepRule:
        found = procedure.rule_of(self.kwargs["stage"])
        if found is None:
            raise Http404
        return found

    def get_permission_required(self) -> tuple[str, ...]:
        return (self.rule.permission,)

    def fits(self, row: Project) -> bool:
        return not self.rule.by_plan and self.rule in procedure.next_steps(row)

    def form(self, row: Project, data: Any = None) -> StepForm:
        return StepForm(data, rule=self.rule, initial={"seen": fingerprint(row)})

    def write(self, row: Project, form: StepForm, seen: str) -> None:
        services.take_step(
            pk=row.pk,
            by=self.viewer,
            stage=self.rule.stage,
            data=form.data_of_step(),
            seen=seen,
        )

    def done(self) -> StrOrPromise:
        return _("The step is recorded.")

    def words(self, row: Project) -> dict[str, Any]:
        there = set(row.papers.filter(withdrawn_at=None).values_list("kind", flat=True))
        return {
            "title": self.rule.label,
            "papers": [(Paper(kind), kind in there) for kind in self.rule.papers],
            "lacks": [_label(name) for name in procedure.needed_texts(row, self.rule)],
        }


class StepReturnView(_ActView):
    """Take the stage in the address back, with the reason."""

    def get_permission_required(self) -> tuple[str, ...]:
        stage = self.kwargs["stage"]
        if stage not in Stage.values:
            raise Http404
        return procedure.may_be_sent_back_by(stage)

    def fits(self, row: Project) -> bool:
        return bool(row.stage == self.kwargs["stage"] and row.stage != Stage.DRAFT)

    def form(self, row: Project, data: Any = None) -> ReturnForm:
        return ReturnForm(data, initial={"seen": fingerprint(row)})

    def write(self, row: Project, form: ReturnForm, seen: str) -> None:
        given = form.cleaned_data
        services.send_back(
            pk=row.pk,
            by=self.viewer,
            stage=self.kwargs["stage"],
            on=given["on"],
            reason=given["reason"],
            seen=seen,
        )

    def done(self) -> StrOrPromise:
        return _("The project is sent back.")

    def words(self, row: Project) -> dict[str, Any]:
        before = procedure.stage_before(row).label
        return {
            "title": _("Send back to «%(stage)s»") % {"stage": before},
            "is_grave": True,
        }


class ProjectEndView(_ActView):
    """Take a project out of the repository, or terminate it."""

    permission_required = procedure.DECIDE

    def fits(self, row: Project) -> bool:
        return procedure.ending_of(row) is not None

    def form(self, row: Project, data: Any = None) -> EndForm:
        return EndForm(data, initial={"seen": fingerprint(row)})

    def write(self, row: Project, form: EndForm, seen: str) -> None:
        given = {name: form.cleaned_data[name] for name in _END}
        services.end_project(pk=row.pk, by=self.viewer, seen=seen, **given)

    def done(self) -> StrOrPromise:
        return _("The end of the project is recorded.")

    def words(self, row: Project) -> dict[str, Any]:
        out = procedure.ending_of(row) == Stage.REMOVED
        title = _("Take out of the repository") if out else _("Terminate the project")
        return {"title": title, "is_grave": True}


_END = ("on", "reason", "document_no")
