from decimal import Decimal

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards.choices import EXTERNAL_UNITS, ExternalKey, Period


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
)
class ExternalFigure(models.Model):
    """A figure that another office publishes, typed in with its source (domain §6.9).

    Never mixed with computed ones: it stands beside them and says «手工填报».
    """

    key = models.CharField(_("figure"), max_length=30, choices=ExternalKey)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2999)]
    )
    period = models.CharField(
        _("period"), max_length=4, choices=Period, default=Period.YEAR
    )
    value = models.DecimalField(
        pgettext_lazy("published figure", "value"),
        max_digits=12,
        decimal_places=2,
        validators=[
            MinValueValidator(Decimal(-100)),
            MaxValueValidator(Decimal(1_000_000)),
        ],
    )
    source = models.CharField(
        pgettext_lazy("published figure", "source"),
        max_length=120,
        help_text=_("Bulletin or document that published the figure."),
    )
    published_on = models.DateField(_("published on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now=True)

    class Meta:
        verbose_name = _("external figure")
        verbose_name_plural = _("external figures")
        ordering = ["key", "-year", "-published_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "year", "period"],
                name="external_figure_once",
                violation_error_message=_(
                    "This figure is already entered for the period; change that entry."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.period_label}"

    @property
    def period_label(self) -> str:
        """As printed, ``2026年前三季度``."""
        return f"{self.year}年{self.get_period_display()}"

    @property
    def period_rank(self) -> int:
        return Period.values.index(self.period)

    @property
    def unit_label(self) -> str:
        return EXTERNAL_UNITS[ExternalKey(self.key)].label
