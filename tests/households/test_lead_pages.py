"""The pages of leads: list, tabs, one lead, forms, problem lists, sheets."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import tests
from accounts.models import AccessLog, Area, User
from core.keyset import fetch
from core.months import Month
from exchange.registers import sort_names
from households import choices
from households.leads import problems
from households.models import Case, Household, Lead
from households.registers.leads import LEADS, LEADS_SENT
from households.services import lead_work
from tests.factories import (
    HouseholdFactory,
    MemberFactory,
    VisitFactory,
    id_number,
)
from tests.households.leading import ANSWER, answer, make_lead, today

ClientOf = Callable[[User], Client]
COUNTS = json.loads(
    (Path(tests.__file__).parent / "query_counts.json").read_text(encoding="utf-8")
)


def typed(**values: object) -> dict[str, object]:
    return {
        "ref": str(uuid.uuid4()),
        "source": "grid_check",
        "person_name": "赵德全",
        "content": "摔伤住院，自付两万元",
        "received_on": today().isoformat(),
        **values,
    }


def test_it_works(
    village: Area, village_worker: User, township_staff: User, client_of: ClientOf
) -> None:
    """Recorded in the village, answered there, found by its number."""
    client = client_of(village_worker)
    body = typed(area=village.code, source="self_declaration")
    made = client.post(reverse("households:lead-create"), body)
    lead = Lead.objects.get()
    assert made.status_code == 302
    assert made["Location"] == lead.get_absolute_url()
    said = {**ANSWER, "verified_on": today().isoformat(), "base_version": lead.version}
    assert (
        client.post(reverse("households:lead-answer", args=[lead.pk]), said).status_code
        == 302
    )
    found = client_of(township_staff).get(
        reverse("households:leads"), {"q": lead.number}
    )
    assert "赵德全" in found.content.decode()


def test_the_list_marks_late_leads_and_the_page_begins_their_entry_on_any_day(
    village: Area, township_staff: User, client_of: ClientOf
) -> None:
    member = MemberFactory(household=HouseholdFactory(village=village))
    known = {"household": member.household, "member": member}
    late = make_lead(village, township_staff, received_on=today(20), **known)
    client = client_of(township_staff)
    assert "逾期 5 天" in client.get(reverse("households:leads")).content.decode()
    answer(late, township_staff, outcome="at_risk")
    assert (
        "逾期"
        not in client.get(reverse("households:leads"), {"state": "answered"})
        .content.decode()
        .split("<tbody", 1)[1]
        .split("</tbody>")[0]
    )
    opening = reverse("households:case-open", args=[member.household_id, "entry"])
    page = client.get(late.get_absolute_url()).content.decode()
    assert f"{opening}?lead={late.pk}" in page
    began = {"on": today(19).isoformat(), "lead": late.pk}
    assert client.post(opening, began).status_code == 302
    case = Case.objects.get()
    assert (case.lead, case.opened_on) == (late, today(19))


def test_the_list_says_names_of_areas_and_no_code_where_nobody_has_the_lead_yet(
    county: Area, township: Area, bureau_official: User, client_of: ClientOf
) -> None:
    for area in (county, township):
        make_lead(area, bureau_official)
    page = client_of(bureau_official).get(reverse("households:leads"))
    rows = page.content.decode().split("<tbody", 1)[1].split("</tbody>")[0]
    assert county.code not in rows
    assert "石门镇" in rows
    assert "石门镇 石门镇" not in rows


def test_the_outsider_finds_neither_list_entry_nor_page(
    village: Area, township_staff: User, outsider: User, client_of: ClientOf
) -> None:
    lead = make_lead(village, township_staff)
    client = client_of(outsider)
    assert "赵德全" not in client.get(reverse("households:leads")).content.decode()
    for name in ("lead", "lead-edit", "lead-answer", "lead-refuse", "lead-close"):
        url = reverse(f"households:{name}", args=[lead.pk])
        assert client.post(url, {}).status_code in {404, 405}
    sheet = client.get(reverse("households:lead-sheet"), {"id": lead.pk})
    assert "赵德全" not in sheet.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("received_on", today(-2).isoformat()), ("id_no", "12345"), ("person_name", "")],
)
def test_a_wrong_field_is_said_at_the_field_and_nothing_is_written(
    village: Area,
    village_worker: User,
    client_of: ClientOf,
    field: str,
    value: str,
) -> None:
    body = typed(area=village.code) | {field: value}
    answered = client_of(village_worker).post(reverse("households:lead-create"), body)
    assert answered.status_code == 422
    assert f"id_{field}_error" in answered.content.decode()
    assert not Lead.objects.exists()


def test_what_was_typed_stays_when_somebody_else_was_quicker(
    village: Area, village_worker: User, township_staff: User, client_of: ClientOf
) -> None:
    lead = make_lead(village, township_staff)
    answer(lead, village_worker)
    body = {
        **ANSWER,
        "fact": "本人外出，未见到",
        "verified_on": today().isoformat(),
        "base_version": 1,
    }
    url = reverse("households:lead-answer", args=[lead.pk])
    answered = client_of(township_staff).post(url, body)
    assert answered.status_code == 409
    assert "本人外出，未见到" in answered.content.decode()


def test_an_identity_number_in_the_search_enters_no_address(
    village: Area, township_staff: User, client_of: ClientOf
) -> None:
    make_lead(village, township_staff, id_no=id_number(7))
    client = client_of(township_staff)
    moved = client.get(reverse("households:leads"), {"q": id_number(7)})
    assert moved["Location"] == reverse("households:lead-search")
    found = client.post(moved["Location"], {"number": id_number(7)})
    assert "赵德全" in found.content.decode()
    assert AccessLog.objects.filter(object_type="lead").count() == 1


def test_at_risk_begins_the_entry_procedure_in_one_step(
    village: Area, township_staff: User, client_of: ClientOf
) -> None:
    household: Household = HouseholdFactory(village=village, head_name="赵德全")
    MemberFactory(household=household)
    lead = make_lead(village, township_staff)
    answer(lead, township_staff, outcome=choices.LeadOutcome.AT_RISK)
    client = client_of(township_staff)
    url = reverse("households:lead-enter", args=[lead.pk])
    assert url in client.get(lead.get_absolute_url()).content.decode()
    client.post(url)
    client.post(url)
    case = Case.objects.get()
    assert (case.household, case.lead) == (household, lead)


def test_a_lead_about_somebody_unknown_offers_no_procedure(
    village: Area, township_staff: User, client_of: ClientOf
) -> None:
    lead = make_lead(village, township_staff)
    answer(lead, township_staff, outcome=choices.LeadOutcome.AT_RISK)
    page = client_of(township_staff).get(lead.get_absolute_url()).content.decode()
    assert reverse("households:lead-enter", args=[lead.pk]) not in page
    assert reverse("households:household-create") in page


def test_a_household_is_found_by_name_and_linked(
    village: Area, township_staff: User, client_of: ClientOf
) -> None:
    household: Household = HouseholdFactory(village=village, head_name="苏满仓")
    member = MemberFactory(household=household)
    lead = make_lead(village, township_staff)
    client = client_of(township_staff)
    page = client.get(lead.get_absolute_url(), {"find": "满仓"}).content.decode()
    assert f'value="{member.pk}"' in page
    client.post(
        reverse("households:lead-link", args=[lead.pk]),
        {"household": household.pk, "member": member.pk, "base_version": lead.version},
    )
    lead.refresh_from_db()
    assert lead.household == household


def test_the_sheet_has_no_identity_number(
    village: Area, village_worker: User, client_of: ClientOf
) -> None:
    lead = make_lead(village, village_worker, id_no=id_number(7))
    page = client_of(village_worker).get(
        reverse("households:lead-sheet"), {"id": lead.pk}
    )
    assert lead.person_name in page.content.decode()
    assert lead.id_no_mask
    assert lead.id_no_mask not in page.content.decode()


def test_several_are_dispatched_at_once(
    county: Area, village: Area, bureau_official: User, client_of: ClientOf
) -> None:
    made = [make_lead(county, bureau_official).pk for _ in range(3)]
    client_of(bureau_official).post(
        reverse("households:lead-dispatch"), {"id": made, "area": village.code}
    )
    assert Lead.objects.filter(area=village, state="verifying").count() == 3


def test_the_problem_lists_name_what_went_wrong(
    village: Area, township_staff: User, outsider: User, client_of: ClientOf
) -> None:
    make_lead(village, township_staff, received_on=today(60), person_name="吴超时")
    at_risk = make_lead(village, township_staff, person_name="钱入册")
    answer(at_risk, township_staff, outcome=choices.LeadOutcome.AT_RISK)
    for _time in range(2):
        again = make_lead(village, township_staff, person_name="孙外循")
        answer(again, township_staff, outcome=choices.LeadOutcome.HELPED_BY_POLICY)
    url = reverse("households:lead-problems")
    for kind, name in (
        ("late", "吴超时"),
        ("unregistered", "钱入册"),
        ("outside", "孙外循"),
    ):
        page = client_of(township_staff).get(url, {"kind": kind}).content.decode()
        assert name in page
        page = client_of(outsider).get(url, {"kind": kind}).content.decode()
        assert name not in page


def test_an_accepted_household_leaves_the_list_of_the_unregistered(
    village: Area, township_staff: User
) -> None:
    household: Household = HouseholdFactory(village=village, head_name="赵德全")
    MemberFactory(household=household)
    lead = make_lead(village, township_staff)
    answer(lead, township_staff, outcome=choices.LeadOutcome.AT_RISK)
    assert list(problems.unregistered(Lead.objects.all())) == [lead]
    household.episodes.create(
        category=choices.Category.MARGINAL,
        household_type=household.household_type,
        identified_on=today(),
        risks=[choices.Risk.ILLNESS],
    )
    assert not problems.unregistered(Lead.objects.all()).exists()


def test_a_visit_with_signals_offers_a_lead(
    village: Area, township_staff: User, client_of: ClientOf
) -> None:
    household: Household = HouseholdFactory(village=village)
    visit = VisitFactory(
        household=household,
        month=Month.current().first_day,
        visited_on=today(),
        signals=[choices.Signal.MEDICAL],
    )
    client = client_of(township_staff)
    page = client.get(
        reverse("households:visit-edit", args=[household.pk, Month.current()])
    )
    url = reverse("households:lead-from-visit", args=[visit.pk])
    assert url in page.content.decode()
    client.post(url)
    client.post(url)
    assert Lead.objects.get().visit == visit


@pytest.mark.parametrize(
    "name", ["leads", "lead", "lead-problems", "lead-batches", "household-leads"]
)
def test_the_page_takes_as_many_queries_as_written_down(
    name: str, village: Area, township_staff: User, client_of: ClientOf
) -> None:
    household: Household = HouseholdFactory(village=village, head_name="赵德全")
    MemberFactory(household=household)
    for _n in range(3):
        lead = make_lead(village, township_staff)
    lead_work.link_household(lead=lead, by=township_staff, household=household)
    keys = {"lead": [lead.pk], "household-leads": [household.pk]}
    url = reverse(f"households:{name}", args=keys.get(name, []))
    client = client_of(township_staff)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    found = [query["sql"][:90] for query in queries.captured_queries]
    assert len(found) == COUNTS[f"households:{name}"], found


@pytest.mark.parametrize("order", list(sort_names(LEADS)))
def test_every_sort_is_walked_from_end_to_end(
    order: str, village: Area, township_staff: User
) -> None:
    """Empty values included, no row twice and none left out."""
    for number in range(5):
        lead = make_lead(village, township_staff, received_on=today(number))
        if number % 2:
            answer(lead, township_staff, verified_on=today())
    seen: list[int] = []
    after = ""
    while True:
        page = fetch(
            LEADS.rows(township_staff).annotate(**LEADS.annotations),
            LEADS.fields,
            LEADS.sorting.sort(order),
            after=after,
            size=2,
        )
        seen += [row["pk"] for row in page.rows]
        after = page.after
        if not after:
            break
    assert sorted(seen) == sorted(Lead.objects.values_list("pk", flat=True))


def test_a_department_sorts_by_no_hidden_state(
    village: Area, department_staff: User, client_of: ClientOf
) -> None:
    make_lead(village, None, department=department_staff.department)
    client = client_of(department_staff)
    for order in sort_names(LEADS_SENT):
        page = client.get(reverse("households:leads"), {"sort": order})
        assert page.status_code == 200
    assert not {"state", "area_id", "match"} & set(LEADS_SENT.sorting.columns)
