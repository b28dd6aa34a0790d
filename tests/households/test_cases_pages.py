"""Pages of procedures: what is seen, done and refused in a browser."""

from __future__ import annotations

import io
import json
import os
import re
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
from households.models import Case, CaseAct, CasePaper, Episode, Household
from tests.factories import UserFactory
from tests.households.case_steps import (
    Walk,
    ago,
    family,
    file_required,
    monitored,
    pdf,
    photo,
    set_line,
)

ClientOf = Callable[[User], Client]
QUERY_COUNTS: dict[str, int] = json.loads(
    Path(__file__).parents[1].joinpath("query_counts.json").read_text()
)
#: Session, account, navigation, the procedure and each of its parts once.
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


def test_it_works(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    household = family(village, head_name="赵德全")
    client = client_of(village_worker)
    opening = reverse("households:case-open", args=[household.pk, "entry"])
    assert client.get(opening).status_code == 200
    response = client.post(opening, {"on": ago(20).isoformat()})
    case = Case.objects.get()
    assert response["Location"] == case.get_absolute_url()

    page = text_of(client.get(case.get_absolute_url()))
    assert "赵德全" in page
    assert 'name="main_risk"' in page
    upload = {"kind": "verification_form", "file": pdf()}
    assert client.post(url("case-paper", case), upload).status_code == 302
    response = client.post(url("case-step", case), posted(case))
    assert response.status_code == 302
    case.refresh_from_db()
    assert (case.step, case.net) == (Step.CONSENT, 52_000)
    assert Step.CONSENT.label in text_of(client.get(case.get_absolute_url()))
    assert "赵德全" in text_of(client.get(reverse("households:cases")))


def test_every_step_shows_its_form(
    client_of: ClientOf, village: Area, walk: Walk
) -> None:
    for begin, household in [(walk.entry, family), (walk.exit, monitored)]:
        row = household(village)
        case = begin(row, until="verify" if begin == walk.entry else "propose")
        while case.is_running:
            page = text_of(client_of(walk.by(case)).get(case.get_absolute_url()))
            assert f'value="{case.step}"' in page
            if case.kind == "exit" and case.step == Step.CONFIRM:
                assert 'id="conditions"' in page
                break
            case = walk.step(case)


def test_the_outsider_and_readers(
    client_of: ClientOf,
    village: Area,
    walk: Walk,
    outsider: User,
    leader: User,
    administrator: User,
    department_staff: User,
    township: Area,
) -> None:
    case = walk.entry(family(village), until=Step.TOWN)
    page = case.get_absolute_url()
    town_leader = UserFactory(username="townhead", role="leader", area=township)
    assert client_of(outsider).get(page).status_code == 404
    assert client_of(outsider).post(url("case-step", case)).status_code == 404
    for person in (leader, town_leader):
        assert client_of(person).get(page).status_code == 200
        assert client_of(person).post(url("case-step", case)).status_code == 403
    assert client_of(administrator).get(page).status_code == 403
    assert client_of(department_staff).get(page).status_code == 403


def test_another_levels_step_is_refused_with_a_sentence(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.TOWN)
    client = client_of(village_worker)
    assert 'name="opinion"' not in text_of(client.get(case.get_absolute_url()))
    response = client.post(url("case-step", case), posted(case))
    assert response.status_code == 403
    assert CaseAct.objects.filter(step=Step.TOWN).count() == 0


def test_a_date_before_the_previous_step_is_said_at_its_field(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    file_required(case, village_worker)
    response = client_of(village_worker).post(
        url("case-step", case), posted(case, on=ago(21).isoformat())
    )
    assert response.status_code == 422
    assert 'id="id_on_error"' in text_of(response)
    assert "张桂兰、白建平" in text_of(response), "what was typed stays"
    case.refresh_from_db()
    assert case.step == Step.CONSENT


def test_what_somebody_else_did_meanwhile_is_shown(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    stale = posted(case, on=ago(17).isoformat())
    walk.step(case)
    response = client_of(village_worker).post(url("case-step", case), stale)
    assert response.status_code == 409


@pytest.mark.parametrize(
    ("name", "part"),
    [("case-return", "return"), ("case-reject", "reject"), ("case-stop", "stop")],
)
def test_other_decisions_need_a_reason(
    client_of: ClientOf, village: Area, walk: Walk, name: str, part: str
) -> None:
    case = walk.entry(family(village), until=Step.REVIEW)
    client = client_of(walk.by(case))
    given = {"base_version": case.version, "on": ago(5).isoformat(), "reason": ""}
    given |= {"back_to": "consent"}
    response = client.post(url(name, case), given)
    assert response.status_code == 422
    assert f'id="{part}-reason_error"' in text_of(response)
    response = client.post(url(name, case), given | {"reason": "材料不全"})
    assert response.status_code == 302
    assert CaseAct.objects.filter(opinion="材料不全").exists()


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


def test_the_same_paper_twice_is_one_and_can_be_taken_out(
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


def test_the_notice_names_nobodys_numbers(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    household = family(village, head_name="赵德全", phone="13800002210")
    case = walk.entry(household, until=Step.PUBLICISE)
    page = text_of(client_of(village_worker).get(url("case-notice", case)))
    notice = page[page.index("<article") : page.index("</article")]
    assert "赵德全" in notice
    assert "边缘易致贫户" in notice
    assert not re.search(r"\d{5,}", notice.replace("12317", "")), "a number"
    assert "因病" not in notice
    assert household.household_no not in notice


def test_the_prints_of_the_file(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    case = walk.entry(family(village))
    client = client_of(village_worker)
    assert "情况属实" in text_of(client.get(url("case-file", case)))
    assert "verification_form.pdf" in text_of(client.get(url("case-file", case)))
    assert client.get(url("case-form", case)).status_code == 200
    assert client.get(url("case-notice", case)).status_code == 200


def test_a_rollback_of_a_household_that_was_never_eliminated(
    client_of: ClientOf, village: Area, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    never = family(village)
    running = monitored(village)
    for household in (never, running):
        address = reverse("households:roll-back", args=[household.pk])
        assert client.get(address).status_code == 200
        given = {"on": ago(1).isoformat(), "reason": "复发"}
        assert client.post(address, given).status_code == 422
    assert Episode.objects.count() == 1

    gone = monitored(village, eliminated_on=ago(60))
    address = reverse("households:roll-back", args=[gone.pk])
    early = client.post(address, {"on": ago(70).isoformat(), "reason": "复发"})
    assert 'id="id_on_error"' in text_of(early)
    assert client.post(address, given).status_code == 302
    assert gone.episodes.count() == 2


def test_the_household_page_offers_what_fits(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    def panel(household: Household) -> str:
        address = reverse("households:household-cases", args=[household.pk])
        return text_of(client_of(village_worker).get(address))

    assert "/cases/entry/" in panel(family(village))
    assert "/cases/exit/" in panel_of_monitored(village, walk, panel)
    case = walk.entry(family(village), until=Step.CONSENT)
    assert "/cases/entry/" not in panel(case.household)


def panel_of_monitored(
    village: Area, walk: Walk, panel: Callable[[Household], str]
) -> str:
    case = walk.entry(family(village))
    case.household.refresh_from_db()
    return panel(case.household)


def test_tabs_count_what_waits_for_me(
    client_of: ClientOf, village: Area, walk: Walk, township_staff: User
) -> None:
    walk.entry(family(village), until=Step.TOWN)
    walk.entry(family(village), until=Step.CONSENT)
    client = client_of(township_staff)
    page = client.get(reverse("households:cases"), {"waits": "town"})
    assert page.context["tabs"][0]["count"] == "1"
    assert page.context["tabs"][0]["is_current"]
    assert len(page.context["rows"]) == 1


def queries(client: Client, address: str) -> list[str]:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return [query["sql"][:120] for query in found.captured_queries]


def test_the_list_takes_as_many_queries_as_written_down(
    client_of: ClientOf, village: Area, walk: Walk, township_staff: User
) -> None:
    client, address = client_of(township_staff), reverse("households:cases")
    walk.entry(family(village), until=Step.CONSENT)
    few = queries(client, address)
    for _ in range(3):
        walk.exit(monitored(village), until=Step.CONFIRM)
    assert [len(few), len(queries(client, address))] == [
        QUERY_COUNTS["households:cases"]
    ] * 2, few


def test_the_page_takes_no_more_queries_for_more_papers(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    """A long file costs what a short one does; an exit asks for its conditions too."""
    client = client_of(village_worker)
    case = walk.entry(family(village), until=Step.CONSENT)
    few = queries(client, case.get_absolute_url())
    case = walk.on(case, Step.PUBLICISE)
    many = queries(client, case.get_absolute_url())
    assert len(few) == len(many) <= PAGE_QUERIES, many
    case = walk.exit(monitored(village), until=Step.CONFIRM)
    found = queries(client, case.get_absolute_url())
    assert len(found) <= PAGE_QUERIES + EXIT_QUERIES, found


def test_every_kind_of_paper_has_a_name() -> None:
    assert len(PaperKind.labels) == len(set(PaperKind.labels))
