"""Public notices with their photos; assets, their owners, handing over."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import AccessLog, Area, User
from households.services.register import fingerprint
from projects.models import Asset, Project, PublicNotice
from projects.services import assets
from tests.factories.projects import make_project

ClientOf = Callable[[User], Client]


@pytest.fixture
def photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(file, "JPEG")
    return SimpleUploadedFile("公示栏.jpg", file.getvalue(), "image/jpeg")


@pytest.fixture
def accepted(project: Project) -> Project:
    Project.objects.filter(pk=project.pk).update(
        finished_on="2026-10-01", accepted_on="2026-10-20"
    )
    project.refresh_from_db()
    return project


def url(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


POSTED = {"level": "village", "phase": "before", "posted_on": "2026-03-01"}
PLANT = {"name": "厂房", "kind": "operating", "value": "80", "area": "990981101201"}


def plant(project: Project, **given: Any) -> Asset:
    values = {"name": "厂房", "kind": "operating", "value": 80, **given}
    row: Asset = Asset.objects.create(project=project, area=project.area, **values)
    return row


def test_it_works(
    client_of: ClientOf,
    township_staff: User,
    outsider: User,
    project: Project,
    photo: SimpleUploadedFile,
) -> None:
    client = client_of(township_staff)
    given = {**POSTED, "until": "2026-03-10", "photo": photo}
    answer = client.post(url("notice-add", project.pk), given)
    assert answer["Location"] == project.get_absolute_url()
    row = PublicNotice.objects.get()
    file = client.get(url("notice-photo", row.pk))
    assert file["Content-Disposition"].startswith("attachment")
    assert b"".join(file.streaming_content)  # type: ignore[attr-defined]
    entry = AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).get()
    assert entry.object_ids == [str(row.pk)]
    page = client.get(url("notices-of", project.pk))
    assert page.context["missing"] == ["县级事前公示", "镇级事前公示"]
    stranger = client_of(outsider)
    for name in ("notice", "notice-photo"):
        assert stranger.get(url(name, row.pk)).status_code == 404
    assert stranger.get(url("notices-of", project.pk)).status_code == 404
    assert stranger.post(url("notice-add", project.pk), POSTED).status_code == 404


def test_a_photo_is_replaced_and_taken_out(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    photo: SimpleUploadedFile,
) -> None:
    client = client_of(township_staff)
    client.post(url("notice-add", project.pk), {**POSTED, "photo": photo})
    row = PublicNotice.objects.get()
    assert row.photo is not None
    out = {**POSTED, "seen": fingerprint(row), "without_photo": "on"}
    assert client.post(url("notice", row.pk), out).status_code == 302
    row.refresh_from_db()
    assert row.photo is None
    assert client.get(url("notice-photo", row.pk)).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"posted_on": "2027-03-01"}, "posted_on"),
        ({"until": "2026-02-01"}, "until"),
        ({"level": "none"}, "level"),
        ({"photo": SimpleUploadedFile("x.jpg", b"no picture")}, "photo"),
        ({"photo": SimpleUploadedFile("x.jpg", b"")}, "photo"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    values: dict[str, Any],
    field: str,
) -> None:
    client = client_of(township_staff)
    answer = client.post(url("notice-add", project.pk), {**POSTED, **values})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not PublicNotice.objects.exists()


def test_a_short_notice_is_told(
    client_of: ClientOf, township_staff: User, project: Project
) -> None:
    client = client_of(township_staff)
    given = {**POSTED, "until": "2026-03-03"}
    client.post(url("notice-add", project.pk), given)
    assert client.post(url("notice-add", project.pk), given).status_code == 422
    page = client.get(url("notices-of", project.pk)).content.decode()
    assert "不足 5 天" in page


def test_a_department_records_notices_of_its_projects(
    client_of: ClientOf, agriculture_staff: User, project: Project, neighbours: Project
) -> None:
    client = client_of(agriculture_staff)
    assert client.post(url("notice-add", project.pk), POSTED).status_code == 302
    assert client.post(url("notice-add", neighbours.pk), POSTED).status_code == 404


def test_a_notice_is_removed(
    client_of: ClientOf, township_staff: User, leader: User, project: Project
) -> None:
    client = client_of(township_staff)
    client.post(url("notice-add", project.pk), POSTED)
    row = PublicNotice.objects.get()
    seen = {"seen": fingerprint(row)}
    reader = client_of(leader)
    assert reader.get(url("notice", row.pk)).status_code == 200
    assert reader.post(url("notice-remove", row.pk), seen).status_code == 403
    assert client.post(url("notice-remove", row.pk), seen).status_code == 302
    assert not PublicNotice.objects.exists()


def test_assets_go_to_one_owner_together(
    client_of: ClientOf, bureau_official: User, accepted: Project
) -> None:
    client = client_of(bureau_official)
    made = client.post(url("asset-add", accepted.pk), {**PLANT, "care": "upgrade"})
    assert made.status_code == 302
    plant(accepted, name="设备", kind="public", value=3)
    page = client.get(url("assets-of", accepted.pk))
    assert (page.context["unowned"], page.context["value"]) == (2, 83)
    given = {
        "assets": [row.pk for row in Asset.objects.all()],
        "handed_over_on": "2026-11-02",
        "owner_level": "village",
        "owner": "柳树沟村股份经济合作社",
        "keeper": "张桂兰",
    }
    address = url("assets-hand-over", accepted.pk)
    assert client.post(address, given).status_code == 302
    rows = Asset.objects.filter(owner_level="village", keeper="张桂兰")
    assert rows.filter(handed_over_on="2026-11-02").count() == 2
    # They wait no more.
    assert client.post(address, given).status_code == 422
    gone = Asset.objects.all()[0]
    client.post(url("asset-remove", gone.pk), {"seen": fingerprint(gone)})
    assert Asset.objects.count() == 2


def test_nothing_is_handed_over_before_the_acceptance(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    row = plant(project)
    given = {
        "assets": [row.pk],
        "handed_over_on": "2026-11-02",
        "owner_level": "village",
        "owner": "合作社",
    }
    client = client_of(bureau_official)
    answer = client.post(url("assets-hand-over", project.pk), given)
    assert answer.status_code == 422
    assert "还没有验收" in answer.content.decode()
    Project.objects.filter(pk=project.pk).update(
        finished_on="2026-10-01", accepted_on="2026-11-10"
    )
    answer = client.post(url("assets-hand-over", project.pk), given)
    assert "2026-11-10" in str(answer.context["form"].errors["handed_over_on"])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"owner": "合作社"}, "owner_level"),
        ({"owner_level": "village"}, "owner"),
        ({"handed_over_on": "2026-11-01"}, "owner"),
        ({"registered_on": "2027-01-01"}, "registered_on"),
        ({"value": "-1"}, "value"),
        ({"value": "1.2345678"}, "value"),
        ({"area": "990981105201"}, "area"),
        ({"name": ""}, "name"),
    ],
)
@pytest.mark.usefixtures("other_village")
def test_an_asset_that_cannot_be_is_refused(
    client_of: ClientOf,
    bureau_official: User,
    accepted: Project,
    values: dict[str, str],
    field: str,
) -> None:
    client = client_of(bureau_official)
    answer = client.post(url("asset-add", accepted.pk), {**PLANT, **values})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Asset.objects.exists()


def test_the_same_asset_is_not_entered_twice(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    client = client_of(bureau_official)
    assert client.post(url("asset-add", project.pk), PLANT).status_code == 302
    assert client.post(url("asset-add", project.pk), PLANT).status_code == 422


def test_a_township_reads_assets_and_writes_none(
    client_of: ClientOf, township_staff: User, outsider: User, project: Project
) -> None:
    row = plant(project)
    client = client_of(township_staff)
    shown = client.get(url("asset", row.pk)).content.decode()
    assert "厂房" in shown
    assert client.post(url("asset", row.pk), PLANT).status_code == 403
    assert client.get(url("assets-hand-over", project.pk)).status_code == 403
    assert client_of(outsider).get(url("asset", row.pk)).status_code == 404
    assert "厂房" not in client_of(outsider).get(url("assets")).content.decode()


def test_every_sum_of_the_ledger_opens_its_rows(
    client_of: ClientOf, bureau_official: User, accepted: Project, county: Area
) -> None:
    plant(accepted)
    plant(
        accepted,
        name="道路",
        kind="public",
        value=7,
        owner="村委会",
        owner_level="village",
        handed_over_on="2026-11-01",
        care="revive",
    )
    client = client_of(bureau_official)
    page = client.get(url("assets"))
    found = [each for rows in page.context["sums"].values() for each in rows]
    assert sum(each.count for each in found if each.query == "") == 2
    for each in found:
        opened = client.get(f"{url('assets')}?{each.query}")
        assert len(opened.context["rows"]) == each.count, each
    part = client.get(f"{url('assets')}?owned=no", headers={"HX-Request": "true"})
    assert "bnf-sums" in part.content.decode()
    assert assets.sums(Asset.objects.filter(project__area=county))["all"][0].count == 0


def test_a_project_of_the_township_is_posted_in_no_village(
    client_of: ClientOf, township_staff: User, township: Area
) -> None:
    works = make_project(township)
    page = client_of(township_staff).get(url("notices-of", works.pk))
    assert page.context["missing"] == ["县级事前公示", "镇级事前公示"]
