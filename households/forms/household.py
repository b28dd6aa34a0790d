"""Forms of the register. Sensitive fields are typed anew or left as they are."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area, User
from households import choices, rules
from households.models import (
    Household,
    IncomeStatement,
    Member,
    ResettlementSite,
    ResponsiblePerson,
)


def _date_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _secret(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **kwargs,
    )


def _offer(form: forms.BaseForm, name: str, rows: models.QuerySet[Any]) -> None:
    """Only rows that the person may see can be chosen, also by a forged request."""
    cast(forms.ModelChoiceField[Any], form.fields[name]).queryset = rows


class RegisterForm(forms.ModelForm[Any]):
    """Checks input, writes nothing: ``values`` and ``secrets`` go to the service."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    SECRETS: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.SECRETS:
            mask = getattr(self.instance, f"{name}_mask", "")
            if mask:
                self.fields[name].help_text = _(
                    "Stored: %(mask)s. Leave empty to keep it."
                ) % {"mask": mask}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def secrets(self) -> dict[str, str]:
        """Only what was typed; an empty field keeps what is stored."""
        given = {name: self.cleaned_data.get(name) or "" for name in self.SECRETS}
        return {name: value for name, value in given.items() if value}

    def _post_clean(self) -> None:
        # The service writes and checks the constraints; the instance stays untouched.
        return


def _clean_phone(text: str, *, landline: bool) -> str:
    number = rules.normalise_phone(text)
    if number and not rules.is_phone(number, landline=landline):
        raise forms.ValidationError(
            _("A mobile number has 11 digits and starts with 1.")
        )
    return number


