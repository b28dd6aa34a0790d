"""Pages of procedures: what is seen, done and refused in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Area, User
from households.choices import Step
from households.models import Case, CaseAct, Episode, Household
from tests.factories import UserFactory
from tests.households.case_steps import (
    Walk,
    ago,
    family,
    file_required,
    monitored,
    pdf,
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


@pytest.mark.parametrize("kind", ["entry", "exit"])
def test_the_strip_numbers_as_many_steps_as_the_words_say(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User, kind: str
) -> None:
    """纳入八步、消除六步: the lead is the first, the entering of data stands apart."""
    case = (
        walk.entry(family(village), until=Step.VERIFY)
        if kind == "entry"
        else walk.exit(monitored(village), until=Step.PROPOSE)
    )
    page = client_of(village_worker).get(case.get_absolute_url())
    steps = page.context["strip"]
    numbers = [step.number for step in steps if step.number]
    assert numbers == list(range(1, 9 if kind == "entry" else 7))
    apart = [step.label for step in steps if step.number is None]
    assert apart == (["信息录入"] if kind == "entry" else [])
    assert text_of(page).count("case-apart") == len(apart)


def test_the_day_and_the_papers_are_told_together_with_the_empty_fields(
    client_of: ClientOf, village: Area, walk: Walk, village_worker: User
) -> None:
    """Not only once everything else has been mended."""
    case = walk.entry(family(village), until=Step.VERIFY)
    typed = posted(case, on=ago(90).isoformat(), category="")
    response = client_of(village_worker).post(url("case-step", case), typed)
    assert response.status_code == 422
    page = text_of(response)
    assert "请选择监测对象类别。" in page
    assert "早于上一步的日期" in page
    assert "还要上传：入户核查表。" in page
    assert not case.acts.exists()


def test_staff_of_the_township_are_told_what_a_step_of_the_village_costs(
    client_of: ClientOf,
    village: Area,
    walk: Walk,
    village_worker: User,
    township_staff: User,
) -> None:
    case = walk.entry(family(village), until=Step.VERIFY)
    warning = "不能再审核本户"
    assert warning in text_of(client_of(township_staff).get(case.get_absolute_url()))
    assert warning not in text_of(
        client_of(village_worker).get(case.get_absolute_url())
    )


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
