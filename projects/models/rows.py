"""What every row about a project has."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.entries import Entry
from projects.models.project import Project


class ProjectRow(Entry):
    """A row about a project. Projects with such rows are not deleted."""

    project = models.ForeignKey(
        Project,
        models.PROTECT,
        related_name="%(class)s_rows",
        verbose_name=_("project"),
    )

    class Meta:
        abstract = True
