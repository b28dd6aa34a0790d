from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from households.models.tracking import tracked
from projects import choices


@tracked()
class ProjectKind(models.Model):
    """A second-level kind of project under its category (二级项目类型, domain §8.2):
    the county's own tree, with the days on which a kind may be chosen."""

    category = models.CharField(
        _("category of projects"), max_length=12, choices=choices.Category
    )
    name = models.CharField(_("kind of project"), max_length=40)
    #: Examples of the third level, for the form: 项目子类型.
    subtypes = models.CharField(_("subtypes"), max_length=200, blank=True)
    #: Counts into the industry share although of another category (产业配套).
    counts_as_industry = models.BooleanField(_("counts as industry"), default=False)
    valid_from = models.DateField(_("start date"))
    valid_to = models.DateField(_("end date"), null=True, blank=True)

    class Meta:
        verbose_name = _("kind of project")
        verbose_name_plural = _("kinds of projects")
        ordering = ["category", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "name", "valid_from"],
                name="project_kind_once",
                violation_error_message=_("This kind is already in the tree."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="project_kind_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
