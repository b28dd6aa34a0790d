"""What may be done with a lead, by whom, and what follows."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, Department, Parameter, User
from accounts.roles import Role
from households import choices
from households.models import Deadline, Household, Lead
from households.services import lead_origins, lead_work, leads
from households.services.leads import LeadConflict
from households.services.summaries import refresh_summaries
from tests.factories import (
    DepartmentFactory,
    EpisodeFactory,
    HouseholdFactory,
    MemberFactory,
    VisitFactory,
    id_number,
)
from tests.households.leading import answer, make_lead, today

State = choices.LeadState


@pytest.fixture
def household(village: Area) -> Household:
    row: Household = HouseholdFactory(village=village, head_name="赵德全")
    MemberFactory(household=row, id_no=id_number(7))
    refresh_summaries()
    row.refresh_from_db()
    return row


def test_it_works(village: Area, township_staff: User) -> None:
    """Recorded, answered, accepted: closed, with every clock stopped."""
    lead = make_lead(village, township_staff)
    assert (lead.state, lead.number) == (State.VERIFYING, f"XS2026-{lead.pk:06d}")
    assert lead.due_on is not None
    lead = answer(lead, township_staff)
    assert (lead.state, lead.answered_on) == (State.ANSWERED, today())
    lead = leads.close_lead(lead=lead, by=township_staff)
    assert (lead.state, lead.closed_on) == (State.CLOSED, today())
    assert not Deadline.objects.running().filter(subject_kind="lead").exists()


def test_a_lead_without_a_village_waits_for_the_bureau(
    county: Area, bureau_official: User
) -> None:
    lead = make_lead(county, bureau_official)
    assert lead.state == State.UNASSIGNED
    clock = Deadline.objects.get(subject_kind="lead", subject_id=lead.pk)
    assert clock.holder == Role.BUREAU_OFFICIAL


def test_the_same_form_sent_twice_gives_one_lead(
    village: Area, village_worker: User
) -> None:
    ref = uuid.uuid4()
    first = make_lead(village, village_worker, ref=ref)
    assert make_lead(village, village_worker, ref=ref) == first
    assert Lead.objects.count() == 1


def test_nobody_records_a_lead_for_the_next_township(
    village: Area, outsider: User
) -> None:
    with pytest.raises(PermissionDenied):
        make_lead(village, outsider)


def test_the_outsider_answers_nothing(
    village: Area, township_staff: User, outsider: User
) -> None:
    lead = make_lead(village, township_staff)
    with pytest.raises(PermissionDenied):
        answer(lead, outsider)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verified_on", today(11)),
        ("verified_on", today(-1)),
        ("verifiers", " "),
        ("fact", ""),
        ("outcome", "nonsense"),
    ],
)
def test_an_answer_needs_its_parts_in_order(
    village: Area, township_staff: User, field: str, value: Any
) -> None:
    lead = make_lead(village, township_staff)
    with pytest.raises(ValidationError) as refused:
        answer(lead, township_staff, **{field: value})
    assert field in refused.value.message_dict
    lead.refresh_from_db()
    assert (lead.state, lead.version) == (State.VERIFYING, 1)


def test_the_same_answer_twice_is_saved_once(
    village: Area, township_staff: User
) -> None:
    lead = make_lead(village, township_staff)
    first = answer(lead, township_staff, base_version=1)
    again = answer(lead, township_staff, base_version=1)
    assert first.version == again.version == 2


def test_an_answer_to_an_older_version_is_refused(
    village: Area, township_staff: User, village_worker: User
) -> None:
    lead = make_lead(village, township_staff)
    answer(lead, village_worker, base_version=1)
    with pytest.raises(LeadConflict):
        answer(lead, township_staff, base_version=1, fact="另有说法")


def test_a_lead_that_nobody_waits_for_is_closed_by_its_answer(
    village: Area, village_worker: User
) -> None:
    lead = make_lead(village, village_worker, source=choices.LeadSource.GRID_CHECK)
    assert answer(lead, village_worker).state == State.CLOSED


def test_a_department_sends_an_answer_back_once(
    village: Area, township_staff: User, department_staff: User
) -> None:
    department = department_staff.department
    lead = make_lead(village, None, department=department)
    answer(lead, township_staff)
    reply = Deadline.objects.running().get(clock="lead_reply", subject_id=lead.pk)
    assert (reply.holder, reply.department) == (Role.DEPARTMENT_STAFF, department)
    lead = leads.refuse_answer(lead=lead, by=department_staff, reason="未核实报销金额")
    assert (lead.state, lead.refused_on) == (State.REFUSED, today())
    assert lead.due_on is not None
    assert lead.due_on > today()
    answer(lead, township_staff, fact="已核实，报销 2.1 万元")
    with pytest.raises(ValidationError) as refused:
        leads.refuse_answer(lead=lead, by=department_staff, reason="仍不满意")
    assert "reason" in refused.value.message_dict
    assert leads.close_lead(lead=lead, by=department_staff).state == State.CLOSED


def test_sending_back_needs_a_reason(village: Area, township_staff: User) -> None:
    lead = answer(make_lead(village, township_staff), township_staff)
    with pytest.raises(ValidationError):
        leads.refuse_answer(lead=lead, by=township_staff, reason="  ")


def test_another_department_reaches_nothing(
    village: Area, township_staff: User, department_staff: User
) -> None:
    other: Department = DepartmentFactory(code="health", name="市卫健局")
    lead = make_lead(village, None, department=other)
    answer(lead, township_staff)
    with pytest.raises(PermissionDenied):
        leads.close_lead(lead=lead, by=department_staff)


def test_an_identity_number_of_the_area_is_a_match(
    household: Household, township_staff: User
) -> None:
    lead = make_lead(household.village, township_staff, id_no=id_number(7))
    assert (lead.match, lead.household) == (choices.LeadMatch.MATCHED, household)


def test_a_name_in_the_village_is_probable(
    household: Household, township_staff: User
) -> None:
    lead = make_lead(household.village, township_staff)
    assert (lead.match, lead.household) == (choices.LeadMatch.PROBABLE, household)


def test_two_of_one_name_in_the_village_leave_the_household_open(
    household: Household, township_staff: User
) -> None:
    twin = HouseholdFactory(village=household.village, head_name="赵德全")
    MemberFactory(household=twin)
    lead = make_lead(household.village, township_staff)
    assert (lead.match, lead.household) == (choices.LeadMatch.PROBABLE, None)


def test_a_number_of_the_next_township_is_not_found(
    household: Household, other_village: Area, outsider: User
) -> None:
    """Otherwise a lead would tell where somebody is registered."""
    lead = make_lead(other_village, outsider, id_no=id_number(7))
    assert (lead.match, lead.household) == (choices.LeadMatch.NOT_FOUND, None)


def test_already_monitored_needs_a_monitored_household(
    household: Household, township_staff: User
) -> None:
    lead = make_lead(household.village, township_staff)
    outcome = choices.LeadOutcome.ALREADY_MONITORED
    with pytest.raises(ValidationError):
        answer(lead, township_staff, outcome=outcome)
    EpisodeFactory(household=household)
    refresh_summaries()
    assert answer(lead, township_staff, outcome=outcome).outcome == outcome


def test_a_monitored_household_is_not_entered_again(
    household: Household, township_staff: User
) -> None:
    EpisodeFactory(household=household)
    refresh_summaries()
    lead = make_lead(household.village, township_staff)
    with pytest.raises(ValidationError):
        answer(lead, township_staff, outcome=choices.LeadOutcome.AT_RISK)


def test_dispatching_moves_the_clock_to_who_acts_now(
    county: Area, village: Area, bureau_official: User
) -> None:
    lead = make_lead(county, bureau_official)
    given = lead_work.dispatch_leads(leads=[lead.pk], area=village, by=bureau_official)
    lead.refresh_from_db()
    assert (given, lead.state, lead.area) == (1, State.VERIFYING, village)
    running = Deadline.objects.running().filter(subject_id=lead.pk)
    assert {(d.clock, d.holder) for d in running} == {
        ("lead_answer", Role.TOWNSHIP_STAFF),
        ("lead_visit", Role.VILLAGE_WORKER),
    }
    assert running.get(clock="lead_answer").started_on == lead.received_on


def test_a_township_dispatches_inside_itself_only(
    village: Area, other_village: Area, township_staff: User
) -> None:
    lead = make_lead(village, township_staff)
    with pytest.raises(PermissionDenied):
        lead_work.dispatch_leads(leads=[lead.pk], area=other_village, by=township_staff)


def test_dispatching_a_hundred_takes_as_many_statements_as_ten(
    county: Area, township: Area, bureau_official: User
) -> None:
    def statements(count: int) -> int:
        made = [make_lead(county, bureau_official).pk for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            lead_work.dispatch_leads(leads=made, area=township, by=bureau_official)
        return len(queries)

    assert statements(10) == statements(40)


def test_a_visit_that_suspects_a_risk_becomes_one_lead(
    household: Household, village_worker: User
) -> None:
    visit = VisitFactory(
        household=household,
        visited_on=today(),
        signals=[choices.Signal.MEDICAL],
        conclusion=choices.Conclusion.SUSPECTED,
    )
    lead = lead_origins.lead_from_visit(visit=visit, by=village_worker)
    assert lead_origins.lead_from_visit(visit=visit, by=village_worker) == lead
    assert (lead.source, lead.visit) == (choices.LeadSource.VISIT, visit)
    assert "医疗支出增加" in lead.content


def test_imported_visits_become_leads_in_few_statements(
    village: Area, township_staff: User
) -> None:
    def statements(count: int) -> int:
        visits = [
            VisitFactory(
                household=HouseholdFactory(village=village),
                visited_on=today(),
                conclusion=choices.Conclusion.SUSPECTED,
            ).pk
            for _ in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            made = lead_origins.leads_from_visits(visits=visits, by=township_staff)
        assert made == count
        return len(queries)

    assert statements(3) == statements(9)


def test_an_answer_nobody_objects_to_is_closed_when_the_county_says_so(
    village: Area, township_staff: User, department_staff: User
) -> None:
    lead = make_lead(village, None, department=department_staff.department)
    answer(lead, township_staff)
    Lead.objects.filter(pk=lead.pk).update(answered_on=today(9))
    assert leads.close_unopposed(today=today()) == 0
    Parameter.objects.create(
        key="lead_closes_after_days", value=7, valid_from=today(90)
    )
    assert leads.close_unopposed(today=today()) == 1
    lead.refresh_from_db()
    assert (lead.state, lead.closed_on) == (State.CLOSED, today())
    assert not Deadline.objects.running().filter(subject_kind="lead").exists()
