from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedField
from core.sensitive import SensitiveModel
from households import choices
from households.models.facts import FoundFacts
from households.models.household import PHONE, Household
from households.models.tracking import tracked
from households.querysets import EpisodeQuerySet, OfEpisodeQuerySet


@tracked()
class Episode(SensitiveModel):
    """One time under monitoring, from identification to elimination (domain §3.4).

    A household has several over the years; a new event opens a new one and no date of
    an old one is ever overwritten.
    """

    SENSITIVE = {"contact_phone": PHONE, "collector_phone": PHONE}

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="episodes", verbose_name=_("household")
    )
    category = models.CharField(_("category"), max_length=20, choices=choices.Category)
    household_type = models.CharField(
        _("household type at identification"),
        max_length=10,
        choices=choices.HouseholdType,
    )
    identified_on = models.DateField(_("identified on"))
    risks = ArrayField(
        models.CharField(max_length=20, choices=choices.Risk),
        size=5,
        default=list,
        verbose_name=_("risks, the main one first"),
    )
    disaster_kind = models.CharField(
        _("kind of disaster"), max_length=12, choices=choices.DisasterKind, blank=True
    )
    disaster_note = models.CharField(
        _("note on the disaster"), max_length=200, blank=True
    )
    risk_note = models.CharField(_("note on other risks"), max_length=200, blank=True)
    is_no_labour = models.BooleanField(_("no labour capacity"), default=False)
    development_state = models.CharField(
        _("development measures"),
        max_length=12,
        choices=choices.DevelopmentState,
        blank=True,
    )
    measures = ArrayField(
        models.CharField(max_length=20, choices=choices.MeasureCategory),
        default=list,
        blank=True,
        verbose_name=_("measures"),
    )
    has_dibao = models.BooleanField(_("subsistence allowance"), null=True)
    has_tekun = models.BooleanField(_("destitute support"), null=True)
    contact_name = models.CharField(_("contact"), max_length=40, blank=True)
    contact_phone = EncryptedField()
    contact_phone_digest = models.UUIDField(null=True, editable=False)
    contact_phone_mask = models.CharField(
        _("contact's phone"), max_length=20, blank=True
    )
    collector_name = models.CharField(_("recorded by"), max_length=40, blank=True)
    collector_phone = EncryptedField()
    collector_phone_digest = models.UUIDField(null=True, editable=False)
    collector_phone_mask = models.CharField(
        _("recorder's phone"), max_length=20, blank=True
    )
    eliminated_on = models.DateField(_("eliminated on"), null=True, blank=True)
    elimination_mode = models.CharField(
        _("way of elimination"),
        max_length=12,
        choices=choices.EliminationMode,
        blank=True,
    )
    rolled_back_on = models.DateField(_("rolled back on"), null=True, blank=True)
    resumes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resumed_by",
        verbose_name=_("continues after a rollback"),
        help_text=_("The episode whose elimination was rolled back."),
    )
    is_resumed = models.BooleanField(
        _("continued by another episode"), default=False, editable=False
    )
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawal_reason = models.CharField(
        _("reason of withdrawal"), max_length=200, blank=True
    )

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("monitoring episode")
        verbose_name_plural = _("monitoring episodes")
        ordering = ["household", "identified_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["ref"],
                name="episode_ref_once",
                violation_error_message=_("This row exists already."),
            ),
            models.UniqueConstraint(
                fields=["household", "identified_on"],
                name="episode_once_a_day",
                violation_error_message=_(
                    "The household was already identified on that day."
                ),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(eliminated_on=None, withdrawn_on=None),
                name="episode_one_open",
                violation_error_message=_("The household is already monitored."),
            ),
            models.CheckConstraint(
                condition=Q(eliminated_on=None)
                | Q(eliminated_on__gte=F("identified_on")),
                name="episode_eliminated_after_identified",
                violation_error_message=_(
                    "The elimination is before the identification."
                ),
            ),
            models.CheckConstraint(
                condition=Q(category="unstable_exited", household_type="exited")
                | Q(category="marginal", household_type="ordinary")
                | Q(category="sudden_hardship"),
                name="episode_category_fits_type",
                violation_error_message=_(
                    "This category does not fit the household type."
                ),
            ),
            models.CheckConstraint(
                condition=Q(risks__len__gte=1),
                name="episode_has_main_risk",
                violation_error_message=_("The main risk is missing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.identified_on}"


@tracked()
class EpisodeFinding(FoundFacts):
    """Guarantees and amounts as found at identification or after elimination.

    A guarantee is True where a problem exists, as the national form asks.
    """

    class Moment(models.TextChoices):
        IDENTIFIED = "identified", "识别时"
        ELIMINATED = "eliminated", "消除后"

    episode = models.ForeignKey(
        Episode, models.CASCADE, related_name="findings", verbose_name=_("episode")
    )
    moment = models.CharField(_("moment"), max_length=10, choices=Moment)

    objects = OfEpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["episode", "moment"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "moment"],
                name="episode_finding_once",
                violation_error_message=_("This finding is already recorded."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.episode} {self.get_moment_display()}"
