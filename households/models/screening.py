from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from households import choices
from households.models.household import Household
from households.models.leads import Lead
from households.models.tracking import tracked
from households.workflow_querysets import (
    ScreeningHouseholdQuerySet,
    ScreeningResultQuerySet,
    ScreeningRoundQuerySet,
    ScreeningVillageQuerySet,
)


@tracked()
class ScreeningRound(models.Model):
    """集中排查: a campaign over all households of its scope, in numbered rounds."""

    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("round"))
    name = models.CharField(_("name"), max_length=60)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    population = models.CharField(
        _("households"),
        max_length=10,
        choices=choices.Population,
        default=choices.Population.RESIDENT,
    )
    areas = models.ManyToManyField(
        Area,
        blank=True,
        related_name="+",
        verbose_name=_("areas"),
        help_text=_("Empty: the whole city."),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ScreeningRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening round")
        verbose_name_plural = _("screening rounds")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="screening_round_once",
                violation_error_message=_("This round exists already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="screening_round_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("households:screening-round", args=[self.pk])


class ScreeningVillage(models.Model):
    """A village's part in a round; its clock hangs on it."""

    round = models.ForeignKey(
        ScreeningRound, models.CASCADE, related_name="villages", verbose_name=_("round")
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    completed_on = models.DateField(_("completed on"), null=True)

    objects = ScreeningVillageQuerySet.as_manager()

    class Meta:
        verbose_name = _("village of a screening round")
        verbose_name_plural = _("villages of screening rounds")
        ordering = ["round", "village"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "village"],
                name="screening_village_once",
                violation_error_message=_("This village is in the round already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.village}"


class ScreeningHousehold(models.Model):
    """A household that a round has to see (排查对象), and why it comes first.

    Derived: follows the register while the round runs, and stays as it was once the
    round is closed. Coverage is counted over these rows.
    """

    #: Goes with a household that an import takes back, while the round runs.
    FOLLOWS = (
        "EXISTS (SELECT 1 FROM households_screeninground r "
        "WHERE r.id = o.round_id AND r.closed_on IS NULL)"
    )

    round = models.ForeignKey(
        ScreeningRound, models.CASCADE, related_name="listed", verbose_name=_("round")
    )
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="+", verbose_name=_("household")
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    persons = models.PositiveSmallIntegerField(_("persons"))
    must_visit = ArrayField(
        models.CharField(max_length=14, choices=choices.MustVisit),
        default=list,
        blank=True,
        verbose_name=_("must be seen because of"),
    )

    objects = ScreeningHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household of a screening round")
        verbose_name_plural = _("households of screening rounds")
        ordering = ["round", "village", "household"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household"],
                name="screening_household_once",
                violation_error_message=_("This household is in the round already."),
            )
        ]
        indexes = [
            models.Index(
                fields=["round", "village"], name="screening_listed_by_village"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.household}"


@tracked("updated_at")
class ScreeningResult(models.Model):
    """What a round found at a household. «Not met» does not count as screened."""

    round = models.ForeignKey(
        ScreeningRound,
        models.PROTECT,
        related_name="results",
        verbose_name=_("round"),
    )
    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="screenings",
        verbose_name=_("household"),
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    persons = models.PositiveSmallIntegerField(_("persons"), default=0)
    screened_on = models.DateField(_("screened on"))
    mode = models.CharField(
        _("way"), max_length=10, choices=choices.VisitMode, blank=True
    )
    screened_by = models.CharField(_("screened by"), max_length=80)
    outcome = models.CharField(
        _("result"), max_length=10, choices=choices.ScreeningOutcome
    )
    must_visit = ArrayField(
        models.CharField(max_length=14, choices=choices.MustVisit),
        default=list,
        blank=True,
        verbose_name=_("must be seen because of"),
    )
    signals = ArrayField(
        models.CharField(max_length=10, choices=choices.Signal),
        default=list,
        blank=True,
        verbose_name=_("risk signals"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    lead = models.OneToOneField(
        Lead,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="screening_result",
        verbose_name=_("lead"),
    )
    entered_through = models.CharField(
        _("entered through"),
        max_length=10,
        choices=choices.EntryChannel,
        default=choices.EntryChannel.FORM,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ScreeningResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("screening result")
        verbose_name_plural = _("screening results")
        ordering = ["round", "village", "household"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "household"],
                name="screening_result_once",
                violation_error_message=_(
                    "This household already has a result in this round."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="suspected") | ~Q(note=""),
                name="screening_suspicion_has_note",
                violation_error_message=_("Say what the risk is."),
            ),
        ]
        indexes = [
            models.Index(fields=["round", "village"], name="screening_by_village")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.household}"
