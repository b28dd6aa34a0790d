"""One valid visit a household and month, whoever saves, however often, in any order."""

import datetime as dt
import threading
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, User
from core.months import Month
from households import choices
from households.models import Household, Visit
from households.services import months, visits
from households.services.visits import VisitConflict, VisitData, record_visit
from households.signals import visit_recorded
from tests.factories import HouseholdFactory, VisitFactory
from tests.households.visiting import NOVEMBER, due_household

pytestmark = pytest.mark.usefixtures("late_november")

DATA = VisitData(
    visited_on=dt.date(2026, 11, 18),
    mode=choices.VisitMode.HOME,
    visitors="张桂兰",
    met=choices.MetWith.HEAD,
    wage=Decimal(2_600),
    transfer=Decimal(860),
)


@pytest.fixture
def household(village: Area) -> Household:
    return due_household(village)


def save(household: Household, by: User | None, **changes: Any) -> Visit:
    """``record_visit`` through the form; data fields and options by name."""
    options = {
        name: changes.pop(name)
        for name in ("client_id", "base_version", "month")
        if name in changes
    }
    return record_visit(
        household=household,
        data=replace(DATA, **changes),
        recorded_by=by,
        entered_through=choices.EntryChannel.FORM,
        **{"month": NOVEMBER, **options},
    )


def test_it_works(household: Household, village_worker: User) -> None:
    visit = save(household, village_worker)

    assert (visit.version, visit.village_id) == (1, household.village_id)
    assert visit.recorded_by == village_worker
    household.refresh_from_db()
    assert household.last_visited_on == dt.date(2026, 11, 18)


def test_it_tells_whoever_listens(household: Household, village_worker: User) -> None:
    heard: list[tuple[int, Month]] = []

    def listen(household_id: int, month: Month, **kwargs: Any) -> None:
        heard.append((household_id, month))

    visit_recorded.connect(listen)
    try:
        save(household, village_worker)
    finally:
        visit_recorded.disconnect(listen)
    assert heard == [(household.pk, NOVEMBER)]


def test_a_correction_raises_the_version_and_keeps_the_earlier_content(
    household: Household, village_worker: User, township_staff: User
) -> None:
    save(household, village_worker)
    visit = save(household, township_staff, base_version=1, wage=Decimal(2_700))

    assert (visit.version, visit.wage) == (2, Decimal(2_700))
    assert visit.recorded_by == township_staff
    events = visit.events.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(event.version, event.wage) for event in events] == [
        (1, Decimal(2_600)),
        (2, Decimal(2_700)),
    ]


def test_the_same_form_twice_is_stored_once(
    household: Household, village_worker: User
) -> None:
    form = uuid.uuid4()
    first = save(household, village_worker, client_id=form)
    again = save(household, village_worker, client_id=form)

    assert again.pk == first.pk
    assert again.version == 1


def test_the_same_correction_twice_is_made_once(
    household: Household, village_worker: User
) -> None:
    save(household, village_worker)
    form = uuid.uuid4()
    for _ in range(2):
        visit = save(
            household, village_worker, client_id=form, base_version=1, needs="修路"
        )
    assert visit.version == 2


def test_a_late_repeat_of_the_first_form_does_not_undo_a_correction(
    household: Household, village_worker: User
) -> None:
    form = uuid.uuid4()
    save(household, village_worker, client_id=form)
    save(household, village_worker, base_version=1, needs="修路")

    visit = save(household, village_worker, client_id=form)

    assert (visit.version, visit.needs) == (2, "修路")


def test_two_people_get_a_conflict_and_nothing_is_lost(
    household: Household, village_worker: User, township_staff: User
) -> None:
    save(household, village_worker)
    save(household, township_staff, base_version=1, wage=Decimal(3_000))

    with pytest.raises(VisitConflict) as conflict:
        save(household, village_worker, base_version=1, wage=Decimal(2_900))

    assert conflict.value.current is not None
    assert conflict.value.current.wage == Decimal(3_000)
    assert Visit.objects.get().version == 2


def test_two_first_visits_that_say_the_same_are_no_conflict(
    household: Household, village_worker: User, township_staff: User
) -> None:
    save(household, village_worker)
    assert save(household, township_staff).version == 1


