"""Forms of beneficiaries, public notices, assets and villages of construction.

They check input and write nothing: the services do.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area, User
from exchange import attachments
from households.forms.cases import ACCEPT, ServiceForm, date_field
from households.forms.household import RegisterForm, said_value
from households.forms.visit_fields import AmountField, plain_amount
from households.models import Household
from projects.choices import AssetOwner
from projects.forms.fields import WanAmountField
from projects.models import (
    Asset,
    Beneficiary,
    DemonstrationVillage,
    Project,
    PublicNotice,
    VillagePlan,
)
from projects.services.benefits import MOST_AT_ONCE

_PHOTOS = ",".join(part for part in ACCEPT.split(",") if part.startswith("image/"))


class EntryForm(RegisterForm):
    """Base: values only, inside the bounds of the columns."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(
                    format="%Y-%m-%d", attrs={"type": "date"}
                )
            elif type(field) is forms.IntegerField:
                field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
            elif name == "note":
                field.widget = forms.Textarea(attrs={"rows": 2, "maxlength": 200})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self._meta.fields or ():
            column: Any = self._meta.model._meta.get_field(name)
            if name not in self.errors:
                try:
                    column.run_validators(data.get(name))
                except ValidationError as error:
                    self.add_error(name, error)
        return data


def facts_of(form: EntryForm) -> list[tuple[str, str]]:
    """Label and value in words of every field of a row that says something."""
    told = [
        (str(form.fields[name].label), _said(form, name))
        for name in form._meta.fields or ()
    ]
    return [(label, value) for label, value in told if value]


def _said(form: EntryForm, name: str) -> str:
    value = getattr(form.instance, name)
    if isinstance(value, Decimal):
        return plain_amount(value)
    return said_value(form, name, form.instance)


class BeneficiaryForm(EntryForm):
    """How a household takes part, what is agreed, what was paid."""

    agreed_amount = AmountField(label=gettext_lazy("Agreed (yuan a year)"))
    paid_amount = AmountField(label=gettext_lazy("Paid so far (yuan)"))

    class Meta:
        model = Beneficiary
        fields = (
            "linkage",
            "persons",
            "since",
            "until",
            "agreed_amount",
            "paid_amount",
            "paid_on",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].help_text = _("Empty: the whole household.")
        self.fields["paid_on"].label = _("Last paid on")


class NewBeneficiariesForm(EntryForm):
    """Households that are ticked together; payments come later, one by one."""

    households = forms.ModelMultipleChoiceField(
        queryset=Household.objects.none(),
        label=gettext_lazy("Households"),
        error_messages={
            "required": gettext_lazy("Tick at least one household."),
            "invalid_choice": gettext_lazy("A household is not in your area."),
        },
    )
    agreed_amount = AmountField(label=gettext_lazy("Agreed for each (yuan a year)"))

    class Meta:
        model = Beneficiary
        fields = ("linkage", "since", "agreed_amount", "note")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField[Any], self.fields["households"])
        field.queryset = Household.objects.visible_to(user).active()

    def clean_households(self) -> Any:
        chosen = self.cleaned_data["households"]
        if len(chosen) > MOST_AT_ONCE:
            message = _("At most %(most)d households at once; bring more as a file.")
            raise ValidationError(message % {"most": MOST_AT_ONCE})
        return chosen


class NoticeForm(EntryForm):
    """A notice with the photo of the board where it hangs."""

    photo = forms.FileField(
        label=gettext_lazy("Photo of the notice"),
        required=False,
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": _PHOTOS}),
        error_messages={
            "max_length": gettext_lazy(
                "The file name is too long. Shorten it and try again."
            )
        },
    )
    without_photo = forms.BooleanField(
        label=gettext_lazy("Take the present photo out"), required=False
    )

    class Meta:
        model = PublicNotice
        fields = ("level", "phase", "posted_on", "until", "place", "note")

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        if self.instance.photo_id is None:
            del self.fields["without_photo"]
        else:
            self.fields["photo"].help_text = _("A new photo replaces the present one.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.too_large:
            self.add_error("photo", attachments.too_large())
        return data


class AssetForm(EntryForm):
    """What a project has left behind."""

    value = WanAmountField(label=gettext_lazy("Original value (10,000 yuan)"))
    yearly_income = WanAmountField(
        label=gettext_lazy("Income a year (10,000 yuan)"), required=False
    )

    class Meta:
        model = Asset
        fields = (
            "name",
            "kind",
            "area",
            "value",
            "registered_on",
            "owner_level",
            "owner",
            "keeper",
            "handed_over_on",
            "care",
            "yearly_income",
            "note",
        )

    def __init__(self, *args: Any, user: User, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].label = _("Where it stands")
        self.fields["owner"].help_text = _("Empty as long as nobody owns it.")
        self.fields["care"].help_text = _("Of assets that earn: how they are kept up.")
        areas = Area.objects.visible_to(user).current().order_by("code")
        there = Area.objects.filter(code=self.instance.area_id or project.area_id)
        field: Any = self.fields["area"]
        field.queryset = (areas.within(project.area) | there).distinct()
        field.label_from_instance = _placed


def _placed(area: Any) -> str:
    """Villages stand below their townships."""
    return f"　{area.name}" if area.level == Area.Level.VILLAGE else str(area.name)


class HandOverForm(ServiceForm):
    """To whom assets are handed over, and when."""

    assets = forms.ModelMultipleChoiceField(
        queryset=Asset.objects.none(),
        label=gettext_lazy("Assets"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick the assets that are handed over.")
        },
    )
    handed_over_on = date_field(
        gettext_lazy("Handed over on"), initial=timezone.localdate
    )
    owner_level = forms.ChoiceField(
        label=gettext_lazy("Level of the owner"), choices=AssetOwner
    )
    owner = forms.CharField(
        label=gettext_lazy("Owner"),
        max_length=60,
        error_messages={"required": gettext_lazy("Say to whom it was handed over.")},
    )
    keeper = forms.CharField(
        label=gettext_lazy("Who looks after it"), max_length=40, required=False
    )

    def __init__(self, *args: Any, rows: models.QuerySet[Asset], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField[Any], self.fields["assets"])
        field.queryset = rows
        field.initial = [row.pk for row in rows]


class _OfVillageForm(EntryForm):
    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField[Any], self.fields["village"])
        own = Area.objects.filter(code=self.instance.village_id or "")
        villages = Area.objects.visible_to(user).current().villages()
        field.queryset = (villages | own).order_by("code")


class DemonstrationVillageForm(_OfVillageForm):
    class Meta:
        model = DemonstrationVillage
        fields = (
            "village",
            "level",
            "year",
            "document_no",
            "named_on",
            "accepted_on",
            "note",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accepted_on"].help_text = _("Empty while the building goes on.")


class VillagePlanForm(_OfVillageForm):
    class Meta:
        model = VillagePlan
        fields = (
            "village",
            "state",
            "compiler",
            "approved_on",
            "document_no",
            "note",
        )
