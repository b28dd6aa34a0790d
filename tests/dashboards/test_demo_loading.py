"""Writing the demonstration city into an empty database."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Exists, OuterRef
from pytest_django.fixtures import Settings

from accounts.models import Area, User
from core.months import Month
from dashboards.demo import making
from dashboards.demo.city import City, Wish
from dashboards.demo.damage import Fault
from dashboards.demo.loading import BY, compute, load
from dashboards.models import HouseholdMonth, StaleMonth
from households.models import (
    CaseAct,
    Episode,
    Household,
    Member,
    QualityRun,
    Visit,
)
from households.models.members import ID_NO
from households.procedures.tables import PROCEDURES, Level
from projects.models import Allocation, Payment
from tests.factories import HouseholdFactory

WISH = Wish(households=60, months=2, seed=3)

pytestmark = pytest.mark.django_db

ROLE_OF = {Level.VILLAGE: "village_worker", Level.COUNTY: "bureau_official"}


def test_it_works() -> None:
    written = load(City(WISH))
    assert written["households_household"] == Household.objects.count() == 60
    assert Household.objects.monitored().count() == 10
    assert Visit.objects.count() == written["households_visit"] > 0


def test_the_rows_are_those_of_the_seed() -> None:
    load(City(WISH))
    for home in City(WISH).households():
        row = Household.objects.get(household_no=home.household_no)
        names = set(row.members.values_list("name", flat=True))
        assert names == {person.name for person in (*home.members, *home.gone)}
        assert row.ref == home.ref


def test_numbers_are_sealed_and_can_be_found() -> None:
    load(City(WISH))
    person = next(City(WISH).households()).members[0]
    row = Member.objects.get(ref=person.ref)
    assert row.reveal("id_no") == person.id_no
    assert ID_NO.mask(person.id_no) == row.id_no_mask
    assert person.id_no.encode() not in bytes(row.id_no)


def test_the_history_says_where_the_rows_come_from() -> None:
    load(City(WISH))
    event_model = apps.get_model("households", "EpisodeEvent")
    context = event_model.objects.values_list("pgh_context", flat=True).first()
    assert context["by"] == BY
    assert event_model.objects.count() == Episode.objects.count()


def test_summaries_and_figures_are_ready() -> None:
    load(City(WISH))
    compute(WISH)
    home = Household.objects.monitored().first()
    assert home is not None
    assert home.head_name
    assert home.persons == home.members.present().count()
    months = HouseholdMonth.objects.values_list("month", flat=True).distinct()
    assert set(months) == {Month(2026, 10).first_day, Month(2026, 11).first_day}


def test_months_not_yet_counted_are_marked() -> None:
    load(City(WISH))
    marked = StaleMonth.objects.values_list("month", flat=True)
    assert set(marked) == {month.first_day for month in WISH.all_months}
    compute(WISH)
    assert not StaleMonth.objects.exists()


def _definitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT concat(conrelid::regclass, conname, pg_get_constraintdef(oid)) "
            "FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        )
        return {row[0] for row in cursor.fetchall()}


def test_every_index_and_key_is_there_again() -> None:
    before = _definitions()
    load(City(WISH))
    compute(WISH)
    assert _definitions() == before


@pytest.mark.django_db(transaction=True)
def test_months_and_rules_are_worked_out_side_by_side() -> None:
    call_command("load_demo", "--households=60", "--months=2", "--seed=3")
    assert HouseholdMonth.objects.count() == 2 * Household.objects.active().count()
    assert QualityRun.objects.filter(finished_at__isnull=False).count() == 1
    assert not StaleMonth.objects.exists()


def test_new_rows_get_ids_behind_those_loaded() -> None:
    load(City(WISH))
    last = Household.objects.latest("pk")
    row = Household.objects.create(
        household_no="1", village=last.village, household_type="ordinary"
    )
    assert row.pk > last.pk


def test_a_merged_village_names_its_predecessors() -> None:
    load(City(WISH))
    village = Area.objects.current().get(name="后河村")
    former = village.predecessors.values_list("name", flat=True)
    assert set(former) == {"前河村", "老庄村"}


def test_an_account_of_each_role_can_log_in() -> None:
    load(City(WISH))
    out = StringIO()
    call_command("demo_accounts", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 8
    for line in lines:
        username, password, *_ = line.split()
        user = User.objects.get(username=username)
        assert user.check_password(password)
        assert not user.must_change_password


def test_each_step_of_a_procedure_was_taken_by_somebody_of_its_level() -> None:
    load(City(WISH))
    acts = CaseAct.objects.select_related("actor", "case")
    assert acts.exists()
    for act in acts:
        level = PROCEDURES[act.case.kind].rule(act.step).level
        assert act.actor is not None
        assert act.actor.role == act.actor_role == ROLE_OF.get(level, "township_staff")
        if level is Level.VILLAGE:
            assert act.actor.area_id == act.case.village_id


def test_a_full_database_is_left_alone() -> None:
    load(City(WISH))
    call_command("load_demo", "--if-empty", households=5)
    with pytest.raises(CommandError):
        call_command("load_demo", households=5)
    assert Household.objects.count() == 60


def test_production_takes_no_demonstration(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo", households=5)
    assert not Household.objects.exists()


def test_a_large_city_is_made_by_another_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults: list[Fault] = []
    rows = [home.household_no for home in City(WISH).households()]
    monkeypatch.setattr(making, "APART_FROM", 1)
    load(City(WISH), faults)
    assert sorted(rows) == sorted(
        Household.objects.values_list("household_no", flat=True)
    )
    assert faults
    row = Member.objects.first()
    assert row is not None
    assert ID_NO.mask(str(row.reveal("id_no"))) == row.id_no_mask
    # The numbers go on behind those that were given out there.
    known = set(Household.objects.values_list("pk", flat=True))
    assert HouseholdFactory(village=row.household.village).pk > max(known)


def test_no_project_is_paid_before_its_money_is_allocated() -> None:
    load(City(WISH))
    given = Allocation.objects.filter(
        project=OuterRef("project"),
        batch=OuterRef("batch"),
        allocated_on__lte=OuterRef("paid_on"),
    )
    assert Payment.objects.exists()
    assert not Payment.objects.exclude(Exists(given)).exists()
