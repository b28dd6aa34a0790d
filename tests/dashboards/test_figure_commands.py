"""The figures from the command line."""

import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Area
from core.months import Month
from dashboards.figures import FIGURES
from dashboards.services.staleness import OPEN_MONTHS
from tests.dashboards import city


@pytest.fixture(autouse=True)
def rows(village: Area, other_village: Area) -> None:
    city.build(village, other_village)


def test_it_works(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recompute_month", "2026-11")
    capsys.readouterr()

    call_command("figures", "2026-11", "--json")

    found = {
        (row["key"], row["category"]): row
        for row in json.loads(capsys.readouterr().out)
    }
    assert len(found) == len(FIGURES) * 4
    rate = found["elimination-rate-persons", ""]
    assert (rate["part"], rate["whole"], rate["value"]) == (4, 8, 50)
    assert rate["name"] == "风险消除率（人）"
    assert rate["code"].startswith("F-")
    assert found["visit-rate", "unstable_exited"]["value"] is None


def test_an_area_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recompute_month", "2026-11")
    capsys.readouterr()

    call_command("figures", "2026-11", "--area", "990981105000")

    first = capsys.readouterr().out.splitlines()[0]
    assert first.split() == ["identified-households", "1", "/", "—", "=", "1", "户"]


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        ("figures", ["2026-11"], "not computed"),
        ("figures", ["soon"], "Not a month"),
        ("figures", ["2026-11", "--area", "1"], "no area"),
        ("recompute_month", ["2026-99"], "Not a month"),
        ("recompute_month", [], "Give a month"),
    ],
)
def test_a_mistake_is_told_in_words(
    command: str, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        call_command(command, *arguments)


def test_all_open_months_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("recompute_month", "--all")

    lines = capsys.readouterr().out.splitlines()
    first_identified = Month(2025, 3)
    months = Month.range(first_identified, Month.current())
    assert len(lines) == min(OPEN_MONTHS, len(list(months)))
    assert all("done" in line for line in lines)


def test_a_month_that_has_not_begun_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="has not begun"):
        call_command("recompute_month", str(Month.current().next))
