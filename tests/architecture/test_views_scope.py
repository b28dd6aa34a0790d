"""Views begin with the rows of the person who asks."""

import ast

import pytest

from tests.architecture.source import APPS, is_part, modules, shown, tree_of

#: Ways to rows that take the account, and so cannot forget it.
SCOPED = {"visible_to", "managed_by", "containing"}

#: Other ways, each with the reason why no row of another place is reached.
ALLOWED = {
    "Computation.newest": "when a month was computed; holds no row of a place",
    "Computation.last_month": "when a month was computed; holds no row of a place",
    "Computation.in_month": "when a month was computed; holds no row of a place",
    "ExternalFigure.select_related": "published figures of the whole county",
    "ExternalFigure.all": "published figures of the whole county",
    "ReportingMonth.filter": "whether a month is closed; holds no row of a place",
    "ReportingMonth.get_or_create": "whether a month is closed",
    "SavedView.get": "already found through its owner in the same view",
    "SavedView.filter": "narrowed to the owner in the same expression",
    "ContentType.get_for_model": "names of models",
    "MeasureKind.all": "the catalogue of measures, the same for everybody",
    "ProjectKind.all": "the tree of projects, the same for everybody",
}


def calls_on_managers(tree: ast.Module) -> list[tuple[str, int]]:
    """``Model.method`` for every ``Model.objects.method``, with its line."""
    found = []
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Attribute)
            and node.value.attr in {"objects", "_default_manager", "_base_manager"}
        ):
            model = node.value.value
            name = model.id if isinstance(model, ast.Name) else ast.unparse(model)
            found.append((f"{name}.{node.attr}", node.lineno))
    return found


def test_it_sees_what_it_looks_for() -> None:
    tree = ast.parse("rows = Household.objects.filter(pk=1)")
    assert calls_on_managers(tree) == [("Household.filter", 1)]


def test_views_reach_rows_through_the_account_only() -> None:
    wrong = [
        f"{shown(path)}:{line} {call}"
        for path in modules(*APPS)
        if is_part(path, "views")
        for call, line in calls_on_managers(tree_of(path))
        if call.split(".")[1] not in SCOPED and call not in ALLOWED
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_takes_a_model_as_a_queryset_in_a_view() -> None:
    """``get_object_or_404(Model, …)`` starts from every row there is."""
    wrong = [
        f"{shown(path)}:{node.lineno} {ast.unparse(node)}"
        for path in modules(*APPS)
        if is_part(path, "views")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and starts_from_a_model(node)
    ]
    assert not wrong, "\n".join(wrong)


def starts_from_a_model(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name):
        return False
    if call.func.id not in {"get_object_or_404", "get_list_or_404"}:
        return False
    first = call.args[0]
    return (
        isinstance(first, ast.Name)
        and first.id[0].isupper()
        and first.id not in {"Computation", "ExternalFigure"}
        and not any(word.arg == "owner" for word in call.keywords)
    )


@pytest.mark.parametrize("call", sorted(ALLOWED))
def test_every_exception_has_its_reason(call: str) -> None:
    assert len(ALLOWED[call]) > 10
