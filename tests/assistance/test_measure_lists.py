"""Lists of measures, what is missing, the catalogue, and how measures fit risks."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Area, Parameter, User
from assistance import fit, measure_gaps
from assistance.measures_page import HouseholdMeasures
from assistance.models import Measure, MeasureKind
from assistance.registers.measures import COVERAGE, MEASURES, RECORDS
from assistance.services import measures_catalogue
from core.months import Month
from dashboards.models import HouseholdMonth
from dashboards.services.recompute import recompute_month
from exchange.registers import sort_names
from households.choices import MeasureCategory, Risk
from households.clocks.definitions import MEASURES as CLOCK
from households.clocks.definitions import due_on
from households.clocks.units import Unit
from households.models import Household
from households.procedures.answers import ANSWERS, unanswered
from households.services.summaries import refresh_summaries
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory
from tests.households.leading import today

ClientOf = Callable[[User], Client]
COVERAGE_URL = reverse("assistance:measure-coverage")
QUERY_COUNTS = json.loads(
    (Path(__file__).parent.parent / "query_counts.json").read_text()
)


def monitored(
    village: Area, name: str, *helps: tuple[str, int], **values: Any
) -> Household:
    """Identified 40 days ago, with measures that began so many days ago."""
    first = {"identified_on": today(40), "risks": ["illness"], "measures": []}
    household: Household = HouseholdFactory(village=village, head_name=name)
    member = {"name": name, "labour_skill": values.pop("labour", "none")}
    MemberFactory(household=household, **member)
    EpisodeFactory(household=household, **{**first, **values})
    for kind, back in helps:
        help_to(household, kind, started_on=today(back))
    refresh_summaries(Household.objects.filter(pk=household.pk))
    return household


def help_to(household: Household, name: str, **values: Any) -> Measure:
    row: Measure = Measure.objects.create(
        household=household,
        kind=MeasureKind.objects.get(name=name),
        state=values.pop("state", "running"),
        **values,
    )
    episode = household.episodes.get()
    episode.measures = sorted({*episode.measures, row.kind.category})
    episode.save()
    return row


@pytest.fixture
def families(village: Area, other_village: Area) -> dict[str, Household]:
    found = {
        "none": monitored(village, "赵无措"),
        "late": monitored(village, "钱迟到", ("医疗救助", 5)),
        "in time": monitored(village, "孙按期", ("医疗救助", 35)),
        "able": monitored(
            village, "李能干", ("医疗救助", 35), ("技能培训", 35), labour="ordinary"
        ),
        "unfit": monitored(village, "周不符", ("雨露计划", 35)),
        "ticked": monitored(village, "吴只勾", measures=["health"]),
        "flood": monitored(village, "郑受灾", ("低保", 35), risks=["disaster"]),
    }
    monitored(other_village, "外乡人")
    return found


def listed(client: Client, **query: str) -> set[str]:
    page = client.get(COVERAGE_URL, query)
    assert page.status_code == 200
    return {row.title for row in page.context["rows"]}


GAPS = {
    "none": {"赵无措"},
    "late": {"赵无措", "钱迟到"},
    "development": {"李能干"},
    "fit": {"周不符", "郑受灾"},
    "ticked": {"吴只勾"},
}


def test_it_works(
    client_of: ClientOf, township_staff: User, families: dict[str, Household]
) -> None:
    client = client_of(township_staff)
    assert len(listed(client)) == len(families)
    assert {gap: listed(client, gap=gap) for gap in GAPS} == GAPS
    page = client.get(COVERAGE_URL)
    counts = [tab["count"] for tab in page.context["tabs"]]
    assert counts == ["7", *(str(len(GAPS[gap])) for gap in GAPS)]
    shares = page.context["shares"]
    assert (shares["households"], shares["helped"], shares["measures"]) == (7, 6, 6)
    assert [share[2] for share in shares["classes"]] == [1, 5, 0]


def test_the_outsider_sees_his_own_only(
    client_of: ClientOf, outsider: User, families: dict[str, Household]
) -> None:
    assert listed(client_of(outsider)) == {"外乡人"}
    page = client_of(outsider).get(reverse("assistance:measures"))
    assert page.context["rows"] == []


def test_the_page_of_a_household_says_what_the_lists_say(
    village_worker: User, families: dict[str, Household]
) -> None:
    day = timezone.localdate()
    for household in families.values():
        household.refresh_from_db()
        found = HouseholdMeasures(household, village_worker, today=day)
        said = {
            "late": found.is_late and not (found.only_ticked and not found.counted),
            "development": found.lacks_development,
            "fit": bool(found.unanswered) and bool(found.counted or found.only_ticked),
        }
        for gap, is_said in said.items():
            rows = measure_gaps.narrow(Household.objects.open(), gap)
            assert rows.filter(pk=household.pk).exists() == is_said, (household, gap)


@pytest.mark.parametrize(
    ("risk", "category", "item", "answered"),
    [
        ("illness", "health", "医疗救助", True),
        ("illness", "safety_net", "低保", False),
        ("schooling", "education", "雨露计划", True),
        ("disaster", "safety_net", "低保", False),
        ("disaster", "safety_net", "临时救助", True),
        ("disaster", "safety_net", "", True),
        ("unstable_job", "public_post", "公益性岗位", True),
        ("labour_shortage", "social", "社会捐助", True),
    ],
)
def test_a_measure_answers_a_risk(
    risk: str, category: str, item: str, answered: bool
) -> None:
    assert fit.answers(risk, fit.Taken(category, item)) == answered


@pytest.mark.parametrize("risk", Risk.values)
@pytest.mark.parametrize("category", MeasureCategory.values)
def test_an_exit_asks_for_the_same_measures(risk: str, category: str) -> None:
    """One source: what the measures' page calls answered is answered for the exit."""
    is_open = bool(unanswered([risk], [category]))
    assert is_open != fit.answers(risk, fit.Taken(category))


