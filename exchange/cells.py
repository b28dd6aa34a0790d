"""How a cell is read, stored and written, by the kind of its column.

The kinds are widgets of django-import-export, so that a column catalogue also serves
its ``Resource`` classes. ``clean`` takes what the reader hands over (text, number,
None, or text that starts with the mark of a date) and raises CellError with a sentence
in staff words; ``render`` gives what an export shows.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from import_export.widgets import Widget

from core.sensitive import Sensitive

#: Mark of the reader for a date cell.
DATE_MARK = "\0d"
Raw = str | float | None

#: What exports of the national system write into an empty cell.
BLANKS = frozenset({"", "-", "--", "—", "——", "－", "/", "无", "空", "null", "NULL"})

#: No cell without a limit of its own holds a longer number.
_SHORT = 40
_SPACES = re.compile(r"[\s\u00a0\u200b-\u200f\ufeff\x00-\x1f\x7f]+")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}
)


class CellError(ValueError):
    """A cell that cannot be taken: why, and what it may have meant to be."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


def squeeze(text: str) -> str:
    """Full-width to half-width, no blanks: for numbers, codes and headings."""
    if text.isascii() and text.isalnum():
        return text
    return _SPACES.sub("", unicodedata.normalize("NFKC", text))


def tidy(text: str) -> str:
    """Free text as typed, without edges and doubled or invisible blanks."""
    if text.isalnum():
        return text
    return _SPACES.sub(" ", text).strip()


