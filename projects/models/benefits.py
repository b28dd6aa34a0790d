"""Whom a project helps, how the public learnt of it, and what remains of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from exchange.models import Attachment
from households.models import Household
from households.models.amounts import YuanField
from households.models.tracking import tracked
from projects import choices
from projects.amounts import WanField
from projects.models.rows import ProjectRow
from projects.querysets import BeneficiaryQuerySet, ProjectRowQuerySet


@tracked()
class Beneficiary(ProjectRow):
    """A household that takes part in a project (联农带农, domain §6.7). The number of
    households that a project helps is counted from these, each household once."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="+", verbose_name=_("household")
    )
    linkage = models.CharField(
        _("how it takes part"), max_length=12, choices=choices.Linkage
    )
    #: Persons of the household that it helps; empty: all of them.
    persons = models.PositiveSmallIntegerField(
        _("persons who benefit"), null=True, blank=True
    )
    since = models.DateField(_("taking part since"), null=True, blank=True)
    until = models.DateField(_("taking part until"), null=True, blank=True)
    agreed_amount = YuanField(
        verbose_name=_("agreed (yuan a year)"), null=True, blank=True
    )
    paid_amount = YuanField(verbose_name=_("paid (yuan)"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = BeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("beneficiary household")
        verbose_name_plural = _("beneficiary households")
        ordering = ["project", "household", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "household", "linkage"],
                name="beneficiary_once",
                violation_error_message=_("This household is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="beneficiary_in_order",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid_amount=None)
                | Q(paid_on__isnull=False, paid_amount__isnull=False),
                name="beneficiary_paid_whole",
                violation_error_message=_(
                    "A payment needs both: the amount and the day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.household}"


@tracked()
class PublicNotice(ProjectRow):
    """That a project was made public (公告公示, domain §8.3)."""

    level = models.CharField(_("level"), max_length=10, choices=choices.NoticeLevel)
    phase = models.CharField(_("phase"), max_length=10, choices=choices.NoticePhase)
    posted_on = models.DateField(_("posted on"))
    until = models.DateField(_("posted until"), null=True, blank=True)
    place = models.CharField(_("where it was posted"), max_length=80, blank=True)
    photo = models.ForeignKey(
        Attachment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice of a project")
        verbose_name_plural = _("public notices of projects")
        ordering = ["project", "phase", "level", "posted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "level", "phase", "posted_on"],
                name="public_notice_once",
                violation_error_message=_("This notice is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("posted_on")),
                name="public_notice_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_level_display()} {self.posted_on}"


@tracked()
class Asset(ProjectRow):
    """What a project leaves behind: whose it is and who looks after it (项目资产)."""

    name = models.CharField(_("asset"), max_length=80)
    kind = models.CharField(
        _("kind of asset"), max_length=12, choices=choices.AssetKind
    )
    #: Where it stands.
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="area_code",
        related_name="+",
        verbose_name=_("place"),
    )
    value = WanField(verbose_name=_("original value (10,000 yuan)"))
    #: Empty as long as nobody owns it: a finding.
    owner_level = models.CharField(
        _("level of the owner"), max_length=10, choices=choices.AssetOwner, blank=True
    )
    owner = models.CharField(_("owner"), max_length=60, blank=True)
    keeper = models.CharField(_("who looks after it"), max_length=40, blank=True)
    registered_on = models.DateField(_("registered on"), null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    care = models.CharField(
        _("one of four courses"), max_length=12, choices=choices.AssetCare, blank=True
    )
    yearly_income = WanField(
        verbose_name=_("income a year (10,000 yuan)"), null=True, blank=True
    )

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("asset of a project")
        verbose_name_plural = _("assets of projects")
        ordering = ["project", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name", "area"],
                name="asset_once",
                violation_error_message=_("This asset is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None) | ~Q(owner=""),
                name="asset_handed_over_has_owner",
                violation_error_message=_("Say to whom it was handed over."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
