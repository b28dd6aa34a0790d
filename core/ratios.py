"""Part and whole, kept together so that a rate can always show what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator over a denominator. Shares of disjoint groups add up, ratios not."""

    part: Decimal
    whole: Decimal

    @classmethod
    def of(cls, part: int | Decimal | None, whole: int | Decimal | None) -> Share:
        return cls(Decimal(part or 0), Decimal(whole or 0))

    @property
    def ratio(self) -> Decimal | None:
        """Part ÷ whole, or None for 0 of 0: nothing to measure is not zero per cent."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> Decimal | None:
        ratio = self.ratio
        return None if ratio is None else ratio * 100

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)
