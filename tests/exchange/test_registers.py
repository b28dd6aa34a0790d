"""A declared list page: what it does without a line written for the register."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, User
from exchange.registers import Register, Shown, sort_names
from exchange.views import register_page
from households.models import IncomeStatement, Member
from tests.exchange.toy_register import TOY
from tests.factories import HouseholdFactory, IncomeStatementFactory

ClientOf = Callable[[User], Client]
URL = "/toy/"


@pytest.fixture(autouse=True)
def toy_page(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.exchange.toy_register"


@pytest.fixture
def incomes(village: Area, other_village: Area) -> list[IncomeStatement]:
    """Seven here, with ties and gaps in what can be sorted by, and one elsewhere."""
    rows = []
    for number in range(7):
        household = HouseholdFactory(
            village=village,
            head_name="赵德全" if number % 3 else "",
            category="" if number % 2 else "marginal",
            household_type="exited" if number % 4 else "ordinary",
            identified_on=dt.date(2025, number, 1) if number > 2 else None,
        )
        wage = Decimal(30_000 + number // 2)
        rows.append(IncomeStatementFactory(household=household, wage=wage))
    elsewhere = HouseholdFactory(village=other_village, head_name="异域金丝雀")
    rows.append(IncomeStatementFactory(household=elsewhere))
    return rows


def heads(page: object) -> list[str]:
    return [row.title for row in page.context["rows"]]  # type: ignore[attr-defined]


def test_it_works(
    client_of: ClientOf, township_staff: User, incomes: list[IncomeStatement]
) -> None:
    page = client_of(township_staff).get(URL)

    text = page.content.decode()
    assert page.status_code == 200
    assert len(page.context["rows"]) == 7
    assert "收入台账" in text
    assert f'href="/households/{incomes[1].household_id}/"' in text
    assert "石门镇 柳树沟村" in text


def test_headings_come_from_the_roster_of_the_register() -> None:
    assert str(TOY.heading("year")) == "年度"


def test_the_outsider_sees_only_the_own_township(
    client_of: ClientOf, outsider: User, incomes: list[IncomeStatement]
) -> None:
    page = client_of(outsider).get(URL)

    assert heads(page) == ["异域金丝雀"]
    assert page.context["export_count"] == 1


def test_a_village_elsewhere_is_not_offered_and_not_shown(
    client_of: ClientOf,
    township_staff: User,
    other_village: Area,
    incomes: list[IncomeStatement],
) -> None:
    page = client_of(township_staff).get(URL, {"village": other_village.code})

    assert page.context["filters"].ignored == ["村"]
    assert "异域金丝雀" not in page.content.decode()


def test_without_the_permission_the_page_is_refused(
    client_of: ClientOf, administrator: User, department_staff: User
) -> None:
    assert client_of(administrator).get(URL).status_code == 403
    assert client_of(department_staff).get(URL).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "sort=household__ref",
        "sort=-",
        "nonsense=1",
        "household__household_no=1",
        "household__household_type=nonsense",
        "after=nonsense",
        "after=~9999999999999999999",
        "sort=net&after=NaN~1",
        "sort=year&after=9999999999999~1",
    ],
)
def test_what_is_not_declared_is_left_out(
    client_of: ClientOf,
    township_staff: User,
    incomes: list[IncomeStatement],
    query: str,
) -> None:
    page = client_of(township_staff).get(f"{URL}?{query}")

    assert page.status_code == 200
    assert len(page.context["rows"]) == 7


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"household__household_type": "ordinary"}, 2),
        ({"household__is_relocated": "yes"}, 0),
        ({"household__is_relocated": "no"}, 7),
        ({"q": "德全"}, 4),
        ({"q": "全德"}, 4),
        ({"q": "钱"}, 0),
        ({"township": "990981101000"}, 7),
        ({"q": "德全", "household__household_type": "exited"}, 3),
    ],
)
def test_each_condition_narrows_and_the_export_takes_the_same_rows(
    client_of: ClientOf,
    township_staff: User,
    incomes: list[IncomeStatement],
    query: dict[str, str],
    count: int,
) -> None:
    page = client_of(township_staff).get(URL, query)

    assert len(page.context["rows"]) == count
    assert TOY.select(township_staff, query).count() == count
    assert len(page.context["chips"]) == len(query)


def test_a_number_is_found_by_its_end(
    client_of: ClientOf, township_staff: User, incomes: list[IncomeStatement]
) -> None:
    number = incomes[1].household.household_no

    for typed in (number, number[-6:]):
        page = client_of(township_staff).get(URL, {"q": typed})
        assert heads(page) == ["赵德全"]


@pytest.mark.parametrize("sort", list(sort_names(TOY)))
def test_walking_the_pages_meets_every_row_once_in_both_directions(
    client_of: ClientOf,
    township_staff: User,
    incomes: list[IncomeStatement],
    monkeypatch: pytest.MonkeyPatch,
    sort: str,
) -> None:
    monkeypatch.setattr(register_page, "PAGE_SIZE", 2)
    client = client_of(township_staff)

    met, page = [], client.get(f"{URL}?sort={sort}")
    while True:
        met.append([row.url for row in page.context["rows"]])
        if not page.context["next_url"]:
            break
        page = client.get(URL + page.context["next_url"])
    back = [met[-1]]
    while page.context["previous_url"]:
        page = client.get(URL + page.context["previous_url"])
        back.append([row.url for row in page.context["rows"]])

    forwards = [url for urls in met for url in urls]
    assert len(forwards) == len(set(forwards)) == 7
    assert back[::-1] == met


def test_a_code_list_is_sorted_in_its_own_order(
    client_of: ClientOf, township_staff: User, incomes: list[IncomeStatement]
) -> None:
    page = client_of(township_staff).get(f"{URL}?sort=household__household_type")

    shown = [row.cells[2][1] for row in page.context["rows"]]
    assert shown == ["脱贫户"] * 5 + ["一般农户"] * 2


def test_buttons_follow_the_permissions(
    client_of: ClientOf,
    township_staff: User,
    inspector: User,
    leader: User,
    incomes: list[IncomeStatement],
) -> None:
    def offers(user: User) -> tuple[bool, bool]:
        text = client_of(user).get(URL).content.decode()
        return 'name="roster" value="incomes"' in text, "?roster=incomes" in text

    assert offers(township_staff) == (True, True)
    assert offers(inspector) == (True, False)
    assert offers(leader) == (False, False)


def test_htmx_gets_the_rows_with_what_depends_on_them(
    client_of: ClientOf, township_staff: User, incomes: list[IncomeStatement]
) -> None:
    page = client_of(township_staff).get(URL, headers={"HX-Request": "true"})

    text = page.content.decode()
    assert "<html" not in text
    assert 'id="f-village"' in text
    assert 'hx-swap-oob="true"' in text
    assert "HX-Request" in page["Vary"]


def test_the_phone_gets_cards(
    client_of: ClientOf, township_staff: User, incomes: list[IncomeStatement]
) -> None:
    text = client_of(township_staff).get(URL).content.decode()

    assert text.count('<li><div class="t">') == 7
    assert "纯收入 <b>" in text


def test_an_empty_register_says_so(client_of: ClientOf, township_staff: User) -> None:
    assert "还没有收入。" in client_of(township_staff).get(URL).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client = client_of(township_staff)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    IncomeStatementFactory(household__village=village)
    client.get(URL)
    one = queries()
    IncomeStatementFactory.create_batch(12, household__village=village)
    assert queries() == one


@pytest.mark.parametrize("name", ["id_no", "id_no_digest", "phone", "household__phone"])
def test_a_list_cannot_declare_what_is_stored_sealed(name: str) -> None:
    sealed = Register(
        key="sealed",
        title="x",
        model=Member,
        permission="households.view_household",
        columns=(Shown(name=name),),
        order="name",
    )
    with pytest.raises(ImproperlyConfigured):
        sealed.kinds  # noqa: B018 - asking is what is tested
