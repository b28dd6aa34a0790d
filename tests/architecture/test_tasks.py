"""A task says when; what is done stands in a service."""

import ast

from tests.architecture.source import APPS, modules, shown, tree_of

LONGEST = 5


def is_task(node: ast.FunctionDef) -> bool:
    return any("task" in ast.unparse(mark) for mark in node.decorator_list)


def statements(node: ast.FunctionDef) -> list[ast.stmt]:
    """All statements inside, without the docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return [
        inner
        for statement in body
        for inner in ast.walk(statement)
        if isinstance(inner, ast.stmt)
    ]


def test_tasks_are_short() -> None:
    found = {
        f"{shown(path)}:{node.name}": len(statements(node))
        for path in modules(*APPS)
        if path.name == "tasks.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and is_task(node)
    }
    assert found, "no task was recognised"
    assert {name: size for name, size in found.items() if size > LONGEST} == {}
