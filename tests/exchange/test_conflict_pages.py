"""Export, another's change, import: what is decided in the browser is written."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from exchange import jobs, services
from exchange.models import ImportRun
from households.models import Household
from tests.exchange.workbooks import apply, family, receive, work, workbook

ClientOf = Callable[[User], Client]
# The export's time must lie before the other change: real transactions.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(village: Area, township_staff: User) -> ImportRun:
    """The clerk wrote 丙湾 into an export whose household meanwhile became 乙湾."""
    apply(receive(workbook(family()), township_staff))
    job = services.start_export(
        roster_key="households", owner=township_staff, query={"state": "all"}
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    path, _name = services.export_file(job=job, user=township_staff)
    Household.objects.update(hamlet="乙湾")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("自然村") + 1).value = "丙湾"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return receive(file, township_staff, "households")


@pytest.mark.parametrize(
    ("choice", "hamlet"), [("mine", "丙湾"), ("theirs", "乙湾"), ("", "乙湾")]
)
def test_the_decision_is_what_is_written(
    client_of: ClientOf, township_staff: User, run: ImportRun, choice: str, hamlet: str
) -> None:
    client = client_of(township_staff)
    page = reverse("exchange:import-run", args=[run.pk])
    shown = client.get(page + "?tab=conflict").content.decode()
    assert "乙湾" in shown
    assert "丙湾" in shown
    client.post(reverse("exchange:import-choices", args=[run.pk]), {"choice-2": choice})
    kept = client.get(page + "?tab=conflict").content.decode()
    assert f'value="{choice}" checked' in kept
    client.post(reverse("exchange:import-apply", args=[run.pk]))
    run.refresh_from_db()
    work(run)
    assert run.rows_refused == 0
    result = client.get(page).content.decode()
    assert ("已写入 1 行" in result) == (choice == "mine")
    assert ("未选的 1 行没有写入" in result) == (choice == "")
    assert Household.objects.get().hamlet == hamlet
