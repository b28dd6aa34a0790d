from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from assistance import choices
from assistance.models.rows import LedgerRow
from assistance.querysets import MeasurePartQuerySet, MeasureQuerySet
from exchange.models import Attachment
from households.choices import DEVELOPMENT_MEASURES, MeasureCategory, Risk
from households.models import Member
from households.models.amounts import YuanField
from households.models.tracking import tracked


@tracked()
class MeasureKind(models.Model):
    """A sub-item of the catalogue of measures (帮扶措施目录, domain §5.1), with the
    days on which it may be chosen."""

    category = models.CharField(
        _("kind of measure"), max_length=20, choices=MeasureCategory
    )
    name = models.CharField(_("sub-item"), max_length=40)
    #: Handing out money or goods, a dividend without taking part, training that leads
    #: to nothing: of a development category, but not accepted alone (domain §5.1).
    counts_as_development = models.BooleanField(
        _("counts as development"), default=False
    )
    valid_from = models.DateField(_("start date"))
    valid_to = models.DateField(_("end date"), null=True, blank=True)

    class Meta:
        verbose_name = _("kind of measure")
        verbose_name_plural = _("kinds of measures")
        ordering = ["category", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "name", "valid_from"],
                name="measure_kind_once",
                violation_error_message=_("This sub-item is already in the catalogue."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="measure_kind_in_order",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(counts_as_development=False)
                | Q(category__in=DEVELOPMENT_MEASURES),
                name="measure_kind_of_development",
                violation_error_message=_(
                    "Only industry, employment, finance and public posts develop."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Measure(LedgerRow):
    """A measure for a household or one of its members (帮扶措施, domain §5.1)."""

    member = models.ForeignKey(
        Member,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("member"),
    )
    kind = models.ForeignKey(
        MeasureKind, models.PROTECT, related_name="+", verbose_name=_("sub-item")
    )
    name = models.CharField(_("measure"), max_length=60, blank=True)
    risk = models.CharField(
        _("risk it answers"), max_length=20, choices=Risk, blank=True
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible department"),
    )
    responsible_name = models.CharField(
        _("person in charge"), max_length=40, blank=True
    )
    started_on = models.DateField(_("start date"))
    ended_on = models.DateField(_("end date"), null=True, blank=True)
    plan = models.CharField(_("plan"), max_length=300, blank=True)
    planned_amount = YuanField(
        verbose_name=_("planned amount (yuan)"), null=True, blank=True
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=choices.MeasureState,
        default=choices.MeasureState.PLANNED,
    )
    result = models.CharField(_("outcome of the measure"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["household", "-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind", "started_on", "name"],
                condition=Q(member=None),
                name="measure_once_household",
                violation_error_message=_("This measure is already recorded."),
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "started_on", "name"],
                condition=Q(member__isnull=False),
                name="measure_once_member",
                violation_error_message=_("This measure is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="measure_in_order",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(ended_on__isnull=False),
                name="measure_done_has_end",
                violation_error_message=_("Give the day on which it was finished."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.kind)

    def get_absolute_url(self) -> str:
        return reverse("assistance:measure", args=[self.pk])


@tracked()
class MeasureRecord(models.Model):
    """What was done for a measure on a day, and what it came to (实施记录)."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="records", verbose_name=_("measure")
    )
    done_on = models.DateField(_("on"))
    content = models.CharField(_("what was done"), max_length=200)
    amount = YuanField(verbose_name=_("amount (yuan)"), null=True, blank=True)
    #: Why more was given than was planned.
    over_reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = MeasurePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("execution record")
        verbose_name_plural = _("execution records")
        ordering = ["measure", "done_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "done_on", "content"],
                name="measure_record_once",
                violation_error_message=_("This record has been entered already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.done_on}"


class MeasureEvidence(models.Model):
    """A file that proves a measure (佐证资料)."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="evidence", verbose_name=_("measure")
    )
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    #: Taken out again; the file stays, with who filed it.
    withdrawn_at = models.DateTimeField(_("taken out at"), null=True, editable=False)

    objects = MeasurePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a measure")
        verbose_name_plural = _("evidence of measures")
        ordering = ["measure", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "attachment"],
                name="measure_evidence_once",
                violation_error_message=_("This file is already with the measure."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.attachment}"
