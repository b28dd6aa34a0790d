from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from dashboards.choices import RURAL_RATES
from dashboards.models import ExternalFigure
from dashboards.services.external import enter_external_figure

_WHOLE = 100


class ExternalFigureForm(forms.ModelForm[ExternalFigure]):
    class Meta:
        model = ExternalFigure
        fields = ["key", "year", "period", "value", "source", "published_on"]
        widgets = {"published_on": forms.DateInput(attrs={"type": "date"})}

    def clean_published_on(self) -> object:
        day = self.cleaned_data["published_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day of publication is in the future."))
        return day

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or self.cleaned_data
        value = self.cleaned_data.get("value")
        is_rate = data.get("key") in RURAL_RATES
        if is_rate and value is not None and not 0 <= value <= _WHOLE:
            self.add_error("value", _("A rate lies between 0 and 100 %."))
        return data

    def save(self, *, by: User) -> ExternalFigure:  # type: ignore[override]
        return enter_external_figure(figure=self.instance, by=by)
