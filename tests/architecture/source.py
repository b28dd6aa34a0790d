"""Our own source files, parsed once."""

import ast
import functools
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = (
    "core",
    "accounts",
    "exchange",
    "households",
    "assistance",
    "projects",
    "dashboards",
)
OURS = (*APPS, "config", "tests", "benchmarks")


def modules(*packages: str) -> list[Path]:
    """Python files below the packages, without migrations."""
    return sorted(
        path
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
    )


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_part(path: Path, *names: str) -> bool:
    """Whether a file is the module, or lies in the package, of one of these names."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return any(name in parts for name in names)
