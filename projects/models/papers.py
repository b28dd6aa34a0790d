"""What stands behind the days of a project: who took a step, and the papers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models import Attachment
from households.models.tracking import tracked
from projects import choices
from projects.models.project import Project
from projects.querysets import ProjectRowQuerySet


@tracked()
class ProjectStep(models.Model):
    """A step of the procedure that somebody took, or took back (domain §8.3)."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="steps", verbose_name=_("project")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=choices.Stage)
    happened_on = models.DateField(_("on"))
    opinion = models.CharField(_("opinion"), max_length=300, blank=True)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    #: Sent back to the stage before, with the opinion as its reason.
    is_return = models.BooleanField(_("sent back"), default=False)
    #: What was approved was changed, with the opinion as its reason.
    is_adjustment = models.BooleanField(_("adjusted"), default=False)
    #: Of an adjustment: name of the field, what stood there, what stands there.
    changes = models.JSONField(_("changes"), default=list, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a project")
        verbose_name_plural = _("steps of projects")
        ordering = ["project", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_return=False) | ~Q(opinion=""),
                name="project_return_has_reason",
                violation_error_message=_("Say why it is sent back."),
            ),
            models.CheckConstraint(
                condition=Q(is_adjustment=False) | ~Q(opinion=""),
                name="project_adjustment_has_reason",
                violation_error_message=_("Say why the project is adjusted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_stage_display()} {self.happened_on}"


class ProjectPaper(models.Model):
    """A paper of a project (资料清单), of one of the ten kinds."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="papers", verbose_name=_("project")
    )
    kind = models.CharField(_("paper"), max_length=16, choices=choices.Paper)
    #: Which one, where there are several: 监理月报（10月）.
    title = models.CharField(_("which one"), max_length=60, blank=True)
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

    objects = ProjectRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper of a project")
        verbose_name_plural = _("papers of projects")
        ordering = ["project", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "attachment"],
                name="project_paper_once",
                violation_error_message=_("This file is already with the project."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_kind_display()}"
