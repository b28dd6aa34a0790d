"""The rosters of the demonstration city go into an empty database without a refusal."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from accounts.models import Area
from accounts.roles import Role
from dashboards.demo.city import City, Wish
from dashboards.demo.places import COUNTY_CODE
from dashboards.demo.workbooks import write_rosters
from exchange.models import ImportRun
from households.models import Household, Member, Responsibility, Visit
from tests.factories.users import UserFactory

WISH = Wish(households=150, months=2, seed=5)
AREAS = ("areas", "areas")
REGISTER = (
    "monitoring",
    "exited",
    "households",
    "members",
    "incomes",
    "responsibilities",
    "visits",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_rosters(City(WISH), tmp_path_factory.mktemp("rosters"))


def test_headings_stand_on_the_third_row_and_every_cell_is_text(
    files: list[Path],
) -> None:
    for path in files:
        sheet = load_workbook(path).active
        assert sheet is not None
        _title, _note, headings, *rows = sheet.iter_rows(values_only=True)
        assert "户编号" in headings or "区划代码" in headings
        cells = [cell for row in rows for cell in row if cell is not None]
        assert all(isinstance(cell, str) for cell in cells)


@pytest.mark.django_db
def test_an_empty_database_takes_them_all(files: list[Path]) -> None:
    UserFactory.create(username="clerk", role=Role.ADMINISTRATOR, area=None)
    for key, path in zip(AREAS, files[:2], strict=True):
        _import(key, path, "clerk")
    county = Area.objects.get(code=COUNTY_CODE)
    UserFactory.create(username="official", role=Role.BUREAU_OFFICIAL, area=county)
    for key, path in zip(REGISTER, files[2:], strict=True):
        _import(key, path, "official")

    homes = [home for home in City(WISH).households() if home.state == "active"]
    people = {person.id_no for home in homes for person in home.members}
    assert Household.objects.count() == len(homes)
    assert {member.reveal("id_no") for member in Member.objects.all()} == people
    assert Household.objects.monitored().count() == round(150 * 486 / 3000)
    assert Responsibility.objects.exists()
    assert Visit.objects.exists()
    merged = Area.objects.current().get(name="后河村")
    assert merged.predecessors.count() == 2


def _import(key: str, path: Path, user: str) -> None:
    context = ["month=2026-11"] if key == "visits" else []
    call_command(
        "import_roster", key, str(path), user=user, context=context, stdout=StringIO()
    )
    run = ImportRun.objects.latest("pk")
    assert (run.rows_refused, run.rows_conflict) == (0, 0), path.name
