"""The visit form: five sections, prefilled from the visit before."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.months import Month
from households import choices
from households.forms.visit_fields import AmountField
from households.models import Member, Visit
from households.models.visits import SAFEGUARDS
from households.services.visits import (
    AMOUNTS,
    VisitData,
    net_of_month,
    unexplained,
)

FINE, WRONG = "ok", "no"
NOBODY, OTHER_FAMILY = "nobody", "family"
NO_SIGNAL = "none"

ANSWERS = ((FINE, _("assured")), (WRONG, _("has a problem")))
_AMOUNT_LABELS = {
    "wage": choices.IncomeGroup.WAGE.label,
    "operating": choices.IncomeGroup.OPERATING.label,
    "property": choices.IncomeGroup.PROPERTY.label,
    "transfer": choices.IncomeGroup.TRANSFER.label,
    "operating_cost": choices.IncomeGroup.OPERATING_COST.label,
    "self_paid": _("Spending paid oneself"),
}


class VisitForm(forms.Form):
    """Shape of a visit. What a value leads to is decided by ``record_visit``.

    ``previous`` is the visit before, whose answers «the rest as last month» takes over.
    """

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(
        required=False, min_value=1, widget=forms.HiddenInput
    )
    taken_over = forms.CharField(
        required=False, max_length=200, widget=forms.HiddenInput
    )
    visited_on = forms.DateField(
        label=_("Date of the visit"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Give the day of the visit."),
            "invalid": _("This is not a date."),
        },
    )
    mode = forms.ChoiceField(
        label=_("Way of visiting"),
        choices=choices.VisitMode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the visit was made.")},
    )
    visitors = forms.CharField(
        label=_("Visitors"),
        max_length=80,
        error_messages={"required": _("Say who made the visit.")},
    )
    problem_note = forms.CharField(
        label=_("What problem, how many persons (required)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    change_reason = forms.CharField(
        label=_("Reason for the change"), required=False, max_length=120
    )
    signals = forms.MultipleChoiceField(
        label=_("Did any of this happen this month"),
        choices=[*choices.Signal.choices, (NO_SIGNAL, _("none of these"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what happened, or «none of these».")},
    )
    needs = forms.CharField(
        label=_("Requests, and how measures are going"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        choices=choices.Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a conclusion.")},
    )

    field_order = (
        "visited_on",
        "mode",
        "visitors",
        "met_who",
        *(name for name, _label in SAFEGUARDS),
        "problem_note",
        *AMOUNTS,
        "change_reason",
        "signals",
        "needs",
        "conclusion",
    )

    def __init__(
        self,
        *args: Any,
        members: Iterable[Member],
        previous: Visit | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.previous = previous
        self.fields["met_who"] = forms.MultipleChoiceField(
            label=_("Who was met"),
            choices=[
                *((key, member.name) for key, member in self.members.items()),
                (OTHER_FAMILY, _("another relative")),
                (NOBODY, choices.MetWith.NOBODY.label),
            ],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose who was met, or that nobody was.")},
        )
        for name, label in SAFEGUARDS:
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Answer this, also when nothing has changed.")
                },
            )
        for name in AMOUNTS:
            self.fields[name] = AmountField(label=_AMOUNT_LABELS[name])
        self.order_fields(self.field_order)

    def clean_met_who(self) -> list[str]:
        met: list[str] = self.cleaned_data["met_who"]
        if NOBODY in met and len(met) > 1:
            raise ValidationError(_("Either somebody was met or nobody."))
        return met

    def clean_signals(self) -> list[str]:
        signals: list[str] = self.cleaned_data["signals"]
        if NO_SIGNAL in signals and len(signals) > 1:
            raise ValidationError(_("Either a signal or «none of these»."))
        return [code for code in signals if code != NO_SIGNAL]

    def clean(self) -> dict[str, Any]:
        """Ask for explanations together with everything else, not a round later."""
        values = super().clean() or self.cleaned_data
        blank = VisitData(visited_on=dt.date.min, mode="", visitors="", met="")
        known: dict[str, Any] = {name: values.get(name) for name in AMOUNTS}
        known |= {name: values.get(name) == WRONG for name, _label in SAFEGUARDS}
        known |= {
            name: values.get(name, "") for name in ("problem_note", "change_reason")
        }
        data = dataclasses.replace(blank, **known)
        for name, error in unexplained(data, net_of_month(self.previous)).items():
            if name in values:
                self.add_error(name, error)
        return values

    def add_error(self, field: str | None, error: Any) -> None:
        """Errors of the service on fields that the form asks differently."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            known = {
                name if name in self.fields else "visited_on": messages
                for name, messages in error.message_dict.items()
            }
            error = ValidationError(known)
        super().add_error(field, error)

    def to_data(self, current: Visit | None = None) -> VisitData:
        """The checked form as the service takes it; ``current`` is what it corrects."""
        values = self.cleaned_data
        met, met_names = self._met(values["met_who"])
        plain = ("visited_on", "mode", "visitors", "problem_note", "change_reason")
        return VisitData(
            **{name: values[name] for name in plain},
            **{name: values[name] == WRONG for name, _label in SAFEGUARDS},
            **{name: values[name] for name in AMOUNTS},
            met=met,
            met_names=met_names,
            signals=values["signals"],
            needs=values["needs"],
            conclusion=values["conclusion"],
            bulk_confirmed=self._taken_over() or self._still_taken_over(current),
            filled_at=timezone.now(),
        )

    def _met(self, keys: list[str]) -> tuple[str, str]:
        if NOBODY in keys:
            return choices.MetWith.NOBODY, ""
        met = [self.members[key] for key in keys if key in self.members]
        head = any(member.relation == choices.Relation.HEAD for member in met)
        names = "、".join(member.name for member in met)
        return (
            choices.MetWith.HEAD if head else choices.MetWith.FAMILY,
            names[:120],
        )

    def _taken_over(self) -> int:
        """How many answers the button filled in and nobody changed afterwards."""
        if self.previous is None:
            return 0
        names = set(self.cleaned_data["taken_over"].split(","))
        last = safeguard_answers(self.previous)
        return sum(
            name in names and self.cleaned_data[name] == last.get(name)
            for name, _label in SAFEGUARDS
        )

    def _still_taken_over(self, current: Visit | None) -> int:
        """A correction elsewhere does not make taken-over answers one's own."""
        if current is None:
            return 0
        stored = safeguard_answers(current)
        same: int = sum(self.cleaned_data[name] == stored[name] for name in stored)
        return min(current.bulk_confirmed, same)


