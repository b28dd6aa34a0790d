"""Forms of the fund: batches, allocations, checkpoints, and the tree of kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.months import Month
from households.forms.cases import ServiceForm, date_field, text_field
from households.forms.household import RegisterForm
from projects.amounts import wan
from projects.forms.fields import WanAmountField
from projects.models import Allocation, Checkpoint, FundBatch, Project, ProjectKind


def _year_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=2015,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Give the year with four digits."),
        ),
    )


class BatchForm(RegisterForm):
    """A batch of the fund as its document has it."""

    year = _year_field(gettext_lazy("Year of the fund"))
    amount = WanAmountField(label=gettext_lazy("Amount (10,000 yuan)"))
    issued_on = date_field(gettext_lazy("Issued on"))

    class Meta:
        model = FundBatch
        fields = (
            "year",
            "tier",
            "document_no",
            "task_line",
            "amount",
            "issued_on",
            "is_direct",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].error_messages["required"] = _("Choose the tier.")
        self.fields["document_no"].error_messages["required"] = _(
            "Enter the number of the document."
        )
        self.fields["is_direct"].help_text = _("Budgeted and followed apart.")


class AllocationForm(RegisterForm):
    """Corrects what a project got of a batch."""

    amount = WanAmountField(label=gettext_lazy("Amount (10,000 yuan)"))
    allocated_on = date_field(gettext_lazy("Allocated on"))

    class Meta:
        model = Allocation
        fields = ("amount", "allocated_on", "note")

    def clean_amount(self) -> Decimal:
        return _above_zero(self.cleaned_data["amount"])


def _above_zero(amount: Decimal) -> Decimal:
    if not amount:
        raise forms.ValidationError(_("Enter more than zero."))
    return amount


class AllocateForm(ServiceForm):
    """A batch given to several projects: an amount each, empty for none."""

    allocated_on = date_field(gettext_lazy("Allocated on"), initial=timezone.localdate)
    note = text_field(gettext_lazy("Remark"), 200, required=False)

    def __init__(
        self, *args: Any, candidates: Iterable[Project], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = list(candidates)
        for project in self.candidates:
            self.fields[f"amount-{project.pk}"] = WanAmountField(
                label=project.name, required=False
            )

    @property
    def lines(self) -> list[tuple[Project, forms.BoundField]]:
        return [(row, self[f"amount-{row.pk}"]) for row in self.candidates]

    @property
    def amounts(self) -> dict[int, Decimal]:
        """What was typed, by project."""
        given = {
            row.pk: self.cleaned_data[f"amount-{row.pk}"] for row in self.candidates
        }
        return {pk: amount for pk, amount in given.items() if amount}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.amounts:
            self.add_error(None, _("Enter the amount of at least one project."))
        return cleaned


class ProjectAllocateForm(ServiceForm):
    """Money of a batch for one project."""

    batch = forms.ModelChoiceField(
        label=gettext_lazy("Fund batch"),
        queryset=FundBatch.objects.none(),
        error_messages={
            "required": gettext_lazy("Choose the batch."),
            "invalid_choice": gettext_lazy("Choose a batch that has money left."),
        },
    )
    amount = WanAmountField(label=gettext_lazy("Amount (10,000 yuan)"))
    allocated_on = date_field(gettext_lazy("Allocated on"), initial=timezone.localdate)
    note = text_field(gettext_lazy("Remark"), 200, required=False)

    def __init__(self, *args: Any, batches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField[Any], self.fields["batch"])
        field.queryset = batches
        field.label_from_instance = _batch_label  # type: ignore[method-assign,assignment]
        offered = list(batches[:2])
        self.has_batches = bool(offered)
        if len(offered) == 1:
            field.initial = offered[0].pk

    def clean_amount(self) -> Decimal:
        return _above_zero(self.cleaned_data["amount"])


def _batch_label(batch: Any) -> str:
    return _("%(document)s %(tier)s, %(free)s (10,000 yuan) left") % {
        "document": batch.document_no,
        "tier": batch.get_tier_display(),
        "free": wan(batch.free),
    }


class CheckpointForm(RegisterForm):
    """How much of a year's money is to be spent by a day."""

    year = _year_field(gettext_lazy("Year of the fund"))
    day = date_field(gettext_lazy("To be spent by"))
    target = forms.DecimalField(
        label=gettext_lazy("To be spent (%)"),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            (
                "required",
                "invalid",
                "min_value",
                "max_value",
                "max_digits",
                "max_decimal_places",
                "max_whole_digits",
            ),
            gettext_lazy("Give per cent between 0 and 100."),
        ),
    )

    class Meta:
        model = Checkpoint
        fields = ("year", "tier", "day", "target", "source", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].help_text = _("Empty: all money together.")
        self.fields["source"].help_text = _("The document that asks for it.")
        self.fields["source"].error_messages["required"] = _(
            "Say who asks for it: the document."
        )


class KindForm(RegisterForm):
    """A kind of projects in the tree."""

    valid_from = date_field(gettext_lazy("From"))
    valid_to = date_field(
        gettext_lazy("To"),
        required=False,
        help_text=gettext_lazy("Empty while it may be chosen."),
    )

    class Meta:
        model = ProjectKind
        fields = (
            "category",
            "name",
            "subtypes",
            "valid_from",
            "valid_to",
            "counts_as_industry",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counts_as_industry"].help_text = _(
            "Of another category, but counted into the industry share. Projects of "
            "the category for industry always count."
        )


def first_values(year: int) -> dict[str, int | dt.date]:
    """What a new checkpoint begins with: the end of this month."""
    return {"year": year, "day": Month.current().last_day}
