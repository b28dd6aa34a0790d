"""One row of the whole-village grid. An untouched row is not saved."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.months import Month
from households import choices, rules
from households.forms.visit_fields import (
    AmountField,
    DayField,
    SignalsField,
    signal_choices,
)
from households.forms.visits import FINE, WRONG, safeguard_answers
from households.models import Visit
from households.models.visits import SAFEGUARDS
from households.services.visits import (
    AMOUNTS,
    VisitData,
    has_problem,
    net_of_month,
)
from households.services.worklist import WorkItem

#: Cells in the order in which the keyboard walks and a pasted block is laid out.
CELLS = (
    "visited_on",
    "mode",
    "met",
    *(name for name, _label in SAFEGUARDS),
    *AMOUNTS,
    "signals",
    "remark",
)

_MARKS = (("", ""), (FINE, "✓"), (WRONG, _("problem")))
_ABOUT_REMARK = frozenset({"problem_note", "change_reason"})


class VisitRowForm(forms.Form):
    """A household's row. ``remark`` answers whatever the row needs explained."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    keep_mine = forms.BooleanField(required=False, label=_("Mine is right"))
    mode = forms.ChoiceField(
        choices=[("", ""), *choices.VisitMode.choices],
        label=_("way"),
        error_messages={"required": _("Choose how the visit was made.")},
    )
    met = forms.ChoiceField(
        choices=[("", ""), *choices.MetWith.choices],
        label=_("met"),
        error_messages={"required": _("Choose who was met, or that nobody was.")},
    )
    signals = SignalsField(label=_("signals"), required=False)
    remark = forms.CharField(label=_("remark"), required=False, max_length=120)

    def __init__(
        self, data: QueryDict | None = None, *, item: WorkItem, month: Month
    ) -> None:
        self.item = item
        prefix = f"r{item.household.pk}"
        opened_empty = data is not None and not data.get(f"{prefix}-base_version")
        initial = _initial(item, None if opened_empty else item.visit)
        super().__init__(data, prefix=prefix, initial=initial)
        self.fields["visited_on"] = DayField(
            month,
            label=_("date"),
            error_messages={"required": _("Give the day of the visit.")},
        )
        for name, label in SAFEGUARDS:
            self.fields[name] = forms.ChoiceField(
                choices=_MARKS,
                label=label,
                error_messages={
                    "required": _("Answer this, also when nothing has changed.")
                },
            )
        labels = dict(choices.IncomeGroup.choices)
        for name in AMOUNTS:
            self.fields[name] = AmountField(
                label=labels[name] if name in labels else _("Spending paid oneself")
            )
        offered = signal_choices(self["signals"])
        self.fields["signals"].widget = forms.Select(choices=offered)
        self._label_cells()

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed; a first visit starts with empty cells."""
        return any(name in CELLS for name in self.changed_data)

    def add_error(self, field: str | None, error: Any) -> None:
        """Errors of the service at the cell that answers them."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            at_cells: dict[str, list[Any]] = {}
            for name, messages in error.error_dict.items():
                cell = "remark" if name in _ABOUT_REMARK else name
                cell = cell if cell in self.fields else NON_FIELD_ERRORS
                at_cells.setdefault(cell, []).extend(messages)
            error = ValidationError(at_cells)
        super().add_error(field, error)

    def to_data(self, visitors: str) -> VisitData:
        """The row as the service takes it. What the grid does not show stays."""
        values = self.cleaned_data
        visit = self.item.visit
        given = {
            name: values[name] for name in ("visited_on", "mode", "met", "signals")
        }
        given |= {name: values[name] == WRONG for name, _label in SAFEGUARDS}
        given |= {name: values[name] for name in AMOUNTS}
        given["filled_at"] = timezone.now()
        if visit is None:
            data = VisitData(visitors=visitors, **given)
        else:
            if given["met"] != visit.met:
                given["met_names"] = ""
            data = dataclasses.replace(VisitData.of(visit), **given)
        return self._explained(data)

    @property
    def base(self) -> int | None:
        """The version to correct: after a conflict only on the person's word."""
        values = self.cleaned_data
        chosen = "seen_version" if values["keep_mine"] else "base_version"
        return values[chosen] or values["base_version"]  # type: ignore[no-any-return]

    def _label_cells(self) -> None:
        """What a screen reader says of a cell, and what the script works with."""
        marks = {name for name, _label in SAFEGUARDS}
        signs = dict.fromkeys(AMOUNTS, 1) | {"operating_cost": -1}
        signs.pop("self_paid")
        for name in CELLS:
            field = self.fields[name]
            shown = field.prepare_value(self.get_initial_for_field(field, name))
            attrs = field.widget.attrs
            attrs["data-initial"] = "" if shown is None else str(shown)
            attrs["aria-label"] = f"{self.item.household} {field.label}"
            attrs["autocomplete"] = "off"
            if name in marks:
                attrs["data-mark"] = ""
            if name in signs:
                attrs["data-sign"] = str(signs[name])
        self.fields["signals"].widget.attrs["data-free"] = _("none")

    def _explained(self, data: VisitData) -> VisitData:
        """Put the remark where the row needs it: problem, change, else requests."""
        remark = self.cleaned_data["remark"]
        if "remark" not in self.changed_data and self.item.visit is not None:
            return data
        change = rules.change_is_large(net_of_month(data), net_of_month(self.item.last))
        places = [
            *(["problem_note"] if has_problem(data) else []),
            *(["change_reason"] if change else []),
        ]
        return dataclasses.replace(data, **dict.fromkeys(places or ["needs"], remark))


def _initial(item: WorkItem, visit: Visit | None) -> dict[str, Any]:
    """What the row showed when it was opened: a visit saved by somebody else since
    then must not make an untouched row look filled in."""
    source = visit or item.last
    initial: dict[str, Any] = {"client_id": uuid.uuid4()}
    if source is not None:
        initial |= {name: getattr(source, name) for name in AMOUNTS}
    if visit is not None:
        initial |= {
            name: getattr(visit, name)
            for name in ("visited_on", "mode", "met", "signals")
        }
        initial |= safeguard_answers(visit)
        initial["remark"] = remark_of(visit)
        initial["base_version"] = visit.version
    return initial


def remark_of(visit: Visit) -> str:
    note = visit.problem_note if has_problem(visit) else ""
    return note or visit.change_reason or visit.needs
