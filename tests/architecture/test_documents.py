"""Documents: decisions are numbered alike, and what is referred to exists."""

import re
from pathlib import Path

import pytest

from tests.architecture.source import OURS, ROOT, modules

DECISIONS = sorted((ROOT / "docs" / "decisions").iterdir())
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_decisions_are_numbered_one_after_the_other() -> None:
    numbers = [path.name[:5] for path in DECISIONS]
    assert numbers == [f"{n:04d}-" for n in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_headed_by_its_number(path: Path) -> None:
    assert path.read_text().startswith(f"# {path.name[:4]} – ")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_of_a_document_lead_somewhere(path: Path) -> None:
    for target in _LINK.findall(path.read_text()):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (path.parent / target).exists(), target


def test_decisions_that_are_named_exist() -> None:
    known = {path.name[:4] for path in DECISIONS}
    named = [(path, r"decisions/(\d{4})") for path in modules(*OURS)]
    named += [(path, r"\((\d{4})\)") for path in DECISIONS]
    for path, pattern in named:
        missing = set(re.findall(pattern, path.read_text())) - known
        assert not missing, path
