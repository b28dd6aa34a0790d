from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assistance import choices
from assistance.models.rows import PersonRow
from assistance.querysets import InsuranceQuerySet
from households.models.amounts import YuanField
from households.models.tracking import tracked


@tracked()
class Insurance(PersonRow):
    """Whether a person is insured for a year (参保, domain §6.6)."""

    kind = models.CharField(_("insurance"), max_length=8, choices=choices.InsuranceKind)
    year = models.PositiveSmallIntegerField(_("year"))
    scheme = models.CharField(
        _("scheme"), max_length=10, choices=choices.InsuranceScheme, blank=True
    )
    insured_on = models.DateField(_("insured on"), null=True, blank=True)
    premium = YuanField(verbose_name=_("premium (yuan)"), null=True, blank=True)
    is_receiving = models.BooleanField(_("draws a pension"), default=False)
    exemption = models.CharField(
        _("need not be insured"), max_length=10, choices=choices.Exemption, blank=True
    )

    objects = InsuranceQuerySet.as_manager()

    class Meta:
        verbose_name = _("insurance of a year")
        verbose_name_plural = _("insurances of a year")
        ordering = ["household", "member", "kind", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "year"],
                name="insurance_once",
                violation_error_message=_("The insurance of this year is recorded."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2100)),
                name="insurance_year",
                violation_error_message=_("Give the year with four digits."),
            ),
            models.CheckConstraint(
                condition=Q(insured_on=None) | ~Q(scheme=""),
                name="insurance_has_scheme",
                violation_error_message=_("Say in which scheme."),
            ),
            models.CheckConstraint(
                condition=Q(kind="pension") | Q(is_receiving=False),
                name="insurance_pension_only",
                violation_error_message=_("Only a pension is drawn."),
            ),
            models.CheckConstraint(
                condition=Q(insured_on=None) | Q(exemption=""),
                name="insurance_insured_or_exempt",
                violation_error_message=_(
                    "Who is insured needs no exemption; leave one of the two empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"
