"""What was done for a measure, for how much, and what proves it."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from assistance.models import Measure, MeasureRecord
from assistance.services import measures_records as records
from households.models import Household
from households.services.register import fingerprint
from tests.assistance.measuring import add, page, ticked
from tests.households.leading import today

ClientOf = Callable[[User], Client]


@pytest.fixture
def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "JPEG")
    return file.getvalue()


def photo(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", content, "image/jpeg")


def test_it_works(
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
