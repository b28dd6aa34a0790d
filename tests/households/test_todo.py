"""The to-do list: everybody's first page, one click from each work."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, CalendarDay, User
from accounts.roles import Role
from core.months import Month
from exchange.models import ImportRun
from households.models import Deadline, Lead, LeadBatch
from households.services import clocks
from households.services.escalation import escalate
from households.services.months import close_month
from households.services.summaries import refresh_summaries
from households.todo import SHOWN, deadline_groups, other_groups, spans
from tests.factories import (
    AreaFactory,
    EpisodeFactory,
    HouseholdFactory,
    UserFactory,
    VisitFactory,
)

ClientOf = Callable[[User], Client]
HOME = reverse("households:todo")
#: A Wednesday.
TODAY = dt.date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC), tick=False):
        yield


def start(area: Area, due_on: dt.date, subject: int = 1, **values: object) -> Deadline:
    facts = {
        "holder": Role.TOWNSHIP_STAFF,
        "clock": "measures",
        "title": "落实首项措施",
    }
    return clocks.start_clock(
        subject_kind="household",
        subject_id=subject,
        area=area,
        started_on=dt.date(2026, 11, 1),
        due_on=due_on,
        **(facts | values),
    )


def counts(user: User) -> dict[str, int]:
    return {group.key: group.count for group in deadline_groups(user, TODAY)}


def others(user: User) -> dict[str, int]:
    return {group.key: group.count for group in other_groups(user, TODAY)}


def test_it_works(
    client_of: ClientOf, township_staff: User, outsider: User, village: Area
) -> None:
    days = (17, 18, 19, 22, 23, 30)
    for subject, day in enumerate(days):
        start(village, dt.date(2026, 11, day), subject)
    found = {"late": 1, "today": 1, "week": 2, "later": 2}
    assert counts(township_staff) == found
    assert counts(outsider) == dict.fromkeys(found, 0)
    page = client_of(township_staff).get(HOME)
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count("落实首项措施") >= len(days)
    assert reverse("households:household", args=[0]) in text
    assert "落实首项措施" not in client_of(outsider).get(HOME).content.decode()


def test_the_parts_of_the_list_leave_no_day_out() -> None:
    for day in range(1, 29):
        today = dt.date(2026, 11, day)
        for offset in range(-10, 20):
            due = today + dt.timedelta(days=offset)
            assert sum(span.holds(due) for span in spans(today)) == 1


def test_every_group_opens_exactly_its_rows(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    for subject, day in enumerate((17, 18, 19, 22, 23, 30)):
        start(village, dt.date(2026, 11, day), subject)
    start(village, dt.date(2026, 11, 16), 9, holder=Role.VILLAGE_WORKER)
    client = client_of(township_staff)
    for group in deadline_groups(township_staff, TODAY):
        page = client.get(group.url)
        assert page.context["total_label"] == str(group.count), group.key


def test_many_late_ones_do_not_hide_what_is_due_later(
    township_staff: User, village: Area
) -> None:
    for subject in range(SHOWN + 5):
        start(village, dt.date(2026, 11, 17), subject)
    start(village, dt.date(2026, 11, 30), 99)
    groups = deadline_groups(township_staff, TODAY)
    shown = {group.key: (group.count, len(group.items)) for group in groups}
    assert shown["late"] == (SHOWN + 5, SHOWN)
    assert shown["later"] == (1, 1)


def test_what_rose_from_below_says_who_has_to_act(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    start(village, dt.date(2026, 11, 16), holder=Role.VILLAGE_WORKER)
    assert counts(township_staff)["late"] == 0
    escalate(today=TODAY)
    page = client_of(township_staff).get(HOME).content.decode()
    assert "由村级工作人员办理" in page


def test_what_is_paused_done_or_a_minimum_does_not_wait(
    township_staff: User, village: Area
) -> None:
    paused = start(village, dt.date(2026, 11, 17), 1)
    clocks.pause_clock(deadline=paused, by=None, reason="外出", on=TODAY)
    start(village, dt.date(2026, 11, 17), 2)
    clocks.stop_clocks(subject_kind="household", subject_ids=[2], on=TODAY)
    start(village, dt.date(2026, 11, 17), 3, clock="publicity_min")
    assert sum(counts(township_staff).values()) == 0


@pytest.mark.parametrize(
    "who",
    ["village_worker", "leader", "inspector", "department_staff", "newcomer"],
)
def test_whoever_has_nothing_to_do_is_told_so(
    who: str, client_of: ClientOf, request: pytest.FixtureRequest
) -> None:
    page = client_of(request.getfixturevalue(who)).get(HOME)
    assert page.status_code == 200
    if who != "newcomer":  # the administrator has the installation to set up
        assert "目前没有待办事项" in page.content.decode()


def test_the_way_in_leads_to_the_list(
    client_of: ClientOf, village_worker: User
) -> None:
    response = client_of(village_worker).get(reverse("home"))
    assert response["Location"] == HOME


def test_visits_still_due_are_counted_in_scope(
    village_worker: User, outsider: User, village: Area
) -> None:
    for visited in (True, False, False):
        household = EpisodeFactory(household__village=village).household
        if visited:
            VisitFactory(household=household, month=dt.date(2026, 11, 1))
    refresh_summaries()
    assert others(village_worker) == {"visits": 2}
    assert others(outsider) == {}


def test_a_month_past_its_closing_day_waits_for_the_bureau(
    bureau_official: User, village: Area
) -> None:
    household = HouseholdFactory(village=village)
    VisitFactory(household=household, month=dt.date(2026, 10, 1))
    assert others(bureau_official) == {"months": 1}
    close_month(month=Month(2026, 10), by=bureau_official)
    assert others(bureau_official) == {}


def test_an_import_waits_for_whoever_brought_it(
    township_staff: User, outsider: User
) -> None:
    ImportRun.objects.create(
        roster="households",
        owner=township_staff,
        state=ImportRun.State.PREVIEW,
        file_name="a.xlsx",
        stored_name="none.xlsx",
        file_size=1,
        digest="0" * 64,
        scope_low="990981101000",
        scope_high="990981101999",
    )
    assert others(township_staff) == {"imports": 1}
    assert others(outsider) == {}


def test_a_department_is_told_of_answers_and_batches(
    department_staff: User, bureau_official: User, village: Area
) -> None:
    facts = {"department": department_staff.department, "received_on": TODAY}
    batch = LeadBatch.objects.create(title="11月推送", **facts)
    lead = {"source": Lead.Source.DEPARTMENT_ALERT, "area": village, "content": "住院"}
    Lead.objects.create(person_name="甲", batch=batch, **facts, **lead)
    Lead.objects.create(
        person_name="乙",
        state=Lead.State.ANSWERED,
        outcome=Lead.Outcome.NOT_TRUE,
        fact="未住院",
        verified_on=TODAY,
        **facts,
        **lead,
    )
    found = others(department_staff)
    assert (found["answers"], found["batches"]) == (1, 1)
    assert "answers" not in others(bureau_official)


def test_the_administrator_sees_what_the_installation_lacks(
    administrator: User, township: Area
) -> None:
    ended = AreaFactory(
        code="990981101299", parent=township, valid_to=dt.date(2026, 1, 1)
    )
    UserFactory(area=ended)
    found = others(administrator)
    assert (found["calendar"], found["accounts"]) == (1, 1)
    assert found["parameters"] >= 1
    for day in (dt.date(2027, 1, 1), dt.date(2027, 10, 1)):
        CalendarDay.objects.create(day=day, is_working=False, name="放假")
    assert "calendar" not in others(administrator)


def test_a_deadline_in_a_year_without_holidays_says_so(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    sentence = "2027 年放假安排未导入，按周一至周五推算"
    client = client_of(township_staff)
    start(village, dt.date(2027, 1, 4), 1)
    assert sentence not in client.get(HOME).content.decode()
    start(village, dt.date(2027, 1, 4), 2, clock="lead_visit")
    for url in (HOME, reverse("households:deadlines")):
        assert sentence in client.get(url).content.decode()


def test_the_overview_asks_for_its_part(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    start(village, dt.date(2026, 11, 17))
    panel = reverse("households:todo-panel")
    client = client_of(township_staff)
    part = client.get(panel, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-swap-oob="beforeend:#date-strip"' in part
    assert "识别后制定计划并落实首项措施" in part
    assert "<html" not in part


def test_the_counters_of_the_navigation_cost_one_query(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client = client_of(township_staff)
    found = []
    for subject in (1, 2, 3):
        start(village, dt.date(2026, 11, 17), subject)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(HOME)
        found.append(len(queries))
        counted = [q for q in queries.captured_queries if "AS limited" in q["sql"]]
        assert len(counted) == 1
        assert page.context["badges"]["todo"] == str(subject)
    assert len(set(found[1:])) == 1
    part = reverse("households:todo-panel")
    with CaptureQueriesContext(connection) as queries:
        client.get(part)
    assert not [q for q in queries.captured_queries if "AS limited" in q["sql"]]
