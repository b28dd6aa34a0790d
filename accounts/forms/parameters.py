from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Parameter
from accounts.parameters import Declared
from accounts.services.parameters import set_parameter


class ParameterForm(forms.ModelForm[Parameter]):
    """One dated value of a declared key, new or corrected."""

    class Meta:
        model = Parameter
        fields = ["value", "valid_from", "valid_to", "source"]
        labels = {
            "value": pgettext_lazy("parameter", "Value"),
            "valid_from": _("Valid from"),
            "valid_to": _("Valid to"),
            "source": pgettext_lazy("parameter", "Source"),
        }
        help_texts = {
            "valid_to": _("Empty: until a later value begins."),
            "source": _(
                "Document number or meeting that fixed the value. A value without a "
                "source is marked wherever it is used."
            ),
        }
        widgets = {
            "valid_from": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, declared: Declared, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared
        if declared.choices:
            self.fields["value"] = forms.TypedChoiceField(
                label=self.fields["value"].label,
                choices=declared.choices,
                coerce=Decimal,
            )
            self.initial["value"] = self._chosen(declared)

    def _chosen(self, declared: Declared) -> int | None:
        """What stands now; the code list has whole numbers, the column decimals."""
        value = self.instance.value if self.instance.pk else declared.default
        return None if value is None else int(value)

    def write(self) -> Parameter | None:
        # A fresh row: validation has written what was typed into ``instance``.
        stored = Parameter.objects.filter(pk=self.instance.pk).first()
        stored = stored or Parameter(key=self.instance.key)
        try:
            return set_parameter(parameter=stored, **self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
            return None

    def clean_value(self) -> Any:
        value = self.cleaned_data["value"]
        if value is not None and not value.is_finite():
            raise ValidationError(_("Enter a number."))
        if value is not None and self.declared.whole and value % 1:
            raise ValidationError(_("Enter a whole number."))
        most = self.declared.most
        if value is not None and most is not None and value > most:
            sentence = _("At most %(most)s.") % {"most": self.declared.shown(most)}
            raise ValidationError(sentence)
        return value
