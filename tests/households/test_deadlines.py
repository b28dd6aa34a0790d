"""The page of running deadlines: tabs, table by township, pace, pauses, export."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Area, User
from accounts.roles import Role
from exchange import jobs, services
from exchange.registers import sort_names
from households.clocks.pace import forecast
from households.models import Deadline, DeadlinePause
from households.pace import late_at_this_pace
from households.registers.deadlines import DEADLINES
from households.services import clocks
from households.services.escalation import escalate
from tests.exchange.test_roundtrip import sheet_of

ClientOf = Callable[[User], Client]
LIST = reverse("households:deadlines")
TODAY = dt.date(2026, 11, 18)
QUERY_COUNTS = json.loads(
    (Path(__file__).parent.parent / "query_counts.json").read_text()
)
DAYS = st.dates(dt.date(2026, 11, 1), dt.date(2027, 3, 1))


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 18, 1, tzinfo=dt.UTC), tick=False):
        yield


def start(area: Area, due: int, subject: int, **values: object) -> Deadline:
    """Due so many days from today."""
    facts = {
        "holder": Role.TOWNSHIP_STAFF,
        "clock": "measures",
        "title": f"落实首项措施{subject}",
        "started_on": dt.date(2026, 10, 20),
    }
    return clocks.start_clock(
        subject_kind="household",
        subject_id=subject,
        area=area,
        due_on=TODAY + dt.timedelta(days=due),
        **(facts | values),
    )


def tabs(client: Client) -> dict[str, str]:
    found = client.get(LIST).context["tabs"]
    return {tab["label"]: tab["count"] for tab in found}


def test_it_works(
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    outsider: User,
    village: Area,
    other_village: Area,
) -> None:
    start(village, -3, 1)
    start(village, 1, 2)
    start(other_village, 20, 3)
    clocks.pause_clock(deadline=start(village, 9, 4), by=None, reason="外出", on=TODAY)
    escalate(today=TODAY)
    found = tabs(client_of(bureau_official))
    assert found["全部在办"] == "4"
    assert found["本周到期"] == "1"
    assert found["已逾期"] == found["已升级"] == found["已暂停"] == "1"
    assert tabs(client_of(township_staff))["全部在办"] == "3"
    assert tabs(client_of(outsider))["全部在办"] == "1"
    page = client_of(bureau_official).get(LIST)
    towns = {name: works["measures"] for name, _code, works in page.context["towns"]}
    assert (towns["石门镇"].forecast.open, towns["石门镇"].overdue) == (2, 1)
    assert towns["高塬镇"].forecast.open == 1


def test_every_number_of_the_table_opens_exactly_its_rows(
    client_of: ClientOf, bureau_official: User, village: Area, other_village: Area
) -> None:
    for subject, (area, due) in enumerate(
        [(village, -3), (village, 1), (village, 30), (other_village, 2)]
    ):
        start(area, due, subject)
    client = client_of(bureau_official)
    for _name, code, works in client.get(LIST).context["towns"]:
        work = works["measures"]
        where = {"township": code, "clock": "measures"}
        assert client.get(LIST, where).context["total_label"] == str(len(work.ids))
        for state, count in (("late", work.overdue), ("pace", len(work.late_ids))):
            page = client.get(LIST, where | {"state": state})
            assert page.context["total_label"] == str(count), state


def test_the_pace_of_the_last_week_tells_what_will_be_late(village: Area) -> None:
    for subject in range(7):
        start(village, 5, 100 + subject)
    clocks.stop_clocks(subject_kind="household", subject_ids=range(100, 107), on=TODAY)
    # One a day: the first three are done in time, the fourth of three days is not.
    soon = [start(village, 3, subject).pk for subject in range(4)]
    assert late_at_this_pace(TODAY) == soon[3:]


def test_nothing_done_for_a_month_means_late_once_it_has_lain_a_week(
    village: Area, other_village: Area
) -> None:
    lain = start(village, 30, 1)
    start(other_village, 30, 2, started_on=TODAY)
    assert late_at_this_pace(TODAY) == [lain.pk]


@given(st.lists(DAYS, max_size=20).map(sorted), st.integers(0, 20), st.integers(0, 40))
def test_a_faster_pace_never_makes_more_late(
    dues: list[dt.date], done: int, more: int
) -> None:
    facts = {"oldest_start": dt.date(2026, 10, 1), "today": TODAY}
    slow = forecast(dues, done_week=done, done_month=done, **facts)
    fast = forecast(dues, done_week=done + more, done_month=done + more, **facts)
    assert set(fast.late) <= set(slow.late)
    assert slow.open == len(dues)


def test_a_pause_is_entered_with_its_reason_and_ended(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    deadline = start(village, 4, 1)
    client = client_of(township_staff)
    page = reverse("households:deadline", args=[deadline.pk])
    pause = reverse("households:deadline-pause", args=[deadline.pk])
    refused = client.post(pause, {"on": "2026-11-10", "reason": "  "})
    assert refused.status_code == 422
    assert 'value="2026-11-10"' in refused.content.decode()
    values = {"on": "2026-11-10", "reason": "全家外出就医"}
    assert client.post(pause, values)["Location"] == page
    assert "全家外出就医" in client.get(page).content.decode()
    assert client.post(pause, values).status_code == 422
    resume = reverse("households:deadline-resume", args=[deadline.pk])
    assert client.post(resume, {"on": "2026-11-09"}).status_code == 422
    assert client.post(resume, {"on": "2026-11-15"}).status_code == 302
    deadline.refresh_from_db()
    assert deadline.due_on == dt.date(2026, 11, 27)
    assert deadline.first_due_on == dt.date(2026, 11, 22)
    found = DeadlinePause.objects.get()
    assert (found.paused_by, found.resumed_by) == (township_staff, township_staff)


def test_a_deadline_that_ended_meanwhile_is_not_paused(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    deadline = start(village, 4, 1)
    clocks.stop_clocks(subject_kind="household", subject_ids=[1], on=TODAY)
    pause = reverse("households:deadline-pause", args=[deadline.pk])
    answer = client_of(township_staff).post(pause, {"on": "2026-11-17", "reason": "外"})
    assert answer.status_code == 422
    assert "该时限已结束" in answer.content.decode()


def test_the_outsider_reaches_no_deadline(
    client_of: ClientOf, outsider: User, village_worker: User, village: Area
) -> None:
    deadline = start(village, 4, 1)
    for name in ("deadline", "deadline-pause", "deadline-resume"):
        url = reverse(f"households:{name}", args=[deadline.pk])
        assert client_of(outsider).get(url).status_code == 404
    pause = reverse("households:deadline-pause", args=[deadline.pk])
    assert client_of(village_worker).post(pause, {}).status_code == 403


def test_a_department_sees_the_deadlines_it_holds(
    client_of: ClientOf, department_staff: User, village: Area
) -> None:
    start(village, 4, 1)
    held = {"department": department_staff.department}
    start(village, 4, 2, holder=Role.DEPARTMENT_STAFF, clock="lead_reply", **held)
    page = client_of(department_staff).get(LIST)
    assert page.context["total_label"] == "1"


def test_what_is_listed_goes_out_to_excel(
    client_of: ClientOf, township_staff: User, village: Area, other_village: Area
) -> None:
    start(village, -3, 1)
    start(village, 4, 2)
    start(other_village, -3, 3)
    job = services.start_export(
        roster_key="deadlines", owner=township_staff, query={"state": "late"}
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    file, _name = services.export_file(job=job, user=township_staff)
    head, *rows = sheet_of(file)
    found = dict(zip(head, rows[0], strict=True))
    assert len(rows) == 1
    assert found["事项"] == "落实首项措施1"
    assert found["逾期天数"] >= 3  # by the day of the database


def test_an_answer_to_htmx_brings_the_tabs_with_it(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    start(village, 4, 1)
    client = client_of(township_staff)
    part = client.get(LIST, {"clock": "measures"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert 'id="dl-tabs"' in text
    assert "clock=measures&amp;state=late" in text
    assert "<html" not in text


@pytest.mark.parametrize("sort", list(sort_names(DEADLINES)))
def test_every_sort_answers(
    client_of: ClientOf, township_staff: User, village: Area, sort: str
) -> None:
    start(village, 4, 1)
    start(village, 5, 2)
    page = client_of(township_staff).get(LIST, {"sort": sort})
    assert len(page.context["rows"]) == 2


@pytest.mark.parametrize("name", ["households:deadlines", "households:todo"])
def test_a_page_takes_as_many_queries_as_written_down(
    client_of: ClientOf, township_staff: User, village: Area, name: str
) -> None:
    client = client_of(township_staff)
    found = []
    for many in (2, 30):
        for subject in range(many):
            start(village, subject - 3, subject)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name))
        found.append([each["sql"][:100] for each in captured.captured_queries])
    assert [len(each) for each in found] == [QUERY_COUNTS[name]] * 2, found[1]
