"""Which measures answer which risk (domain §7.5, M01–M07 and M14), as data.

The one source for the conditions of an exit, for the fit shown with the measures and
for the lists of what does not fit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from households.choices import MeasureCategory, Risk


@dataclass(frozen=True, slots=True)
class Answer:
    """A category that answers a risk; with ``items``, only by these sub-items."""

    category: str
    items: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """Staff words: the sub-items, or the whole category."""
        return "、".join(sorted(self.items)) or MeasureCategory(self.category).label


def _any(*categories: str) -> tuple[Answer, ...]:
    return tuple(Answer(category) for category in categories)


_C = MeasureCategory

#: A risk that stands not here is answered by any measure.
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


def answers(risk: str, category: str, item: str = "") -> bool:
    """Whether a measure is aimed at the risk. A category without a sub-item, as the
    monitoring record ticks it, is taken to be a fitting one."""
    wanted = ANSWERS.get(risk)
    if wanted is None:
        return True
    return any(
        answer.category == category
        and (not answer.items or not item or item in answer.items)
        for answer in wanted
    )


def unanswered(risks: Iterable[str], categories: Iterable[str]) -> list[str]:
    """Risks that none of the categories is aimed at."""
    taken = set(categories)
    return [
        risk for risk in risks if not any(answers(risk, category) for category in taken)
    ]
