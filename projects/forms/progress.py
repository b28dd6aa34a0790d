"""Forms of progress reports and milestones, to be filled in at the works too."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import plain
from households.forms.cases import date_field, text_field
from households.forms.household import RegisterForm
from projects.alerts import said
from projects.models import Milestone, ProgressReport, Project
from projects.services.progress import last_report


class PercentField(forms.DecimalField):
    """Per cent from 0 to 100; takes ``64%`` and full-width digits."""

    def __init__(self, **kwargs: Any) -> None:
        bounds = gettext_lazy("Give per cent between 0 and 100.")
        super().__init__(
            min_value=Decimal(0),
            max_value=Decimal(100),
            max_digits=5,
            decimal_places=2,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "decimal",
                    "autocomplete": "off",
                    "enterkeyhint": "next",
                }
            ),
            error_messages={
                "invalid": gettext_lazy("Write per cent as a number, for example 64."),
                "min_value": bounds,
                "max_value": bounds,
                "max_digits": bounds,
                "max_whole_digits": bounds,
                "max_decimal_places": gettext_lazy("At most two decimals."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).strip().rstrip("%")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


class ReportForm(RegisterForm):
    reported_on = date_field(gettext_lazy("reported on"))
    works = PercentField(
        label=gettext_lazy("works done (%)"),
    )
    content = text_field(gettext_lazy("how works went on"), 200, required=False)
    obstacle = text_field(gettext_lazy("obstacle"), 200, required=False)
    fall_reason = forms.CharField(
        label=gettext_lazy("reason for a lower figure"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only when it is less than was reported before."),
    )

    class Meta:
        model = ProgressReport
        fields = ["reported_on", "works", "content", "obstacle", "fall_reason", "note"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["works"].help_text = self._before()
        if self.instance.pk is None:
            self.initial.setdefault("reported_on", timezone.localdate())

    def _before(self) -> str:
        last = last_report(self.project.pk)
        if last is None or last.pk == self.instance.pk:
            return _("Of all works, from their beginning on.")
        day = said(last.reported_on, timezone.localdate())
        message = _("Of all works. Last reported: %(works)s %% on %(day)s.")
        return message % {"works": plain(last.works), "day": day}


class MilestoneForm(RegisterForm):
    due_on = date_field(gettext_lazy("planned for"))
    works = PercentField(
        label=gettext_lazy("planned works (%)"),
        required=False,
        help_text=gettext_lazy("How much of all works is done by then."),
    )
    done_on = date_field(gettext_lazy("reached on"), required=False)

    class Meta:
        model = Milestone
        fields = ["name", "due_on", "works", "done_on", "note"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project


class ReachForm(RegisterForm):
    """The day on which a milestone was reached, and nothing else."""

    done_on = date_field(gettext_lazy("reached on"))

    class Meta:
        model = Milestone
        fields = ["done_on"]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        if self.instance.done_on is None:
            self.initial["done_on"] = timezone.localdate()
