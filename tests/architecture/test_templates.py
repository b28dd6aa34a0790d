"""Templates compile, parts are used, nothing is inline."""

import functools
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.architecture.source import APPS, ROOT, modules, shown

FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
HAN = re.compile(r"[\u4e00-\u9fff]")
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
#: A date format of the template tag and filter holds the characters of a date.
DATE_FORMAT = re.compile(r"\"[YynjHisdm年月日时分: .-]+\"")


def name_of(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(path: Path) -> None:
    get_template(name_of(path))


@functools.cache
def named_templates() -> list[re.Pattern[str]]:
    """Every template name in our code and templates, with or without its folder. One
    put together, like ``exchange/_preview_{kind}.html``, fits whatever the part is."""
    files = [*TEMPLATES, *modules(*APPS, "config")]
    everything = "\n".join(path.read_text("utf-8") for path in files)
    names = set(re.findall(r"['\"]([\w/{}.]+\.html)", everything))
    return [
        re.compile(re.sub(r"\\{.*?\\}", r"\\w+", re.escape(name))) for name in names
    ]


def is_named(path: Path) -> bool:
    wanted = (name_of(path), path.name)
    return any(name.fullmatch(text) for name in named_templates() for text in wanted)


def test_every_template_is_used() -> None:
    #: Found by their names by Django itself.
    known = {"400.html", "403.html", "404.html", "500.html"}
    assert {name_of(path) for path in TEMPLATES if not is_named(path)} <= known


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_is_inline_that_the_content_policy_forbids(path: Path) -> None:
    text = COMMENT.sub("", path.read_text("utf-8"))
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+=|\shx-on|javascript:", text)
    assert "|safe" not in text
    assert "autoescape off" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_chinese_stands_in_the_catalogue(path: Path) -> None:
    text = DATE_FORMAT.sub("", COMMENT.sub("", path.read_text("utf-8")))
    assert not HAN.search(text), HAN.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_htmx_link_works_without_it(path: Path) -> None:
    for tag in re.findall(r"<a\s[^>]*>", path.read_text("utf-8")):
        assert "hx-get" not in tag or "href=" in tag, tag


def test_frames_and_components_say_what_they_need() -> None:
    documented = [FOLDER / "base.html", FOLDER / "plain.html"]
    documented += sorted((FOLDER / "components").glob("*.html"))
    for path in documented:
        text = path.read_text("utf-8")
        assert text.startswith("{% comment %}"), shown(path)
        assert "Context:" in text.partition("{% endcomment %}")[0], shown(path)
