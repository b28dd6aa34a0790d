"""How a roster of the city is written: columns, rows and cells as text."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.demo.records import Household

Value = Callable[[Household, Any], object]
Columns = Sequence[tuple[str, Value]]
EMPTY = "-"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file: the roster that reads it, its name, and what stands on each row."""

    key: str
    name: str
    title: str
    columns: Columns
    units: Callable[[Household], Iterable[Any]]

    @property
    def headings(self) -> list[str]:
        return [heading for heading, _ in self.columns]

    def rows(self, homes: Iterable[Household]) -> Iterator[list[str]]:
        for home in homes:
            for unit in self.units(home):
                yield [written(value(home, unit)) for _, value in self.columns]


def written(value: object) -> str:
    """A value as the exports write it."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return f"{value:%Y%m%d}"
    return str(value)


def month(day: dt.date | None) -> str:
    return f"{day:%Y%m}" if day else ""


def yuan(amount: float) -> str:
    return f"{amount:.2f}"


def label(codes: Any) -> Callable[[str], str]:
    labels: dict[str, str] = dict(codes.choices)
    return lambda code: labels.get(code, "")


def code(name: str, codes: Any) -> Value:
    """The label of a code of the member."""
    said = label(codes)
    return lambda home, person: said(getattr(person, name))


def of(name: str) -> Value:
    return lambda home, person: getattr(person, name)
