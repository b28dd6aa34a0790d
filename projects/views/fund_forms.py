"""Entering batches of the fund and spending checkpoints, and keeping the tree."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_stubs_ext import StrOrPromise

from accounts.mixins import RoleRequiredMixin
from households.services.register import fingerprint
from projects.amounts import wan
from projects.choices import Category
from projects.forms.funds import (
    BatchForm,
    CheckpointForm,
    KindForm,
    first_values,
)
from projects.models import Checkpoint, FundBatch, Project, ProjectKind
from projects.services import funds, kinds
from projects.views.fund_entries import RemoveView, WriteView

MANAGE = "projects.manage_funds"
KINDS = "projects.manage_kinds"


class BatchCreateView(WriteView):
    """A new batch."""

    permission_required = MANAGE
    title = _("Record a fund batch")
    done = _("The batch is recorded.")
    row: FundBatch | None = None

    def make_form(self, data: Any = None) -> BatchForm:
        return BatchForm(data, initial={"year": timezone.localdate().year})

    def save(self, form: BatchForm) -> None:
        self.row = funds.add_batch(by=self.viewer, values=form.values())

    def back_url(self) -> str:
        if self.row is None:
            return reverse("projects:batches")
        return reverse("projects:batch", args=[self.row.pk])


class BatchEditView(WriteView):
    """Correct a batch."""

    permission_required = MANAGE
    title = _("Edit the fund batch")
    done = _("The batch is saved.")

    def load(self, **kwargs: Any) -> None:
        rows = FundBatch.objects.visible_to(self.viewer)
        self.row = get_object_or_404(rows, pk=kwargs["pk"])

    def make_form(self, data: Any = None) -> BatchForm:
        first = {"seen": fingerprint(self.row)}
        return BatchForm(data, instance=self.row, initial=first)

    def save(self, form: BatchForm) -> None:
        funds.update_batch(
            pk=self.row.pk,
            by=self.viewer,
            values=form.values(),
            seen=form.cleaned_data["seen"] or "-",
        )

    def back_url(self) -> str:
        return reverse("projects:batch", args=[self.row.pk])


class BatchRemoveView(RemoveView):
    permission_required = MANAGE
    title = _("Delete this fund batch?")
    done = _("The batch is deleted.")

    def load(self, **kwargs: Any) -> FundBatch:
        rows = FundBatch.objects.visible_to(self.viewer)
        found: FundBatch = get_object_or_404(rows, pk=kwargs["pk"])
        return found

    def remove(self, row: FundBatch, seen: str) -> None:
        funds.remove_batch(pk=row.pk, seen=seen)

    def facts(self, row: FundBatch) -> list[tuple[StrOrPromise, Any]]:
        return [
            (_("Document number"), row.document_no),
            (_("Tier"), row.get_tier_display()),
            (_("Amount (10,000 yuan)"), wan(row.amount)),
        ]

    def urls(self, row: FundBatch) -> tuple[str, str]:
        back = reverse("projects:batch", args=[row.pk])
        return back, reverse("projects:batches")


def _funds_of(year: int) -> str:
    return f"{reverse('projects:funds')}?year={year}"


class CheckpointCreateView(WriteView):
    """A new checkpoint, of the year in the address."""

    permission_required = MANAGE
    title = _("Record a spending checkpoint")
    done = _("The checkpoint is recorded.")

    def make_form(self, data: Any = None) -> CheckpointForm:
        return CheckpointForm(data, initial=first_values(self._year))

    def save(self, form: CheckpointForm) -> None:
        funds.add_checkpoint(by=self.viewer, values=form.values())

    def back_url(self) -> str:
        return _funds_of(self._year)

    @property
    def _year(self) -> int:
        given = self.request.GET.get("year", "")
        is_year = given.isascii() and given.isdecimal() and len(given) == 4
        return int(given) if is_year else timezone.localdate().year


class CheckpointEditView(WriteView):
    """Correct a checkpoint."""

    permission_required = MANAGE
    title = _("Edit the spending checkpoint")
    done = _("The checkpoint is saved.")

    def load(self, **kwargs: Any) -> None:
        rows = Checkpoint.objects.visible_to(self.viewer)
        self.row = get_object_or_404(rows, pk=kwargs["pk"])

    def make_form(self, data: Any = None) -> CheckpointForm:
        first = {"seen": fingerprint(self.row)}
        return CheckpointForm(data, instance=self.row, initial=first)

    def save(self, form: CheckpointForm) -> None:
        funds.update_checkpoint(
            pk=self.row.pk,
            by=self.viewer,
            values=form.values(),
            seen=form.cleaned_data["seen"] or "-",
        )

    def back_url(self) -> str:
        return _funds_of(self.row.year)

    def context(self) -> dict[str, Any]:
        url = reverse("projects:checkpoint-remove", args=[self.row.pk])
        return {"remove_url": url}


class CheckpointRemoveView(RemoveView):
    permission_required = MANAGE
    title = _("Delete this checkpoint?")
    done = _("The checkpoint is deleted.")

    def load(self, **kwargs: Any) -> Checkpoint:
        rows = Checkpoint.objects.visible_to(self.viewer)
        found: Checkpoint = get_object_or_404(rows, pk=kwargs["pk"])
        return found

    def remove(self, row: Checkpoint, seen: str) -> None:
        funds.remove_checkpoint(pk=row.pk, seen=seen)

    def facts(self, row: Checkpoint) -> list[tuple[StrOrPromise, Any]]:
        return [
            (_("To be spent by"), row.day.isoformat()),
            (_("To be spent (%)"), wan(row.target)),
            (_("Source of the target"), row.source),
        ]

    def urls(self, row: Checkpoint) -> tuple[str, str]:
        back = reverse("projects:checkpoint-edit", args=[row.pk])
        return back, _funds_of(row.year)


class KindsView(RoleRequiredMixin, TemplateView):
    """The tree by category, and how many projects of the account are of each kind."""

    permission_required = "projects.view_project"
    template_name = "projects/funds/kinds.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = Counter(
            Project.objects.visible_to(self.viewer)
            .order_by()
            .values_list("kind", flat=True)
        )
        today = timezone.localdate()
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in ProjectKind.objects.all():
            is_over = row.valid_to is not None and row.valid_to < today
            line = {"kind": row, "used": used[row.pk], "is_over": is_over}
            groups.setdefault(row.category, []).append(line)
        return super().get_context_data(
            **kwargs,
            may_manage=self.viewer.may(KINDS),
            groups=[(c, groups[c]) for c in Category if c in groups],
        )


class KindCreateView(WriteView):
    """A new kind."""

    permission_required = KINDS
    title = _("Add a kind of projects")
    done = _("The kind is in the tree.")

    def make_form(self, data: Any = None) -> KindForm:
        return KindForm(data, initial={"valid_from": timezone.localdate()})

    def save(self, form: KindForm) -> None:
        kinds.add_kind(values=form.values())

    def back_url(self) -> str:
        return reverse("projects:kinds")


class KindEditView(WriteView):
    """Correct a kind, or give it a last day."""

    permission_required = KINDS
    title = _("Edit the kind of projects")
    done = _("The kind is saved.")

    def load(self, **kwargs: Any) -> None:
        self.row = get_object_or_404(ProjectKind.objects.all(), pk=kwargs["pk"])

    def make_form(self, data: Any = None) -> KindForm:
        first = {"seen": fingerprint(self.row)}
        return KindForm(data, instance=self.row, initial=first)

    def save(self, form: KindForm) -> None:
        kinds.update_kind(
            pk=self.row.pk,
            values=form.values(),
            seen=form.cleaned_data["seen"] or "-",
        )

    def back_url(self) -> str:
        return reverse("projects:kinds")
