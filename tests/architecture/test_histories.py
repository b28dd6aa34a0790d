"""What is recorded of a household is shown in its history."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from accounts.models import User
from households.history import Tracked, tracked_models
from households.models import Household

#: Recorded, and with a way to a household, but not shown there.
NOT_SHOWN: dict[str, str] = {}


def recorded() -> Iterator[type[models.Model]]:
    """Models with an event table."""
    for event in apps.get_models():
        model = getattr(event, "pgh_tracked_model", None)
        if model is not None:
            yield model


def leads_to_household(
    model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()
) -> bool:
    """Whether a chain of relations ends at a household; accounts lead nowhere."""
    if model is Household:
        return True
    above = {
        column.related_model
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey)
    }
    return any(
        leads_to_household(other, seen | {model})
        for other in above - seen - {User, model}
        if isinstance(other, type)
    )


def test_a_recorded_model_with_a_way_to_a_household_is_in_its_history() -> None:
    due = {model for model in recorded() if leads_to_household(model)}
    forgotten = {model._meta.label for model in due - tracked_models().keys()}
    assert forgotten == set(NOT_SHOWN)
    assert Household in due


@pytest.mark.parametrize(
    "tracked", tracked_models().values(), ids=lambda it: it.model.__name__
)
def test_what_is_told_has_a_label_for_staff(tracked: Tracked) -> None:
    assert tracked.told
    for column in tracked.told:
        assert isinstance(column.verbose_name, Promise), column.name
