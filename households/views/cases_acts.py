"""What is done to a procedure: pass, return, reject, stop, help, file a paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import AccessLog
from accounts.services import log_access
from core.htmx import is_htmx, redirect
from exchange import attachments
from exchange.errors import FileRefused
from households.forms import cases as forms
from households.models import Case, CasePaper
from households.procedures import rules
from households.procedures.tables import PROCEDURES
from households.services import cases as services
from households.services.cases import CaseConflict
from households.services.cases_checks import early_problems, plain_acts
from households.services.papers import file_paper, withdraw_paper
from households.views.case_page import page_context, papers_context
from households.views.cases import CaseMixin

_STEPS = (
    "households.take_village_step",
    "households.take_town_step",
    "households.take_county_step",
)


class CaseActMixin(CaseMixin):
    """Roles that take any step; which one they may take is the service's to say."""

    permission_required = _STEPS
    request: HttpRequest

    def has_permission(self) -> bool:
        return any(self.viewer.may(name) for name in _STEPS)

    def refused(self, case: Case, status: int = 422, **bound: Any) -> HttpResponse:
        context = page_context(case, self.viewer, **bound)
        template = "households/cases/case.html"
        return render(self.request, template, context, status=status)

    def done(self, case: Case, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        return redirect(self.request, case)

    def tried(
        self,
        case: Case,
        form: forms.ServiceForm,
        act: Callable[[], Case],
        said: str,
        name: str,
    ) -> HttpResponse:
        """Run a service; what it refuses stands at the form, 409 when too late."""
        try:
            done = act()
        except ValidationError as error:
            form.add_refusal(error)
            bound: dict[str, Any] = {name: form, "open_part": name}
            return self.refused(case, **bound)
        except CaseConflict as conflict:
            messages.error(
                self.request,
                _(
                    "Somebody else has taken this procedure further. Nothing of yours "
                    "was written; this is how it stands now."
                ),
            )
            return self.refused(self.case(conflict.case.pk), 409)
        return self.done(done, said)


class CaseStepView(CaseActMixin, View):
    """Pass the waiting step."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        step = request.POST.get("step") or case.step
        if step not in PROCEDURES[case.kind].order:
            raise Http404(_("This procedure has no such step."))
        rule = PROCEDURES[case.kind].rule(step)
        if not rules.may_take(case.kind, step, self.viewer.may):
            return self._not_mine(case)
        form = forms.StepForm(
            request.POST, case=_at(case, step), rule=rule, auto_id="id_%s"
        )
        if not form.is_valid():
            day, acts = form.cleaned_data.get("on"), plain_acts(case)
            if problems := early_problems(case, rule, day, acts):
                form.add_refusal(ValidationError(problems))
            return self.refused(self.case(pk), form=form)
        label = rule.step.label

        def act() -> Case:
            return services.take_step(
                case=case,
                step=step,
                by=self.viewer,
                base_version=form.cleaned_data["base_version"],
                data=form.data_of_step(),
            )

        said = _("«%(step)s» is done.") % {"step": label}
        return self.tried(self.case(pk), form, act, said, "form")

    def _not_mine(self, case: Case) -> HttpResponse:
        sentence = _("This step is another level's to take. Nothing was written.")
        messages.error(self.request, sentence)
        return self.refused(case, 403)


def _at(case: Case, step: str) -> Case:
    """The procedure as its form saw it, for the labels of its fields."""
    case.step = step
    return case


class _RefusalView(CaseActMixin, View):
    """Return, reject and stop differ in their form and their service."""

    name = ""

    def form(self, case: Case) -> forms.ReasonForm:
        return forms.ReasonForm(self.request.POST, auto_id=f"{self.prefix}-%s")

    @property
    def prefix(self) -> str:
        return self.name.partition("_")[0]

    def act(self, case: Case, given: dict[str, Any]) -> Case:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        if case.step and not rules.may_take(case.kind, case.step, self.viewer.may):
            messages.error(
                request,
                _("This step is another level's to take. Nothing was written."),
            )
            return self.refused(case, 403)
        form = self.form(case)
        if not form.is_valid():
            bound: dict[str, Any] = {self.name: form, "open_part": self.name}
            return self.refused(case, **bound)
        given = form.cleaned_data
        said = _("Written down.")
        return self.tried(case, form, lambda: self.act(case, given), said, self.name)


class CaseReturnView(_RefusalView):
    name = "return_form"

    def form(self, case: Case) -> forms.ReturnForm:
        return forms.ReturnForm(self.request.POST, case=case, auto_id="return-%s")

    def act(self, case: Case, given: dict[str, Any]) -> Case:
        return services.return_case(case=case, by=self.viewer, **given)


class CaseRejectView(_RefusalView):
    name = "reject_form"

    def act(self, case: Case, given: dict[str, Any]) -> Case:
        return services.reject_case(case=case, by=self.viewer, **given)


class CaseStopView(_RefusalView):
    name = "stop_form"

    def act(self, case: Case, given: dict[str, Any]) -> Case:
        return services.stop_case(case=case, by=self.viewer, **given)


class CaseUrgentView(CaseActMixin, View):
    """Mark help that was given before the entry ended."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        form = forms.UrgentForm(request.POST, auto_id="urgent-%s")
        if not form.is_valid():
            return self.refused(case, urgent_form=form, open_part="urgent_form")

        def act() -> Case:
            return services.mark_urgent_help(
                case=case, by=self.viewer, **form.cleaned_data
            )

        said = _("The help is marked.")
        return self.tried(case, form, act, said, "urgent_form")


class CasePaperView(CaseActMixin, View):
    """File a paper with the waiting step."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        form = forms.PaperForm(
            request.POST,
            request.FILES,
            case=case,
            too_large=attachments.was_refused(request),
            auto_id="paper-%s",
        )
        if form.is_valid():
            try:
                file_paper(
                    case=case,
                    kind=form.cleaned_data["kind"],
                    upload=form.cleaned_data["file"],
                    by=self.viewer,
                )
            except ValidationError as error:
                form.add_refusal(error)
        if not form.errors and not is_htmx(request):
            return self.done(case, _("The paper is filed."))
        if not is_htmx(request):
            return self.refused(case, paper_form=form)
        return self._part(case, form)

    def _part(self, case: Case, form: forms.PaperForm) -> HttpResponse:
        """Only the papers: what is typed into the step's form beside them stays."""
        rule = PROCEDURES[case.kind].rule(case.step) if case.step else None
        context = {"case": case, "rule": rule, "paper_form": form}
        context |= papers_context(case, rule, may_file=case.is_running)
        template = "households/cases/_papers.html"
        status = 422 if form.errors else 200
        return render(self.request, template, context, status=status)


class CasePaperWithdrawView(CaseActMixin, View):
    """Take a paper out again while its step waits."""

    def post(self, request: HttpRequest, pk: int, paper: int) -> HttpResponse:
        case = self.case(pk)
        row = get_object_or_404(case.papers.filter(withdrawn_at=None), pk=paper)
        try:
            withdraw_paper(paper=row, by=self.viewer)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(request, case)
        return self.done(case, _("The paper was taken out."))


class CasePaperFileView(CaseMixin, View):
    """The file of a paper, to be saved; the download is logged."""

    def get(self, request: HttpRequest, pk: int, paper: int) -> HttpResponseBase:
        case = self.case(pk)
        rows = CasePaper.objects.visible_to(self.viewer).filter(case=case)
        row = get_object_or_404(rows.select_related("attachment"), pk=paper)
        with transaction.atomic():
            try:
                response = attachments.open_attachment(row.attachment)
            except FileRefused as refusal:
                messages.error(request, str(refusal))
                return redirect(request, case)
            log_access(
                kind=AccessLog.Kind.DOWNLOAD,
                user=self.viewer,
                request=request,
                object_type="paper",
                object_ids=[row.pk],
                detail={"case": case.pk, "kind": row.kind},
            )
        return response
