"""Dated values of declared parameters."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts import parameters
from accounts.models import Parameter, User
from accounts.parameters import Declared

ClientOf = Callable[[User], Client]
LINE = "/accounts/parameters/monitoring_line/"


@pytest.fixture
def admin(client_of: ClientOf, administrator: User) -> Client:
    return client_of(administrator)


def post(client: Client, **changes: str) -> int:
    values = {
        "value": "8700",
        "valid_from": "2026-01-01",
        "valid_to": "",
        "source": "省乡振发〔2026〕1号",
    }
    return client.post(LINE, values | changes).status_code


def test_it_works(admin: Client) -> None:
    assert post(admin) == 302
    assert parameters.value_on("monitoring_line", dt.date(2026, 5, 1)) == Decimal(8700)
    assert "8,700" in admin.get(reverse("accounts:parameters")).content.decode()


def test_the_value_of_the_day_is_the_latest_begun(admin: Client) -> None:
    post(admin)
    post(admin, value="9100", valid_from="2027-01-01")
    assert parameters.value_on("monitoring_line", dt.date(2026, 12, 31)) == 8700
    assert parameters.value_on("monitoring_line", dt.date(2027, 1, 1)) == 9100


def test_without_a_value_there_is_a_gap_not_a_guess(admin: Client) -> None:
    assert parameters.value_on("monitoring_line", dt.date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "-1"},
        {"value": "viel"},
        {"value": "NaN"},
        {"value": "1e99"},
        {"value": ""},
        {"valid_from": ""},
        {"valid_from": "2026-13-01"},
        {"valid_to": "2025-01-01"},
        {"source": "长" * 121},
    ],
)
def test_a_wrong_value_is_refused(admin: Client, changes: dict[str, str]) -> None:
    assert post(admin, **changes) == 422
    assert not Parameter.objects.exists()


def test_two_values_from_the_same_day_are_refused(admin: Client) -> None:
    post(admin)
    assert post(admin, value="1") == 422


def test_a_correction_keeps_its_history(admin: Client, administrator: User) -> None:
    post(admin, value="870")
    value = Parameter.objects.get()
    url = reverse("accounts:parameter-edit", args=["monitoring_line", value.pk])
    values = {"value": "8700", "valid_from": "2026-01-01", "source": ""}
    assert admin.post(url, values).status_code == 302
    history = admin.get(url).context["history"]
    assert history[0].by == administrator.full_name
    assert Parameter.objects.get().value == 8700


def test_an_unknown_key_is_not_found(admin: Client) -> None:
    assert admin.get("/accounts/parameters/nonsense/").status_code == 404
    post(admin)
    pk = Parameter.objects.get().pk
    assert admin.get(f"/accounts/parameters/nonsense/{pk}/").status_code == 404


def test_a_key_cannot_be_declared_twice_with_different_meaning() -> None:
    first = parameters.declared()[0]
    assert parameters.declare(first) == first
    with pytest.raises(ValueError, match="twice"):
        parameters.declare(Declared(first.key, "anders", "", None))


def test_a_unit_is_chosen_and_shown_in_words(admin: Client) -> None:
    url = reverse("accounts:parameter", args=["clock_lead_answer_unit"])
    assert "工作日" in admin.get(url).content.decode()
    values = {"value": "1", "valid_from": "2026-01-01", "source": ""}
    assert admin.post(url, values).status_code == 302
    assert Parameter.objects.get().value == 1
    page = admin.get(reverse("accounts:parameters")).content.decode()
    assert "线索：答复 · 单位" in page
    assert admin.post(url, values | {"value": "7"}).status_code == 422


def test_a_value_is_not_larger_than_what_makes_sense(admin: Client) -> None:
    url = reverse("accounts:parameter", args=["arrears_look_back"])
    answer = admin.post(
        url, {"value": "999999", "valid_from": "2026-01-01", "source": ""}
    )
    assert answer.status_code == 422
    assert "不能大于 120。" in answer.content.decode()
    assert not Parameter.objects.exists()


def test_a_count_of_days_is_whole(admin: Client) -> None:
    url = reverse("accounts:parameter", args=["clock_lead_answer_days"])
    values = {"value": "1.5", "valid_from": "2026-01-01", "source": ""}
    assert admin.post(url, values).status_code == 422
    assert not Parameter.objects.exists()