def as_text(raw: Raw) -> str:
    """What the cell shows, for kinds that read text and for messages."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw.removeprefix(DATE_MARK)
    return str(int(raw)) if raw == int(raw) else repr(raw)


class Cell(Widget):  # type: ignore[misc]  # the package has no types
    """Free text up to a length."""

    sql_type = "text"
    #: Repeated values are converted once; not worth it where every value differs.
    repeats = True
    #: Excel's own format of the column: ``@`` keeps numbers as text.
    excel_format = ""

    def __init__(self, max_length: int | None = None) -> None:
        super().__init__()
        self.max_length = max_length

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        text = tidy(as_text(value))
        if text in _FORMULA_ERRORS:
            raise CellError(_("The cell shows a formula error."))
        if self.max_length is not None and len(text) > self.max_length:
            raise CellError(
                _("At most %(most)d characters, here are %(found)d.")
                % {"most": self.max_length, "found": len(text)}
            )
        return text or None

    def is_plain(self, raws: Sequence[Raw], blanks: Container[Raw]) -> bool:
        """Whether a column holds nothing but short text of ASCII letters and digits,
        so that every cell may go to ``taken`` instead of ``clean``."""
        if not {str}.issuperset(map(type, raws)):
            return False
        together = "".join(raws)  # type: ignore[arg-type]  # only text, as just seen
        return (
            together.isascii()
            and together.isalnum()
            and max(map(len, raws)) <= (self.max_length or _SHORT)  # type: ignore[arg-type]
            and not any(word in blanks for word in raws if word)
        )

    def taken(self, text: Any) -> Any:
        """``clean`` of a text that is plain."""
        return text

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value

    @property
    def labels(self) -> list[str]:
        """The values to choose from, for the drop-down of a template."""
        return []

    def shown(self, value: Any) -> str:
        """As a preview prints it."""
        rendered = self.render(value)
        return "" if rendered is None else str(rendered)


class CodeText(Cell):
    """A number that is a name, such as a household number: text cells only."""

    repeats = False
    excel_format = "@"

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        if isinstance(value, float | int):
            if value != int(value) or abs(value) >= 10**15:
                raise CellError(_ROUNDED())
            value = str(int(value))
        return super().clean(squeeze(as_text(value)))


def _ROUNDED() -> str:  # noqa: N802 - a constant in the reader's language
    return _(
        "The cell holds a number, of which Excel keeps 15 digits only. Set the column "
        "to text and enter it again."
    )


class Choice(Cell):
    """A code list: labels in Excel, identifiers in the register."""

    def __init__(
        self,
        choices: Iterable[tuple[str, str]],
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self.pairs = [(str(key), str(label)) for key, label in choices if key]
        self.by_label = {squeeze(label): key for key, label in self.pairs}
        for label, key in (aliases or {}).items():
            self.by_label.setdefault(squeeze(label), key)
        self.by_key = dict(self.pairs)

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        text = squeeze(as_text(value))
        if not text:
            return None
        # National exports put the number of a code in brackets behind it: 其他(99).
        key = self.by_label.get(text) or self.by_label.get(
            re.sub(r"\(\d+\)$", "", text)
        )
        if key is None:
            raise CellError(self._not_in_list(), self._nearest(text))
        return key

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return self.by_key.get(value, value) if value else None

    @property
    def labels(self) -> list[str]:
        return [label for _key, label in self.pairs]

    def _not_in_list(self) -> str:
        some = "、".join(self.labels[:8]) + ("……" if len(self.labels) > 8 else "")
        return _("Not in the list. Possible: %(labels)s") % {"labels": some}

    def _nearest(self, text: str) -> str:
        """The only label that contains the text or is contained in it."""
        near = [lb for lb in self.labels if text in squeeze(lb) or squeeze(lb) in text]
        return near[0] if len(near) == 1 else ""


class Choices(Choice):
    """Several codes in one cell, separated by commas: 长期慢性病,残疾."""

    sql_type = "text[]"

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        parts = re.split(r"[,;、|]", squeeze(as_text(value)))
        keys = [super(Choices, self).clean(part) for part in parts if part]
        return list(dict.fromkeys(keys)) or None

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return ",".join(self.by_key.get(key, key) for key in value) if value else None

    @property
    def labels(self) -> list[str]:
        return []


class Words(Cell):
    """Several free words in one cell, separated by commas."""

    sql_type = "text[]"

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        parts = [part for part in re.split(r"[,，;；、|]", as_text(value)) if part]
        words = [super(Words, self).clean(part) for part in parts]
        return list(dict.fromkeys(word for word in words if word)) or None

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return ",".join(value) if value else None


class YesNo(Cell):
    """是 or 否."""

    sql_type = "boolean"
    _VALUES = {
        "是": True, "有": True, "1": True, "true": True, "y": True, "yes": True,
        "√": True, "已": True, "享受": True, "参加": True,
        "否": False, "没有": False, "0": False, "false": False, "n": False,
        "no": False, "×": False, "未": False, "未享受": False, "未参加": False,
    }  # fmt: skip

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        text = squeeze(as_text(value)).lower()
        if not text:
            return None
        if text not in self._VALUES:
            raise CellError(_("Write 是 or 否."))
        return self._VALUES[text]

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return None if value is None else "是" if value else "否"

    @property
    def labels(self) -> list[str]:
        return ["是", "否"]


class Amount(Cell):
    """A decimal number with a fixed number of places."""

    sql_type = "numeric"

    def __init__(self, *, digits: int, places: int, negative: bool = True) -> None:
        super().__init__()
        self.places = Decimal(1).scaleb(-places)
        self.limit = Decimal(10) ** (digits - places)
        self.negative = negative

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        number = self._number(value)
        if number is None:
            return None
        if number < 0 and not self.negative:
            raise CellError(_("Cannot be negative."))
        if abs(number) >= self.limit:
            raise CellError(_("The number is too large."))
        return number.quantize(self.places, ROUND_HALF_UP)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value

    def _number(self, value: Raw) -> Decimal | None:
        text = squeeze(as_text(value)).replace(",", "").removeprefix("¥")
        text = text.removesuffix("元").removesuffix("亩")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            likely = text.translate(str.maketrans("OoIl", "0011"))
            fixed = likely if re.fullmatch(r"-?\d+(\.\d+)?", likely) else ""
            raise CellError(_("Should be a number."), fixed) from None
        if not number.is_finite():
            raise CellError(_("Should be a number."))
        return number


class Whole(Amount):
    """A whole number within limits."""

    sql_type = "integer"

    def __init__(self, low: int = 0, high: int = 2**31 - 1) -> None:
        super().__init__(digits=12, places=2)
        self.low, self.high = low, high

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        number = self._number(value)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise CellError(_("Should be a whole number."))
        if not self.low <= number <= self.high:
            raise CellError(
                _("Should lie between %(low)d and %(high)d.")
                % {"low": self.low, "high": self.high}
            )
        return int(number)


class Day(Cell):
    """A day; with ``month`` also 202403 or 2024年3月, which mean the first of it."""

    sql_type = "date"
    _DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?\d.*)?")
    _COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
    _MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")

    def __init__(self, *, month: bool = False) -> None:
        super().__init__()
        self.month = month

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        text = squeeze(as_text(value))
        if not text:
            return None
        year, month, day = self._parts(text)
        try:
            found = dt.date(year, month, day)
        except ValueError:
            raise CellError(_("There is no such day.")) from None
        if not 1900 <= year <= 2100:
            raise CellError(_("There is no such day."))
        return found

    def _parts(self, text: str) -> tuple[int, int, int]:
        match = self._DAY.fullmatch(text) or self._COMPACT.fullmatch(text)
        if match:
            return int(match[1]), int(match[2]), int(match[3])
        match = self._MONTH.fullmatch(text) if self.month else None
        if match:
            return int(match[1]), int(match[2] or match[3]), 1
        raise CellError(self._unreadable())

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> Any:
        return value

    def _unreadable(self) -> str:
        if self.month:
            return _("Write a month or a day like 202403 or 2024-03-01.")
        return _("Write a day like 2024-03-01.")


class Secret(Cell):
    """A sensitive value: text, checked, stored sealed, shown masked."""

    sql_type = "bytea"
    repeats = False
    excel_format = "@"

    def __init__(
        self,
        kind: Sensitive,
        check: Callable[[str], str] | None = None,
        *,
        numbers: bool = False,
        max_length: int = 200,
    ) -> None:
        super().__init__(max_length)
        self.kind = kind
        self.check = check
        self.numbers = numbers

    def clean(self, value: Raw, row: object = None, **kwargs: Any) -> Any:
        """The normalised plain text; a masked value comes back as it stands."""
        if isinstance(value, float | int):
            if not self.numbers or value != int(value) or abs(value) >= 2**53:
                raise CellError(_ROUNDED())
            value = str(int(value))
        text = tidy(as_text(value))
        if _SCIENTIFIC.fullmatch(text):
            raise CellError(_ROUNDED())
        if not text or self.is_masked(text):
            return text or None
        text = self.kind.normalise(super().clean(text))
        return self.check(text) if self.check else text

    def is_plain(self, raws: Sequence[Raw], blanks: Container[Raw]) -> bool:
        """Without any E, which may mark a number that a spreadsheet shortened."""
        if not super().is_plain(raws, blanks):
            return False
        return not any("E" in raw or "e" in raw for raw in raws)  # type: ignore[operator]

    def taken(self, text: Any) -> Any:
        text = self.kind.normalise(text)
        return self.check(text) if self.check else text

    def is_masked(self, text: str) -> bool:
        return "***" in text or "＊＊＊" in text
