"""Forms of procedures. What a step asks for stands in its table; services check it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from exchange import attachments
from households import choices
from households.forms.visit_fields import AmountField
from households.models import Case, IncomeStatement
from households.procedures import rules
from households.procedures.tables import PROCEDURES, Ask, StepRule
from households.services.cases import StepData
from households.services.cases_checks import AMOUNTS, GUARANTEES

#: What a file input offers; phones open the camera for it.
ACCEPT = "image/jpeg,image/png,application/pdf,.pdf,.docx,.xlsx"
_YES_NO = (("no", _("No problem")), ("yes", _("There is a problem")))


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Enter the date."),
            "invalid": _("Enter the date as 2026-11-22."),
        },
        **kwargs,
    )


def needed(field: forms.Field, sentence: Any) -> forms.Field:
    """A field that its step cannot do without; the service says the same."""
    field.required = field.widget.is_required = True
    field.error_messages["required"] = sentence
    return field


def text_field(label: Any, most: int, rows: int = 0, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class ServiceForm(forms.Form):
    """Takes what a service refuses, each sentence at its field."""

    #: Field of the service → field of the form, where they are named differently.
    ALIASES: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def add_refusal(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, sentences in error.message_dict.items():
            field = self.ALIASES.get(name, name)
            known = field if field in self.fields else None
            for sentence in sentences:
                self.add_error(known, sentence)


class OpenForm(ServiceForm):
    """The day a procedure begins, and for an entry help given at once."""

    on = date_field(_("Begun on"), initial=timezone.localdate)
    urgent_help = text_field(
        _("Help given at once"),
        300,
        required=False,
        help_text=_("Only where help could not wait: what was done."),
    )
    urgent_on = date_field(_("Helped on"), required=False)

    ALIASES = {"what": "urgent_help"}

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == choices.CaseKind.EXIT:
            del self.fields["urgent_help"], self.fields["urgent_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("urgent_help") and not cleaned.get("urgent_on"):
            self.add_error("urgent_on", _("Enter the date."))
        return cleaned


class ReasonForm(ServiceForm):
    """For a rejection or a stop."""

    base_version = forms.IntegerField(widget=forms.HiddenInput)
    on = date_field(_("On"), initial=timezone.localdate)
    reason = text_field(
        _("Reason"), 500, rows=2, error_messages={"required": _("Give the reason.")}
    )


class ReturnForm(ReasonForm):
    back_to = forms.ChoiceField(label=_("Back to"))
    field_order = ("base_version", "back_to", "on", "reason")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = PROCEDURES[case.kind].rule(case.step).back_to if case.step else ()
        listed = [(step.value, step.label) for step in reversed(steps)]
        self.fields["back_to"].choices = listed  # type: ignore[attr-defined]


class UrgentForm(ServiceForm):
    on = date_field(_("Helped on"), initial=timezone.localdate)
    what = text_field(
        _("What was done"),
        300,
        error_messages={"required": _("Say what the help was.")},
    )


class RollbackForm(ServiceForm):
    on = date_field(_("Rolled back on"), initial=timezone.localdate)
    reason = text_field(
        _("Reason"), 200, rows=2, error_messages={"required": _("Give the reason.")}
    )


class PaperForm(ServiceForm):
    """One paper: its kind, then the file (fields before a file are always read)."""

    kind = forms.ChoiceField(label=_("Kind of paper"))
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose the file or take a photo first."),
            "invalid": _("Choose the file or take a photo first."),
            "max_length": _("The file name is too long. Shorten it and try again."),
        },
    )

    def __init__(
        self, *args: Any, case: Case, too_large: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in rules.papers_of(case.kind)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if too_large:
            sentence = attachments.too_large()
            self.fields["file"].error_messages["required"] = sentence


class StepForm(ServiceForm):
    """The facts that one step asks for, in the order of its table."""

    step = forms.CharField(widget=forms.HiddenInput, max_length=12)
    base_version = forms.IntegerField(widget=forms.HiddenInput)
    on = date_field(_("Done on"))

    ALIASES = {"risks": "main_risk"}

    def __init__(self, *args: Any, case: Case, rule: StepRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        for ask in rule.asks:
            self.fields |= _FIELDS[ask](case)
        if Ask.OPINION not in rule.asks:
            self.fields["opinion"] = text_field(_("Note"), 500, rows=2, required=False)

    def data_of_step(self) -> StepData:
        given = dict(self.cleaned_data)
        for name in ("step", "base_version"):
            given.pop(name)
        if Ask.RISK in self.rule.asks:
            main, more = given.pop("main_risk"), given.pop("more_risks")
            given["risks"] = [risk for risk in [main, *more] if risk]
        for name in GUARANTEES:
            if name in given:
                given[name] = {"yes": True, "no": False}.get(given[name])
        return StepData(**given)

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields in groups that belong together; a group's name is its style."""
        amounts = {*AMOUNTS, "claims", "self_paid"}
        plain = [f for f in self.visible_fields() if f.name not in {*GUARANTEES}]
        money = [f for f in plain if f.name in amounts]
        rest = [f for f in plain if f.name not in amounts]
        asked = [self[name] for name in GUARANTEES if name in self.fields]
        groups = [("plain", rest), ("guarantees", asked), ("money", money)]
        return [(name, fields) for name, fields in groups if fields]


