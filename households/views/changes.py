"""户情变更: what can be done to a household, doing it after a look, undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView

from accounts.mixins import ActionRefusedError, RoleRequiredMixin
from core.htmx import redirect
from core.views import PartialTemplateMixin
from households.as_of import Difference, Standing, as_of, differences
from households.choices import ChangeKind
from households.forms.changes import JoinForm, UndoForm
from households.models import Household, HouseholdChange
from households.services import numbers
from households.services.changes import undo_change
from households.services.changes_undo import why_not
from households.views.changes_acts import ACTS, Act, acts_for
from households.views.editing import number_taken, refuse_number

#: Latest changes on the household's page.
RECENT = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change makes of a household: tried and taken back."""

    differences: list[Difference]
    after: Standing
    other: Household | None
    other_after: Standing | None


class _HouseholdMixin(RoleRequiredMixin):
    permission_required: Any = "households.change_household"

    def household(self, pk: int) -> Household:
        rows = Household.objects.visible_to(self.viewer)
        found: Household = get_object_or_404(
            rows.select_related("village__parent"), pk=pk
        )
        return found


class HouseholdChangesView(
    RoleRequiredMixin, PartialTemplateMixin, DetailView[Household]
):
    """What has changed in a household and what can be; a part of its page."""

    permission_required = "households.view_household"
    template_name = "households/changes/of_household.html"
    partial_template_name = "households/changes/_of_household.html"

    def get_queryset(self) -> Any:
        rows = Household.objects.visible_to(self.viewer)
        return rows.select_related("village__parent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visible = HouseholdChange.objects.visible_to(self.viewer)
        rows = visible.filter(
            Q(household=self.object) | Q(other_household=self.object)
        ).select_related(
            "member", "from_village", "to_village", "other_household", "recorded_by",
            "undone_by", "household",
        )  # fmt: skip
        listed = list(rows.order_by("-effective_on", "-pk"))
        return super().get_context_data(
            **kwargs,
            changes=listed,
            recent=listed[:RECENT],
            acts=acts_for(self.object, self.viewer),
            may_undo=self.viewer.may("households.change_household"),
        )


class ChangeCreateView(_HouseholdMixin, View):
    """One kind of change: its form, then what it does, then the act.

    The first POST tries the act and takes it back, so that the page that asks names the
    outcome; the second (``confirmed``) does it.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind = kwargs["kind"]

    @cached_property
    def act(self) -> Act:
        if self.kind not in ACTS:
            raise Http404
        return ACTS[self.kind]

    def get_permission_required(self) -> tuple[str]:
        return (self.act.permission,)

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        household = self.household(pk)
        first = {
            name: request.GET[name]
            for name in ("member", "new_head")
            if name in request.GET
        }
        form = self.act.form(initial=first, household=household, user=self.viewer)
        return self._page(household, form)

    def post(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        household = self.household(pk)
        form = self.act.form(request.POST, household=household, user=self.viewer)
        if not form.is_valid():
            return self._page(household, form, 422)
        confirmed = "confirmed" in request.POST
        try:
            refuse_number(self.viewer, _typed_number(form))
            if not confirmed:
                preview = self._tried(household, form)
                return self._confirm(household, form, preview)
            other = self._done(household, form)
        except ValidationError as error:
            self._explain(form, error)
            return self._page(household, form, 422)
        messages.success(request, _("The change is recorded."))
        # Whoever moved it out of the own area cannot see it any more.
        seen = Household.objects.visible_to(self.viewer).filter(pk=household.pk)
        if not seen.exists():
            return redirect(request, "households:changes")
        return redirect(request, other if self._goes_on(other) else household)

    def _goes_on(self, other: Household | None) -> bool:
        return other is not None and self.kind == ChangeKind.MERGED

    def _done(self, household: Household, form: Any) -> Household | None:
        return self.act.run(household, self.viewer, form)

    def _tried(self, household: Household, form: Any) -> Preview:
        today = timezone.localdate()
        before = as_of(household, today)
        with transaction.atomic():
            other = self._done(household, form)
            # Whoever moves a household moves it inside the own area.
            changed = self.household(household.pk)
            after = as_of(changed, today)
            other_after = as_of(other, today) if other is not None else None
            found = differences(before, after)
            transaction.set_rollback(True)
        return Preview(found, after, other, other_after)

    def _explain(self, form: Any, error: ValidationError) -> None:
        if isinstance(form, JoinForm) and number_taken(error):
            numbers.log_duplicate(user=self.viewer, request=self.request)
            error = ValidationError({"id_no": error.messages})
        form.add_refusal(error)

    def _page(self, household: Household, form: Any, status: int = 200) -> HttpResponse:
        context = {"household": household, "form": form, "act": self.act}
        template = "households/changes/form.html"
        return render(self.request, template, context, status=status)

    def _confirm(
        self, household: Household, form: Any, preview: Preview
    ) -> HttpResponse:
        context = {
            "household": household,
            "form": form,
            "act": self.act,
            "preview": preview,
            "on": form.cleaned_data["on"],
        }
        return render(self.request, "households/changes/confirm.html", context)


class ChangeUndoView(RoleRequiredMixin, View):
    """Take a change back, with a reason, while nothing rests on it."""

    permission_required = "households.change_household"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._change(pk), UndoForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        change = self._change(pk)
        form = UndoForm(request.POST)
        if form.is_valid():
            try:
                undo_change(change=change, by=self.viewer, **form.cleaned_data)
            except PermissionDenied:
                raise ActionRefusedError(("households.withdraw_household",)) from None
            except ValidationError as error:
                form.add_refusal(error)
            else:
                messages.success(request, _("The change was undone."))
                return redirect(request, change.household)
        return self._page(change, form, 422)

    def _change(self, pk: int) -> HouseholdChange:
        rows = HouseholdChange.objects.visible_to(self.viewer).select_related(
            "household__village__parent", "member", "other_household",
            "from_village", "to_village",
        )  # fmt: skip
        found: HouseholdChange = get_object_or_404(rows, pk=pk)
        return found

    def _page(
        self, change: HouseholdChange, form: UndoForm, status: int = 200
    ) -> HttpResponse:
        context = {
            "change": change,
            "household": change.household,
            "form": form,
            "problem": why_not(change),
        }
        template = "households/changes/undo.html"
        return render(self.request, template, context, status=status)


def _typed_number(form: Any) -> str:
    return form.secrets().get("id_no", "") if isinstance(form, JoinForm) else ""
