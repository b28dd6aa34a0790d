"""Forms of measures: the measure, what was done for it, its end, its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assistance.choices import MeasureState
from assistance.models import Measure, MeasureKind
from exchange import attachments
from households.choices import MeasureCategory, MemberState, Risk
from households.forms.cases import ACCEPT, ServiceForm, date_field, text_field
from households.forms.household import RegisterForm
from households.forms.visit_fields import AmountField
from households.models import Household
from households.workflow_querysets import department_of

Options = list[tuple[Any, Any]]


class MeasureForm(RegisterForm):
    """One measure. The sub-items of the catalogue stand under their categories."""

    started_on = date_field(gettext_lazy("From"))
    ended_on = date_field(
        gettext_lazy("To"),
        required=False,
        help_text=gettext_lazy("Of what is finished or stopped, the day it ended."),
    )
    planned_amount = AmountField(label=gettext_lazy("Planned amount (yuan)"))
    plan = text_field(gettext_lazy("Plan"), 300, rows=2, required=False)
    result = text_field(
        gettext_lazy("Result"),
        300,
        rows=2,
        required=False,
        help_text=gettext_lazy("What it has come to; of what was stopped, why."),
    )

    class Meta:
        model = Measure
        fields = (
            "kind",
            "name",
            "member",
            "risk",
            "state",
            "started_on",
            "ended_on",
            "planned_amount",
            "department",
            "responsible_name",
            "plan",
            "result",
            "note",
        )

    def __init__(
        self,
        *args: Any,
        household: Household,
        user: User,
        risks: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the measure")
        self.fields["member"].label = _("For whom")
        self.fields["name"].help_text = _("The project or programme, where it has one.")
        self.fields["kind"].choices = kinds_offered(self.instance)  # type: ignore[attr-defined]
        self.fields["kind"].error_messages["required"] = _("Choose the sub-item.")
        self._offer_members(household, user)
        self.fields["risk"].choices = _risks(list(risks))  # type: ignore[attr-defined]
        if department_of(user) is not None:
            # A department is responsible for what it records itself.
            del self.fields["department"]

    def _offer_members(self, household: Household, user: User) -> None:
        """Who lives there; to a department only whom it has named itself."""
        field = cast(forms.ModelChoiceField[Any], self.fields["member"])
        there = Q(pk=self.instance.member_id)
        if department_of(user) is None:
            there |= Q(state=MemberState.PRESENT)
        rows: Any = household.members
        field.queryset = rows.filter(there).only("name", "household", "state")
        field.empty_label = _("the whole household")
        field.label_from_instance = _name  # type: ignore[method-assign]

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._written}

    @property
    def _written(self) -> list[str]:
        return [name for name in self._meta.fields or () if name in self.fields]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in the order in which one thinks of them."""
        groups = (
            (_("What, for whom"), ("kind", "name", "member", "risk")),
            (
                _("Time and money"),
                ("state", "started_on", "ended_on", "planned_amount"),
            ),
            (_("Who sees to it"), ("department", "responsible_name")),
            (_("Plan and result"), ("plan", "result", "note")),
        )
        return [
            (label, [self[name] for name in names if name in self.fields])
            for label, names in groups
        ]


def _name(obj: Any) -> str:
    return str(obj.name)


def kinds_offered(instance: Measure) -> Options:
    """The catalogue by category: what may be chosen today, what has ended with its
    last day, for measures that began before."""
    today = timezone.localdate()
    rows = MeasureKind.objects.filter(Q(valid_from__lte=today) | Q(pk=instance.kind_id))
    grouped: dict[str, Options] = {}
    for row in rows:
        label = row.name
        if row.valid_to is not None and row.valid_to < today:
            label = _("%(name)s (until %(day)s)") % {
                "name": row.name,
                "day": row.valid_to,
            }
        grouped.setdefault(row.category, []).append((row.pk, label))
    listed = [
        (category.label, grouped[category])
        for category in MeasureCategory
        if category in grouped
    ]
    return [("", "---------"), *listed]


def _risks(own: list[str]) -> Options:
    """Those of the household first."""
    labels = dict(Risk.choices)
    rest = [(value, label) for value, label in labels.items() if value not in own]
    if not own:
        return [("", _("no risk in particular")), *rest]
    mine = [(value, labels[value]) for value in own]
    return [
        ("", _("no risk in particular")),
        (_("Risks of this household"), mine),
        (_("Others"), rest),
    ]


def _file_field(**kwargs: Any) -> forms.FileField:
    return forms.FileField(
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": gettext_lazy("Choose the file or take a photo first."),
            "invalid": gettext_lazy("Choose the file or take a photo first."),
            "max_length": gettext_lazy(
                "The file name is too long. Shorten it and try again."
            ),
        },
        **kwargs,
    )


class RecordForm(ServiceForm):
    """What was done; a new record may bring a photo along."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    done_on = date_field(gettext_lazy("Carried out on"), initial=timezone.localdate)
    amount = AmountField(label=gettext_lazy("Amount (yuan)"))
    content = text_field(
        gettext_lazy("What was carried out"),
        200,
        rows=2,
        error_messages={"required": gettext_lazy("Say what was done.")},
    )
    over_reason = text_field(
        gettext_lazy("Why more than planned"),
        200,
        required=False,
        help_text=gettext_lazy("Only where more is given than was planned."),
    )
    upload = _file_field(label=gettext_lazy("Photo or paper"), required=False)

    ALIASES = {"file": "upload"}

    def __init__(
        self,
        *args: Any,
        has_plan: bool,
        is_new: bool = True,
        too_large: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["upload"]
        if not has_plan:
            del self.fields["over_reason"]
        self.too_large = too_large

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.too_large:
            self.add_error("upload", attachments.too_large())
        return cleaned


class EndForm(ServiceForm):
    """The end of a measure."""

    ENDS: Options = [
        (MeasureState.DONE.value, MeasureState.DONE.label),
        (MeasureState.STOPPED.value, MeasureState.STOPPED.label),
    ]

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    state = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=ENDS,
        widget=forms.RadioSelect,
        initial=MeasureState.DONE.value,
        error_messages={"required": gettext_lazy("Choose whether it was finished.")},
    )
    on = date_field(gettext_lazy("Ended on"), initial=timezone.localdate)
    result = text_field(
        gettext_lazy("Result"),
        300,
        rows=2,
        required=False,
        help_text=gettext_lazy("What it has come to; of what was stopped, why."),
    )


class EvidenceForm(ServiceForm):
    """One file."""

    file = _file_field(label=gettext_lazy("File"))

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            sentence = attachments.too_large()
            self.fields["file"].error_messages["required"] = sentence


class KindForm(RegisterForm):
    """A sub-item of the catalogue."""

    valid_from = date_field(gettext_lazy("From"))
    valid_to = date_field(
        gettext_lazy("To"),
        required=False,
        help_text=gettext_lazy("Empty while it may be chosen."),
    )

    class Meta:
        model = MeasureKind
        fields = (
            "category",
            "name",
            "valid_from",
            "valid_to",
            "counts_as_development",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["counts_as_development"].help_text = _(
            "Not for goods or money handed out, dividends without taking part, or "
            "training alone."
        )