def opened_step(case: Case, rule: StepRule, user: User) -> StepForm:
    """The form of the waiting step with what is known already."""
    today = timezone.localdate()
    known: dict[str, Any] = {
        "step": case.step,
        "base_version": case.version,
        "on": today,
        "persons": user.full_name if rule.step != choices.Step.CONSENT else "",
        "category": case.category,
        "main_risk": case.risks[0] if case.risks else "",
        "more_risks": case.risks[1:],
        "disaster_kind": case.disaster_kind,
        "risk_note": case.risk_note,
        "elimination_mode": case.elimination_mode,
    }
    for name in GUARANTEES:
        known[name] = {True: "yes", False: "no"}.get(getattr(case, name), "")
    return StepForm(case=case, rule=rule, initial=known | _amounts(case, rule))


def _amounts(case: Case, rule: StepRule) -> dict[str, Any]:
    """As found before, else those of the latest income statement."""
    names = (*AMOUNTS, "claims", "self_paid")
    if Ask.FOUND not in rule.asks:
        return {}
    source: Case | IncomeStatement | None = case
    if case.net is None:
        source = case.household.incomes.order_by("-year", "-period_end").first()
    return {name: getattr(source, name, None) for name in names}


def _persons(case: Case) -> dict[str, forms.Field]:
    label = {
        choices.Step.CONSENT: _("Signed by"),
        choices.Step.REVIEW: _("Chaired and recorded by"),
    }.get(choices.Step(case.step), _("Visited by"))
    return {"persons": needed(text_field(label, 120), _("Say who took part."))}


def _opinion(case: Case) -> dict[str, forms.Field]:
    label = {
        choices.Step.COMPARE: _("Result of the comparison"),
        choices.Step.VERIFY: _("Findings of the visit"),
        choices.Step.PROPOSE: _("Why the risk is gone"),
    }.get(choices.Step(case.step), _("Opinion"))
    return {"opinion": needed(text_field(label, 500, 3), _("Write the opinion."))}


def _risk(case: Case) -> dict[str, forms.Field]:
    fitting = [
        (value, label)
        for value, label in choices.Category.choices
        if rules.category_fits(value, case.household.household_type)
    ]
    risks = choices.Risk.choices
    category = forms.ChoiceField(
        label=_("Category"), choices=fitting, widget=forms.RadioSelect
    )
    main_risk = forms.ChoiceField(
        label=_("Main risk"), choices=[("", _("Please choose")), *risks]
    )
    return {
        "category": needed(category, _("Choose the category.")),
        "main_risk": needed(main_risk, _("The main risk is missing.")),
        "more_risks": forms.MultipleChoiceField(
            label=_("Further risks"),
            choices=risks,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        ),
        "disaster_kind": forms.ChoiceField(
            label=_("Kind of disaster"),
            choices=[("", "—"), *choices.DisasterKind.choices],
            required=False,
        ),
        "risk_note": text_field(_("Note on other risks"), 200, required=False),
    }


def _found(case: Case) -> dict[str, forms.Field]:
    labels = {
        "housing_problem": _("Housing"),
        "dropout_problem": _("Compulsory education"),
        "water_problem": _("Drinking water"),
        "uninsured_problem": _("Medical insurance"),
    }
    asked: dict[str, forms.Field] = {
        name: needed(
            forms.ChoiceField(label=label, choices=_YES_NO, widget=forms.RadioSelect),
            _("Answer yes or no."),
        )
        for name, label in labels.items()
    }
    model = Case._meta
    return asked | {
        name: needed(
            AmountField(label=model.get_field(name).verbose_name),  # type: ignore[union-attr]
            _("Enter the amount; zero where there is none."),
        )
        for name in (*AMOUNTS, "claims", "self_paid")
    }


def _meeting(case: Case) -> dict[str, forms.Field]:
    def count(label: Any, sentence: Any) -> forms.Field:
        field = forms.IntegerField(
            label=label,
            min_value=0,
            max_value=9999,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
        return needed(field, sentence)

    return {
        "attended": count(_("Attended"), _("Enter how many attended.")),
        "votes_for": count(_("In favour"), _("Enter how many were in favour.")),
    }


def _posting(case: Case) -> dict[str, forms.Field]:
    return {
        "published_from": needed(
            date_field(_("Posted from")), _("Enter the first day of the notice.")
        ),
        "published_to": needed(
            date_field(_("Posted to")), _("Enter the last day of the notice.")
        ),
        "objections": text_field(
            _("Objections"),
            300,
            required=False,
            help_text=_("Leave empty where there were none."),
        ),
    }


def _mode(case: Case) -> dict[str, forms.Field]:
    field = forms.ChoiceField(
        label=_("Way of elimination"),
        choices=choices.EliminationMode.choices,
        widget=forms.RadioSelect,
    )
    return {"elimination_mode": needed(field, _("Choose how the risk went."))}


def _contact(case: Case) -> dict[str, forms.Field]:
    phone = forms.CharField(
        label=_("Contact's phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    return {
        "contact_name": needed(
            text_field(_("Contact from now on"), 40),
            _("Name who follows the household from now on."),
        ),
        "contact_phone": needed(phone, _("Enter a mobile number of 11 digits.")),
    }


_FIELDS = {
    Ask.PERSONS: _persons,
    Ask.OPINION: _opinion,
    Ask.RISK: _risk,
    Ask.FOUND: _found,
    Ask.MEETING: _meeting,
    Ask.POSTING: _posting,
    Ask.MODE: _mode,
    Ask.CONTACT: _contact,
}
