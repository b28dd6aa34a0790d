"""Households that take part in projects: recorded together, counted once, paid."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.models import Household
from households.services.register import StaleRowError, fingerprint
from projects.models import Beneficiary, Project
from projects.services import benefits
from tests.factories import HouseholdFactory
from tests.factories.projects import make_project

ClientOf = Callable[[User], Client]


@pytest.fixture
def homes(village: Area) -> list[Household]:
    """One monitored, one out of poverty, one neither; three persons each."""
    kinds: list[dict[str, Any]] = [
        {"head_name": "韩保民", "monitoring_state": "monitoring"},
        {"head_name": "曹凤霞", "household_type": "exited"},
        {"head_name": "邓小刚"},
    ]
    return [HouseholdFactory(village=village, **kind) for kind in kinds]


def add(project: Project, homes: list[Household], by: User, **values: Any) -> int:
    return benefits.add_beneficiaries(
        project=project,
        households=homes,
        by=by,
        values={"linkage": "land_share", **values},
    )


def url(name: str, *args: Any, **query: Any) -> str:
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"projects:{name}", args=args) + (f"?{words}" if words else "")


def test_it_works(
    client_of: ClientOf, village_worker: User, project: Project, homes: list[Household]
) -> None:
    client = client_of(village_worker)
    address = url("beneficiary-add", project=project.pk)
    page = client.get(address).content.decode()
    assert all(home.head_name in page for home in homes)
    given = {
        "households": [home.pk for home in homes[:2]],
        "linkage": "land_share",
        "agreed_amount": "1,200元",
    }
    answer = client.post(address, given)
    assert (answer.status_code, answer["Location"]) == (
        302,
        project.get_absolute_url(),
    )
    rows = Beneficiary.objects.order_by("id")
    assert [row.agreed_amount for row in rows] == [Decimal(1200)] * 2
    row = rows[0]
    paid = {
        "seen": fingerprint(row),
        "linkage": "land_share",
        "agreed_amount": "1200",
        "paid_amount": "800",
        "paid_on": "2026-11-01",
    }
    assert client.post(url("beneficiary", row.pk), paid).status_code == 302
    stale = client.post(url("beneficiary", row.pk), {**paid, "paid_amount": "900"})
    assert stale.status_code == 409
    reach = benefits.reach_of(project)
    assert (reach.households, reach.persons, reach.paid) == (2, 6, Decimal(800))
    listed = client.get(url("beneficiaries", q=project.code))
    assert listed.context["reach"] == reach


def test_a_household_counts_once_however_it_takes_part(
    project: Project, homes: list[Household], township_staff: User
) -> None:
    add(project, homes, township_staff)
    add(project, homes[:1], township_staff, linkage="work")
    Beneficiary.objects.filter(linkage="work").update(persons=1)
    Beneficiary.objects.filter(household=homes[2]).update(persons=2)
    reach = benefits.reach_of(project)
    assert (reach.households, reach.persons) == (3, 8)
    assert (reach.monitored, reach.exited, reach.others) == (1, 1, 1)
    assert (reach.monitored_persons, reach.others_persons) == (3, 2)


def test_who_is_monitored_is_not_counted_again_as_out_of_poverty(
    project: Project, homes: list[Household], township_staff: User
) -> None:
    Household.objects.filter(pk=homes[0].pk).update(household_type="exited")
    add(project, homes, township_staff)
    reach = benefits.reach_of(project)
    assert (reach.monitored, reach.exited, reach.households) == (1, 1, 3)


def test_the_outsider_learns_nothing(
    client_of: ClientOf,
    township_staff: User,
    outsider: User,
    project: Project,
    homes: list[Household],
) -> None:
    add(project, homes, township_staff)
    client = client_of(outsider)
    row = Beneficiary.objects.all()[0]
    for address in (
        url("beneficiary", row.pk),
        url("beneficiaries-of", project.pk),
        url("household-projects", homes[0].pk),
        url("beneficiary-add", project=project.pk),
    ):
        assert client.get(address).status_code == 404, address
    assert "韩保民" not in client.get(url("beneficiaries")).content.decode()
    forged = {"households": [homes[0].pk], "linkage": "work"}
    answer = client.post(url("beneficiary-add", project=project.pk), forged)
    assert answer.status_code == 404


@pytest.mark.usefixtures("neighbours")
def test_a_household_of_elsewhere_is_not_ticked(
    client_of: ClientOf, outsider: User, homes: list[Household]
) -> None:
    own = Project.objects.get(code="2026-013")
    answer = client_of(outsider).post(
        url("beneficiary-add", project=own.pk),
        {"households": [homes[0].pk], "linkage": "work"},
    )
    assert answer.status_code == 422
    assert not Beneficiary.objects.exists()


def test_a_department_learns_how_many_and_not_who(
    client_of: ClientOf,
    township_staff: User,
    agriculture_staff: User,
    project: Project,
    homes: list[Household],
) -> None:
    add(project, homes, township_staff)
    client = client_of(agriculture_staff)
    page = client.get(url("beneficiaries-of", project.pk))
    assert page.context["reach"].households == 3
    assert "韩保民" not in page.content.decode()
    row = Beneficiary.objects.all()[0]
    assert client.get(url("beneficiary", row.pk)).status_code == 404
    assert client.get(url("household-projects", homes[0].pk)).status_code == 404


def test_a_project_of_the_county_takes_households_of_every_village(
    client_of: ClientOf,
    county: Area,
    township_staff: User,
    outsider: User,
    homes: list[Household],
) -> None:
    everywhere = make_project(county, "2026-100", name="小额信贷贴息")
    address = url("beneficiary-add", project=everywhere.pk)
    client = client_of(township_staff)
    assert client.get(everywhere.get_absolute_url()).status_code == 404
    answer = client.post(address, {"households": [homes[0].pk], "linkage": "direct"})
    assert answer["Location"] == url("beneficiaries", q=everywhere.code)
    assert "韩保民" not in client_of(outsider).get(address).content.decode()
    panel = client.get(
        url("household-projects", homes[0].pk), headers={"HX-Request": "true"}
    )
    assert "小额信贷贴息" in panel.content.decode()
    assert everywhere.get_absolute_url() not in panel.content.decode()


def test_what_is_declared_stands_beside_what_is_counted(
    client_of: ClientOf, township_staff: User, project: Project, homes: list[Household]
) -> None:
    Project.objects.filter(pk=project.pk).update(
        declared_households=31, declared_persons=9
    )
    add(project, homes, township_staff)
    page = client_of(township_staff).get(url("beneficiaries-of", project.pk))
    assert [each["difference"] for each in page.context["declared"]] == [-28, 0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"since": "2027-01-01"}, "since"),
        ({"since": "2026-01-05", "until": "2026-01-01"}, "until"),
        ({"paid_amount": "100"}, "paid_amount"),
        ({"paid_amount": "100", "paid_on": "2027-01-01"}, "paid_on"),
        ({"persons": "4"}, "persons"),
        ({"persons": "0"}, "persons"),
        ({"persons": "99999999999"}, "persons"),
        ({"agreed_amount": "一千"}, "agreed_amount"),
        ({"linkage": "none"}, "linkage"),
        ({"note": "长" * 201}, "note"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    homes: list[Household],
    values: dict[str, str],
    field: str,
) -> None:
    add(project, homes[:1], township_staff)
    row = Beneficiary.objects.get()
    given = {"seen": fingerprint(row), "linkage": "land_share", **values}
    answer = client_of(township_staff).post(url("beneficiary", row.pk), given)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert fingerprint(Beneficiary.objects.get()) == fingerprint(row)


def test_nobody_takes_part_twice_in_the_same_way(
    client_of: ClientOf, township_staff: User, project: Project, homes: list[Household]
) -> None:
    add(project, homes[:1], township_staff)
    given = {"households": [home.pk for home in homes], "linkage": "land_share"}
    answer = client_of(township_staff).post(
        url("beneficiary-add", project=project.pk), given
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "韩保民" in str(answer.context["form"].errors["households"])
    assert page.count(" checked") == 3
    assert Beneficiary.objects.count() == 1
    with pytest.raises(ValidationError):
        add(project, homes[:1], township_staff)


def test_an_identity_number_does_not_stay_in_the_address(
    client_of: ClientOf, township_staff: User, project: Project
) -> None:
    client = client_of(township_staff)
    for name, query in (
        ("beneficiary-add", {"project": project.pk}),
        ("beneficiaries", {}),
    ):
        answer = client.get(url(name, q="990981197001010019", **query))
        assert answer.status_code == 302
        assert "q=" not in answer["Location"]


@pytest.mark.parametrize("given", ["x", "-1", "9" * 30, "١"])
def test_a_strange_project_is_none(
    client_of: ClientOf, township_staff: User, given: str
) -> None:
    answer = client_of(township_staff).get(url("beneficiary-add", project=given))
    assert answer.status_code == 404


def test_a_row_entered_by_mistake_is_removed(
    client_of: ClientOf,
    township_staff: User,
    leader: User,
    project: Project,
    homes: list[Household],
) -> None:
    add(project, homes[:1], township_staff)
    row = Beneficiary.objects.get()
    reader = client_of(leader)
    shown = reader.get(url("beneficiary", row.pk))
    assert shown.status_code == 200
    assert "<textarea" not in shown.content.decode()
    seen = {"seen": fingerprint(row)}
    assert reader.post(url("beneficiary-remove", row.pk), seen).status_code == 403
    client = client_of(township_staff)
    client.post(url("beneficiary-remove", row.pk), {"seen": "-"})
    assert Beneficiary.objects.exists()
    with pytest.raises(StaleRowError):
        benefits.remove_beneficiary(pk=row.pk, seen="-")
    client.post(url("beneficiary-remove", row.pk), seen)
    assert not Beneficiary.objects.exists()
    assert client.post(url("beneficiary-remove", row.pk), seen).status_code == 404


def test_the_list_narrows_and_its_sums_follow(
    client_of: ClientOf, township_staff: User, project: Project, homes: list[Household]
) -> None:
    add(project, homes, township_staff, agreed_amount=Decimal(500))
    client = client_of(township_staff)
    for query, count in (
        ({"group": "monitored"}, 1),
        ({"group": "exited"}, 1),
        ({"group": "other"}, 1),
        ({"paid": "no"}, 3),
        ({"paid": "yes"}, 0),
        ({"q": "凤霞"}, 1),
        ({"q": "核桃"}, 3),
        ({"q": homes[0].household_no}, 1),
        ({"year": 2026}, 3),
        ({"year": 2025}, 0),
    ):
        page = client.get(url("beneficiaries", **query), headers={"HX-Request": "true"})
        assert page.context["reach"].households == count, query
        assert "bnf-sum" in page.content.decode()


def test_counting_asks_twice_whatever_the_number(
    project: Project,
    homes: list[Household],
    township_staff: User,
    django_assert_num_queries: Any,
) -> None:
    add(project, homes, township_staff)
    with django_assert_num_queries(2):
        benefits.reach_of(project)
    by_hand = Beneficiary.objects.aggregate(n=Count("household", distinct=True))["n"]
    assert benefits.reach_of(project).households == by_hand
