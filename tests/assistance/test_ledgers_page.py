"""The overview of the ledgers, and who keeps them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Area, Department, User
from assistance.models import (
    Dividend,
    LedgerKeeper,
    Measure,
    MeasureKind,
    Subsidy,
)
from assistance.views.ledgers import Line
from households.models import Household, Member
from tests.factories import DepartmentFactory

ClientOf = Callable[[User], Client]
URL = reverse("assistance:ledgers")
KEEPERS = reverse("assistance:keepers")


def grant(member: Member, kind: str = "yulu", **values: Any) -> Subsidy:
    return Subsidy.objects.create(
        household=member.household,
        member=member,
        kind=kind,
        period="2026春",
        due_amount=Decimal(1500),
        **values,
    )


def lines(answer: Any) -> dict[str, Line]:
    groups = answer.context["groups"]
    return {line.ledger.key: line for _label, listed in groups for line in listed}


@pytest.fixture
def late(daughter: Member) -> Subsidy:
    """Due so long ago that it is in arrears."""
    day = timezone.localdate() - dt.timedelta(days=60)
    return grant(daughter, due_on=day)


def test_it_works(
    client_of: ClientOf, township_staff: User, late: Subsidy, village: Area
) -> None:
    Dividend.objects.create(
        village=village, collective="合作社", year=2024, total_amount=Decimal(60000)
    )
    answer = client_of(township_staff).get(URL)
    found = lines(answer)["yulu"].totals
    assert (found.rows, found.amount, found.late) == (1, Decimal(1500), 1)
    assert found.arrears == late.due_amount
    assert lines(answer)["dividends"].totals.arrears == Decimal(60000)
    assert answer.context["arrears"] == Decimal(61500)


def test_a_payment_takes_the_row_out_of_the_arrears(
    client_of: ClientOf, township_staff: User, late: Subsidy
) -> None:
    client = client_of(township_staff)
    pay = reverse("assistance:pay", args=["yulu"])
    values = {"paid_on": "2026-11-20", "all": "1", "shown": "1:1500.00"}
    assert client.post(pay, values | {"confirmed": "1"}).status_code == 302
    assert client.get(URL).context["late"] == 0


def test_a_household_that_is_gone_is_in_arrears_no_more(
    client_of: ClientOf, township_staff: User, late: Subsidy
) -> None:
    """As on the cards, whose lists lie behind the number."""
    Household.objects.filter(pk=late.household_id).update(state="extinct")
    assert client_of(township_staff).get(URL).context["late"] == 0


@pytest.mark.usefixtures("late")
def test_the_next_township_counts_nothing(client_of: ClientOf, outsider: User) -> None:
    answer = client_of(outsider).get(URL)
    assert lines(answer)["yulu"].totals.rows == 0
    assert answer.context["late"] == 0


@pytest.mark.usefixtures("late")
def test_a_department_sees_its_ledgers_and_no_other(
    client_of: ClientOf, education_staff: User, daughter: Member
) -> None:
    grant(daughter, "medical_aid")
    client = client_of(education_staff)
    answer = client.get(URL)
    assert set(lines(answer)) == {"yulu", "education"}
    assert lines(answer)["yulu"].keepers == "教育局"
    assert answer.context["late"] == 1
    home = client.get(reverse("households:todo")).content.decode()
    assert "本部门主管的台账" in home
    assert URL in home


def test_the_measures_name_their_departments(
    client_of: ClientOf, township_staff: User, household: Household
) -> None:
    names = ["卫健局", "教育局", "住建局", "民政局"]
    kind = MeasureKind.objects.earliest("pk")
    for number, name in enumerate(names):
        department = DepartmentFactory(code=f"d{number}", name=name)
        for day in range(1, 6 - number):
            Measure.objects.create(
                household=household,
                kind=kind,
                department=department,
                started_on=dt.date(2026, 3, day),
                name=name,
            )
    client = client_of(township_staff)
    assert "卫健局、教育局、住建局等 4 个部门" in client.get(URL).content.decode()
    Measure.objects.filter(department__name="民政局").delete()
    answer = client.get(URL)
    assert answer.context["measure_keepers"] == "卫健局、教育局、住建局"


def test_a_department_without_a_ledger_is_told_so(
    client_of: ClientOf, department_staff: User
) -> None:
    page = client_of(department_staff).get(URL).content.decode()
    assert "本部门还没有主管的台账" in page


def test_the_list_of_a_kind_offers_its_file_and_its_payments(
    client_of: ClientOf, education_staff: User, township_staff: User
) -> None:
    address = reverse("assistance:subsidies")
    page = client_of(township_staff).get(address, {"kind": "yulu"}).content.decode()
    for offered in (
        'value="subsidy-yulu"',
        "roster=subsidy-yulu",
        reverse("assistance:pay", args=["yulu"]),
        reverse("assistance:row-add", args=["yulu"]),
    ):
        assert offered in page
    page = client_of(education_staff).get(address, {"kind": "travel"}).content.decode()
    assert "subsidy-travel" not in page


def test_the_administrator_says_who_keeps_what(
    client_of: ClientOf, administrator: User, education: Department
) -> None:
    client = client_of(administrator)
    assert client.get(KEEPERS).status_code == 200
    client.post(KEEPERS, {"yulu": [education.pk], "dibao": [education.pk]})
    kept = LedgerKeeper.objects.values_list("ledger", "department")
    assert set(kept) == {("yulu", education.pk), ("dibao", education.pk)}
    wrong = client.post(KEEPERS, {"yulu": ["0"]})
    assert wrong.status_code == 422
    assert LedgerKeeper.objects.count() == 2
