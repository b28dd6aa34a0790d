"""Whether the measures of a household answer its risks (domain §7.5), as data.

Plain values in and out. A measure is known by its category and sub-item; a category
that is only ticked in the monitoring record, with no row in the ledger, has no sub-item
and is taken to be a fitting one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from households.choices import DEVELOPMENT_MEASURES, MeasureCategory, Risk

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
class Answer:
    """A category that answers a risk; with ``items``, only by these sub-items."""

    category: str
    items: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Staff words: the sub-items, or the whole category."""
        return "、".join(sorted(self.items)) or MeasureCategory(self.category).label


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


def _any(*categories: str) -> tuple[Answer, ...]:
    return tuple(Answer(category) for category in categories)


_C = MeasureCategory

#: Which measures answer a risk (M01–M07, M14). A risk that stands not here is answered
#: by any measure.
ANSWERS: dict[str, tuple[Answer, ...]] = {
    Risk.ILLNESS: _any(_C.HEALTH, _C.SOCIAL),
    Risk.SCHOOLING: _any(_C.COMPULSORY_EDU, _C.EDUCATION, _C.SOCIAL),
    Risk.DISABILITY: _any(_C.SAFETY_NET, _C.SOCIAL),
    Risk.HOUSING: _any(_C.HOUSING, _C.RELOCATION),
    Risk.WATER: _any(_C.WATER),
    Risk.EDU_GUARANTEE: _any(_C.COMPULSORY_EDU),
    Risk.MED_GUARANTEE: _any(_C.HEALTH, _C.SOCIAL),
    Risk.DISASTER: (
        Answer(_C.SAFETY_NET, frozenset({"临时救助", "防贫保险"})),
        Answer(_C.HOUSING),
    ),
    Risk.BUSINESS_FAILURE: _any(_C.INDUSTRY, _C.FINANCE),
    Risk.UNSTABLE_JOB: _any(_C.EMPLOYMENT, _C.PUBLIC_POST),
}


def answers(risk: str, taken: Taken) -> bool:
    """Whether a measure is aimed at the risk."""
    wanted = ANSWERS.get(risk)
    if wanted is None:
        return True
    return any(
        answer.category == taken.category
        and (not answer.items or not taken.item or taken.item in answer.items)
        for answer in wanted
    )


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
