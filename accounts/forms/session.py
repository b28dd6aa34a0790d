"""Log-in and the change of one's own password."""

from typing import Any

from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import change_own_password


class LoginForm(auth_forms.AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "The user name or the password is wrong. After five failures in a row the "
            "account is locked for 15 minutes."
        ),
        "inactive": _("This account is disabled."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        self.fields["password"].widget.attrs["data-password"] = ""
        if self.is_bound:
            # The focus goes to the sentence that says what went wrong.
            self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean_username(self) -> str:
        """Django sets the length on the control only, and the counter of failures
        cannot store a longer name."""
        name: str = self.cleaned_data["username"]
        if len(name) > self.fields["username"].max_length:  # type: ignore[attr-defined]
            raise ValidationError(self.error_messages["invalid_login"])
        return name


class PasswordForm(auth_forms.PasswordChangeForm):
    """The old password once, the new one twice, and not the same again."""

    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {
        "password_incorrect": _("The present password is wrong."),
        "password_mismatch": _("The two new passwords differ."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.fields["old_password"].widget.attrs.pop("autofocus", None)
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _(
            "At least 10 characters, of three kinds: lower-case letters, capital "
            "letters, digits, other characters. Not your name."
        )
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs["data-password"] = ""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if password and self.user.check_password(password):
            raise ValidationError(_("The new password is the same as the present one."))
        return password

    def save(self, commit: bool = True) -> User:
        return change_own_password(
            user=self.user, password=self.cleaned_data["new_password1"]
        )
