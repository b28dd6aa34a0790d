from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from dashboards.models import ExternalFigure
from dashboards.services.external import enter_external_figure


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

    def save(self, *, by: User) -> ExternalFigure:  # type: ignore[override]
        return enter_external_figure(figure=self.instance, by=by)