class HouseholdForm(RegisterForm):
    SECRETS = ("phone", "bank_account")
    field_order = ("village", "household_no", "hamlet", "group_no", "phone")

    phone = _secret(gettext_lazy("Phone"))
    bank_account = _secret(gettext_lazy("Bank account"))

    class Meta:
        model = Household
        fields = [
            "village",
            "household_no",
            "hamlet",
            "group_no",
            "household_type",
            "poverty_attribute",
            "reported_persons",
            "is_resident",
            "is_no_labour",
            "is_relocated",
            "resettlement_site",
            "bank_name",
            "remark",
        ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            # A move is a change of its own, with a day and a reason.
            self.fields["village"].disabled = True
            self.fields["village"].help_text = _("Moves are recorded as changes.")
        visible = Area.objects.visible_to(user).villages().order_by("code")
        stands = models.Q(pk__in=visible.current().values("pk"))
        # A household that still stands at an ended village may be saved there.
        villages = visible.filter(
            stands | models.Q(code=self.instance.village_id or "")
        )
        _offer(self, "village", villages)
        _offer(self, "resettlement_site", ResettlementSite.objects.visible_to(user))

    def clean_phone(self) -> str:
        return _clean_phone(self.cleaned_data["phone"], landline=True)

    def clean_household_no(self) -> str:
        number: str = self.cleaned_data["household_no"].strip()
        if not number.isascii() or not number.replace("-", "").isalnum():
            raise forms.ValidationError(_("The number consists of digits and letters."))
        return number

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("resettlement_site") and not self.cleaned_data.get(
            "is_relocated"
        ):
            self.add_error(
                "resettlement_site", _("Only a relocated household has a site.")
            )
        return cleaned


class MemberForm(RegisterForm):
    SECRETS = ("id_no", "phone", "illness")
    field_order: tuple[str, ...] = (
        "name", "relation", "id_type", "id_no", "sex", "birth_date", "phone",
    )  # fmt: skip

    id_no = _secret(gettext_lazy("Identity number"))
    phone = _secret(gettext_lazy("Phone"))
    illness = _secret(gettext_lazy("Illness"))
    health = forms.MultipleChoiceField(
        label=gettext_lazy("Health"),
        choices=choices.Health.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Member
        fields = [
            "name",
            "relation",
            "id_type",
            "sex",
            "birth_date",
            "ethnicity",
            "politics",
            "education",
            "student_status",
            "health",
            "disability_kind",
            "disability_grade",
            "labour_skill",
            "work_area",
            "employer",
            "work_months",
            "public_post",
            "medical_resident",
            "pension_resident",
            "is_dibao",
            "is_tekun",
            "joined_on",
            "join_reason",
        ]
        widgets = {"birth_date": _date_input(), "joined_on": _date_input()}
        labels = {"joined_on": gettext_lazy("Joined the household on")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name in {"name", "relation", "id_type"}
        if self.instance.pk and self.instance.relation == choices.Relation.HEAD:
            # Another head is a change of its own, with a day and a reason.
            self.fields["relation"].disabled = True
        reasons: Any = self.fields.get("join_reason")
        if reasons is not None:
            reasons.choices = [
                ("", "—"),
                *choices.open_reasons(
                    choices.JoinReason, keep=self.instance.join_reason
                ),
            ]
        self.fields["sex"].help_text = _("Filled in from the identity number.")

    def clean_phone(self) -> str:
        return _clean_phone(self.cleaned_data["phone"], landline=False)

    def clean_health(self) -> list[str]:
        found: list[str] = self.cleaned_data["health"]
        if choices.Health.HEALTHY in found and len(found) > 1:
            raise forms.ValidationError(_("Healthy excludes the other answers."))
        return found

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        data = self.cleaned_data
        if data.get("id_type") == choices.IdType.RESIDENT_ID:
            self._read_number(data)
        if not data.get("sex"):
            data["sex"] = self.instance.sex or choices.Sex.UNKNOWN
        self._dates_in_order(data)
        return data

    def _read_number(self, data: dict[str, Any]) -> None:
        number = rules.normalise_id_no(data.get("id_no") or "")
        if not number:
            if not self.instance.id_no_mask and "id_no" not in self.errors:
                self.add_error("id_no", _("Type the identity number."))
            return
        try:
            read = rules.read_id_no(number, today=timezone.localdate())
        except ValueError as error:
            self.add_error("id_no", str(error))
            return
        data["id_no"] = read.text
        data["sex"], data["birth_date"] = read.sex, read.birth_date

    def _dates_in_order(self, data: dict[str, Any]) -> None:
        today = timezone.localdate()
        for name in ("birth_date", "joined_on"):
            day = data.get(name)
            if isinstance(day, dt.date) and day > today:
                self.add_error(name, _("This day is in the future."))


class LeaveForm(forms.Form):
    """自然减少: when and why; the person stays in the register."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    leave_reason = forms.ChoiceField(
        label=gettext_lazy("Reason for leaving"),
        choices=[("", "—"), *choices.open_reasons(choices.LeaveReason)],
    )
    left_on = forms.DateField(label=gettext_lazy("Left on"), widget=_date_input())
    new_head = forms.ModelChoiceField(
        label=gettext_lazy("New head"), queryset=Member.objects.none(), required=False
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = member.household.members.present().exclude(pk=member.pk)
        if member.relation == choices.Relation.HEAD and others:
            _offer(self, "new_head", others.order_by("pk"))
        else:
            del self.fields["new_head"]

    def clean_left_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day


class ResponsibleForm(forms.Form):
    """Choose somebody who is already responsible somewhere here, or name a new one."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Already listed"),
        queryset=ResponsiblePerson.objects.none(),
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Name of a new person"), max_length=40, required=False
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=80, required=False)
    phone = _secret(gettext_lazy("Phone"))
    started_on = forms.DateField(
        label=gettext_lazy("Responsible from"), widget=_date_input()
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = ResponsiblePerson.objects.visible_to(user).order_by("name")
        _offer(self, "person", people)

    def clean_phone(self) -> str:
        return _clean_phone(self.cleaned_data["phone"], landline=True)

    def clean_started_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["started_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = (
            bool(self.cleaned_data.get("person")),
            bool(self.cleaned_data.get("name")),
        )
        if given == (False, False) and "person" not in self.errors:
            self.add_error("person", _("Choose a person or name a new one."))
        if given == (True, True):
            self.add_error("name", _("Either choose a person or name a new one."))
        return cleaned


class IncomeForm(RegisterForm):
    """One year's income; the period follows from the year."""

    class Meta:
        model = IncomeStatement
        fields = [
            "year",
            "persons",
            "wage",
            "operating",
            "operating_cost",
            "property",
            "transfer",
            "claims",
            "self_paid",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.fields or ():
            field = self.fields[name]
            field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
            if isinstance(field, forms.DecimalField):
                field.required = False
                field.initial = None
        self.fields["year"].help_text = _(
            "The income year runs from 1 October of the year before to 30 September."
        )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2015 <= year <= timezone.localdate().year + 1:
            raise forms.ValidationError(_("Give the year with four digits."))
        return year

    def clean_persons(self) -> int:
        persons: int = self.cleaned_data["persons"]
        if not 1 <= persons <= 30:
            raise forms.ValidationError(_("A household has 1 to 30 persons."))
        return persons

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, forms.DecimalField) and name in self.cleaned_data:
                amount = self.cleaned_data[name] or 0
                self.cleaned_data[name] = amount
                if amount < 0:
                    self.add_error(name, _("Amounts cannot be negative."))
        return cleaned

    def amounts(self) -> dict[str, Any]:
        values = self.values()
        return {k: v for k, v in values.items() if k not in {"year", "persons"}}


def said_value(form: RegisterForm, name: str, row: models.Model) -> str:
    """A field of a row in words, for the page that shows both versions."""
    value = getattr(row, name)
    shown = getattr(row, f"get_{name}_display", None)
    if shown is not None:
        value = shown()
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)
