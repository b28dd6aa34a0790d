"""The form of a project: what is planned, where, by whom and for how much."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import AreaChoiceField
from accounts.models import Area, Department, User
from households.forms.cases import date_field, text_field
from households.forms.household import RegisterForm
from households.workflow_querysets import department_of
from projects.choices import Category
from projects.forms.fields import WanAmountField
from projects.models import Project
from projects.services.projects import BY_PLAN, FREE, is_approved, kinds_on

Options = list[tuple[Any, Any]]
_FIELDS = (
    "code",
    "name",
    "source",
    "category",
    "kind",
    "subtype",
    "nature",
    "area",
    "planning_year",
    "department",
    "responsible_unit",
    "builder",
    "responsible_name",
    "phone",
    "content",
    "planned_start",
    "planned_end",
    "budget",
    "linkage",
    "targets",
    "declared_households",
    "declared_persons",
    "note",
)


class ProjectForm(RegisterForm):
    """All of a project while it is not approved; after that only whom to call."""

    code = forms.CharField(
        label=gettext_lazy("project number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty: the next number of the year."),
    )
    planning_year = forms.IntegerField(
        label=gettext_lazy("year of the repository"),
        min_value=2015,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Give the year with four digits."),
            "invalid": gettext_lazy("Give the year with four digits."),
            "min_value": gettext_lazy("Give the year with four digits."),
            "max_value": gettext_lazy("Give the year with four digits."),
        },
    )
    planned_start = date_field(gettext_lazy("planned start"), required=False)
    planned_end = date_field(gettext_lazy("planned end"), required=False)
    budget = WanAmountField(
        required=True, label=gettext_lazy("planned investment (10,000 yuan)")
    )
    content = text_field(gettext_lazy("content and scale"), 500, rows=3, required=False)
    linkage = text_field(
        gettext_lazy("how households take part"),
        300,
        rows=2,
        required=False,
        help_text=gettext_lazy("Needed before it is taken into the repository."),
    )
    targets = text_field(
        gettext_lazy("performance targets"),
        500,
        rows=2,
        required=False,
        help_text=gettext_lazy(
            "Quantity, quality, time, cost, effect, satisfaction; needed before it is "
            "taken into the repository."
        ),
    )

    class Meta:
        model = Project
        fields = _FIELDS
        field_classes = {"area": AreaChoiceField}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_areas(user)
        self._offer_kinds()
        self.fields["name"].error_messages["required"] = _("Name the project.")
        self.fields["declared_households"].help_text = _(
            "As the papers say; the households themselves are counted beside."
        )
        if self.instance.pk is not None:
            self.fields["code"].required = True
            self.fields["code"].help_text = ""
        if department_of(user) is not None:
            # A department declares what it is competent for itself.
            del self.fields["department"]
        else:
            departments = Department.objects.order_by("name")
            _choices(self, "department").queryset = departments
        self._leave_out()

    def _leave_out(self) -> None:
        """What was approved is changed on the page of adjustments."""
        if self.instance.pk is not None and is_approved(self.instance):
            for name in set(self.fields) - {*FREE, "seen"}:
                del self.fields[name]

    def _offer_areas(self, user: User) -> None:
        rows = Area.objects.current().select_related("parent").order_by("code")
        if department_of(user) is None:
            own = Area.objects.visible_to(user).values("pk")
            rows = rows.filter(pk__in=own) | rows.filter(code=self.instance.area_id)
        field = _choices(self, "area")
        field.queryset = rows
        field.error_messages["required"] = _("Choose where the project lies.")

    def _offer_kinds(self) -> None:
        """The tree by category, as it is today; what the project has stays."""
        today = timezone.localdate()
        grouped: dict[str, Options] = {}
        there = Q(pk=self.instance.kind_id)
        offered = kinds_on(today) | type(self.instance).kind.get_queryset().filter(
            there
        )
        for row in offered.order_by("category", "id"):
            grouped.setdefault(row.category, []).append((row.pk, row.name))
        listed = [(c.label, grouped[c]) for c in Category if c in grouped]
        field = _choices(self, "kind")
        field.choices = [("", "---------"), *listed]

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in {"declared_households", "declared_persons"} & set(cleaned):
            column: Any = Project._meta.get_field(name)
            try:
                column.run_validators(cleaned[name])
            except forms.ValidationError as error:
                self.add_error(name, error)
        start, end = cleaned.get("planned_start"), cleaned.get("planned_end")
        if start and end and end < start:
            self.add_error(
                "planned_end", _("The planned end is before the planned start.")
            )
        return cleaned

    def values(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in self._meta.fields or ()
            if name in self.fields
        }

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in the order in which a declaration is written."""
        groups = (
            (
                _("The project"),
                (
                    "name", "code", "category", "kind", "subtype", "nature", "source",
                    "area", "planning_year",
                ),
            ),
            (
                _("What is built, when and for how much"),
                ("content", "planned_start", "planned_end", "budget"),
            ),
            (
                _("Who is responsible"),
                (
                    "department", "responsible_unit", "builder", "responsible_name",
                    "phone",
                ),
            ),
            (
                _("What it does for households"),
                ("linkage", "targets", "declared_households", "declared_persons"),
            ),
            (_("Remark"), ("note",)),
        )  # fmt: skip
        return [
            (label, [self[name] for name in names if name in self.fields])
            for label, names in groups
        ]


class AdjustmentForm(ProjectForm):
    """What was approved, with why and by which document it changes."""

    on = date_field(gettext_lazy("Approved on"), initial=timezone.localdate)
    reason = text_field(
        gettext_lazy("Reason for the adjustment"),
        300,
        rows=2,
        error_messages={"required": gettext_lazy("Say why the project is adjusted.")},
    )
    document_no = text_field(
        gettext_lazy("Document of the approval"),
        60,
        error_messages={
            "required": gettext_lazy(
                "Give the number of the document that approves it."
            )
        },
    )

    def _leave_out(self) -> None:
        if self.instance.planned_on is not None:
            for name in BY_PLAN:
                del self.fields[name]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        grounds = [self[name] for name in ("reason", "document_no", "on")]
        return [(_("Grounds of the adjustment"), grounds), *super().parts]


def _choices(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    return cast(forms.ModelChoiceField[Any], form.fields[name])
