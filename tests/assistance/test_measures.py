"""Measures of a household: recorded, carried out, ended; the record keeps in step."""

import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import Area, User
from accounts.roles import Role
from assistance.models import Measure, MeasureKind, MeasureRecord
from assistance.services import measures as services
from assistance.services import measures_records as records
from households.models import Deadline, Episode, Household, Member
from households.services import clocks
from households.services.register import StaleRowError, fingerprint
from tests.factories import DepartmentFactory, EpisodeFactory, HouseholdFactory
from tests.households.leading import today

ClientOf = Callable[[User], Client]


@pytest.fixture
def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "JPEG")
    return file.getvalue()


def kind(name: str) -> MeasureKind:
    return MeasureKind.objects.get(name=name)


def add(
    household: Household, by: User, name: str = "医疗救助", **values: Any
) -> Measure:
    given = {"kind": kind(name), "started_on": today(5), "state": "running", **values}
    return services.record_measure(household=household, by=by, values=given)


def change(row: Measure, by: User, **values: Any) -> Measure:
    row.refresh_from_db()
    return services.update_measure(
        pk=row.pk, by=by, values=values, seen=fingerprint(row)
    )


def ticked(household: Household) -> tuple[list[str], str]:
    episode = Episode.objects.get(household=household)
    return episode.measures, episode.development_state


def typed(**values: object) -> dict[str, object]:
    first = {
        "kind": kind("医疗救助").pk,
        "risk": "illness",
        "state": "running",
        "started_on": today(3).isoformat(),
    }
    return {**first, **values}


def page(name: str, *args: int) -> str:
    return reverse(f"assistance:{name}", args=args)


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


def test_what_was_done_is_written_down_on_the_page(
    client_of: ClientOf, village_worker: User, household: Household, jpeg: bytes
) -> None:
    row = add(household, village_worker, state="planned", started_on=today(-2))
    shown = client_of(village_worker).get(row.get_absolute_url()).context
    assert "over_reason" not in shown["record_form"].fields
    client = client_of(village_worker)
    given = {
        "done_on": today(0).isoformat(),
        "content": "送去种苗 200 株",
        "amount": "1,200元",
        "upload": photo(jpeg),
    }
    assert client.post(page("record-add", row.pk), given).status_code == 302
    row.refresh_from_db()
    record = row.records.get()
    assert (record.amount, record.recorded_by) == (Decimal(1200), village_worker)
    assert (row.state, row.started_on) == ("running", today(0))
    assert ticked(household)[0] == ["health"]
    evidence = row.evidence.get()
    file = client.get(page("evidence-file", row.pk, evidence.pk))
    assert file.status_code == 200
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content)  # type: ignore[attr-defined]
    client.post(page("evidence-withdraw", row.pk, evidence.pk))
    assert client.get(page("evidence-file", row.pk, evidence.pk)).status_code == 404


def photo(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", content, "image/jpeg")


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"done_on": today(-1)}, "done_on", "日期在今天之后"),
        ({"done_on": today(9)}, "done_on", "措施在这一天之后才开始"),
        ({"amount": Decimal(3001)}, "over_reason", "请填写原因"),
    ],
)
def test_a_record_that_cannot_be_is_refused(
    household: Household,
    village_worker: User,
    values: dict[str, Any],
    field: str,
    sentence: str,
) -> None:
    row = add(household, village_worker, planned_amount=Decimal(4000))
    paid = {"content": "首次", "done_on": today(2), "amount": Decimal(1000)}
    records.add_record(measure=row, by=village_worker, **paid)
    given = {"content": "第二次", "done_on": today(1), **values}
    with pytest.raises(ValidationError) as refused:
        records.add_record(measure=row, by=village_worker, **given)
    assert sentence in refused.value.message_dict[field][0]
    assert MeasureRecord.objects.count() == 1


def test_more_than_planned_is_taken_with_its_reason(
    household: Household, village_worker: User
) -> None:
    row = add(household, village_worker, planned_amount=Decimal(1000))
    records.add_record(
        measure=row, by=village_worker, done_on=today(1), content="救助",
        amount=Decimal(1500), over_reason="二次住院",
    )  # fmt: skip
    assert fingerprint(row) != fingerprint(Measure.objects.get())


def test_a_record_is_corrected_and_removed(
    client_of: ClientOf, township_staff: User, outsider: User, household: Household
) -> None:
    row = add(household, township_staff)
    record = records.add_record(
        measure=row, by=township_staff, done_on=today(1), content="救助"
    )
    url = page("record-edit", row.pk, record.pk)
    assert client_of(outsider).get(url).status_code == 404
    client = client_of(township_staff)
    shown = client.get(url)
    given = {
        "seen": shown.context["form"]["seen"].value(),
        "done_on": today(2).isoformat(),
        "content": "救助金已发",
        "amount": "800",
    }
    assert client.post(url, given).status_code == 302
    stale = client.post(url, {**given, "content": "另一版"})
    assert stale.status_code == 409
    assert "救助金已发" in stale.content.decode()
    removed = client.post(page("record-remove", row.pk, record.pk))
    assert removed.status_code == 302
    assert not row.records.exists()


def test_what_was_carried_out_is_not_removed(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    row = add(household, township_staff)
    records.add_record(measure=row, by=township_staff, done_on=today(1), content="救助")
    row.refresh_from_db()
    answer = client_of(township_staff).post(
        page("measure-remove", row.pk), {"seen": fingerprint(row)}
    )
    assert answer.status_code == 422
    assert Measure.objects.exists()


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


def test_who_only_reads_may_not_write(
    client_of: ClientOf, leader: User, township_staff: User, household: Household
) -> None:
    row = add(household, township_staff)
    client = client_of(leader)
    shown = client.get(row.get_absolute_url())
    assert shown.status_code == 200
    assert page("record-add", row.pk) not in shown.content.decode()
    assert client.post(page("record-add", row.pk), {}).status_code == 403


def test_a_household_of_the_past_takes_measures_too(
    village: Area, township_staff: User
) -> None:
    free: Household = HouseholdFactory(village=village)
    assert add(free, township_staff).pk
    episode = EpisodeFactory(household=free, identified_on=today(2))
    change(Measure.objects.get(), township_staff, plan="续")
    episode.refresh_from_db()
    assert episode.measures == ["health"]


def test_bad_files_and_forms_are_no_errors_of_the_server(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    row = add(household, township_staff)
    client = client_of(township_staff)
    bad = {"file": SimpleUploadedFile("毒.exe", b"MZ..", "image/png")}
    assert client.post(page("evidence-add", row.pk), bad).status_code == 422
    assert client.post(page("evidence-add", row.pk)).status_code == 422
    wild = {"kind": "x", "member": "x", "started_on": "昨天", "planned_amount": "很多"}
    assert client.post(page("measure-add", household.pk), wild).status_code == 422
    assert client.post(page("measure-edit", row.pk), wild).status_code == 422
    assert client.post(page("record-add", row.pk), {"done_on": "x"}).status_code == 422
    assert client.post(page("measure-end", row.pk), {}).status_code == 422


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
