"""Two at the same moment, on two connections: sums never run over."""

import datetime as dt
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.db.models import Sum

from accounts.models import Area, User
from households.services.register import fingerprint
from projects.models import Allocation, Contract, FundBatch, Payment, Project
from projects.services import funds, payments, plans
from tests.factories.projects import fund, make_batch, make_project

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], Any]) -> list[str]:
    """What becomes of each: the name of its error, or ``done``."""
    ready, results = threading.Barrier(len(works)), [""] * len(works)

    def run(index: int, work: Callable[[], Any]) -> None:
        try:
            ready.wait(timeout=20)
            work()
            results[index] = "done"
        except (ValidationError, IntegrityError) as error:
            results[index] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def paying(
    project: Project, by: User, number: str, **given: Any
) -> Callable[[], Payment]:
    values = {
        "batch": FundBatch.objects.get(),
        "voucher_no": number,
        "amount": Decimal(60),
        "paid_on": dt.date(2026, 5, 12),
        "purpose": "进度款",
        **given,
    }
    return lambda: payments.add_payment(project=project.pk, by=by, values=values)


def paid() -> Decimal:
    total: Decimal = Payment.objects.aggregate(total=Sum("amount"))["total"]
    return total


def test_two_payments_do_not_overdraw_what_a_project_got(
    project: Project, township_staff: User
) -> None:
    fund(project, 98)
    found = at_once(
        paying(project, township_staff, "1"), paying(project, township_staff, "2")
    )
    assert found == ["ValidationError", "done"]
    assert paid() == 60


def test_nor_do_writers_that_ask_nobody(project: Project) -> None:
    """The trigger stands behind the service, for files and whatever else writes."""
    batch = fund(project, 98).batch

    def write(number: str) -> Callable[[], Payment]:
        return lambda: Payment.objects.create(
            project=project,
            batch=batch,
            voucher_no=number,
            amount=60,
            paid_on=dt.date(2026, 5, 12),
            purpose="进度款",
        )

    assert at_once(write("1"), write("2")) == ["IntegrityError", "done"]
    assert paid() == 60


def test_two_payments_do_not_overdraw_a_contract(
    project: Project, township_staff: User
) -> None:
    fund(project, 500)
    contract = Contract.objects.create(
        project=project,
        number="1",
        contractor="某建设公司",
        amount=100,
        procurement="tender",
        signed_on=dt.date(2026, 4, 1),
    )
    found = at_once(
        *(paying(project, township_staff, n, contract=contract) for n in ("1", "2"))
    )
    assert found == ["ValidationError", "done"]
    assert paid() == 60


def test_two_allocations_do_not_overdraw_a_batch(
    village: Area, project: Project, bureau_official: User
) -> None:
    other = make_project(village, code="2026-004", name="另一个项目")
    batch = make_batch(100)

    def give(to: Project) -> Callable[[], Any]:
        return lambda: funds.allocate(
            batch=batch.pk,
            by=bureau_official,
            allocated_on=dt.date(2026, 2, 1),
            amounts={to.pk: Decimal(60)},
        )

    assert at_once(give(project), give(other)) == ["ValidationError", "done"]
    assert Allocation.objects.get().amount == 60


def test_a_payment_and_the_taking_back_of_its_money_exclude_each_other(
    project: Project, township_staff: User
) -> None:
    allocation = fund(project, 98)
    seen = fingerprint(Allocation.objects.get())
    found = at_once(
        paying(project, township_staff, "1"),
        lambda: funds.remove_allocation(pk=allocation.pk, seen=seen),
    )
    assert found == ["ValidationError", "done"]
    given = Allocation.objects.aggregate(total=Sum("amount"))["total"] or 0
    assert given >= (Payment.objects.aggregate(total=Sum("amount"))["total"] or 0)


def test_a_project_does_not_leave_the_plan_while_it_gets_money(
    village: Area, project: Project, bureau_official: User
) -> None:
    """Money and the approval of a plan without it: one of the two is refused."""
    days = dict.fromkeys(("funded_on", "started_on"))
    leaver = make_project(village, code="2026-004", name="另一个项目", **days)
    draft = plans.start_version(kind="annual", year=2026, by=bureau_official)
    item = draft.items.get(project=leaver)
    plans.remove_item(pk=item.pk, seen=fingerprint(item))
    batch, approval = (
        make_batch(100),
        plans.Approval(on=dt.date(2026, 11, 20), document_no="12号"),
    )
    with transaction.atomic():
        funds.allocate(
            batch=batch.pk,
            by=bureau_official,
            allocated_on=dt.date(2026, 2, 1),
            amounts={leaver.pk: Decimal(60)},
        )
        results: list[str] = []
        other = threading.Thread(
            target=lambda: results.extend(
                at_once(
                    lambda: plans.approve_version(
                        pk=draft.pk, by=bureau_official, approval=approval
                    )
                )
            )
        )
        other.start()
        # It waits for the project; without that it has looked for money by now.
        other.join(timeout=3)
    other.join(timeout=20)
    assert results == ["ValidationError"]
    leaver.refresh_from_db()
    assert leaver.year == 2026
