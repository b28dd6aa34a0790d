"""The catalogue of measures comes with a migration, and goes with every test that ends
by emptying the tables."""

from importlib import import_module
from typing import Any

from django.apps import apps

from assistance.models import MeasureKind

_FILLED_BY = "assistance.migrations.0002_fill_the_catalogue_of_measures"


def restore() -> None:
    """As the migration left it, where it is empty."""
    if not MeasureKind.objects.exists():
        import_module(_FILLED_BY).fill(apps, None)


def restore_after(sender: Any, **kwargs: Any) -> None:
    """Emptying the tables tells it as a migration would."""
    restore()
