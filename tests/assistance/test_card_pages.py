"""Policy cards on screen and on paper, the lists over them, and the to-do list."""

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import AccessLog, Area, User
from assistance.models import (
    CardLine,
    Dividend,
    PostWage,
    PublicPost,
    Subsidy,
)
from assistance.registers.card import ARREARS, CARDS, DIVIDENDS_LATE, GAPS
from assistance.services.card import refresh_cards
from assistance.services.card_totals import owed_by_benefit, standing
from exchange.registers import sort_names
from households.models import Household, Member
from households.services.summaries import refresh_summaries
from households.todo import other_groups
from tests.assistance.test_subsidies import exported
from tests.factories import HouseholdFactory, MemberFactory

ClientOf = Callable[[User], Client]
QUERY_COUNTS = json.loads(
    (Path(__file__).parent.parent / "query_counts.json").read_text()
)
ARREARS_URL = reverse("assistance:arrears")
GAPS_URL = reverse("assistance:gaps")
CARDS_URL = reverse("assistance:cards")
DIVIDENDS_URL = reverse("assistance:dividends-late")
PRINT_URL = reverse("assistance:card-sheets")
LISTS = [ARREARS_URL, GAPS_URL, CARDS_URL, DIVIDENDS_URL]


def owe(member: Member, amount: int = 1500) -> None:
    """A payment that should have been made a quarter of a year ago."""
    day = timezone.localdate()
    Subsidy.objects.create(
        household=member.household,
        member=member,
        kind="yulu",
        period=f"{day.year}春",
        institution="安澜市职教中心",
        due_amount=amount,
        approved_on=day - dt.timedelta(days=120),
        due_on=day - dt.timedelta(days=90),
    )


def left_to_pay(village: Area, collective: str = "柳树沟股份合作社") -> None:
    day = timezone.localdate()
    Dividend.objects.create(
        village=village,
        collective=collective,
        year=day.year,
        households=42,
        total_amount=80_000,
        paid_amount=30_000,
        paid_on=day - dt.timedelta(days=50),
        due_on=day - dt.timedelta(days=60),
    )


@pytest.fixture
def owed(
    household: Household, daughter: Member, head: Member, neighbours: Household
) -> Household:
    """A payment and a dividend are late, a severe disability has nothing; the next
    township has the same."""
    refresh_summaries(Household.objects.all())
    owe(daughter)
    owe(neighbours.members.get())
    Member.objects.filter(pk=head.pk).update(disability_grade="one")
    for each in (household, neighbours):
        left_to_pay(each.village, f"{each.village.name}股份合作社")
    refresh_cards()
    return household


def card_url(household: Household, name: str = "card") -> str:
    return reverse(f"assistance:{name}", args=[household.pk])


def titles(page: object) -> list[str]:
    return [str(row.title) for row in page.context["rows"]]  # type: ignore[attr-defined]


def test_it_works(client_of: ClientOf, township_staff: User, owed: Household) -> None:
    page = client_of(township_staff).get(card_url(owed))
    text = page.content.decode()
    for shown in ("雨露计划", "赵小云", "1,500", "逾期 90 天", "欠发", "应享未申请"):
        assert shown in text
    assert "残疾等级为一级、二级的，按月领取重度残疾人护理补贴。" in text
    rows = client_of(township_staff).get(ARREARS_URL).context["rows"]
    assert [row.url for row in rows] == [card_url(owed)]


def test_the_card_leads_to_the_row_that_is_to_be_mended(
    client_of: ClientOf, township_staff: User, leader: User, owed: Household
) -> None:
    add = reverse("assistance:row-add", args=["nursing"])
    text = client_of(township_staff).get(card_url(owed)).content.decode()
    assert f"{add}?household={owed.pk}" in text
    assert f"{reverse('assistance:subsidies')}?q={owed.household_no}" in text
    # Who may not enter is not sent to the form.
    assert add not in client_of(leader).get(card_url(owed)).content.decode()


def test_the_outsider_finds_neither_card_nor_lists(
    client_of: ClientOf, outsider: User, owed: Household, neighbours: Household
) -> None:
    client = client_of(outsider)
    for name in ("card", "household-card"):
        assert client.get(card_url(owed, name)).status_code == 404
    for url in LISTS:
        text = client.get(url).content.decode()
        assert owed.household_no not in text
        assert owed.village.name not in text
    sheet = client.get(PRINT_URL, {"id": [owed.pk, neighbours.pk]})
    assert [card.household for card in sheet.context["cards"]] == [neighbours]
    assert client.get(PRINT_URL, {"village": owed.village_id}).context["cards"] == []


def test_a_department_has_no_cards(
    client_of: ClientOf, education_staff: User, owed: Household
) -> None:
    for url in (*LISTS, PRINT_URL, card_url(owed)):
        assert client_of(education_staff).get(url).status_code == 403


