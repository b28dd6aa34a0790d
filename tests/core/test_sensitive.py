import pytest
from cryptography.exceptions import InvalidTag

from households.models import Member
from tests.factories import HouseholdFactory, MemberFactory, id_number

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    number = id_number(7)
    member = Member.objects.get(pk=MemberFactory(id_no=number).pk)
    assert member.reveal("id_no") == number


def test_the_number_stands_nowhere_in_the_row() -> None:
    number = id_number(7)
    pk = MemberFactory(id_no=number).pk
    row = Member.objects.filter(pk=pk).values().get()
    assert number not in repr(row)
    assert row["id_no_mask"] == "990*************" + number[-2:]


def test_a_value_moved_to_another_row_does_not_decrypt() -> None:
    first, second = MemberFactory(household=HouseholdFactory()), MemberFactory()
    second.id_no = first.id_no
    with pytest.raises(InvalidTag):
        second.reveal("id_no")


def test_the_same_number_has_the_same_digest_however_it_is_written() -> None:
    number = id_number(9)
    plain, written = MemberFactory(id_no=number), MemberFactory.build()
    written.seal("id_no", f" '{number.lower()} ")
    assert plain.id_no_digest == written.id_no_digest


def test_a_lookup_by_the_encrypted_value_is_refused() -> None:
    with pytest.raises(TypeError, match="digest"):
        Member.objects.filter(id_no=b"x").exists()
