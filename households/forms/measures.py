"""The kinds of help that a household under monitoring has."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from households import choices
from households.forms.household import RegisterForm
from households.models import Episode


class MeasuresForm(RegisterForm):
    measures = forms.MultipleChoiceField(
        label=_("Kinds of measures"),
        choices=choices.MeasureCategory.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick what has begun; what is planned only is not ticked."),
    )

    class Meta:
        model = Episode
        fields = ("measures", "development_state")

    def clean(self) -> dict[str, Any]:
        """The state of development belongs to measures of development (domain §7.4)."""
        data = super().clean() or self.cleaned_data
        given = set(data.get("measures") or ())
        done = data.get("development_state") == choices.DevelopmentState.IMPLEMENTED
        if done and not given & set(choices.DEVELOPMENT_MEASURES):
            raise ValidationError(
                {
                    "development_state": _(
                        "No measure of development is ticked; tick it, or change the "
                        "state."
                    )
                }
            )
        return data
