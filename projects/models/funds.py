"""Where the money comes from: batches of the fund, and what projects get of them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models.tracking import tracked
from projects import choices
from projects.amounts import WanField
from projects.models.entries import Entry
from projects.models.guards import ALLOCATION_GUARD, BATCH_GUARD
from projects.models.rows import ProjectRow
from projects.querysets import (
    CheckpointQuerySet,
    FundBatchQuerySet,
    ProjectRowQuerySet,
)


@tracked()
class FundBatch(Entry):
    """Money that a document gives to the county (资金批次, domain §8.1)."""

    year = models.PositiveSmallIntegerField(_("year"))
    tier = models.CharField(_("tier"), max_length=12, choices=choices.Tier)
    document_no = models.CharField(_("document number"), max_length=60)
    task_line = models.CharField(
        _("task line"),
        max_length=16,
        choices=choices.TaskLine,
        default=choices.TaskLine.CONSOLIDATION,
    )
    amount = WanField(verbose_name=_("amount (10,000 yuan)"))
    issued_on = models.DateField(_("issued on"))
    #: 直达资金: budgeted and followed apart.
    is_direct = models.BooleanField(_("direct fund"), default=False)

    objects = FundBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund batch")
        verbose_name_plural = _("fund batches")
        ordering = ["-year", "tier", "issued_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "document_no", "tier", "task_line"],
                name="fund_batch_once",
                violation_error_message=_("This batch is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="fund_batch_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2015, 2100)),
                name="fund_batch_year",
                violation_error_message=_("Give the year with four digits."),
            ),
        ]
        triggers = [BATCH_GUARD]

    def __str__(self) -> str:
        return f"{self.document_no} {self.get_tier_display()}"


@tracked()
class Allocation(ProjectRow):
    """What a project gets of a batch (资金安排)."""

    batch = models.ForeignKey(
        FundBatch,
        models.PROTECT,
        related_name="allocations",
        verbose_name=_("fund batch"),
    )
    amount = WanField(verbose_name=_("amount (10,000 yuan)"))
    allocated_on = models.DateField(_("allocated on"))

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ["project", "allocated_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "batch", "allocated_on"],
                name="allocation_once",
                violation_error_message=_("This allocation is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="allocation_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
        ]
        triggers = [ALLOCATION_GUARD]

    def __str__(self) -> str:
        return f"{self.project} {self.batch} {self.amount}"


@tracked()
class Checkpoint(Entry):
    """How much of a year's money must be spent by a day (支出进度要求, domain §8.1).

    Local and changing; none is built in. ``tier`` empty: all money together.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    tier = models.CharField(_("tier"), max_length=12, choices=choices.Tier, blank=True)
    day = models.DateField(_("by"))
    target = models.DecimalField(_("to be spent (%)"), max_digits=5, decimal_places=2)
    #: Who asked for it: a document.
    source = models.CharField(_("source of the target"), max_length=80)

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("spending checkpoint")
        verbose_name_plural = _("spending checkpoints")
        ordering = ["-year", "day", "tier"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "tier", "day"],
                name="checkpoint_once",
                violation_error_message=_("This checkpoint is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(target__gt=0, target__lte=100),
                name="checkpoint_is_per_cent",
                violation_error_message=_("Give per cent between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.day} {self.target} %"
