"""Saving a row whose table has rules."""

from django.db import IntegrityError, models, transaction


def save_checked(row: models.Model) -> None:
    """Save; a broken rule of the table becomes its sentence."""
    row.validate_constraints()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody wrote the same in the very moment; the check above knows it now.
        row.validate_constraints()
        raise