def test_the_panel_tells_what_is_open(
    client_of: ClientOf, village_worker: User, owed: Household
) -> None:
    text = client_of(village_worker).get(card_url(owed, "household-card")).content
    assert "欠发 1,500 元" in text.decode()
    assert "重度残疾人护理补贴" in text.decode()
    Subsidy.objects.all().delete()
    Member.objects.update(disability_grade="", medical_resident=True)
    Member.objects.update(pension_resident=True)
    refresh_cards()
    text = client_of(village_worker).get(card_url(owed, "household-card")).content
    assert "没有欠发，应享的都已申请。" in text.decode()


def test_a_household_without_anything_says_so(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    empty = HouseholdFactory(village=village)
    text = client_of(township_staff).get(card_url(empty)).content.decode()
    assert "本户没有可列的政策" in text


def test_the_cards_of_a_village_are_printed_without_numbers_and_recorded(
    client_of: ClientOf, township_staff: User, owed: Household, head: Member
) -> None:
    page = client_of(township_staff).get(PRINT_URL, {"village": owed.village_id})
    text = page.content.decode()
    assert "惠民政策明白卡" in text
    assert "赵小云" in text
    assert head.id_no_mask not in text
    entry = AccessLog.objects.filter(object_type="policy cards").get()
    assert (entry.row_count, entry.object_ids) == (1, [str(owed.pk)])


@pytest.mark.parametrize(
    "query",
    [
        {"id": ["x", "-1", "9" * 30, "²"]},
        {"village": "nowhere", "part": "99"},
        {"village": "²"},
        {"village": "990981101201", "part": "-3"},
        {},
    ],
)
def test_a_print_of_nonsense_is_an_empty_page(
    client_of: ClientOf, township_staff: User, query: dict[str, str]
) -> None:
    page = client_of(township_staff).get(PRINT_URL, query)
    assert page.status_code == 200
    assert page.context["cards"] == []


def test_arrears_are_summed_by_benefit_and_fall_with_the_payment(
    client_of: ClientOf, township_staff: User, owed: Household, head: Member
) -> None:
    day = timezone.localdate()
    start = (day - dt.timedelta(days=100)).replace(day=1)
    post = PublicPost.objects.create(
        household=owed,
        member=head,
        name="保洁员",
        post_type="cleaner",
        employer="石门镇人民政府",
        started_on=start,
        ended_on=start + dt.timedelta(days=27),
        monthly_wage=600,
    )
    refresh_cards()
    client = client_of(township_staff)
    page = client.get(ARREARS_URL)
    told = {o.benefit: (o.people, o.households, o.yuan) for o in page.context["owed"]}
    assert told == {"yulu": (1, 1, 1500), "post_wage": (1, 1, 600)}
    only = client.get(ARREARS_URL, {"benefit": "post_wage"})
    assert [tab["is_current"] for tab in only.context["tabs"]] == [
        False, True, False, False, False,
    ]  # fmt: skip
    assert len(only.context["rows"]) == 1
    PostWage.objects.create(
        post=post, month=start, due_amount=600, paid_amount=600, paid_on=day
    )
    refresh_cards([owed.pk])
    assert [o.benefit for o in client.get(ARREARS_URL).context["owed"]] == ["yulu"]


def test_the_sums_follow_the_conditions(
    client_of: ClientOf, bureau_official: User, owed: Household
) -> None:
    client = client_of(bureau_official)
    assert client.get(ARREARS_URL).context["owed"][0].yuan == 3000
    page = client.get(
        ARREARS_URL,
        {"township": owed.village.parent.code, "benefit": "yulu"},
        headers={"HX-Request": "true"},
    )
    assert page.context["owed"][0].yuan == 1500
    assert b'id="owed"' in page.content
    assert len(client.get(ARREARS_URL, {"late": "90"}).context["rows"]) == 2
    assert len(client.get(ARREARS_URL, {"late": "180"}).context["rows"]) == 0


def test_gaps_name_the_rule(
    client_of: ClientOf, township_staff: User, owed: Household
) -> None:
    page = client_of(township_staff).get(GAPS_URL, {"benefit": "nursing"})
    assert len(page.context["rows"]) == 1
    assert "一级、二级" in page.content.decode()


def test_dividends_are_listed_until_they_are_paid_out(
    client_of: ClientOf, township_staff: User, owed: Household
) -> None:
    client = client_of(township_staff)
    page = client.get(DIVIDENDS_URL)
    assert titles(page) == [f"{owed.village.name}股份合作社"]
    assert "50,000" in page.content.decode()
    assert len(client.get(DIVIDENDS_URL, {"paid": "none"}).context["rows"]) == 0
    Dividend.objects.update(paid_amount=80_000)
    assert titles(client.get(DIVIDENDS_URL)) == []


def test_the_cards_say_what_waits_on_each(
    client_of: ClientOf, village_worker: User, owed: Household
) -> None:
    client = client_of(village_worker)
    page = client.get(CARDS_URL)
    assert [row.url for row in page.context["rows"]] == [card_url(owed)]
    assert page.context["village"] == owed.village_id
    assert len(client.get(CARDS_URL, {"card": "late"}).context["rows"]) == 1
    assert len(client.get(CARDS_URL, {"card": "returned"}).context["rows"]) == 0


def test_the_button_to_print_follows_the_village_that_is_chosen(
    client_of: ClientOf, township_staff: User, owed: Household
) -> None:
    client, sheets = client_of(township_staff), f"{PRINT_URL}?village="
    assert sheets not in client.get(CARDS_URL).content.decode()
    town = owed.village.parent
    assert town is not None
    answer = client.get(
        CARDS_URL,
        {"township": town.code, "village": owed.village_id},
        headers={"HX-Request": "true"},
    )
    assert f"{sheets}{owed.village_id}" in answer.content.decode()


def test_the_rules_tell_how_many_are_entitled(
    client_of: ClientOf, township_staff: User, owed: Household
) -> None:
    page = client_of(township_staff).get(reverse("assistance:entitlements"))
    counts = {rule.key: found for rule, found in page.context["rules"]}
    assert counts["nursing"]["not_applied"] == 1
    assert counts["dibao"] is None


@pytest.mark.parametrize("register", [ARREARS, GAPS, CARDS, DIVIDENDS_LATE])
def test_every_order_of_a_list_can_be_asked_for(
    client_of: ClientOf, township_staff: User, owed: Household, register: object
) -> None:
    urls = {ARREARS: ARREARS_URL, GAPS: GAPS_URL, CARDS: CARDS_URL}
    url = urls.get(register, DIVIDENDS_URL)  # type: ignore[call-overload]
    for name in sort_names(register):  # type: ignore[arg-type]
        page = client_of(township_staff).get(url, {"sort": name})
        assert page.status_code == 200
        assert page.context["rows"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("card-arrears", ("雨露计划", "赵小云", "欠发")),
        ("card-gaps", ("重度残疾人护理补贴", "赵德全", "应享未申请")),
        ("policy-cards", ("雨露计划", "赵小云", "欠发")),
        ("dividends-late", ("柳树沟村股份合作社",)),
    ],
)
@pytest.mark.usefixtures("owed")
def test_the_lists_go_out_as_files_of_the_own_area(
    township_staff: User, key: str, expected: tuple[str, ...]
) -> None:
    cells = read(exported(township_staff, key))
    assert any(set(expected) <= set(row) for row in cells)
    assert not any("钱有余" in row or "塬畔村" in row for row in cells)


