"""Wages of public posts as they are typed: a row of the month's sheet, one month of one
post, a check of presence, and what is left of a month paid in one step."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistance.choices import Presence
from assistance.forms.cells import CellDayField
from assistance.models import PostWage, PublicPost
from assistance.services.wages import Entry, PresenceEntry, WageEntry
from assistance.wage_items import WageItem
from households.forms.visit_fields import AmountField
from households.services.register import StaleRowError, fingerprint

_PRESENCE = [("", ""), *Presence.choices]
_WAGE_CELLS = ("due_amount", "paid_amount", "paid_on", "over_reason", "note")
_PRESENCE_CELLS = ("presence", "checked_on")
CELLS = (
    "due_amount",
    "paid_amount",
    "paid_on",
    "presence",
    "checked_on",
    "over_reason",
    "note",
)


class WageFieldsForm(forms.Form):
    """The wage of one post for one month, with what the database would refuse said at
    the field that answers it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    due_amount = AmountField(
        label=gettext_lazy("due (yuan)"),
        required=True,
    )
    paid_amount = AmountField(label=gettext_lazy("paid (yuan)"))
    over_reason = forms.CharField(
        label=gettext_lazy("reason for paying more"), required=False, max_length=200
    )
    note = forms.CharField(label=gettext_lazy("remark"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        due, paid = values.get("due_amount"), values.get("paid_amount")
        paid_on = values.get("paid_on")
        if paid is not None and not paid:
            self.add_error("paid_amount", _("Nothing paid is left empty, not 0."))
        elif paid and not paid_on and "paid_on" not in self.errors:
            self.add_error("paid_on", _("Give the day of the payment."))
        elif paid_on and paid is None and "paid_amount" not in self.errors:
            self.add_error("paid_amount", _("Give the amount that was paid."))
        reason = values.get("over_reason") or "over_reason" in self.errors
        if due is not None and paid and paid > due and not reason:
            self.add_error("over_reason", _("More than is due is paid; say why."))
        for name in ("paid_on", "checked_on"):
            if (day := values.get(name)) and day > timezone.localdate():
                self.add_error(name, _("The date is in the future."))
        return values

    def wage_entry(self, item: WageItem) -> WageEntry:
        values = self.cleaned_data
        return WageEntry(
            post=item.post,
            month=item.month,
            seen=values["seen"],
            **{name: values[name] for name in _WAGE_CELLS},
        )


class WageRowForm(WageFieldsForm):
    """A row of the month's sheet: the wage, and whether the person is there. An
    untouched row is not saved."""

    seen_post = forms.CharField(required=False, widget=forms.HiddenInput)
    presence = forms.ChoiceField(
        label=gettext_lazy("presence"), choices=_PRESENCE, required=False
    )

    def __init__(self, data: QueryDict | None = None, *, item: WageItem) -> None:
        self.item = item
        super().__init__(data, prefix=f"r{item.post.pk}", initial=_initial(item))
        month = item.month
        self.fields["paid_on"] = CellDayField(month, label=gettext_lazy("paid on"))
        self.fields["checked_on"] = CellDayField(
            month, label=gettext_lazy("checked on")
        )
        self._label_cells()

    @property
    def is_touched(self) -> bool:
        return any(name in CELLS for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        presence, checked = values.get("presence"), values.get("checked_on")
        if presence and not checked and "checked_on" not in self.errors:
            self.add_error("checked_on", _("Give the day of the check."))
        return values

    def entries(self, checked_by: str) -> list[Entry]:
        """What was changed: the wage, the presence, or both."""
        entries: list[Entry] = []
        if any(name in _WAGE_CELLS for name in self.changed_data):
            entries.append(self.wage_entry(self.item))
        if any(name in _PRESENCE_CELLS for name in self.changed_data):
            entries.append(
                PresenceEntry(
                    post=self.item.post,
                    presence=self.cleaned_data["presence"],
                    checked_on=self.cleaned_data["checked_on"],
                    checked_by=checked_by,
                    seen=self.cleaned_data["seen_post"],
                )
            )
        return entries

    def refuse(self, failure: ValidationError | StaleRowError) -> None:
        refuse(self, failure)

    def _label_cells(self) -> None:
        """What a screen reader says of a cell, and what the script works with."""
        for name in CELLS:
            field = self.fields[name]
            shown = field.prepare_value(self.get_initial_for_field(field, name))
            field.widget.attrs |= {
                "data-initial": "" if shown is None else str(shown),
                "aria-label": f"{self.item.post.member} {field.label}",
                "autocomplete": "off",
            }


class WageForm(WageFieldsForm):
    """One month of one post, on the page of the post."""

    paid_on = forms.DateField(
        label=gettext_lazy("paid on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("seen", "due_amount", "paid_amount", "paid_on")

    def __init__(self, data: QueryDict | None = None, *, item: WageItem) -> None:
        self.item = item
        super().__init__(data, initial=_initial(item))
        if not item.paid_amount:
            self.initial["paid_amount"] = item.due_amount

    def entries(self) -> list[Entry]:
        return [self.wage_entry(self.item)]


class PresenceForm(forms.Form):
    """Whether the person is at the post, as somebody saw it."""

    seen_post = forms.CharField(required=False, widget=forms.HiddenInput)
    presence = forms.ChoiceField(
        label=gettext_lazy("presence"), choices=_PRESENCE[1:], widget=forms.RadioSelect
    )
    checked_on = forms.DateField(
        label=gettext_lazy("checked on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    checked_by = forms.CharField(label=gettext_lazy("checked by"), max_length=40)

    def __init__(
        self, data: QueryDict | None = None, *, post: PublicPost, by: str
    ) -> None:
        self.post = post
        initial = {
            "seen_post": fingerprint(post),
            "checked_on": timezone.localdate(),
            "checked_by": by,
        }
        super().__init__(data, initial=initial)

    def entries(self) -> list[Entry]:
        values = dict(self.cleaned_data)
        return [PresenceEntry(post=self.post, seen=values.pop("seen_post"), **values)]


class PayMonthForm(forms.Form):
    """The day on which what is left of a month was paid."""

    paid_on = forms.DateField(
        label=gettext_lazy("paid on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_paid_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["paid_on"]
        if day > timezone.localdate():
            raise ValidationError(_("The date is in the future."))
        return day


def refuse(form: forms.Form, failure: ValidationError | StaleRowError) -> None:
    """Say at its field why an entry was not written."""
    if isinstance(failure, StaleRowError):
        _explain(form, failure.row)
        return
    if hasattr(failure, "error_dict"):
        at_fields: dict[str, list[Any]] = {}
        for name, messages in failure.error_dict.items():
            field = name if name in form.fields else NON_FIELD_ERRORS
            at_fields.setdefault(field, []).extend(messages)
        failure = ValidationError(at_fields)
    form.add_error(None, failure)


def _explain(form: forms.Form, row: Any) -> None:
    """Somebody else was faster: their values are told, and saving once more is meant
    to write over them."""
    typed: Any = form.data
    typed = typed.copy()
    if isinstance(row, PostWage) and not row.pk:
        typed[form.add_prefix("seen")] = ""
        form.data = typed
        message = _(
            "Somebody else has deleted the wage of this month meanwhile. Save again to "
            "enter it anew."
        )
        form.add_error(None, message)
        return
    if isinstance(row, PostWage):
        typed[form.add_prefix("seen")] = fingerprint(row)
        paid = f"{row.paid_amount} {row.paid_on}" if row.paid_on else _("nothing paid")
        theirs = _("due %(due)s, %(paid)s") % {"due": row.due_amount, "paid": paid}
    else:
        typed[form.add_prefix("seen_post")] = fingerprint(row)
        theirs = f"{row.get_presence_display()} {row.checked_on or ''}".strip()
    form.data = typed
    message = _(
        "Somebody else has changed this meanwhile: %(theirs)s. Save again if yours is "
        "right."
    )
    form.add_error(None, message % {"theirs": theirs or "—"})


def _initial(item: WageItem) -> dict[str, Any]:
    wage, post = item.wage, item.post
    initial: dict[str, Any] = {
        "due_amount": item.due_amount,
        "seen": fingerprint(wage) if wage else "",
        "seen_post": fingerprint(post),
        "presence": post.presence,
        "checked_on": post.checked_on,
    }
    if wage is not None:
        names = ("paid_amount", "paid_on", "over_reason", "note")
        initial |= {name: getattr(wage, name) for name in names}
    return initial