def test_a_form_that_was_used_for_another_household_is_refused(
    household: Household, village: Area, village_worker: User
) -> None:
    form = uuid.uuid4()
    save(household, village_worker, client_id=form)
    with pytest.raises(ValidationError):
        save(due_household(village), village_worker, client_id=form)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visited_on": dt.date(2026, 10, 31)}, "visited_on"),
        ({"visited_on": dt.date(2026, 11, 23)}, "visited_on"),
        ({"medical_problem": True}, "problem_note"),
        ({"wage": Decimal(-1)}, "wage"),
    ],
)
def test_a_wrong_field_is_named(
    household: Household, village_worker: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        save(household, village_worker, **changes)
    assert list(error.value.message_dict) == [field]
    assert not Visit.objects.exists()


def test_a_large_change_needs_a_reason(
    household: Household, village_worker: User
) -> None:
    VisitFactory(household=household, month=dt.date(2026, 10, 1), wage=Decimal(8_000))
    with pytest.raises(ValidationError) as error:
        save(household, village_worker)
    assert list(error.value.message_dict) == ["change_reason"]

    assert save(household, village_worker, change_reason="务工返乡").version == 1


def test_a_closed_month_takes_nothing(
    household: Household, village_worker: User, bureau_official: User
) -> None:
    months.close_month(month=NOVEMBER, by=bureau_official)
    with pytest.raises(months.MonthClosed):
        save(household, village_worker)
    months.reopen_month(month=NOVEMBER, by=bureau_official, reason="补录 2 户")
    assert save(household, village_worker).version == 1


def test_a_household_that_is_not_due_is_refused(
    village: Area, village_worker: User
) -> None:
    household = HouseholdFactory(village=village)
    with pytest.raises(ValidationError) as error:
        save(household, village_worker)
    assert error.value.code == "not_due"


def test_the_outsider_is_refused(household: Household, outsider: User) -> None:
    with pytest.raises(PermissionDenied):
        save(household, outsider)


def test_a_voided_visit_counts_no_more_and_can_be_made_again(
    household: Household, village_worker: User, township_staff: User
) -> None:
    visit = save(household, village_worker)
    with pytest.raises(ValidationError):
        visits.void_visit(visit=visit, by=township_staff, reason=" ")
    visits.void_visit(visit=visit, by=township_staff, reason="录错户")

    household.refresh_from_db()
    assert household.last_visited_on is None
    with pytest.raises(VisitConflict) as conflict:
        save(household, village_worker, base_version=1, needs="修路")
    assert conflict.value.current is None
    assert save(household, village_worker).pk != visit.pk


def test_voiding_what_somebody_just_corrected_is_a_conflict(
    household: Household, village_worker: User, township_staff: User
) -> None:
    seen = save(household, village_worker)
    save(household, village_worker, base_version=1, needs="修路")
    with pytest.raises(VisitConflict):
        visits.void_visit(visit=seen, by=township_staff, reason="录错户")


def test_a_task_without_a_person_is_trusted(household: Household) -> None:
    assert save(household, None).recorded_by is None


SAVES = st.lists(
    st.tuples(
        st.integers(0, 3),  # which form
        st.sampled_from([None, 1, 2, 3]),  # the version it was opened on
        st.integers(2_000, 3_000),  # what it says of wages
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(saves=SAVES)
def test_any_order_of_saves_leaves_one_valid_visit(
    village: Area, village_worker: User, saves: list[tuple[int, int | None, int]]
) -> None:
    household = due_household(village)
    forms = [uuid.uuid4() for _ in range(4)]
    last = 0
    for form, base, wage in saves:
        try:
            visit = save(
                household,
                village_worker,
                client_id=forms[form],
                base_version=base,
                wage=Decimal(wage),
            )
        except VisitConflict:
            continue
        assert visit.version in {last, last + 1}
        last = visit.version

    rows = Visit.objects.valid().filter(household=household)
    assert rows.count() == (1 if last else 0)
    for visit in rows:
        history = visit.events.order_by("pgh_id")  # type: ignore[attr-defined]
        assert [e.version for e in history] == list(range(1, last + 1))
        assert history.last().wage == visit.wage


def in_parallel(count: int, work: Any) -> list[Any]:
    """Run ``work(index)`` in real threads, each with a connection of its own."""
    ready = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(index: int) -> None:
        try:
            ready.wait()
            results[index] = work(index)
        except Exception as error:  # noqa: BLE001 - judged by the test
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_a_double_click_stores_one_visit(
    household: Household, village_worker: User
) -> None:
    form = uuid.uuid4()
    results = in_parallel(4, lambda _: save(household, village_worker, client_id=form))

    assert {visit.pk for visit in results} == {Visit.objects.get().pk}
    assert Visit.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_a_correction_makes_one(
    household: Household, village_worker: User
) -> None:
    save(household, village_worker)
    form = uuid.uuid4()
    results = in_parallel(
        4,
        lambda _: save(
            household, village_worker, client_id=form, base_version=1, needs="修路"
        ),
    )
    assert [visit.version for visit in results] == [2] * 4


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_the_same_moment_one_gets_a_conflict(
    household: Household, village_worker: User, township_staff: User
) -> None:
    people = [village_worker, township_staff]
    results = in_parallel(
        2,
        lambda i: save(household, people[i], wage=Decimal(2_600 + i)),
    )
    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == ["Visit", "VisitConflict"]
    assert Visit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_visit_slips_in_behind_a_closing(
    household: Household, village_worker: User, bureau_official: User
) -> None:
    def work(index: int) -> Any:
        if index:
            return months.close_month(month=NOVEMBER, by=bureau_official)
        return save(household, village_worker)

    saved, _closed = in_parallel(2, work)

    assert months.is_closed(NOVEMBER)
    if isinstance(saved, months.MonthClosed):
        assert not Visit.objects.exists()
    else:
        assert Visit.objects.count() == 1
    assert connection.is_usable()
