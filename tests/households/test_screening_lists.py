"""The list of a round and its coverage: 八必访, set-based, and counted by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, Parameter, User
from households import choices
from households.models import Household, ScreeningResult, ScreeningRound
from households.services import screening_coverage
from households.services.screening_lists import refresh_list
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    MemberFactory,
    VisitFactory,
)
from tests.households.screening import begun, screen


def test_the_eight_reasons_come_from_the_register(
    bureau_official: User, village: Area
) -> None:
    Parameter.objects.create(
        key="monitoring_line", value=8700, valid_from=dt.date(2024, 1, 1)
    )
    named = {
        reason.value: HouseholdFactory(village=village, persons=3)
        for reason in choices.MustVisit
    }
    plain = HouseholdFactory(village=village, persons=3)
    people = {
        "illness": {"health": ["chronic"]},
        "alone": {"is_tekun": True},
        "dibao": {"is_dibao": True},
        "disabled": {"health": ["disabled"]},
        "unstable_work": {"work_area": "outside", "work_months": 3},
    }
    for reason, more in people.items():
        MemberFactory(household=named[reason], **more)
    for relation in ("head", "son"):
        MemberFactory(
            household=named["students"], relation=relation, student_status="senior1"
        )
    MemberFactory(household=plain, student_status="grade9", health=["healthy"])
    MemberFactory(
        household=plain,
        relation="son",
        is_dibao=True,
        state="left",
        left_on=dt.date(2026, 1, 1),
    )
    VisitFactory(household=named["disaster"], signals=["accident"])
    Household.objects.filter(pk=named["low_income"].pk).update(
        per_capita_net=Decimal(8699), per_capita_before=Decimal(8699)
    )
    round_ = begun(bureau_official)
    flags = {row.household_id: row.must_visit for row in round_.listed.all()}
    assert {r: flags[h.pk] for r, h in named.items()} == {r: [r] for r in named}
    assert flags[plain.pk] == []


def test_a_list_of_many_takes_no_more_statements_than_one_of_few(
    bureau_official: User, village: Area
) -> None:
    HouseholdFactory(village=village)
    round_ = begun(bureau_official)
    with CaptureQueriesContext(
        connection,
    ) as few:
        refresh_list(round_)
    HouseholdFactory.create_batch(30, village=village)
    with CaptureQueriesContext(connection) as many:
        refresh_list(round_)
    assert round_.listed.count() == 31
    assert len(many) <= len(few)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    homes=st.lists(
        st.tuples(
            st.integers(0, 3),  # village
            st.integers(0, 6),  # persons
            st.sampled_from(["", "no_risk", "suspected", "not_met"]),
            st.booleans(),  # resident
        ),
        max_size=12,
    )
)
def test_coverage_is_what_counting_by_hand_gives(
    homes: list[tuple[int, int, str, bool]], bureau_official: User
) -> None:
    ScreeningResult.objects.all().delete()
    ScreeningRound.objects.all().delete()
    Household.objects.all().delete()
    places = [
        AreaFactory(code=code, name=code)
        for code in ("990981101201", "990981101202", "990981105201", "990981105202")
    ]
    listed = [
        (HouseholdFactory(village=places[v], persons=p, is_resident=r), v, p, o, r)
        for v, p, o, r in homes
    ]
    round_ = begun(bureau_official)
    for home, _v, _p, outcome, resident in listed:
        if outcome and resident:
            screen(round_, home, None, outcome)
    rows = screening_coverage.of_area(
        bureau_official, round_, Area.objects.get(code="990981000000")
    )
    got = {row.area.code[:9]: row.counts for row in rows}
    for prefix in ("990981101", "990981105"):
        mine = [h for h in listed if places[h[1]].code.startswith(prefix) and h[4]]
        counts = got.get(prefix, screening_coverage.Counts())
        seen = [h for h in mine if h[3] in ("no_risk", "suspected")]
        assert counts.households == len(mine)
        assert counts.persons == sum(h[2] for h in mine)
        assert counts.screened == len(seen) <= counts.households
        assert counts.screened_persons == sum(h[2] for h in seen)
        assert counts.not_met == sum(h[3] == "not_met" for h in mine)
        assert counts.leads == sum(h[3] == "suspected" for h in mine)
    assert sum(c.households for c in got.values()) == len([h for h in listed if h[4]])
