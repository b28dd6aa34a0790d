"""The form of a row of any ledger, made from its declaration."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assistance.ledger_places import (
    NotFoundError,
    find_member,
    sites_for,
    villages_for,
)
from assistance.ledgers import LEDGERS, About, Ledger
from assistance.widgets import MonthField, day_input
from households.forms.household import RegisterForm, said_value
from households.models import Household, Member


class LedgerForm(RegisterForm):
    """Base of the forms: values only; ``services.ledger_rows`` writes and checks."""

    def __init__(self, *args: Any, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ledger.labels.items():
            self.fields[name].label = label
        for name in ledger.fields:
            # As in the files: what the table may leave open may stay open.
            column: Any = ledger.model._meta.get_field(name)
            if column.null:
                self.fields[name].required = False
        for name, field in self.fields.items():
            if isinstance(field, forms.DecimalField | forms.IntegerField):
                mode = "decimal" if isinstance(field, forms.DecimalField) else "numeric"
                field.widget = forms.TextInput(attrs={"inputmode": mode})
            if name == "over_reason":
                field.help_text = _("Only when more is paid than is due.")

    def clean(self) -> dict[str, Any]:
        """The bounds of the columns too: the base writes nothing, and so asks nothing
        of the model."""
        data = super().clean() or self.cleaned_data
        for name in self._meta.fields or ():
            column: Any = self._meta.model._meta.get_field(name)
            try:
                column.run_validators(data.get(name))
            except ValidationError as error:
                self.add_error(name, error)
        return data


@cache
def form_class(key: str) -> type[LedgerForm]:
    """The form of a ledger's own fields."""
    ledger = LEDGERS[key]
    model = ledger.model
    columns = {name: model._meta.get_field(name) for name in ledger.fields}
    days = [
        name
        for name, column in columns.items()
        if isinstance(column, models.DateField) and name not in ledger.months
    ]
    made: Any = forms.modelform_factory(
        model,
        form=LedgerForm,
        fields=list(ledger.fields),
        widgets={name: day_input() for name in days},
        field_classes=dict.fromkeys(ledger.months, MonthField),
    )
    found: type[LedgerForm] = made
    return found


def row_form(ledger: Ledger, data: Any = None, **kwargs: Any) -> LedgerForm:
    return form_class(ledger.key)(data, ledger=ledger, **kwargs)


class WhoseForm(forms.Form):
    """Base: whom or what a new row is about; ``whose`` is for the service."""

    def whose(self) -> dict[str, Any]:
        raise NotImplementedError


class PersonForm(WhoseForm):
    """A person typed as in the files: the number or the household, and the name."""

    name = forms.CharField(label=_("Name"), max_length=40)
    id_no = forms.CharField(
        label=_("Identity number"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("18 digits; without it, the number of the household."),
    )
    household_no = forms.CharField(
        label=_("Household number"), max_length=20, required=False
    )

    def __init__(self, *args: Any, user: User, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.about = user, about
        self.found: Member | None = None
        if about == About.HOUSEHOLD:
            self.fields["name"].label = _("Name of the head")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        try:
            self.found = find_member(
                user=self.user,
                name="".join(data["name"].split()),
                id_no=data["id_no"],
                household_no=data["household_no"].strip(),
            )
        except NotFoundError as missing:
            self.add_error(missing.field, missing.message)
        return data

    def whose(self) -> dict[str, Any]:
        assert self.found is not None  # noqa: S101 - a valid form has found somebody
        if self.about == About.HOUSEHOLD:
            return {"household": self.found.household}
        return {"household": self.found.household, "member": self.found}


class MemberForm(WhoseForm):
    """A member of the household whose page the clerk comes from."""

    member = forms.ModelChoiceField(
        label=_("Person"), queryset=Member.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household
        member: Any = self.fields["member"]
        member.queryset = household.members.present().order_by("pk")

    def whose(self) -> dict[str, Any]:
        return {"household": self.household, "member": self.cleaned_data["member"]}


class HouseholdForm(WhoseForm):
    """Nothing to ask: the household is known."""

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household

    def whose(self) -> dict[str, Any]:
        return {"household": self.household}


class PlaceForm(WhoseForm):
    """A village, or a resettlement site, that the account may enter."""

    def __init__(self, *args: Any, user: User, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_village = about == About.VILLAGE
        self.place = "village" if is_village else "site"
        self.fields[self.place] = forms.ModelChoiceField(
            label=_("Village") if is_village else _("Resettlement site"),
            queryset=villages_for(user) if is_village else sites_for(user),
        )

    def whose(self) -> dict[str, Any]:
        return {self.place: self.cleaned_data[self.place]}


class PostForm(WhoseForm):
    """The post whose wage is entered; known from where the clerk comes."""

    def __init__(self, *args: Any, post: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post

    def whose(self) -> dict[str, Any]:
        return {"post": self.post}


def facts_of(form: LedgerForm) -> list[tuple[str, str]]:
    """Label and value in words of every field of a row that says something."""
    told = [
        (str(form.fields[name].label), said_value(form, name, form.instance))
        for name in form._meta.fields or ()
    ]
    return [(label, value) for label, value in told if value]


def differences(form: LedgerForm, row: models.Model) -> list[tuple[str, str, str]]:
    """Label, mine and theirs of every field that differs."""
    mine = type(row)()
    for name, value in form.values().items():
        setattr(mine, name, value)
    found = []
    for name in form._meta.fields or ():
        ours, theirs = said_value(form, name, mine), said_value(form, name, row)
        if ours != theirs:
            found.append((str(form.fields[name].label), ours, theirs))
    return found
