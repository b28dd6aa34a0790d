"""Papers: what is taken, kept and given out."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from accounts.models import AccessLog, Area, User
from exchange.models import Attachment
from exchange.tidying import tidy
from households.choices import PaperKind, Step
from households.models import Case, CasePaper, Household
from tests.households.case_steps import (
    Walk,
    ago,
    family,
    pdf,
    photo,
    set_line,
)

ClientOf = Callable[[User], Client]


PAGE_QUERIES, EXIT_QUERIES = 14, 9


BLANK = {"housing_problem", "dropout_problem", "water_problem", "uninsured_problem"}


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def walk(village_worker: User, township_staff: User, bureau_official: User) -> Walk:
    set_line()
    return Walk(village_worker, township_staff, bureau_official)


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def url(name: str, case: Case, *more: int) -> str:
    return reverse(f"households:{name}", args=[case.pk, *more])


def posted(case: Case, **values: object) -> dict[str, object]:
    given = {
        "step": case.step,
        "base_version": case.version,
        "on": ago(18).isoformat(),
        "persons": "张桂兰、白建平",
        "opinion": "情况属实",
        "category": "marginal",
        "main_risk": "illness",
        "wage": "40,000",
        "operating": "6000",
        "property": "0",
        "transfer": "8000",
        "operating_cost": "2000",
        "claims": "0",
        "self_paid": "3000",
        **dict.fromkeys(BLANK, "no"),
    }
    return given | values


def panel_of_monitored(
    village: Area, walk: Walk, panel: Callable[[Household], str]
) -> str:
    case = walk.entry(family(village))
    case.household.refresh_from_db()
    return panel(case.household)


def queries(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [query["sql"][:120] for query in found.captured_queries]


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"<html>", b"\xff\xd8\xff broken", b"PK\x03\x04 broken"],
)
def test_a_wrong_file_is_refused_at_its_field_and_nothing_changes(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User, content: bytes
) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    before = CasePaper.objects.count()
    file = SimpleUploadedFile("letter.pdf", content, "application/pdf")
    response = client_of(village_worker).post(
        url("case-paper", case), {"kind": "consent_letter", "file": file}
    )
    assert response.status_code == 422
    assert "file-consent_letter-error" in text_of(response)
    assert CasePaper.objects.count() == before == Attachment.objects.count()


def test_a_paper_of_another_procedure_is_refused(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    given = {"kind": "signed_confirmation", "file": pdf()}
    response = client_of(village_worker).post(url("case-paper", case), given)
    assert response.status_code == 422


def test_two_hundred_megabytes_are_refused_without_being_read(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    boundary = "x"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n'
        f"consent_letter\r\n--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += 1
            assert self.given < 100, "the file was read"
            return head if self.given == 1 else b"0" * max(size, 1)

    response = client_of(village_worker).generic(
        "POST",
        url("case-paper", case),
        content_type=f"multipart/form-data; boundary={boundary}",
        **{"CONTENT_LENGTH": str(200 * 1024 * 1024), "wsgi.input": Endless()},
    )
    assert response.status_code == 422
    assert "20 MB" in text_of(response)


def test_more_than_twenty_megabytes_are_refused(
    client_of: ClientOf,
    village: Area,
    walk: Walk,
    village_worker: User,
    settings: Settings,
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10
    case = walk.entry(family(village), until=Step.VERIFY)
    response = client_of(village_worker).post(
        url("case-paper", case), {"kind": "verification_form", "file": pdf()}
    )
    assert response.status_code == 422


def test_a_photo_loses_the_place_it_was_taken_at(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.VERIFY)
    taken = photo(4000)
    assert b"Exif" in taken
    file = SimpleUploadedFile("家.png", taken, "image/png")
    client = client_of(village_worker)
    client.post(url("case-paper", case), {"kind": "verification_form", "file": file})
    kept = Attachment.objects.get()
    assert (kept.content_type, kept.name) == ("image/jpeg", "家.jpg")
    stored = (Path(project.FILES_ROOT) / kept.path).read_bytes()
    assert b"Exif" not in stored
    assert Image.open(io.BytesIO(stored)).width == 2600

    paper = CasePaper.objects.get()
    answer = client.get(url("case-paper-file", case, paper.pk))
    assert b"".join(answer.streaming_content) == stored  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    logged = AccessLog.objects.filter(kind=AccessLog.Kind.DOWNLOAD).get()
    assert logged.object_ids == [str(paper.pk)]


def test_a_paper_is_downloaded_through_its_own_procedure_only(
    client_of: ClientOf, village: Area, walk: Walk, outsider: User, village_worker: User
) -> None:
    first = walk.entry(family(village), until=Step.CONSENT)
    other = walk.entry(family(village), until=Step.VERIFY)
    paper = first.papers.get()
    file = url("case-paper-file", first, paper.pk)
    assert client_of(outsider).get(file).status_code == 404
    wrong = url("case-paper-file", other, paper.pk)
    assert client_of(village_worker).get(wrong).status_code == 404


def test_it_works(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.VERIFY)
    client = client_of(village_worker)
    for _ in range(2):
        given = {"kind": "verification_form", "file": pdf()}
        part = client.post(
            url("case-paper", case), given, headers={"HX-Request": "true"}
        )
        assert part.status_code == 200
        assert "<html" not in text_of(part)
    paper = CasePaper.objects.get()
    client.post(url("case-paper-withdraw", case, paper.pk))
    paper.refresh_from_db()
    assert paper.withdrawn_at is not None
    assert Path(project.FILES_ROOT, paper.attachment.path).exists()


def test_files_without_a_row_are_tidied_away(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    kept = Path(project.FILES_ROOT) / case.papers.get().attachment.path
    left = kept.with_name("left.pdf")
    young = kept.with_name("young.pdf")
    for path in (left, young):
        path.write_bytes(b"%PDF-1.4")
    for path in (kept, left):
        os.utime(path, (0, 0))
    assert tidy() == 1
    assert [path.exists() for path in (kept, left, young)] == [True, False, True]


def test_a_roster_of_two_hundred_megabytes_is_told_so(
    client_of: ClientOf, township_staff: User, settings: Settings
) -> None:
    settings.REQUEST_MAX_BYTES = 100
    file = SimpleUploadedFile("户.xlsx", b"PK" * 200)
    address = reverse("exchange:import-upload")
    response = client_of(township_staff).post(
        address, {"roster": "households", "file": file}
    )
    assert response.status_code == 422
    assert "40 MB" in text_of(response)


def test_every_kind_of_paper_has_a_name() -> None:
    assert len(PaperKind.labels) == len(set(PaperKind.labels))
