"""Which area goes on as which: read from the links between areas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Area

Links = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """An ended area and the one it goes on as, by their codes."""

    before: str
    after: str


def links() -> Links:
    """Code of an area → codes of those that name it as a predecessor."""
    found: Links = defaultdict(set)
    through = Area.predecessors.through.objects
    for after, before in through.values_list("from_area__code", "to_area__code"):
        found[before].add(after)
    return dict(found)


def heirs(code: str, known: Links) -> set[str]:
    """Where rows of ``code`` belong at the end of all mergers; several if divided."""
    found: set[str] = set()
    seen: set[str] = set()
    ahead = {code}
    while ahead:
        current = ahead.pop()
        seen.add(current)
        following = known.get(current, set())
        if following:
            ahead |= following - seen
        elif current != code:
            found.add(current)
    return found


def leads_to(code: str, other: str, known: Links) -> bool:
    """Whether the way from ``code`` passes through ``other``."""
    seen: set[str] = set()
    ahead = {code}
    while ahead:
        seen |= ahead
        if other in seen:
            return True
        ahead = set().union(*(known.get(step, set()) for step in ahead)) - seen
    return False


def first_round(pairs: Iterable[Pair]) -> list[Pair]:
    """Mergers into which no other one leads: they go first, so that A → B → C leaves
    its step at B in the history. Empty only when the pairs turn in a circle."""
    waiting = list(pairs)
    targets = {pair.after for pair in waiting}
    return [pair for pair in waiting if pair.before not in targets]
