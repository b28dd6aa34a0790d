"""Shape of what is written in a screening round; the services know the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from core.months import Month
from households import choices
from households.forms.visit_fields import DayField, SignalsField, signal_choices
from households.models import ScreeningRound
from households.services.screening import ResultData
from households.services.screening_worksheet import SheetItem

_DAY = {"required": _("Give the day."), "invalid": _("This is not a date.")}
_NOTE = {"max_length": _("At most 300 characters.")}
#: Cells in the order in which the keyboard walks and a pasted block is laid out.
CELLS = ("screened_on", "mode", "outcome", "signals", "note")


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages=_DAY,
    )


class RoundDatesForm(forms.Form):
    """Name and days: what of a round can still be changed."""

    name = forms.CharField(
        label=_("Name of the round"),
        max_length=60,
        error_messages={"required": _("Give the round a name.")},
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, _known(error, self))


class RoundForm(RoundDatesForm):
    """A round as the bureau announces it."""

    number = forms.IntegerField(
        label=_("Number in the year"),
        min_value=1,
        max_value=24,
        error_messages={"required": _("Give the number of the round.")},
    )
    population = forms.ChoiceField(
        label=_("Households to be seen"), choices=choices.Population.choices
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Townships"),
        queryset=Area.objects.none(),
        required=False,
        help_text=_("None chosen: the whole city."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns = Area.objects.visible_to(user).current().townships().order_by("code")
        self.fields["areas"].queryset = towns  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """One household, as a phone sends it: three buttons are the outcome."""

    screened_on = _day(_("Screened on"))
    mode = forms.ChoiceField(label=_("way"), choices=choices.VisitMode.choices)
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=choices.ScreeningOutcome.choices,
        error_messages={
            "required": _("Choose what was found."),
            "invalid_choice": _("Choose what was found."),
        },
    )
    signals = forms.MultipleChoiceField(
        label=_("Risk signals"), choices=choices.Signal.choices, required=False
    )
    note = forms.CharField(
        label=_("What is the risk?"),
        max_length=300,
        required=False,
        error_messages=_NOTE,
    )
    base_version = forms.IntegerField(required=False)

    def to_data(self, by: str) -> ResultData:
        values = dict(self.cleaned_data)
        values.pop("base_version")
        if values["outcome"] != choices.ScreeningOutcome.SUSPECTED:
            values["signals"] = []
        if values["outcome"] == choices.ScreeningOutcome.NO_RISK:
            # The box is folded away: what stands in it was about something else.
            values["note"] = ""
        return ResultData(screened_by=by, **values)

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, _known(error, self))


class ScreeningRowForm(forms.Form):
    """A household's row of the sheet; an untouched row is not saved."""

    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    keep_mine = forms.BooleanField(required=False, label=_("Mine is right"))
    mode = forms.ChoiceField(
        choices=[("", ""), *choices.VisitMode.choices],
        label=_("way"),
        required=False,
    )
    outcome = forms.ChoiceField(
        choices=[("", ""), *choices.ScreeningOutcome.choices],
        label=_("Result"),
        error_messages={"required": _("Choose what was found.")},
    )
    signals = SignalsField(label=_("signals"), required=False)
    note = forms.CharField(
        label=_("What is the risk?"),
        max_length=300,
        required=False,
        error_messages=_NOTE,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        item: SheetItem,
        round_: ScreeningRound,
    ) -> None:
        self.item = item
        prefix = f"r{item.household.pk}"
        opened_empty = data is not None and not data.get(f"{prefix}-base_version")
        result = None if opened_empty else item.result
        initial = {}
        if result is not None:
            initial = {name: getattr(result, name) for name in CELLS}
            initial["base_version"] = result.version
        super().__init__(data, prefix=prefix, initial=initial)
        month = Month.of(min(timezone.localdate(), round_.ends_on))
        self.fields["screened_on"] = DayField(
            month, label=_("date"), error_messages={"required": _("Give the day.")}
        )
        offered = signal_choices(self["signals"])
        self.fields["signals"].widget = forms.Select(choices=offered)
        self._label_cells()

    @property
    def is_touched(self) -> bool:
        return any(name in CELLS for name in self.changed_data)

    @property
    def base(self) -> int | None:
        """The version to correct: after a conflict only on the person's word."""
        values = self.cleaned_data
        chosen = "seen_version" if values["keep_mine"] else "base_version"
        return values[chosen] or values["base_version"]  # type: ignore[no-any-return]

    def to_data(self, by: str) -> ResultData:
        """What the sheet does not show stays: who was there, of a correction."""
        given = {name: self.cleaned_data[name] for name in CELLS}
        given["mode"] = given["mode"] or choices.VisitMode.HOME
        if self.item.result is not None:
            by = self.item.result.screened_by
        return ResultData(screened_by=by, **given)

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, _known(error, self))

    def _label_cells(self) -> None:
        """What a screen reader says of a cell, and what the script works with."""
        for name in CELLS:
            field = self.fields[name]
            shown = field.prepare_value(self.get_initial_for_field(field, name))
            attrs = field.widget.attrs
            attrs["data-initial"] = "" if shown is None else str(shown)
            attrs["aria-label"] = f"{self.item.household} {field.label}"
            attrs["autocomplete"] = "off"
        self.fields["signals"].widget.attrs["data-free"] = _("none")


def _known(error: Any, form: forms.Form) -> Any:
    """Errors of a service at their fields; what has none stands above the form."""
    if not isinstance(error, ValidationError) or not hasattr(error, "error_dict"):
        return error
    placed: dict[str, list[Any]] = {}
    for name, messages in error.error_dict.items():
        at = name if name in form.fields else NON_FIELD_ERRORS
        placed.setdefault(at, []).extend(messages)
    return ValidationError(placed)
