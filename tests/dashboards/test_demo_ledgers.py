"""The ledgers of the demonstration city: there, sound, and the same after Excel."""

import io

import pytest

from accounts.models import User
from assistance import models
from dashboards.demo.city import City, Wish
from dashboards.demo.loading import load
from exchange import jobs, services
from exchange.models import Job
from exchange.registry import all_rosters
from exchange.roster import Roster
from tests.exchange.workbooks import counts, problems, receive

pytestmark = pytest.mark.django_db

WISH = Wish(households=150, months=2, seed=4)
LEDGERS = [
    models.Measure,
    models.MeasureRecord,
    models.PublicPost,
    models.PostWage,
    models.LabourEntry,
    models.Training,
    models.JobDemand,
    models.Subsidy,
    models.Allowance,
    models.Loan,
    models.Insurance,
    models.Dividend,
    models.ConsumptionAid,
    models.SiteWork,
    models.CardLine,
    models.LedgerKeeper,
]


@pytest.fixture
def official() -> User:
    load(City(WISH))
    return User.objects.get(username="zhoumin")


def ledger_rosters() -> list[Roster]:
    return [
        roster
        for roster in all_rosters()
        if roster.importable and roster.permission.startswith("assistance.")
    ]


def test_every_ledger_is_carried(official: User) -> None:
    empty = [m.__name__ for m in LEDGERS if not m._default_manager.exists()]
    assert not empty


def test_every_ledger_goes_out_and_comes_back_unchanged(official: User) -> None:
    changed = {}
    for roster in ledger_rosters():
        job = services.start_export(
            roster_key=roster.key, owner=official, query={}, reason="核对"
        )
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == Job.State.DONE, (roster.key, job.message)
        path, _name = services.export_file(job=job, user=official)
        if not job.result["rows"]:
            continue
        run = receive(io.BytesIO(path.read_bytes()), official, roster.key)
        if set(counts(run)) != {"unchanged"}:
            changed[roster.key] = (counts(run), problems(run)[:3])
    assert not changed


def test_what_is_written_keeps_the_rules_of_its_tables(official: User) -> None:
    """Bulk writing asks no form; the constraints of the tables are all there is."""
    for model in LEDGERS:
        for row in model._default_manager.all()[:5]:
            row.validate_constraints()
