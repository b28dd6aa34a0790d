"""What decides and what writes knows nothing of requests."""

import ast
from collections.abc import Iterator

from tests.architecture.source import APPS, is_part, modules, shown, tree_of

PURE = ("models", "querysets", "rules", "services", "figures", "choices")
WEB = (
    "django.http",
    "django.shortcuts",
    "django.views",
    "django.template",
    "django.contrib.messages",
)


def imports_at_run_time(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Imported modules, without those for the type checker only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from ((alias.name, child.lineno) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield child.module or "", child.lineno
        yield from imports_at_run_time(child)


def test_domain_code_imports_no_web() -> None:
    wrong = [
        f"{shown(path)}:{line} {name}"
        for path in modules(*APPS)
        if is_part(path, *PURE) and not is_part(path, "views", "forms")
        for name, line in imports_at_run_time(tree_of(path))
        if name.startswith(WEB)
    ]
    assert not wrong, "\n".join(wrong)


def test_rules_touch_no_database() -> None:
    wrong = [
        f"{shown(path)}:{line} {name}"
        for path in modules(*APPS)
        if path.name == "rules.py"
        for name, line in imports_at_run_time(tree_of(path))
        if name.startswith("django.db") or name.endswith(".models")
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_stand_at_the_top() -> None:
    """Except where Django wants an app to be ready first."""
    wrong = []
    for path in modules(*APPS, "config"):
        if path.name == "apps.py":
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += [
                    f"{shown(path)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert not wrong, "\n".join(wrong)