def test_in_time_is_counted_in_the_unit_of_the_clock(village: Area) -> None:
    """Ten working days after Monday the 28th of September 2026 are, with National
    Day, more than ten days; figure, list and page agree."""
    Parameter.objects.create(
        key=CLOCK.unit.key,
        value=Unit.WORKING_DAYS,
        valid_from=dt.date(2020, 1, 1),
    )
    monday = dt.date(2026, 9, 28)
    late_on = due_on(CLOCK.key, monday) + dt.timedelta(days=1)
    assert late_on > monday + dt.timedelta(days=12)
    found = {}
    for name, started_on in (
        ("按期户", late_on - dt.timedelta(days=1)),
        ("迟到户", late_on),
    ):
        household = monitored(village, name, identified_on=monday)
        help_to(household, "医疗救助", started_on=started_on)
        found[name] = household
    late = measure_gaps.late(Household.objects.open())
    assert list(late.values_list("head_name", flat=True)) == ["迟到户"]
    recompute_month(Month(2026, 11))
    rows = HouseholdMonth.objects.filter(household__in=found.values())
    assert dict(rows.values_list("household__head_name", "helped_in_time")) == {
        "按期户": True,
        "迟到户": False,
    }


@given(
    st.lists(st.sampled_from(Risk.values), max_size=5, unique=True),
    st.sets(st.sampled_from(MeasureCategory.values)),
)
def test_more_measures_answer_no_fewer_risks(
    risks: list[str], ticked: set[str]
) -> None:
    def answered(categories: set[str]) -> set[str]:
        taken = fit.taken_of(sorted(categories), [])
        return {f.risk.value for f in fit.fit(risks, taken) if f.is_answered}

    every = answered(set(MeasureCategory.values))
    assert every == set(risks)
    assert answered(ticked) <= every
    assert answered(set()) == set()


def test_every_sub_item_that_answers_is_in_the_catalogue(db: None) -> None:
    known = set(MeasureKind.objects.values_list("category", "name"))
    for wanted in ANSWERS.values():
        for answer in wanted:
            assert {(answer.category, item) for item in answer.items} <= known


