"""Measures of a household: recorded, carried out, ended; the record keeps in step."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import Area, User
from accounts.roles import Role
from assistance.models import Measure
from assistance.services import measures as services
from households.models import Deadline, Episode, Household, Member, QualityHit
from households.services import clocks
from households.services.register import StaleRowError, fingerprint
from households.services.summaries import refresh_summaries
from tests.assistance.measuring import add, change, page, ticked, typed
from tests.factories import DepartmentFactory, EpisodeFactory, HouseholdFactory
from tests.households.leading import today

ClientOf = Callable[[User], Client]


def test_it_works(
    client_of: ClientOf, village_worker: User, household: Household
) -> None:
    client = client_of(village_worker)
    assert client.get(page("measure-add", household.pk)).status_code == 200
    answer = client.post(page("measure-add", household.pk), typed(name="住院救助"))
    row = Measure.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == row.get_absolute_url()
    assert (row.household, row.recorded_by) == (household, village_worker)
    assert ticked(household) == (["health"], "")
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "住院救助" in shown
    of_household = client.get(page("household-measures", household.pk))
    assert "医疗救助" in of_household.content.decode()


def test_the_next_township_finds_and_writes_nothing(
    client_of: ClientOf, township_staff: User, outsider: User, household: Household
) -> None:
    row = add(household, township_staff)
    client = client_of(outsider)
    for name in ("measure", "measure-edit"):
        assert client.get(page(name, row.pk)).status_code == 404
    for name in ("measure-end", "measure-remove", "record-add", "evidence-add"):
        assert client.post(page(name, row.pk), typed()).status_code == 404
    assert client.get(page("measure-add", household.pk)).status_code == 404
    assert client.get(page("household-measures", household.pk)).status_code == 404
    listed = client.get(page("measures")).content.decode()
    assert "医疗救助</td>" not in listed


def test_the_monitoring_record_follows(
    household: Household, village_worker: User
) -> None:
    Episode.objects.filter(household=household).update(measures=["social"])
    first = add(household, village_worker, "产业奖补", state="planned")
    assert ticked(household) == (["social"], "not_started")
    first = change(first, village_worker, state="running")
    assert ticked(household) == (["industry", "social"], "implemented")
    second = add(household, village_worker, "致富带头人带动")
    services.remove_measure(pk=second.pk, seen=fingerprint(second))
    assert ticked(household) == (["industry", "social"], "implemented")
    services.end_measure(
        pk=first.pk,
        by=village_worker,
        state="stopped",
        on=today(1),
        result="本人不愿继续",
        seen=fingerprint(first),
    )
    assert ticked(household) == (["social"], "")


def test_what_is_finished_stays_and_an_earlier_time_does_not_count(
    household: Household, village_worker: User
) -> None:
    row = add(household, village_worker)
    services.end_measure(
        pk=row.pk, by=village_worker, state="done", on=today(1), result="",
        seen=fingerprint(row),
    )  # fmt: skip
    assert ticked(household) == (["health"], "")
    add(
        household, village_worker, "雨露计划", state="done",
        started_on=dt.date(2022, 3, 1), ended_on=dt.date(2022, 7, 1),
    )  # fmt: skip
    assert ticked(household) == (["health"], "")


def test_the_first_measure_ends_its_clock(
    household: Household, village_worker: User
) -> None:
    clocks.start_clock(
        clock="measures",
        subject_kind="household",
        subject_id=household.pk,
        title="落实帮扶措施",
        area=household.village,
        holder=Role.TOWNSHIP_STAFF,
        started_on=today(3),
    )
    add(household, village_worker, state="planned")
    assert Deadline.objects.running().exists()
    add(household, village_worker, "签约家庭医生")
    assert not Deadline.objects.running().exists()


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"started_on": today(-3)}, "started_on", "开始日期在今天之后"),
        ({"state": "done"}, "ended_on", "填写完成日期"),
        ({"state": "done", "ended_on": today(-1)}, "ended_on", "日期在今天之后"),
        ({"state": "stopped", "ended_on": today(1)}, "result", "写明终止的原因"),
        ({"started_on": dt.date(2020, 5, 1)}, "kind", "目录中没有这个子项"),
    ],
)
def test_a_measure_that_cannot_be_is_refused(
    household: Household,
    village_worker: User,
    values: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    with pytest.raises(ValidationError) as refused:
        add(household, village_worker, **values)
    assert list(refused.value.message_dict) == [field]
    assert sentence in refused.value.message_dict[field][0]
    assert not Measure.objects.exists()


def test_the_same_measure_twice_is_refused(
    client_of: ClientOf, village_worker: User, household: Household, daughter: Member
) -> None:
    client = client_of(village_worker)
    url = page("measure-add", household.pk)
    for who in ("", daughter.pk):
        assert client.post(url, typed(member=who)).status_code == 302
        answer = client.post(url, typed(member=who, plan="一样的"))
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "这项措施已登记" in text
        assert "一样的" in text


def test_somebody_else_s_member_cannot_be_chosen(
    client_of: ClientOf,
    village_worker: User,
    household: Household,
    neighbours: Household,
) -> None:
    other = neighbours.members.get()
    url = page("measure-add", household.pk)
    answer = client_of(village_worker).post(url, typed(member=other.pk))
    assert answer.status_code == 422
    with pytest.raises(ValidationError) as refused:
        add(household, village_worker, member=other)
    assert "member" in refused.value.message_dict


def test_two_people_get_both_versions(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    row = add(household, township_staff)
    seen = fingerprint(row)
    change(row, township_staff, plan="先住院")
    client = client_of(township_staff)
    answer = client.post(page("measure-edit", row.pk), typed(seen=seen, plan="再报销"))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "先住院" in text
    assert "再报销" in text
    end = {"seen": seen, "state": "done", "on": today(0).isoformat(), "result": "好了"}
    answer = client.post(page("measure-end", row.pk), end)
    assert answer.status_code == 409
    assert "好了" in answer.content.decode()
    assert Measure.objects.get().state == "running"
    with pytest.raises(StaleRowError):
        services.remove_measure(pk=row.pk, seen=seen)


def test_a_department_sees_and_writes_its_own_measures(
    client_of: ClientOf, department_staff: User, township_staff: User,
    household: Household,
) -> None:  # fmt: skip
    own = add(household, township_staff, department=department_staff.department)
    other = DepartmentFactory(code="zhujian", name="住建局")
    foreign = add(household, township_staff, "危房改造", department=other)
    client = client_of(department_staff)
    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(foreign.get_absolute_url()).status_code == 404
    seen = {"seen": fingerprint(own)}
    given = typed(**seen, department=other.pk, plan="本部门的计划")
    assert client.post(page("measure-edit", own.pk), given).status_code == 302
    own.refresh_from_db()
    assert (own.plan, own.department) == ("本部门的计划", department_staff.department)


def test_a_department_learns_nothing_else_of_the_household(
    client_of: ClientOf, department_staff: User, township_staff: User,
    household: Household, head: Member, daughter: Member,
) -> None:  # fmt: skip
    """Neither who else lives there nor what is wrong with its entries."""
    QualityHit.objects.create(
        rule="H01",
        key=f"h{household.pk}",
        severity="must_fix",
        village=household.village,
        household=household,
        first_seen_at=timezone.now(),
        last_seen_at=timezone.now(),
    )
    own = add(
        household, township_staff, member=head, department=department_staff.department
    )
    client = client_of(department_staff)
    form = client.get(page("measure-edit", own.pk)).content.decode()
    assert head.name in form
    assert daughter.name not in form
    seen = {"seen": fingerprint(own)}
    forged = client.post(
        page("measure-edit", own.pk), typed(member=daughter.pk, **seen)
    )
    assert forged.status_code == 422
    saved = client.post(
        page("measure-edit", own.pk), typed(member=head.pk, **seen), follow=True
    )
    assert [message.level_tag for message in saved.context["messages"]] == ["success"]


def test_who_only_reads_may_not_write(
    client_of: ClientOf, leader: User, township_staff: User, household: Household
) -> None:
    row = add(household, township_staff)
    client = client_of(leader)
    shown = client.get(row.get_absolute_url())
    assert shown.status_code == 200
    assert page("record-add", row.pk) not in shown.content.decode()
    assert client.post(page("record-add", row.pk), {}).status_code == 403


def test_who_was_helped_before_the_identification_has_a_measure(
    village: Area, township_staff: User
) -> None:
    free: Household = HouseholdFactory(village=village)
    assert add(free, township_staff).pk
    episode = EpisodeFactory(household=free, identified_on=today(2))
    clocks.start_clock(
        clock="measures",
        subject_kind="household",
        subject_id=free.pk,
        title="落实帮扶措施",
        area=village,
        holder=Role.TOWNSHIP_STAFF,
        started_on=today(2),
    )
    refresh_summaries(Household.objects.filter(pk=free.pk))
    episode.refresh_from_db()
    assert episode.measures == ["health"]
    assert not Deadline.objects.running().exists()


def test_ending_needs_its_sentences(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    row = add(household, township_staff)
    given = {"seen": fingerprint(row), "state": "stopped", "on": today(1).isoformat()}
    answer = client_of(township_staff).post(page("measure-end", row.pk), given)
    assert answer.status_code == 422
    assert "写明终止的原因" in answer.content.decode()
    given = {**given, "state": "done", "result": "已救助"}
    answer = client_of(township_staff).post(page("measure-end", row.pk), given)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("done", today(1))
