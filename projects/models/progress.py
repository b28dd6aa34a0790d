"""How far the works are, and how far they should be."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.models.tracking import tracked
from projects.models.rows import ProjectRow
from projects.querysets import ProjectRowQuerySet


@tracked()
class ProgressReport(ProjectRow):
    """What a visit to the works found on a day (形象进度)."""

    reported_on = models.DateField(_("reported on"))
    #: Of all works, up to this day, in per cent.
    works = models.DecimalField(_("works done (%)"), max_digits=5, decimal_places=2)
    content = models.CharField(_("how works went on"), max_length=200, blank=True)
    #: 卡点: what holds the works up.
    obstacle = models.CharField(_("obstacle"), max_length=200, blank=True)
    #: Why less is done than was reported before.
    fall_reason = models.CharField(
        _("reason for a lower figure"), max_length=200, blank=True
    )

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["project", "reported_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "reported_on"],
                name="progress_report_once",
                violation_error_message=_("There is a report of this day already."),
            ),
            models.CheckConstraint(
                condition=Q(works__gte=0, works__lte=100),
                name="progress_is_per_cent",
                violation_error_message=_("Give per cent between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.reported_on} {self.works} %"


@tracked()
class Milestone(ProjectRow):
    """A step of the works with its planned day (节点).

    ``works`` is how much of all works is planned to be done by then: the milestones are
    the planned curve. Without any, works are planned evenly from start to end.
    """

    name = models.CharField(_("milestone"), max_length=60)
    due_on = models.DateField(_("planned for"))
    works = models.DecimalField(
        _("planned works (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    done_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="milestone_once",
                violation_error_message=_("This milestone is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(works=None) | Q(works__gte=0, works__lte=100),
                name="milestone_is_per_cent",
                violation_error_message=_("Give per cent between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
