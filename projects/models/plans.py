"""The repository of a year and the annual plan, in versions that stay as they were."""

from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models.tracking import tracked
from projects import choices
from projects.amounts import WanField
from projects.models.project import Project
from projects.querysets import PlanItemQuerySet, PlanVersionQuerySet

#: 筹资方式: the columns of an item that make up its amount.
SOURCES = (
    choices.Tier.CENTRAL,
    choices.Tier.PROVINCE,
    choices.Tier.PREFECTURE,
    choices.Tier.COUNTY,
    choices.Tier.OTHER,
)

_APPROVED = """
    IF EXISTS (SELECT 1 FROM projects_planversion
                WHERE id = {row}.version_id AND state = 'approved')
    THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
         CONSTRAINT = 'plan_item_of_draft', MESSAGE = 'plan_item_of_draft'; END IF;"""


def _kept(name: str, operation: pgtrigger.Operation, row: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        func=_APPROVED.format(row=row) + "\n    RETURN NULL;",
    )


_FROZEN = """
    IF OLD.state = 'approved'
    THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
         CONSTRAINT = 'plan_version_frozen', MESSAGE = 'plan_version_frozen'; END IF;
    RETURN NULL;"""


def title_of(kind: str, year: int) -> str:
    """2027年项目库, 2026年度实施计划."""
    words = {
        choices.PlanKind.REPOSITORY: _("Project repository of %(year)s"),
        choices.PlanKind.ANNUAL: _("Implementation plan of %(year)s"),
    }
    return str(words[choices.PlanKind(kind)]) % {"year": year}


@tracked()
class PlanVersion(models.Model):
    """A version of a year's repository or annual plan. At most one is a draft; an
    approved one and its items are never changed again, an adjustment is a new one."""

    kind = models.CharField(
        _("list of projects"), max_length=12, choices=choices.PlanKind
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=choices.PlanState,
        default=choices.PlanState.DRAFT,
    )
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    approved_on = models.DateField(_("plan approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    #: Why it was adjusted; of the first version empty.
    reason = models.CharField(
        _("reason for the adjustment"), max_length=300, blank=True
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a plan")
        verbose_name_plural = _("versions of plans")
        ordering = ["kind", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "number"],
                name="plan_version_once",
                violation_error_message=_("This version exists already."),
            ),
            models.UniqueConstraint(
                fields=["kind", "year"],
                condition=Q(state="draft"),
                name="plan_version_one_draft",
                violation_error_message=_("There is a draft already."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", approved_on=None)
                | Q(state="approved", approved_on__isnull=False),
                name="plan_version_approved_has_day",
                violation_error_message=_("Give the day of the approval."),
            ),
            models.CheckConstraint(
                condition=Q(number=1) | Q(state="draft") | ~Q(reason=""),
                name="plan_version_adjusted_has_reason",
                violation_error_message=_("Say why the plan is adjusted."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="plan_version_frozen",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_FROZEN,
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display()} v{self.number}"

    @property
    def title(self) -> str:
        return title_of(self.kind, self.year)


@tracked()
class PlanItem(models.Model):
    """A project in a version, with the money it had there by tier (domain §8.4)."""

    #: What a form of a draft remembers of the row it shows; set by the page.
    seen: str = ""

    version = models.ForeignKey(
        PlanVersion, models.CASCADE, related_name="items", verbose_name=_("version")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="plan_items", verbose_name=_("project")
    )
    amount = WanField(verbose_name=_("planned investment (10,000 yuan)"))
    central = WanField(verbose_name=_("central (10,000 yuan)"), default=0)
    province = WanField(verbose_name=_("province (10,000 yuan)"), default=0)
    prefecture = WanField(verbose_name=_("prefecture (10,000 yuan)"), default=0)
    county = WanField(verbose_name=_("county (10,000 yuan)"), default=0)
    other = WanField(verbose_name=_("other (10,000 yuan)"), default=0)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("project of a plan")
        verbose_name_plural = _("projects of a plan")
        ordering = ["version", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "project"],
                name="plan_item_once",
                violation_error_message=_("This project is in the version already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="plan_item_has_amount",
                violation_error_message=_("The amount is missing."),
            ),
        ]
        triggers = [
            _kept(
                "plan_item_written_in_draft",
                pgtrigger.Insert | pgtrigger.Update,
                "NEW",
            ),
            _kept("plan_item_left_alone", pgtrigger.Update | pgtrigger.Delete, "OLD"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.project}"

    @property
    def sources(self) -> list[tuple[str, Decimal]]:
        """The tiers by name, each with what it gives."""
        return [(tier.label, getattr(self, tier.value)) for tier in SOURCES]

    @property
    def source_total(self) -> Decimal:
        return sum((amount for _tier, amount in self.sources), Decimal(0))
