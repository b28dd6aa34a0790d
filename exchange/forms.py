"""Shape of what the exchange pages are given; the services know the consequences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Department, User
from accounts.roles import Role
from core.months import Month
from exchange.models import ImportRun
from exchange.roster import ContextField, Roster

#: Months back from now that a file may be about; older ones are closed.
MONTHS_BACK = 18
YEARS_BACK = 5


def too_large() -> str:
    """Also for a request of which the file was not even read."""
    return _("The file is larger than %(megabytes)d MB. Upload it in parts.") % {
        "megabytes": settings.UPLOAD_MAX_BYTES // 1024 // 1024
    }


class UploadForm(forms.Form):
    """A file, and what the chosen roster needs to know beside it."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": _("Choose the file first."),
            "invalid": _("Choose the file first."),
            "max_length": _("The file name is too long. Shorten it and try again."),
        },
    )

    def __init__(self, *args: Any, roster: Roster, owner: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "upload-%s")
        super().__init__(*args, **kwargs)
        self.roster = roster
        for asked in roster.context:
            self.fields[asked.name] = _context_field(asked, owner)

    @property
    def context_fields(self) -> list[forms.BoundField]:
        return [self[asked.name] for asked in self.roster.context]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file

    @property
    def context(self) -> dict[str, str]:
        """The answers as the services keep them; a village is its code."""
        return {
            asked.name: str(self.cleaned_data.get(asked.name) or "")
            for asked in self.roster.context
        }


class TemplateForm(forms.Form):
    """What a template is prefilled for; what is missing takes its initial value."""

    def __init__(
        self, data: QueryDict, *, roster: Roster, owner: User, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.roster = roster
        for asked in roster.context:
            field = _context_field(asked, owner)
            field.required = False
            self.fields[asked.name] = field

    @property
    def context(self) -> dict[str, str]:
        """Only known and offered values; a village that is not one's own falls out."""
        self.is_valid()
        given = self.cleaned_data
        return {
            asked.name: str(
                given.get(asked.name) or self.fields[asked.name].initial or ""
            )
            for asked in self.roster.context
        }


def _context_field(asked: ContextField, owner: User) -> forms.Field:
    if asked.kind in {"day", "text"}:
        return _typed_field(asked)
    offered = _OFFERED.get(asked.kind)
    choices = offered() if offered else _of_owner(asked.kind, owner)
    if not asked.required:
        choices = [("", _("All")), *choices]
    elif len(choices) > 1 and not offered:
        choices = [("", _("Please choose")), *choices]
    return forms.ChoiceField(
        label=str(asked.label),
        choices=choices,
        required=asked.required,
        initial=choices[0][0] if choices else "",
        error_messages={"required": _("Please choose one.")},
    )


def _typed_field(asked: ContextField) -> forms.Field:
    """A day, today at first, or a short text."""
    if asked.kind == "text":
        return forms.CharField(
            label=str(asked.label), required=asked.required, max_length=60
        )
    return forms.DateField(
        label=str(asked.label),
        required=asked.required,
        initial=timezone.localdate(),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a date.")},
    )


def _of_owner(kind: str, owner: User) -> list[tuple[str, Any]]:
    return _departments(owner) if kind == "department" else _villages(owner)


def _departments(owner: User) -> list[tuple[str, Any]]:
    """All, or the only one that somebody works for."""
    rows = Department.objects.order_by("name")
    if owner.role == Role.DEPARTMENT_STAFF:
        rows = rows.filter(staff=owner)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _months() -> list[tuple[str, Any]]:
    current = Month.current()
    listed = Month.range(current.shift(-MONTHS_BACK), current)
    return [(str(month), month.label) for month in reversed(list(listed))]


def _years() -> list[tuple[str, Any]]:
    year = timezone.localdate().year
    listed = [str(year - back) for back in range(YEARS_BACK + 1)]
    return [(text, text) for text in listed]


def _planning_years() -> list[tuple[str, Any]]:
    """What is planned may be next year's, whose repository is built in autumn."""
    following = str(timezone.localdate().year + 1)
    return [(following, following), *_years()]


#: What is offered whoever asks.
_OFFERED = {"month": _months, "year": _years, "planning_year": _planning_years}


def _villages(owner: User) -> list[tuple[str, Any]]:
    areas = Area.objects.visible_to(owner).current()
    townships = dict(areas.townships().values_list("code", "name"))
    return [
        (code, f"{townships.get(str(parent), '')} {name}".strip())
        for code, name, parent in areas.villages().values_list(
            "code", "name", "parent_id"
        )
    ]


class RunFilterForm(forms.Form):
    """What the history of imports is searched by."""

    q = forms.CharField(
        label=_("File name or number"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "inp", "type": "search"}),
    )
    roster = forms.ChoiceField(
        label=_("Kind of data"),
        required=False,
        widget=forms.Select(attrs={"class": "inp"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *ImportRun.State.choices],
        widget=forms.Select(attrs={"class": "inp"}),
    )

    def __init__(self, data: QueryDict, *, rosters: list[Roster]) -> None:
        super().__init__(data, auto_id="runs-%s")
        choices = [("", _("All")), *[(item.key, item.label) for item in rosters]]
        self.fields["roster"].choices = choices  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """The filters that hold; a value that is not offered is set aside."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ExportForm(forms.Form):
    """An order for a file of the rows that a list page shows."""

    roster = forms.CharField(widget=forms.HiddenInput, max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    layout = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    reveal = forms.BooleanField(
        label=_("With full identity and phone numbers"), required=False
    )
    reason = forms.CharField(
        label=_("Reason (needed for full numbers)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "inp"}),
        error_messages={"max_length": _("At most 200 characters.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reveal") and not cleaned.get("reason"):
            self.add_error(
                "reason",
                _("Full numbers need a reason: what the file is for and who gets it."),
            )
        return cleaned

    @property
    def filters(self) -> dict[str, str]:
        return {
            name: value
            for name, value in QueryDict(self.cleaned_data["query"]).items()
            if isinstance(value, str) and value
        }
