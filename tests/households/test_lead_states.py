"""No order of acts reaches a state that the table does not allow."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Area, User
from households import choices
from households.leads.numbers import read_number
from households.leads.states import OPEN, TRANSITIONS, Act, after
from households.models import Deadline, Lead
from households.services import lead_work, leads
from tests.households.leading import answer, make_lead, today

State = choices.LeadState


def act(lead: Lead, what: str, areas: list[Area], user: User, number: int) -> None:
    if what == Act.ANSWER:
        answer(lead, user, fact=f"核查情况 {number}")
    elif what == Act.REFUSE:
        leads.refuse_answer(lead=lead, by=user, reason=f"原因 {number}")
    elif what == Act.CLOSE:
        leads.close_lead(lead=lead, by=user)
    else:
        lead_work.dispatch_leads(leads=[lead.pk], area=areas[number % 2], by=user)


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=st.lists(st.sampled_from(list(Act)), max_size=9), begun=st.booleans())
def test_every_order_of_acts_stays_in_the_table(
    acts: list[Act],
    begun: bool,
    county: Area,
    township: Area,
    village: Area,
    bureau_official: User,
) -> None:
    lead = make_lead(village if begun else county, bureau_official)
    refusals = 0
    for number, what in enumerate(acts):
        before = lead.state
        try:
            act(lead, what, [township, village], bureau_official, number)
        except ValidationError:
            lead.refresh_from_db()
            assert lead.state == before
            continue
        lead.refresh_from_db()
        again = before == State.CLOSED and what == Act.CLOSE
        unmoved = what == Act.DISPATCH and lead.state == before
        assert again or unmoved or lead.state == TRANSITIONS[before, what]
        refusals += what == Act.REFUSE
        _is_consistent(lead)
    assert refusals <= 1


def _is_consistent(lead: Lead) -> None:
    """What the state says, the dates and the clocks say too."""
    is_open = lead.state in OPEN
    assert is_open == (lead.answered_on is None)
    assert (lead.state == State.CLOSED) == (lead.closed_on is not None)
    running = Deadline.objects.running().filter(clock="lead_answer", subject_id=lead.pk)
    assert running.count() == is_open
    if is_open:
        assert running.get().due_on == lead.due_on
    if not is_open:
        assert lead.outcome
        assert lead.fact
        assert lead.verified_on == today(1)


def test_nothing_follows_a_closed_lead() -> None:
    assert all(after(State.CLOSED, what) is None for what in Act)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("XS2026-000123", 123),
        ("xs2026-000123 ", 123),
        ("123", 123),
        ("XS2026", None),
        ("赵德全", None),
        ("", None),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, key: Any) -> None:
    assert read_number(text) == key
