"""Encrypted numbers leave a verdict and nothing else, and only when they change."""

import datetime as dt

import pytest

from accounts.models import Area
from households.checks import readings
from households.checks.readings import read_certificate, read_number
from households.models import Member, NumberReading
from tests.factories import HouseholdFactory, MemberFactory
from tests.factories.households import id_number

TODAY = dt.date(2026, 11, 22)
BORN = dt.date(1968, 3, 5)


def read_all() -> int:
    return readings.read_changed_numbers(
        low="0" * 12, high="9" * 12, households=None, today=TODAY
    )


@pytest.mark.django_db
def test_it_works(village: Area) -> None:
    member: Member = MemberFactory(household=HouseholdFactory(village=village))
    assert read_all() == 1
    reading = NumberReading.objects.get(member=member)
    assert (reading.id_verdict, reading.id_born) == ("", member.birth_date)
    assert reading.id_sex == member.sex
    assert reading.id_digest == member.id_no_digest
    assert read_all() == 0


@pytest.mark.django_db
def test_a_changed_number_is_read_again(village: Area) -> None:
    member: Member = MemberFactory(household=HouseholdFactory(village=village))
    read_all()
    member.seal("id_no", id_number(5)[:17] + "?")
    member.save()
    assert read_all() == 1
    assert NumberReading.objects.get(member=member).id_verdict == "characters"


@pytest.mark.django_db
def test_a_certificate_is_compared_with_its_owner(village: Area) -> None:
    home = HouseholdFactory(village=village)
    number = id_number(7)
    member: Member = MemberFactory(household=home, id_no=number)
    member.seal("disability_certificate", number + "43")
    member.save()
    read_all()
    reading = NumberReading.objects.get(member=member)
    assert reading.certificate_owner == member.id_no_digest
    assert (reading.certificate_verdict, reading.certificate_code) == ("", "43")


@pytest.mark.parametrize(
    ("number", "verdict"),
    [
        ("", ""),
        (id_number(3), ""),
        (id_number(3)[:17], "length"),
        ("99098119680305A018", "characters"),
        ("990981196813050018", "date"),
        ("990981203003050018", "future"),
        ("440524188001010014", "age"),
        ("99098119680305000" + "1", "check_digit"),
        ("999999196803050018", "placeholder"),
    ],
)
def test_each_fault_of_a_number_has_its_verdict(number: str, verdict: str) -> None:
    assert read_number(number, TODAY).verdict == verdict


@pytest.mark.parametrize(
    ("end", "verdict"),
    [("43", ""), ("43B1", ""), ("4", "length"), ("83", "kind"), ("45", "grade")],
)
def test_each_fault_of_a_certificate_has_its_verdict(end: str, verdict: str) -> None:
    assert read_certificate(id_number(3) + end, TODAY).verdict == verdict


def test_a_certificate_over_a_wrong_number_is_wrong() -> None:
    wrong = id_number(3)[:17] + ("1" if id_number(3)[17] != "1" else "2")
    assert read_certificate(wrong + "43", TODAY).verdict == "number"
