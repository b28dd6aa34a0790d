"""Models speak to staff, and rows of a place have the one scope."""

import pytest
from django.apps import apps
from django.contrib import auth
from django.db import models
from django.utils.functional import Promise

from accounts.models import Area
from accounts.scoping import ScopedQuerySet

OUR_APPS = {
    "core",
    "accounts",
    "exchange",
    "households",
    "assistance",
    "projects",
    "dashboards",
}
MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OUR_APPS and not hasattr(model, "pgh_tracked_model")
]
WRITTEN = [model for model in MODELS if not model._meta.auto_created]

#: Rows that name an area without belonging to its households.
NOT_SCOPED = {
    "accounts.User": "scoped by who may run accounts",
    "accounts.AreaMerger": "for who keeps the tree of areas",
}


def id_of(model: type[models.Model]) -> str:
    return str(model._meta.label)


def area_paths(model: type[models.Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Area
    ]


@pytest.mark.parametrize("model", WRITTEN, ids=id_of)
def test_a_model_has_names_for_staff(model: type[models.Model]) -> None:
    assert isinstance(model._meta.verbose_name, Promise | str)
    given = model._meta.original_attrs  # type: ignore[attr-defined]
    assert {"verbose_name", "verbose_name_plural"} <= set(given)


@pytest.mark.parametrize("model", WRITTEN, ids=id_of)
def test_a_constraint_speaks_in_a_sentence(model: type[models.Model]) -> None:
    for constraint in model._meta.constraints:
        default = constraint.default_violation_error_message
        assert constraint.violation_error_message != default, constraint.name


@pytest.mark.parametrize(
    "model",
    [model for model in WRITTEN if area_paths(model) and model is not Area],
    ids=id_of,
)
def test_rows_of_a_place_have_the_one_scope(model: type[models.Model]) -> None:
    if id_of(model) in NOT_SCOPED:
        return
    rows = model._default_manager.all()
    assert isinstance(rows, ScopedQuerySet)
    assert rows.area_path


@pytest.mark.parametrize(
    "model",
    [
        model
        for model in WRITTEN
        if isinstance(model._default_manager.all(), ScopedQuerySet)
    ],
    ids=id_of,
)
def test_a_scope_can_be_asked_and_gives_nothing_to_a_stranger(
    model: type[models.Model], db: None
) -> None:
    stranger = auth.get_user(type("R", (), {"session": {}})())  # type: ignore[arg-type]
    rows = model._default_manager.visible_to(stranger)  # type: ignore[attr-defined]
    assert not rows.exists()
    low, high = "990981101000", "990981101999"
    list(model._default_manager.all().in_range(low, high))  # type: ignore[attr-defined]


def test_no_model_is_open_to_an_admin_site() -> None:
    assert not apps.is_installed("django.contrib.admin")