def read(file: io.BytesIO) -> list[list[str]]:
    sheet = load_workbook(file).worksheets[0]
    return [
        [str(cell) for cell in row if cell is not None]
        for row in sheet.iter_rows(values_only=True)
    ]


def test_the_to_do_list_counts_what_is_open(
    township_staff: User, village_worker: User, leader: User, owed: Household
) -> None:
    today = timezone.localdate()
    groups = {group.key: group for group in other_groups(township_staff, today)}
    assert groups["arrears"].late == 1
    assert groups["arrears"].note == "1,500 元"
    assert groups["dividends-late"].count == 1
    assert (
        groups["card-gaps"].count
        == CardLine.objects.visible_to(township_staff).not_applied().count()
    )
    for other in (village_worker, leader):
        keys = {group.key for group in other_groups(other, today)}
        assert not keys & {"arrears", "dividends-late", "card-gaps"}


def test_a_benefit_of_the_household_counts_as_one_who_waits(
    owed: Household, head: Member
) -> None:
    day = timezone.localdate()
    common = {
        "household": owed,
        "benefit": "temporary",
        "state": "late",
        "due_on": day,
        "arrears": 100,
        "refreshed_on": day,
    }
    CardLine.objects.create(period="1", **common)
    CardLine.objects.create(period="2", **common)
    CardLine.objects.create(member=head, **common)
    lines = CardLine.objects.filter(benefit="temporary")
    [found] = owed_by_benefit(lines)
    assert (found.lines, found.people, found.households) == (3, 2, 1)
    assert standing(lines).yuan == 300


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("assistance:arrears", ARREARS_URL),
        ("assistance:gaps", GAPS_URL),
        ("assistance:cards", CARDS_URL),
        ("assistance:dividends-late", DIVIDENDS_URL),
        ("assistance:card-sheets", f"{PRINT_URL}?village=990981101201"),
    ],
)
def test_a_list_takes_as_many_queries_for_many_rows(
    client_of: ClientOf, township_staff: User, owed: Household, name: str, url: str
) -> None:
    client = client_of(township_staff)
    found = []
    for number in range(2):
        for more in range(4 * number):
            family = HouseholdFactory(village=owed.village)
            owe(MemberFactory(household=family, disability_grade="one"))
            left_to_pay(owed.village, f"合作社{more}")
        refresh_cards()
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append([query["sql"][:100] for query in queries.captured_queries])
    assert [len(each) for each in found] == [QUERY_COUNTS[name]] * 2, found