def test_lists_are_narrowed_by_class_and_state(
    client_of: ClientOf, township_staff: User, families: dict[str, Household]
) -> None:
    client = client_of(township_staff)
    url = reverse("assistance:measures")

    def found(**query: str) -> int:
        return len(client.get(url, query).context["rows"])

    assert found() == 6
    assert found(**{"class": "development"}) == 1
    assert found(**{"class": "welfare"}) == 5
    assert found(**{"class": "other"}) == 0
    assert found(state="planned") == 0
    stopped = Measure.objects.filter(kind__name="雨露计划")
    stopped.update(state="stopped", ended_on=today(1))
    assert found(valid="yes") == 5
    assert found(kind__category="health") == 3


@pytest.mark.parametrize("name", ["measures", "measure-records", "measure-coverage"])
def test_a_list_takes_as_many_queries_as_written_down(
    name: str,
    client_of: ClientOf,
    township_staff: User,
    village: Area,
    families: dict[str, Household],
) -> None:
    for row in Measure.objects.all():
        row.records.create(done_on=today(1), content="送医", amount=100)
    client, url = client_of(township_staff), reverse(f"assistance:{name}")
    found = []
    for _time in range(2):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append([query["sql"][:120] for query in queries.captured_queries])
        monitored(village, "又一户", ("医疗救助", 3))
    expected = QUERY_COUNTS[f"assistance:{name}"]
    assert [len(each) for each in found] == [expected] * 2, found


@pytest.mark.parametrize("register", [MEASURES, RECORDS, COVERAGE], ids=lambda r: r.key)
def test_every_order_of_a_list_works(
    register: Any,
    client_of: ClientOf,
    township_staff: User,
    families: dict[str, Household],
) -> None:
    url = reverse(f"assistance:{register.key}")
    for order in sort_names(register):
        page = client_of(township_staff).get(url, {"sort": order})
        assert page.status_code == 200


def test_the_catalogue_is_dated(
    client_of: ClientOf, bureau_official: User, township_staff: User, village: Area
) -> None:
    household = monitored(village, "赵德全", ("医疗救助", 20))
    client = client_of(bureau_official)
    kind = MeasureKind.objects.get(name="医疗救助")
    url = reverse("assistance:kind-edit", args=[kind.pk])
    form = client.get(url).context["form"]
    ended = {
        "seen": form["seen"].value(),
        "category": "health",
        "name": "医疗救助",
        "valid_from": "2021-01-01",
        "valid_to": today(30).isoformat(),
    }
    refused = client.post(url, ended)
    assert refused.status_code == 422
    assert "开始日期不在这段时间内" in refused.content.decode()
    day = today(10).isoformat()
    assert client.post(url, {**ended, "valid_to": day}).status_code == 302
    assert client.post(url, {**ended, "valid_to": day}).status_code == 409
    again = {**ended, "valid_from": day, "valid_to": ""}
    add = reverse("assistance:kind-add")
    assert client.post(add, again).status_code == 422
    later = {**again, "valid_from": today().isoformat()}
    assert client.post(add, later).status_code == 302
    shown = client_of(township_staff).get(reverse("assistance:catalogue"))
    assert shown.content.decode().count("医疗救助") == 2
    assert client_of(township_staff).get(add).status_code == 403
    offered = client_of(township_staff).get(
        reverse("assistance:measure-add", args=[household.pk])
    )
    assert "停用" in offered.content.decode()


def test_a_second_click_gets_the_sentence_of_the_first(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other click is through between the checks and the write."""
    values = {
        "category": "health",
        "name": "家庭医生签约服务",
        "valid_from": dt.date(2026, 1, 1),
    }

    def other_click(row: MeasureKind) -> None:
        MeasureKind.objects.create(**values)

    monkeypatch.setattr(measures_catalogue, "_check_overlap", other_click)
    with pytest.raises(ValidationError, match="目录"):
        measures_catalogue.add_kind(values=values)
