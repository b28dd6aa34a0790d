"""Lists of payments, contracts, reports and milestones: their cost and their orders."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, User
from exchange.registers import Register, sort_names
from projects.models import Contract, Milestone, Payment, ProgressReport, Project
from projects.registers.payments import CONTRACTS, PAYMENTS
from projects.registers.progress import MILESTONES, REPORTS
from tests.factories.projects import fund, make_project
from tests.test_list_query_counts import QUERY_COUNTS

ClientOf = Callable[[User], Client]
LISTS = {
    "payments": PAYMENTS,
    "contracts": CONTRACTS,
    "progress": REPORTS,
    "milestones": MILESTONES,
}


def fill(village: Area, code: str) -> Project:
    """A project with a row in each of the lists."""
    project = make_project(village, code, name=f"项目{code}")
    batch = fund(project, 50).batch
    contract = Contract.objects.create(
        project=project,
        number="1",
        contractor="某建设公司",
        amount=50,
        procurement="tender",
        signed_on=dt.date(2026, 4, 1),
    )
    Payment.objects.create(
        project=project,
        batch=batch,
        contract=contract,
        voucher_no="1",
        amount=20,
        paid_on=dt.date(2026, 5, 12),
        purpose="预付款",
    )
    ProgressReport.objects.create(
        project=project, reported_on=dt.date(2026, 10, 31), works=56
    )
    Milestone.objects.create(project=project, name="主体", due_on=dt.date(2026, 7, 10))
    return project


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_as_written_down(
    name: str, client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client, url = client_of(township_staff), reverse(f"projects:{name}")
    found = []
    for turn in range(2):
        for more in range(1 + 3 * turn):
            fill(village, f"{turn}-{more}")
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append(len(queries))
    assert found == [QUERY_COUNTS[f"projects:{name}"]] * 2


@pytest.mark.parametrize("name", LISTS)
def test_every_order_of_a_list_works(
    name: str, client_of: ClientOf, township_staff: User, village: Area
) -> None:
    fill(village, "1")
    register: Register = LISTS[name]
    client = client_of(township_staff)
    for order in sort_names(register):
        page = client.get(reverse(f"projects:{name}"), {"sort": order, "year": "2026"})
        assert "项目1" in page.content.decode(), order
    empty = client.get(reverse(f"projects:{name}"), {"year": "2025"})
    assert "项目1" not in empty.content.decode()


@pytest.mark.parametrize("name", ["money", "works"])
def test_a_page_costs_the_same_for_many_rows(
    name: str, client_of: ClientOf, township_staff: User, village: Area
) -> None:
    project = fill(village, "1")
    client = client_of(township_staff)
    url = reverse(f"projects:{name}", args=[project.pk])
    found = []
    for turn in range(2):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        found.append([query["sql"][:120] for query in queries.captured_queries])
        payment = Payment.objects.get(voucher_no="1")
        Payment.objects.bulk_create(
            Payment(
                project=project,
                batch=payment.batch,
                contract=payment.contract,
                voucher_no=f"{turn}-{more}",
                amount=1,
                paid_on=dt.date(2026, 6, 1 + more),
                purpose="进度款",
            )
            for more in range(4)
        )
        ProgressReport.objects.bulk_create(
            ProgressReport(
                project=project, reported_on=dt.date(2026, 6 + turn, 1 + more), works=10
            )
            for more in range(4)
        )
    assert len(found[0]) == len(found[1]), found
