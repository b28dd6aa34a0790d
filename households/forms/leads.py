"""Shape of what is written about leads; the service knows the consequences."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Department, User
from accounts.roles import Role
from households import choices, rules
from households.models import Lead
from households.rules import normalise_id_no

#: What somebody writes down by hand; the others arise from records.
_BY_HAND = (
    choices.LeadSource.SELF_DECLARATION,
    choices.LeadSource.GRID_CHECK,
    choices.LeadSource.HOTLINE_12317,
    choices.LeadSource.HOTLINE_12345,
    choices.LeadSource.PETITION,
    choices.LeadSource.MEDIA,
)
_DAY = {
    "required": _("Give the day."),
    "invalid": _("This is not a date."),
}


def _day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=_DAY,
        **more,
    )


def area_choices(user: User, *, county: bool) -> list[tuple[Any, Any]]:
    """Townships with their villages, inside the account's area."""
    rows = list(Area.objects.visible_to(user).current().order_by("code"))
    grouped: dict[str, list[tuple[str, str]]] = {}
    names = {row.code: row.name for row in rows}
    listed: list[tuple[Any, Any]] = []
    for row in rows:
        if row.level == Area.Level.COUNTY:
            if county:
                listed.append((row.code, _("Not known yet: the bureau dispatches")))
        elif row.level == Area.Level.TOWNSHIP:
            grouped.setdefault(row.code, []).append((row.code, row.name))
        else:
            town = row.code[:9] + "000"
            grouped.setdefault(town, []).append((row.code, row.name))
    for town, inside in grouped.items():
        if town in names:
            listed.append((names[town], inside))
        else:
            listed += inside
    return listed


class LeadForm(forms.Form):
    """A lead written down by hand, or corrected. Few fields: it is typed on phones."""

    ref = forms.UUIDField(widget=forms.HiddenInput)
    source = forms.ChoiceField(label=_("Where it comes from"))
    area = forms.ChoiceField(label=_("Village or township"))
    person_name = forms.CharField(
        label=_("Whom it is about"),
        max_length=40,
        error_messages={"required": _("Give the name of the person.")},
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    content = forms.CharField(
        label=_("What has happened"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what has happened.")},
    )
    received_on = _day_field(_("Received on"))
    id_no = forms.CharField(label=_("Identity number"), max_length=24, required=False)
    place = forms.CharField(label=_("Address as told"), max_length=120, required=False)
    alert_kind = forms.CharField(
        label=_("Kind of alert"), max_length=60, required=False
    )
    amount = forms.DecimalField(
        label=_("Amount (yuan)"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": _("Write the amount as a number.")},
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.order_by("name"),
        required=False,
        empty_label=_("no department"),
    )
    external_no = forms.CharField(
        label=_("Number at the sender"), max_length=60, required=False
    )

    #: Behind «more»: nobody needs them in the field.
    MORE = ("id_no", "place", "alert_kind", "amount", "department", "external_no")

    def __init__(
        self, *args: Any, user: User, lead: Lead | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lead = lead
        known = [(source.value, source.label) for source in _BY_HAND]
        if user.role == Role.BUREAU_OFFICIAL:
            alert = choices.LeadSource.DEPARTMENT_ALERT
            known.append((alert.value, alert.label))
        else:
            del self.fields["department"]
        if lead is not None:
            del self.fields["area"]
            del self.fields["ref"]
            if lead.source not in dict(known):
                known.append((lead.source, lead.get_source_display()))
        else:
            self._offer_areas(user)
        self._choice("source").choices = known

    def _choice(self, name: str) -> forms.ChoiceField:
        field: Any = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        return field

    def _offer_areas(self, user: User) -> None:
        listed = area_choices(user, county=True)
        self._choice("area").choices = listed
        if user.area is not None:
            self.initial.setdefault("area", user.area.code)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [f for f in self.visible_fields() if f.name not in self.MORE]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [f for f in self.visible_fields() if f.name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        return any(f.errors or f.value() for f in self.more_fields)

    def clean_id_no(self) -> str:
        number = normalise_id_no(self.cleaned_data["id_no"])
        if number and "*" not in number:
            try:
                rules.read_id_no(number, today=timezone.localdate())
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return "" if "*" in number else number

    def values(self) -> dict[str, Any]:
        """The checked fields as ``create_lead`` takes them."""
        given = dict(self.cleaned_data)
        if "area" in given:
            given["area"] = Area.objects.get(code=given["area"])
        return given

    @staticmethod
    def opened() -> dict[str, Any]:
        return {"ref": uuid.uuid4(), "received_on": timezone.localdate()}


def values_of(lead: Lead) -> dict[str, Any]:
    """A lead as the form's initial values; numbers are not shown again."""
    names = ("source", "person_name", "content", "received_on", "place", "alert_kind")
    values: dict[str, Any] = {name: getattr(lead, name) for name in names}
    return values | {
        "amount": lead.amount,
        "department": lead.department_id,
        "external_no": lead.external_no,
    }


class VersionForm(forms.Form):
    """What an act on a lead needs at least: which version was looked at."""

    base_version = forms.IntegerField(
        required=False, min_value=1, widget=forms.HiddenInput
    )


class AnswerForm(VersionForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=choices.LeadOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the outcomes.")},
    )
    verified_on = _day_field(_("Visited on site on"))
    verifiers = forms.CharField(
        label=_("Who was there"),
        max_length=80,
        error_messages={"required": _("Say who was there.")},
    )
    fact = forms.CharField(
        label=_("Facts found on site"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was found.")},
    )


class RefuseForm(VersionForm):
    reason = forms.CharField(
        label=_("Why it is sent back"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why the answer is sent back.")},
    )


class LinkForm(VersionForm):
    household = forms.IntegerField(required=False, widget=forms.HiddenInput)
    member = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DispatchForm(forms.Form):
    """Where some leads go."""

    area = forms.ChoiceField(
        label=_("Township or village"),
        error_messages={"required": _("Choose a township or a village of today.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        listed = area_choices(user, county=False)
        field.choices = [("", _("Please choose")), *listed]


def answered(lead: Lead, user: User) -> dict[str, Any]:
    """The answer form as it is opened."""
    return {
        "base_version": lead.version,
        "outcome": lead.outcome,
        "verified_on": lead.verified_on or timezone.localdate(),
        "verifiers": lead.verifiers or user.full_name,
        "fact": lead.fact,
    }
