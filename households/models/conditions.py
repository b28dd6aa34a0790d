from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from households import choices
from households.models.household import Household
from households.models.tracking import tracked
from households.querysets import OfHouseholdQuerySet


def _acreage(label: Any) -> Any:
    """An area in mu; unknown stays empty."""
    return models.DecimalField(
        label, max_digits=8, decimal_places=2, null=True, blank=True
    )


@tracked()
class HouseholdConditions(models.Model):
    """Land, housing, water and road (domain §4.3). Empty means unknown."""

    household = models.OneToOneField(
        Household,
        models.CASCADE,
        primary_key=True,
        related_name="conditions",
        verbose_name=_("household"),
    )
    arable_land = _acreage(_("arable land (mu)"))
    forest_land = _acreage(_("forest land (mu)"))
    converted_land = _acreage(_("farmland returned to forest (mu)"))
    orchard_land = _acreage(_("orchards (mu)"))
    pasture_land = _acreage(_("pasture (mu)"))
    water_area = _acreage(_("water area (mu)"))
    in_cooperative = models.BooleanField(_("in a cooperative"), null=True)
    led_by_enterprise = models.BooleanField(_("led by an enterprise"), null=True)
    led_by_pioneer = models.BooleanField(_("led by a local pioneer"), null=True)
    has_production_power = models.BooleanField(_("power for production"), null=True)
    has_household_power = models.BooleanField(_("power for living"), null=True)
    has_television = models.BooleanField(_("radio and television"), null=True)
    road_distance_km = models.DecimalField(
        _("distance to the village road (km)"),
        max_digits=6,
        decimal_places=2,
        null=True,
    )
    road_kind = models.CharField(
        _("road to the house"), max_length=10, choices=choices.RoadKind, blank=True
    )
    housing_area = models.DecimalField(
        _("housing area (m²)"), max_digits=7, decimal_places=2, null=True
    )
    is_dangerous_house = models.BooleanField(_("dangerous house"), null=True)
    danger_grade = models.CharField(
        _("danger grade"), max_length=2, choices=choices.DangerGrade, blank=True
    )
    has_safe_water = models.BooleanField(_("safe drinking water"), null=True)
    has_sanitary_toilet = models.BooleanField(_("sanitary toilet"), null=True)
    fuel = models.CharField(
        _("main fuel"), max_length=10, choices=choices.Fuel, blank=True
    )

    objects = OfHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("living conditions")
        verbose_name_plural = _("living conditions")

    def __str__(self) -> str:
        return str(self.household)
