"""Lists of ledgers take as many queries for many rows as for one."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from assistance.models import (
    Allowance,
    ConsumptionAid,
    Dividend,
    Insurance,
    Loan,
    SiteWork,
    Subsidy,
)
from assistance.registers.insurance import INSURANCES
from assistance.registers.money import ALLOWANCES, LOANS
from assistance.registers.subsidies import SUBSIDIES
from assistance.registers.villages import DIVIDENDS, PURCHASES, SITE_WORKS
from exchange.registers import Register, sort_names
from households.models import Household, ResettlementSite
from tests.factories import HouseholdFactory, MemberFactory

ClientOf = Callable[[User], Client]
QUERY_COUNTS: dict[str, int] = json.loads(
    (Path(__file__).parents[1] / "query_counts.json").read_text()
)
DAY = dt.date(2026, 3, 1)
LISTS = (
    SUBSIDIES,
    ALLOWANCES,
    LOANS,
    INSURANCES,
    DIVIDENDS,
    PURCHASES,
    SITE_WORKS,
)
PAGES = {
    "assistance:subsidies": {},
    "assistance:allowances": {},
    "assistance:loans": {},
    "assistance:insurances": {},
    "assistance:dividends": {},
    "assistance:purchases": {},
    "assistance:site-works": {},
    "assistance:ledgers": {},
    "assistance:pay": {"ledger": "yulu"},
    "assistance:row-edit": {"ledger": "yulu"},
}


def add_rows(village: Area, site: ResettlementSite, serial: int) -> Subsidy:
    """A row of everything."""
    household: Household = HouseholdFactory(village=village)
    member = MemberFactory(household=household)
    of_person = {"household": household, "member": member}
    amount = Decimal(100)
    Allowance.objects.create(
        **of_person, kind="dibao", monthly_amount=amount, started_on=DAY
    )
    Loan.objects.create(
        **of_person,
        bank="农商行",
        contract_no=f"AL{serial}",
        amount=amount,
        lent_on=DAY,
        due_on=dt.date(2029, 3, 1),
    )
    Insurance.objects.create(**of_person, kind="medical", year=2026)
    Dividend.objects.create(
        village=village, collective=f"合作社{serial}", year=2025, total_amount=amount
    )
    ConsumptionAid.objects.create(
        village=village,
        buyer=f"单位{serial}",
        product="苹果",
        amount=amount,
        bought_on=DAY,
    )
    SiteWork.objects.create(
        site=site, item="lamp", name=f"路灯{serial}", quantity=1, done_on=DAY
    )
    return Subsidy.objects.create(
        **of_person, kind="yulu", period="2026春", due_amount=amount
    )


def test_the_pages_take_as_many_queries_as_written_down(
    client_of: ClientOf, bureau_official: User, village: Area
) -> None:
    client = client_of(bureau_official)
    site = ResettlementSite.objects.create(village=village, name="石门安置区")
    found: dict[str, list[int]] = {name: [] for name in PAGES}
    for serials in (range(1), range(1, 5)):
        row = [add_rows(village, site, serial) for serial in serials][-1]
        for name, arguments in PAGES.items():
            own = {"pk": row.pk} if name == "assistance:row-edit" else {}
            url = reverse(name, kwargs={**arguments, **own})
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found[name].append(len(queries))
    assert found == {name: [QUERY_COUNTS.get(name)] * 2 for name in PAGES}


@pytest.mark.parametrize("register", LISTS, ids=lambda register: register.key)
def test_every_order_of_a_list_is_walked_from_end_to_end(
    client_of: ClientOf, bureau_official: User, village: Area, register: Register
) -> None:
    client = client_of(bureau_official)
    site = ResettlementSite.objects.create(village=village, name="石门安置区")
    with patch("exchange.views.register_page.PAGE_SIZE", 2):
        for serial in range(3):
            add_rows(village, site, serial)
        for order in sort_names(register):
            url = reverse(f"assistance:{register.key}")
            page = client.get(url, {"sort": order})
            assert page.status_code == 200
            after = client.get(url + page.context["next_url"])
            assert len(after.context["rows"]) == 1, order
