"""Chance that is the same again for the same seed."""

import datetime as dt
import random
import uuid
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """A table of values with weights, prepared for many draws."""

    def __init__(self, table: Mapping[T, float]) -> None:
        self.values = list(table)
        self.bounds = list(accumulate(table.values()))
        self.total = self.bounds[-1]

    def at(self, share: float) -> T:
        """The value at a share (0 to 1) of the whole weight."""
        return self.values[bisect(self.bounds, share * self.total)]


class Dice(random.Random):
    """Random numbers for made-up people; never for anything that must stay secret."""

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included; several times as fast as randint."""
        return low + int(self.random() * (high - low + 1))

    def one(self, values: Sequence[T]) -> T:
        return values[int(self.random() * len(values))]

    def drawn(self, table: Weighted[T]) -> T:
        return table.at(self.random())

    def ref(self) -> uuid.UUID:
        return uuid.UUID(int=self.getrandbits(128), version=4)

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        return first + dt.timedelta(days=self.between(0, max((last - first).days, 0)))


def split(total: int, weights: Sequence[float], caps: Sequence[int] = ()) -> list[int]:
    """Share out a whole number by weights, largest remainder first, up to the caps."""
    limits = list(caps) or [total] * len(weights)
    total = min(total, sum(limits))
    whole = sum(weights) or 1.0
    exact = [total * weight / whole for weight in weights]
    shares = [min(int(part), cap) for part, cap in zip(exact, limits, strict=True)]
    order = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    while (missing := total - sum(shares)) > 0:
        for i in order:
            if missing and shares[i] < limits[i]:
                shares[i] += 1
                missing -= 1
    return shares
