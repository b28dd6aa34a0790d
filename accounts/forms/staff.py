"""Accounts as the administrator edits and searches them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import lockout
from accounts.forms.fields import AreaChoiceField
from accounts.models import Area, Department, User
from accounts.models.users import UserQuerySet
from accounts.roles import Role
from accounts.rules import placement_problems
from accounts.services import change_account, create_account
from accounts.services.staff import EDITABLE


class AccountForm(forms.ModelForm[User]):
    """Creates an account, or changes one; ``viewer`` is the administrator."""

    area = AreaChoiceField(
        label=_("Area"),
        required=False,
        help_text=_(
            "Village worker: a village; township staff: a township; others: "
            "the county. The area decides which households are seen."
        ),
    )

    class Meta:
        model = User
        fields = EDITABLE
        labels = {
            "username": _("User name"),
            "full_name": _("Name"),
            "role": _("Role"),
            "department": _("Department"),
            "post": _("Post"),
            "phone": _("Work phone"),
        }
        help_texts = {
            "username": _("For log-in: letters, digits and . _ - @, e.g. the pinyin."),
            "department": _("Only for staff of a sector department."),
        }

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        #: Set by ``save`` for a new account; shown once and kept nowhere.
        self.first_password = ""
        areas = Area.objects.managed_by(viewer)
        current = areas.current().values("pk")
        held = Q(pk__in=current) | Q(code=self.instance.area_id or "")
        area: Any = self.fields["area"]
        area.queryset = areas.filter(held).select_related("parent")
        area.empty_label = _("none")
        department: Any = self.fields["department"]
        department.queryset, department.empty_label = (
            Department.objects.all(),
            _("none"),
        )
        role: Any = self.fields["role"]
        role.choices = [("", _("Please choose")), *Role.choices]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "role" in cleaned and "area" in cleaned and "department" in cleaned:
            area: Area | None = cleaned["area"]
            problems = placement_problems(
                role=cleaned["role"],
                level=area.level if area else None,
                has_department=cleaned["department"] is not None,
            )
            for field, sentence in problems.items():
                self.add_error(field, str(sentence))
        return cleaned

    def write(self) -> User | None:
        """The account, or None with the reason among the form's errors."""
        values = {name: self.cleaned_data[name] for name in EDITABLE}
        try:
            if self.instance.pk:
                return change_account(account=self.instance, by=self.viewer, **values)
            account, self.first_password = create_account(by=self.viewer, **values)
        except ValidationError as error:
            self.add_error(None, error)
            return None
        return account


class AccountSearch(forms.Form):
    """The filter above the list; an unreadable value is ignored, never an error."""

    STATES = [
        ("", _("All")),
        ("active", _("Enabled")),
        ("disabled", _("Disabled")),
        ("locked", _("Locked")),
        ("first", _("Never logged in")),
        ("former", _("Area has ended")),
    ]

    q = forms.CharField(label=_("Name or user name"), required=False, max_length=40)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All")), *Role.choices]
    )
    area = AreaChoiceField(label=_("Area"), required=False, empty_label=_("All"))
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        upper = Area.objects.managed_by(viewer).exclude(level=Area.Level.VILLAGE)
        self.fields["area"].queryset = upper  # type: ignore[attr-defined]

    def narrow(self, accounts: UserQuerySet) -> UserQuerySet:
        self.is_valid()
        wanted = self.cleaned_data
        if text := wanted.get("q"):
            accounts = accounts.filter(
                Q(full_name__icontains=text)
                | Q(username__icontains=text)
                | Q(area__name__icontains=text)
                | Q(department__name__icontains=text)
            )
        if role := wanted.get("role"):
            accounts = accounts.filter(role=role)
        if area := wanted.get("area"):
            low, high = area.code_range
            accounts = accounts.filter(area__code__gte=low, area__code__lte=high)
        return self._in_state(accounts, wanted.get("state") or "")

    def _in_state(self, accounts: UserQuerySet, state: str) -> UserQuerySet:
        if state == "active":
            return accounts.active()
        if state == "disabled":
            return accounts.filter(is_active=False)
        if state == "locked":
            return accounts.filter(username__in=lockout.locked_until())
        if state == "first":
            return accounts.active().filter(last_login=None)
        return accounts.at_former_areas() if state == "former" else accounts
