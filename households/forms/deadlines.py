"""Pausing a deadline and letting it go on."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from households.models import Deadline
from households.services.clocks import pause_clock, resume_clock


class PauseForm(forms.Form):
    """From which day on, and why."""

    done: ClassVar[StrOrPromise] = _("The clock is paused.")

    on = forms.DateField(
        label=_("Paused from"), widget=forms.DateInput({"type": "date"})
    )
    reason = forms.CharField(
        label=_("Reason for the pause"),
        max_length=200,
        help_text=_("E.g. the household is away for treatment until a date."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate().isoformat()
        kwargs["initial"] = {"on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def write(self, deadline: Deadline, by: User) -> bool:
        """Whether it could be done; if not, the sentences stand at their fields."""
        try:
            self.apply(deadline, by)
        except ValidationError as error:
            self.add_error(None, error)
            return False
        except PermissionDenied:
            # Done or cancelled since the page was opened.
            self.add_error(None, _("This deadline no longer runs."))
            return False
        return True

    def apply(self, deadline: Deadline, by: User) -> None:
        pause_clock(deadline=deadline, by=by, **self.cleaned_data)


class ResumeForm(PauseForm):
    """From which day on it runs again."""

    done = _("The clock runs again; the due date has moved by the pause.")

    on = forms.DateField(
        label=_("Runs again from"), widget=forms.DateInput({"type": "date"})
    )
    reason = None  # type: ignore[assignment]

    def apply(self, deadline: Deadline, by: User) -> None:
        resume_clock(deadline=deadline, by=by, **self.cleaned_data)
