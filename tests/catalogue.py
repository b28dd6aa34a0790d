"""Catalogues come with a migration, and go with every test that ends by emptying the
tables."""

from importlib import import_module
from typing import Any

from django.apps import apps

from assistance.models import MeasureKind
from projects.models import ProjectKind

_MEASURES = "assistance.migrations.0002_fill_the_catalogue_of_measures"
_PROJECTS = "projects.migrations.0002_fill_the_tree_of_projects"


def restore() -> None:
    """As the migrations left them, where they are empty."""
    if not MeasureKind.objects.exists():
        import_module(_MEASURES).fill(apps, None)
    if not ProjectKind.objects.exists():
        import_module(_PROJECTS).fill(apps, None)


def restore_after(sender: Any, **kwargs: Any) -> None:
    """Emptying the tables tells it as a migration would."""
    restore()
