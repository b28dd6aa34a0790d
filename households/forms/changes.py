"""Forms of changes, one for each kind. Services check what the rows decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from households import choices
from households.forms.cases import ServiceForm, date_field, text_field
from households.forms.household import MemberForm
from households.forms.leads import area_choices
from households.models import Household, Member


def _reasons(kind: Any) -> list[tuple[str, Any]]:
    return [("", _("Please choose")), *choices.open_reasons(kind)]


def _reason() -> forms.CharField:
    return text_field(
        _("Reason"), 200, rows=2, error_messages={"required": _("Give the reason.")}
    )


def _member(label: Any, **kwargs: Any) -> forms.ModelChoiceField[Member]:
    return forms.ModelChoiceField(
        label=label,
        queryset=Member.objects.none(),
        empty_label=_("Please choose"),
        error_messages={
            "required": _("Choose a member."),
            "invalid_choice": _("Choose a member who belongs to the household now."),
        },
        **kwargs,
    )


def _day() -> forms.DateField:
    return date_field(_("Happened on"), initial=timezone.localdate)


class ChangeForm(ServiceForm):
    """Day and reason, as every change asks; fields of members offer today's."""

    on = _day()
    reason = _reason()

    field_order: tuple[str, ...] = ("new_head", "on", "reason")

    def __init__(
        self, *args: Any, household: Household, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.household, self.user = household, user
        head = choices.Relation.HEAD
        present = household.members.present().order_by("pk")
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                cast(Any, field).queryset = present
        self.has_head = any(member.relation == head for member in present)

    @property
    def typed(self) -> Iterable[tuple[str, str]]:
        """What was posted, for the page that asks whether it is meant."""
        data: Any = self.data
        for name in self.fields:
            for value in data.getlist(name):
                yield name, value


class EndForm(ChangeForm):
    """整户清退, 整户消亡, 整户迁出."""


class LeaveMemberForm(ChangeForm):
    """自然减少 and 人员清退."""

    member = _member(_("Who leaves"))
    reason = forms.ChoiceField(  # type: ignore[assignment]
        label=_("Reason for leaving"),
        choices=_reasons(choices.LeaveReason),
        error_messages={"required": _("Choose one of the reasons.")},
    )
    note = text_field(_("Note"), 150, required=False)
    new_head = _member(
        _("New head"), required=False, help_text=_("Only when the head leaves.")
    )

    field_order = ("member", "reason", "on", "new_head", "note")


class HeadForm(ChangeForm):
    """变更户主."""

    new_head = _member(_("New head"))


class MoveForm(ChangeForm):
    """跨村迁移."""

    to_village = forms.ChoiceField(
        label=_("To village"),
        error_messages={
            "required": _("Choose a village."),
            "invalid_choice": _("Choose a village of your area."),
        },
    )
    group_no = text_field(_("Group there"), 20, required=False)
    hamlet = text_field(_("Hamlet there"), 40, required=False)

    field_order = ("to_village", "group_no", "hamlet", "on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to_village"]
        listed = [("", _("Please choose")), *area_choices(self.user, county=False)]
        field.choices = [
            (label, [pair for pair in inside if not pair[0].endswith("000")])
            if isinstance(inside, list)
            else (label, inside)
            for label, inside in listed
        ]


class SplitForm(ChangeForm):
    """分户."""

    members = forms.ModelMultipleChoiceField(
        label=_("Who goes into the new household"),
        queryset=Member.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who goes.")},
    )
    new_head = _member(_("Head of the new household"))
    remaining_head = _member(
        _("Head of the household that stays"),
        required=False,
        help_text=_("Only when the present head goes."),
    )
    household_no = text_field(
        _("Number of the new household"),
        20,
        error_messages={"required": _("Give the number of the new household.")},
    )
    inherits = forms.BooleanField(
        label=_("The new household goes on being monitored"),
        required=False,
        initial=True,
        help_text=_("With the same category and day of identification."),
    )

    field_order = (
        "members",
        "new_head",
        "remaining_head",
        "household_no",
        "inherits",
        "on",
        "reason",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.household.monitoring_state == choices.MonitoringState.NONE:
            del self.fields["inherits"]


class MergeForm(ChangeForm):
    """并户."""

    into_no = text_field(
        _("Number of the household it goes into"),
        20,
        help_text=_("In the same village."),
        error_messages={"required": _("Give the number of the other household.")},
    )

    field_order = ("into_no", "on", "reason")
    ALIASES = {"into": "into_no"}

    def clean_into_no(self) -> Household:
        number = self.cleaned_data["into_no"].strip()
        rows = Household.objects.visible_to(self.user).filter(household_no=number)
        found: Household | None = rows.first()
        if found is None:
            raise forms.ValidationError(_("No household of your area has this number."))
        return found


class JoinForm(MemberForm):
    """自然增加: the person, since when and why."""

    reason = forms.ChoiceField(
        label=_("Reason for joining"),
        choices=_reasons(choices.JoinReason),
        error_messages={"required": _("Choose one of the reasons.")},
    )
    on = _day()
    note = text_field(_("Note"), 150, required=False)

    field_order = ("reason", "on", *MemberForm.field_order, "note")

    class Meta(MemberForm.Meta):
        fields = [
            name
            for name in MemberForm.Meta.fields
            if name not in {"joined_on", "join_reason"}
        ]

    def __init__(
        self, *args: Any, household: Household, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.household, self.user = household, user
        for name in ("reason", "on"):
            self.fields[name].required = True

    add_refusal = ServiceForm.add_refusal
    ALIASES: dict[str, str] = {}
    typed = ChangeForm.typed


class UndoForm(ServiceForm):
    """撤销变更."""

    reason = _reason()


class DayForm(forms.Form):
    """The day of «this household on …»."""

    day = date_field(_("Day"))

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date is in the future."))
        return day