def safeguard_answers(visit: Visit | VisitData) -> dict[str, str]:
    """The answered safeguards of a visit as the form writes them."""
    return {
        name: WRONG if getattr(visit, name) else FINE
        for name, _label in SAFEGUARDS
        if getattr(visit, name) is not None
    }


def form_values(visit: Visit | VisitData, members: Iterable[Member]) -> dict[str, Any]:
    """A visit as the form's values: initial ones, or those of a merged conflict."""
    plain = ("visited_on", "mode", "visitors", "problem_note", "change_reason", "needs")
    values: dict[str, Any] = {name: getattr(visit, name) for name in plain}
    values |= {name: getattr(visit, name) for name in AMOUNTS}
    values |= safeguard_answers(visit)
    values["met_who"] = _met_keys(visit, members)
    values["signals"] = list(visit.signals) or [NO_SIGNAL]
    values["conclusion"] = visit.conclusion
    return values


def _met_keys(visit: Visit | VisitData, members: Iterable[Member]) -> list[str]:
    if visit.met == choices.MetWith.NOBODY:
        return [NOBODY]
    names = set(filter(None, visit.met_names.split("、")))
    keys = [str(member.pk) for member in members if member.name in names]
    if not keys and visit.met == choices.MetWith.HEAD:
        heads = [m for m in members if m.relation == choices.Relation.HEAD]
        keys = [str(heads[0].pk)] if heads else []
    return keys or [OTHER_FAMILY]


def prefilled(previous: Visit | None, month: Month, visitors: str) -> dict[str, Any]:
    """A first visit of the month: who visits, and last month's amounts to correct.

    The day is today's while the month runs; a visit entered late gives its own.

    The six safeguards stay open: they need a tap each, or the button.
    """
    amounts = {name: getattr(previous, name) for name in AMOUNTS} if previous else {}
    today = timezone.localdate()
    return {
        "client_id": uuid.uuid4(),
        "visitors": visitors,
        "visited_on": today if Month.of(today) == month else None,
        **amounts,
    }


def with_last_answers(data: Mapping[str, Any], previous: Visit) -> dict[str, str]:
    """What «the rest as last month» adds to a form sent without JavaScript."""
    added = {
        name: answer
        for name, answer in safeguard_answers(previous).items()
        if not data.get(name)
    }
    before = filter(None, str(data.get("taken_over", "")).split(","))
    return {**added, "taken_over": ",".join(sorted({*before, *added}))}
