"""Areas and departments as the administrator edits them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area, Department, User
from accounts.models.areas import AreaQuerySet
from accounts.services.areas import change_area, create_area, merge_villages

DATE = {"type": "date"}
_NAME_LENGTH = 40


class AliasField(forms.CharField):
    """Names separated by any comma or space that a Chinese keyboard gives."""

    def to_python(self, value: Any) -> Any:
        names = re.split(r"[,，、;；\s]+", super().to_python(value) or "")
        return list(dict.fromkeys(name for name in names if name))

    def clean(self, value: Any) -> list[str]:
        names: list[str] = self.to_python(value)
        if any(len(name) > _NAME_LENGTH for name in names):
            raise ValidationError(_("One of the names is longer than 40 characters."))
        return names

    def prepare_value(self, value: Any) -> Any:
        return "，".join(value) if isinstance(value, list) else value


class AreaForm(forms.Form):
    """A new area (with its code) or an existing one (code fixed)."""

    code = forms.CharField(
        label=pgettext_lazy("area", "Code"),
        max_length=12,
        help_text=_(
            "12 digits of the statistical code: a township ends in 000, a county in "
            "000000. Level and place in the tree follow from it."
        ),
    )
    name = forms.CharField(label=pgettext_lazy("area", "Name"), max_length=40)
    aliases = AliasField(
        label=_("Other names"),
        required=False,
        max_length=400,
        help_text=_("As they occur in rosters, separated by commas."),
    )
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(DATE))
    valid_to = forms.DateField(
        label=_("Valid to"),
        required=False,
        widget=forms.DateInput(DATE),
        help_text=_("Empty as long as the area exists."),
    )

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any) -> None:
        self.area = area
        kwargs["initial"] = self._initial() | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if area is not None:
            del self.fields["code"]
        else:
            del self.fields["valid_to"]

    def _initial(self) -> dict[str, Any]:
        if self.area is None:
            return {"valid_from": timezone.localdate().isoformat()}
        return {
            "name": self.area.name,
            "aliases": self.area.aliases,
            "valid_from": self.area.valid_from.isoformat(),
            "valid_to": self.area.valid_to and self.area.valid_to.isoformat(),
        }

    def write(self) -> Area | None:
        try:
            if self.area is None:
                return create_area(**self.cleaned_data)
            return change_area(area=self.area, **self.cleaned_data)
        except ValidationError as error:
            _take(self, error)
            return None


class MergeForm(forms.Form):
    """Villages of one township that end, and the one that goes on."""

    villages = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Villages that end"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    successor = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Goes on as"),
        to_field_name="code",
        required=False,
        empty_label=_("A new village (code and name below)"),
    )
    code = forms.CharField(label=_("Code of the new village"), max_length=12)
    name = forms.CharField(label=_("Name of the new village"), max_length=40)
    merged_on = forms.DateField(
        label=_("Merged on"),
        widget=forms.DateInput(DATE),
        help_text=_("The old villages are valid up to the day before."),
    )

    def __init__(self, *args: Any, township: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        villages = Area.objects.filter(parent=township).villages().current()
        for name in ("villages", "successor"):
            self.fields[name].queryset = villages  # type: ignore[attr-defined]
        for name in ("code", "name"):
            self.fields[name].required = False

    @property
    def signature(self) -> str:
        """What the counts shown before the merger were about."""
        villages = sorted(area.code for area in self.cleaned_data["villages"])
        after = self.cleaned_data["successor"]
        goes_on_as = after.code if after else self.cleaned_data["code"]
        day = self.cleaned_data["merged_on"].isoformat()
        return " ".join([*villages, goes_on_as, day])

    @property
    def ending(self) -> list[Area]:
        after = self.cleaned_data["successor"]
        return [area for area in self.cleaned_data["villages"] if area != after]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "successor" in cleaned and cleaned["successor"] is None:
            for name in ("code", "name"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("A new village needs its code and name."))
        return cleaned

    def write(self) -> Area | None:
        try:
            return merge_villages(**self.cleaned_data)
        except ValidationError as error:
            _take(self, error)
            return None


class AreaSearch(forms.Form):
    q = forms.CharField(label=_("Name or code"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Current")), ("former", _("Former")), ("all", _("All"))],
    )

    def villages(self, user: User) -> AreaQuerySet:
        self.is_valid()
        villages = Area.objects.managed_by(user).villages()
        state = self.cleaned_data.get("state")
        if state != "all":
            current = villages.current()
            villages = (
                villages.exclude(pk__in=current.values("pk"))
                if state == "former"
                else current
            )
        if text := self.cleaned_data.get("q"):
            villages = villages.filter(
                Q(name__icontains=text)
                | Q(code__startswith=text)
                | Q(aliases__icontains=text)
                | Q(parent__name__icontains=text)
            )
        return villages.prefetch_related("predecessors", "successors")


class DepartmentForm(forms.ModelForm[Department]):
    class Meta:
        model = Department
        fields = ["name", "code"]
        labels = {"name": pgettext_lazy("area", "Name"), "code": _("Short code")}
        help_texts = {"code": _("Letters, digits and hyphens; it stands in rosters.")}


def _take(form: forms.Form, error: ValidationError) -> None:
    """Errors of a service at the form's fields; those without a field on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, problems in error.error_dict.items():
        form.add_error(name if name in form.fields else None, problems)
