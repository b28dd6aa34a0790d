"""Which measures the household under monitoring has, as the register knows them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from households.forms.measures import MeasuresForm
from households.models import Episode, Household
from households.services import register
from households.views.editing import EditView


class MeasuresView(EditView):
    """404 where the household is not under monitoring."""

    def load(self, pk: int) -> None:
        super().load(pk)
        rows = Episode.objects.visible_to(self.viewer).filter(household=pk)
        running = rows.open_on(timezone.localdate()).order_by("-identified_on").first()
        if running is None:
            raise Http404
        self.episode = running

    def make_form(self, data: Any = None) -> MeasuresForm:
        self.title, self.done = _("Measures of help"), _("The measures are recorded.")
        seen = {"seen": register.fingerprint(self.episode)}
        return MeasuresForm(data, instance=self.episode, initial=seen)

    def save(self, form: MeasuresForm) -> Household:
        return register.record_measures(
            pk=self.episode.pk, values=form.values(), seen=form.cleaned_data["seen"]
        ).household
