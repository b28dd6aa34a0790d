from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from dashboards.querysets import ProjectMonthQuerySet
from projects import choices
from projects.amounts import WanField
from projects.models import Project


class ProjectMonth(models.Model):
    """A project as it stood at the end of a month, in the running month today.

    Projects of the year's plan and those of next year's repository, ended ones left
    out; written with the household rows of the month and never apart from them. Amounts
    in 10,000 yuan. Keys are not enforced, as in ``HouseholdMonth``: a closed month
    outlives a project that an undone import takes away again.
    """

    month = models.DateField(_("month"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    project = models.ForeignKey(
        Project,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("project"),
    )
    #: A village, a township, or the county as a whole.
    area = models.ForeignKey(
        Area,
        models.DO_NOTHING,
        to_field="code",
        db_column="area_code",
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("place of the project"),
    )
    category = models.CharField(
        _("category of projects"), max_length=12, choices=choices.Category
    )
    #: Of the category, or of a kind that counts as industry.
    is_industry = models.BooleanField(_("counts as industry"), default=False)
    is_planned = models.BooleanField(_("in the year's plan"), default=False)
    is_stored = models.BooleanField(_("in next year's repository"), default=False)
    is_started = models.BooleanField(_("works begun"), default=False)
    is_finished = models.BooleanField(_("works finished"), default=False)
    #: By what the parameter says, or past the planned end.
    is_late = models.BooleanField(_("behind the plan"), default=False)
    planned_end = models.DateField(_("planned end"), null=True)
    budget = WanField(verbose_name=_("planned investment (10,000 yuan)"))
    works = models.DecimalField(
        _("works done (%)"), max_digits=9, decimal_places=4, default=Decimal(0)
    )
    #: Unknown without a planned start and end.
    works_planned = models.DecimalField(
        _("works planned (%)"), max_digits=9, decimal_places=4, null=True
    )
    allocated = WanField(verbose_name=_("allocated (10,000 yuan)"))
    allocated_central = WanField(verbose_name=_("allocated, central"))
    allocated_province = WanField(verbose_name=_("allocated, province"))
    allocated_prefecture = WanField(verbose_name=_("allocated, prefecture"))
    allocated_county = WanField(verbose_name=_("allocated, county"))
    allocated_other = WanField(verbose_name=_("allocated, other"))
    paid = WanField(verbose_name=_("paid (10,000 yuan)"))
    paid_central = WanField(verbose_name=_("paid, central"))
    paid_province = WanField(verbose_name=_("paid, province"))
    paid_prefecture = WanField(verbose_name=_("paid, prefecture"))
    paid_county = WanField(verbose_name=_("paid, county"))
    paid_other = WanField(verbose_name=_("paid, other"))
    #: Distinct ones of this project, wherever they live.
    households = models.PositiveIntegerField(_("beneficiary households"), default=0)

    objects = ProjectMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("project in a month")
        verbose_name_plural = _("projects in a month")
        ordering = ["month", "area", "project"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "project", "revision"],
                name="project_month_once",
                violation_error_message=_("This project is already in the month."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="project_month_is_first_day",
                violation_error_message=_("A month is kept by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} #{self.project_id}"
