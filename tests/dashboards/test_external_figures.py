"""Published figures are typed in with source and date by the bureau."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dashboards.models import ExternalFigure

ClientOf = Callable[[User], Client]
URL = reverse("dashboards:external-figures")
ENTRY = {
    "key": "rural_income_growth",
    "year": "2026",
    "period": "q3",
    "value": "6.8",
    "source": "市统计局公报",
    "published_on": "2026-10-26",
}


def test_it_works(client_of: ClientOf, bureau_official: User) -> None:
    answer = client_of(bureau_official).post(URL, ENTRY)

    assert answer.status_code == 302
    row = ExternalFigure.objects.get()
    assert (row.value, row.entered_by) == (Decimal("6.8"), bureau_official)
    assert "2026年前三季度" in client_of(bureau_official).get(URL).content.decode()


def test_a_correction_keeps_the_old_value_in_the_history(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    client.post(URL, ENTRY)
    row = ExternalFigure.objects.get()

    client.post(
        reverse("dashboards:external-figure", args=[row.pk]), {**ENTRY, "value": "6.9"}
    )

    row.refresh_from_db()
    assert row.value == Decimal("6.9")
    values = row.events.values_list("value", flat=True)  # type: ignore[attr-defined]
    assert sorted(values) == [Decimal("6.8"), Decimal("6.9")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "很高"),
        ("value", "-200"),
        ("year", "26"),
        ("published_on", "2999-01-01"),
        ("published_on", "昨天"),
        ("source", ""),
        ("key", "gdp"),
    ],
)
def test_a_wrong_entry_is_refused_and_kept_on_the_page(
    client_of: ClientOf, bureau_official: User, field: str, value: str
) -> None:
    answer = client_of(bureau_official).post(URL, {**ENTRY, field: value})

    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not ExternalFigure.objects.exists()


def test_the_same_period_is_entered_once(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    client.post(URL, ENTRY)

    assert client.post(URL, ENTRY).status_code == 422
    assert ExternalFigure.objects.count() == 1


def test_others_may_not(
    client_of: ClientOf, township_staff: User, leader: User, administrator: User
) -> None:
    for user in (township_staff, leader, administrator):
        assert client_of(user).get(URL).status_code == 403
        assert client_of(user).post(URL, ENTRY).status_code == 403
