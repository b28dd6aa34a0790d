"""Files that a person can hold in mind, and words that say something."""

import re

from tests.architecture.source import APPS, OURS, ROOT, modules, shown

LONGEST = 400
#: Lists of values, not code; each with its reason.
LONGER = {
    "households/rosters/columns.py": "the columns of the rosters, one after another",
    "exchange/cells.py": "one reader for each kind of cell, side by side",
}
VAGUE = {"utils", "helpers", "common", "misc"}


def test_no_file_is_too_long() -> None:
    found = {
        shown(path): len(path.read_text("utf-8").splitlines())
        for path in modules(*OURS)
    }
    long = {name: size for name, size in found.items() if size > LONGEST}
    assert set(long) <= set(LONGER), long


def test_no_module_has_a_vague_name() -> None:
    wrong = [
        shown(path)
        for path in modules(*OURS)
        if path.stem in VAGUE or path.stem.startswith("base_")
    ]
    assert not wrong


def test_an_exemption_says_why() -> None:
    """``noqa`` and ``nosec`` name their rule, and ``noqa`` a reason in our code."""
    wrong = []
    for path in modules(*APPS):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            mark = re.search(r"#\s*(noqa|nosec)(?P<rest>.*)", line)
            if mark and not re.match(r":\s*[A-Z]+\d+", mark["rest"]):
                wrong.append(f"{shown(path)}:{number}")
    assert not wrong


def test_nothing_is_left_to_do_in_a_comment() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK")
    wrong = [
        f"{shown(path)}:{number}"
        for path in modules(*OURS)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(word in line for word in words)
    ]
    assert not wrong


def test_migrations_have_names_that_tell() -> None:
    wrong = [
        shown(path)
        for path in ROOT.glob("*/migrations/0*.py")
        if re.search(r"_auto_|_alter_.*_and_more|_\d{4}_\d{2}", path.stem)
    ]
    assert not wrong
