"""manage.py import_roster: the same run from the command line."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Area, User
from households.models import Household
from tests.exchange.workbooks import family, person, workbook


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    return township_staff


def run(
    tmp_path: Path, content: io.BytesIO, *options: str
) -> tuple[int, dict[str, Any]]:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(content.getvalue())
    arguments = ["monitoring", str(path), "--user", "renxiaoyan", "--json", *options]
    return answer(*arguments)


def answer(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and what was printed."""
    out, status = io.StringIO(), 0
    try:
        call_command("import_roster", *arguments, stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    told: dict[str, Any] = json.loads(out.getvalue())
    return status, told


def test_it_works(clerk: User, tmp_path: Path) -> None:
    status, told = run(tmp_path, workbook(family()))
    assert (status, told["state"], told["counts"]["new"]) == (0, "applied", 2)
    assert Household.objects.count() == 1


def test_a_dry_run_writes_nothing(clerk: User, tmp_path: Path) -> None:
    status, told = run(tmp_path, workbook(family()), "--dry-run")
    assert (status, told["counts"]["new"]) == (0, 2)
    assert not Household.objects.exists()


def test_refused_rows_are_told_by_cell_and_the_good_ones_written(
    clerk: User, tmp_path: Path
) -> None:
    rows = [*family(), person("6100000002", "周玉珍", 9, 行政村="青石")]
    status, told = run(tmp_path, workbook(rows))
    assert (status, told["counts"]["new"], told["counts"]["refused"]) == (1, 2, 1)
    [error] = told["errors"]
    place = (error["sheet"], error["row"], error["column"], error["heading"])
    assert place == ("Sheet", 6, "C", "行政村")
    assert Household.objects.count() == 1


def test_every_end_has_one_shape(clerk: User, leader: User, tmp_path: Path) -> None:
    status, told = run(tmp_path, workbook([], header=("甲", "乙"), above=()))
    assert (status, told["state"], told["errors"]) == (1, "refused", [])
    assert told["message"]
    path = str(tmp_path / "名单.xlsx")
    empty = tmp_path / "空.xlsx"
    empty.touch()
    ends = {
        (path, "nobody"): (2, "failed"),
        (str(tmp_path / "none.xlsx"), "renxiaoyan"): (2, "failed"),
        (str(tmp_path), "renxiaoyan"): (2, "failed"),
        (path, leader.username): (1, "refused"),
        (str(empty), "renxiaoyan"): (1, "refused"),
    }
    for (file, name), (status, state) in ends.items():
        got, told = answer("monitoring", file, "--user", name, "--json")
        assert (got, told["state"], told["errors"]) == (status, state, [])
        assert told["message"]


def test_without_json_an_end_is_a_sentence_with_the_same_status(clerk: User) -> None:
    with pytest.raises(CommandError, match="no account nobody") as end:
        call_command("import_roster", "monitoring", __file__, "--user", "nobody")
    assert end.value.returncode == 2
