"""Villages of rural construction: demonstration villages, and plans of villages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from households.models.tracking import tracked
from projects import choices
from projects.models.entries import Entry
from projects.querysets import OfVillageQuerySet


class OfVillage(Entry):
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )

    class Meta:
        abstract = True


@tracked()
class DemonstrationVillage(OfVillage):
    """A village that was named as an example (示范村)."""

    level = models.CharField(_("level"), max_length=12, choices=choices.VillageLevel)
    year = models.PositiveSmallIntegerField(_("year"))
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    named_on = models.DateField(_("named on"), null=True, blank=True)
    #: Of the building that made it one; empty as long as it goes on.
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)

    objects = OfVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("demonstration village")
        verbose_name_plural = _("demonstration villages")
        ordering = ["-year", "level", "village"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "level", "year"],
                name="demonstration_village_once",
                violation_error_message=_("This village is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2015, 2100)),
                name="demonstration_village_year",
                violation_error_message=_("Give the year with four digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.get_level_display()} {self.year}"


@tracked()
class VillagePlan(OfVillage):
    """The plan by which a village is built (村庄规划)."""

    state = models.CharField(
        _("state"), max_length=10, choices=choices.VillagePlanState
    )
    compiler = models.CharField(_("compiled by"), max_length=60, blank=True)
    approved_on = models.DateField(_("plan approved on"), null=True, blank=True)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)

    objects = OfVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of a village")
        verbose_name_plural = _("plans of villages")
        ordering = ["village"]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "document_no"],
                name="village_plan_once",
                violation_error_message=_("This plan is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_on__isnull=False),
                name="village_plan_approved_has_day",
                violation_error_message=_("Give the day of the approval."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.get_state_display()}"
