"""Kinds of cells with words of the register in them."""

from typing import Any

from django.utils.translation import gettext as _

from exchange.cells import CellError, Choice, Raw, Secret, YesNo, as_text, squeeze
from households import choices
from households.models.household import BANK_ACCOUNT, PHONE
from households.models.members import CERTIFICATE, ID_NO, ILLNESS
from households.rules import is_phone

#: Other words that rosters use for the same code.
RELATION_WORDS = {
    "本人或户主": choices.Relation.HEAD,
    "本人": choices.Relation.HEAD,
    "妻子": choices.Relation.SPOUSE,
    "丈夫": choices.Relation.SPOUSE,
    "儿子": choices.Relation.SON,
    "女儿": choices.Relation.DAUGHTER,
    "父亲": choices.Relation.FATHER,
    "母亲": choices.Relation.MOTHER,
}
TYPE_WORDS = {
    "普通农户": choices.HouseholdType.ORDINARY,
    "一般户": choices.HouseholdType.ORDINARY,
    "建档立卡户": choices.HouseholdType.EXITED,
    "脱贫不稳定户": choices.HouseholdType.EXITED,
    "边缘易致贫户": choices.HouseholdType.ORDINARY,
}
CATEGORY_WORDS = {
    "边缘户": choices.Category.MARGINAL,
    "脱贫不稳定": choices.Category.UNSTABLE_EXITED,
    "边缘易致贫": choices.Category.MARGINAL,
    "突发严重困难": choices.Category.SUDDEN_HARDSHIP,
}
STUDENT_WORDS = {"非在校生": ""}


def phone_cell(*, landline: bool = False) -> Secret:
    """A telephone number, from a text or a number cell."""

    def check(text: str) -> str:
        if is_phone(text, landline=landline):
            return text
        raise CellError(_("A mobile number has 11 digits and starts with 1."))

    return Secret(PHONE, check, numbers=True, max_length=20)


def id_cell() -> Secret:
    """An identity number; what it says is checked where its kind is known."""
    return Secret(ID_NO, max_length=24)


def account_cell() -> Secret:
    return Secret(BANK_ACCOUNT, max_length=21)


def certificate_cell() -> Secret:
    return Secret(CERTIFICATE, max_length=24)


def illness_cell() -> Secret:
    return Secret(ILLNESS, numbers=True, max_length=100)


class Ticked(YesNo):
    """A measure of the national form: anything but a «no» means that there is one."""

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        text = squeeze(as_text(value)).lower()
        if not text:
            return None
        return self._VALUES.get(text, True)


class Student(Choice):
    """在校生状况, where older exports write 非在校生 for an empty cell."""

    def __init__(self) -> None:
        super().__init__(choices.StudentStatus.choices)

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        if squeeze(as_text(value)) in STUDENT_WORDS:
            return None
        return super().clean(value)
