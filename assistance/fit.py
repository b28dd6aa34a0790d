"""Whether the measures of a household answer its risks (``procedures.answers``).

Plain values in and out. A measure is known by its category and sub-item; a category
that is only ticked in the monitoring record, with no row in the ledger, has no sub-item
and is taken to be a fitting one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from households.choices import DEVELOPMENT_MEASURES, MeasureCategory, Risk
from households.procedures.answers import ANSWERS, Answer
from households.procedures.answers import answers as answers_risk

#: Categories that protect rather than develop (保障性帮扶, domain §5.1).
WELFARE_MEASURES = (
    MeasureCategory.HOUSING,
    MeasureCategory.WATER,
    MeasureCategory.HEALTH,
    MeasureCategory.COMPULSORY_EDU,
    MeasureCategory.EDUCATION,
    MeasureCategory.SAFETY_NET,
    MeasureCategory.SOCIAL,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A measure that has begun; ``item`` is empty where only the category is known."""

    category: str
    item: str = ""

    @property
    def label(self) -> str:
        return self.item or str(MeasureCategory(self.category).label)


@dataclass(frozen=True, slots=True)
class Fit:
    """A risk and the measures that answer it."""

    risk: Risk
    by: tuple[Taken, ...]
    wanted: tuple[Answer, ...]

    @property
    def is_answered(self) -> bool:
        return bool(self.by)


def answers(risk: str, taken: Taken) -> bool:
    """Whether a measure is aimed at the risk."""
    return answers_risk(risk, taken.category, taken.item)


def taken_of(ticked: Collection[str], ledger: Iterable[tuple[str, str]]) -> list[Taken]:
    """Measures of the ledger, and categories ticked of which it has no row."""
    rows = [Taken(category, item) for category, item in ledger]
    known = {row.category for row in rows}
    return [*rows, *(Taken(category) for category in ticked if category not in known)]


def fit(risks: Iterable[str], taken: Collection[Taken]) -> list[Fit]:
    """Each risk with what answers it, in the order of the risks."""
    return [
        Fit(
            Risk(risk),
            tuple(dict.fromkeys(row for row in taken if answers(risk, row))),
            ANSWERS.get(risk, ()),
        )
        for risk in risks
    ]


def class_of(category: str) -> str:
    """``development``, ``welfare`` or ``other`` (domain §5.1)."""
    if category in DEVELOPMENT_MEASURES:
        return "development"
    return "welfare" if category in WELFARE_MEASURES else "other"
