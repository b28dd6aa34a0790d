"""Decisions from plain values: identity numbers, income, periods. No database here."""

import datetime as dt
import operator
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from core.months import Month
from households.choices import Sex

ID_NO_LENGTH = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: A digit's byte is 48 more than the digit.
_WEIGHT_OF_ZEROS = 48 * sum(_WEIGHTS)
_CHECK_CHARACTERS = "10X98765432"
_ID_NO = re.compile(r"[0-9]{17}[0-9X]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")


class IdNumber(NamedTuple):
    """What a valid resident identity number says (GB 11643-1999, domain §4.7)."""

    text: str
    birth_date: dt.date
    sex: Sex
    area: str


def check_character(first_17: str) -> str:
    """The 18th character that belongs to 17 digits."""
    total = sum(map(operator.mul, first_17.encode(), _WEIGHTS))
    return _CHECK_CHARACTERS[(total - _WEIGHT_OF_ZEROS) % 11]


#: With a digit too few or too many as well: the birth date tells it from the number of
#: a household.
_LIKE_ID_NO = re.compile(
    r"\d{6}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{2,4}[\dX]"
)


def looks_like_id_no(text: str) -> bool:
    """Whether somebody meant an identity number, right or mistyped."""
    return _LIKE_ID_NO.fullmatch(normalise_id_no(text)) is not None


def normalise_digits(text: str) -> str:
    """NFKC, no blanks, apostrophe; capital X."""
    cleaned = unicodedata.normalize("NFKC", text).strip().strip("'’‘`").upper()
    return re.sub(r"\s+", "", cleaned)


def normalise_id_no(text: str) -> str:
    """NFKC, no blanks, apostrophe or leading letter; capital X; 15 → 18 digits."""
    if len(text) == 18 and text.isascii() and text[:17].isdigit():
        return text.upper()
    cleaned = normalise_digits(text)
    cleaned = re.sub(r"^[A-Z](?=\d{15,})", "", cleaned)
    if re.fullmatch(r"\d{15}", cleaned):
        first_17 = cleaned[:6] + "19" + cleaned[6:]
        return first_17 + check_character(first_17)
    return cleaned


def read_id_no(text: str, *, today: dt.date) -> IdNumber:
    """Check a normalised number. Raises ValueError with a sentence for staff.

    A person over 120 years is refused as implausible, a date in the future as wrong.
    """
    if len(text) != 18:
        raise ValueError(f"身份证号应为 18 位，现在是 {len(text)} 位")
    if not _ID_NO.fullmatch(text):
        raise ValueError("身份证号只能是数字，末位可以是 X")
    born = _birth_date(text[6:14], today)
    expected = check_character(text[:17])
    if text[17] != expected:
        raise ValueError(f"校验位不正确，按前 17 位末位应为 {expected}")
    sex = Sex.MALE if int(text[16]) % 2 else Sex.FEMALE
    return IdNumber(text=text, birth_date=born, sex=sex, area=text[:6])


@lru_cache(maxsize=40_000)
def _birth_date(text: str, today: dt.date) -> dt.date:
    """Of eight digits; there are as many as there are days in a life."""
    try:
        born = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise ValueError("身份证号第 7 至 14 位不是真实的日期") from None
    if born > today:
        raise ValueError("身份证号中的出生日期在今天之后")
    if full_years(born, today) > 120:
        raise ValueError("身份证号中的出生日期超过 120 岁，请核对")
    return born


def full_years(born: dt.date, on: dt.date) -> int:
    """Completed years of age."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def normalise_phone(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text
    cleaned = unicodedata.normalize("NFKC", text).strip()
    return re.sub(r"[\s—–]+", "", cleaned)


def is_phone(text: str, *, landline: bool = False) -> bool:
    """A mobile number, or with ``landline`` also a fixed one (household contact)."""
    if _MOBILE.fullmatch(text):
        return True
    return landline and _LANDLINE.fullmatch(text) is not None


def net_income(
    *,
    wage: Decimal,
    operating: Decimal,
    property_: Decimal,
    transfer: Decimal,
    operating_cost: Decimal,
) -> Decimal:
    """家庭纯收入, yuan (domain §2.3)."""
    return wage + operating + property_ + transfer - operating_cost


def per_capita(amount: Decimal, persons: int) -> Decimal | None:
    """Yuan a head to two decimals; None for a household without members."""
    if persons <= 0:
        return None
    return (amount / persons).quantize(Decimal("0.01"), ROUND_HALF_UP)


def roster_year_period(year: int) -> tuple[dt.date, dt.date]:
    """The income year: 1 October of the year before to 30 September (domain §2.4)."""
    return dt.date(year - 1, 10, 1), dt.date(year, 9, 30)


def income_year_of(month: Month) -> int:
    """The latest income year that is complete at the end of a month."""
    return month.year if month.number >= 9 else month.year - 1


def change_is_large(now: Decimal | None, before: Decimal | None) -> bool:
    """A month's income that moved by more than half: asked for a reason.

    Without an earlier amount above zero there is nothing to compare with.
    """
    if now is None or before is None or before <= 0:
        return False
    return abs(now - before) * 2 > before
