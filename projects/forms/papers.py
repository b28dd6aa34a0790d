"""The form that files a paper of a project."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exchange import attachments
from households.forms.cases import ACCEPT, ServiceForm, text_field
from projects.choices import Paper


class PaperForm(ServiceForm):
    """Which paper, then the file: fields before a file are always read."""

    kind = forms.ChoiceField(
        label=_("Which paper"),
        choices=Paper.choices,
        error_messages={"invalid_choice": _("Choose which paper it is.")},
    )
    title = text_field(
        _("Which one, where there are several"),
        60,
        required=False,
        help_text=_("Such as the month of a report by the supervisor."),
    )
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

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if too_large:
            message = attachments.too_large()
            self.fields["file"].error_messages["required"] = message
