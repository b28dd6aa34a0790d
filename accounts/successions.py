"""Which area goes on as which: read from the links between areas."""

# ruff: noqa: S608 - names come from models, values go as parameters

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models.expressions import RawSQL

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


def happened(day: dt.date) -> Links:
    """Of the links those whose area has ended before ``day``."""
    found: Links = defaultdict(set)
    through = Area.predecessors.through.objects.filter(to_area__valid_to__lt=day)
    for after, before in through.values_list("from_area__code", "to_area__code"):
        found[before].add(after)
    return dict(found)


def former_areas(low: str, high: str, above: Collection[str]) -> RawSQL:
    """Keys of areas that have gone on, over any number of mergers, as one between two
    codes or as one of ``above``. For ``__in``, so that it costs no query of its own."""
    area, through = Area._meta.db_table, Area.predecessors.through._meta.db_table
    sql = (
        "WITH RECURSIVE former (id) AS ("
        f"SELECT t.to_area_id FROM {through} t JOIN {area} a ON a.id = t.from_area_id "
        "WHERE a.code BETWEEN %s AND %s OR a.code = ANY(%s) UNION "
        f"SELECT t.to_area_id FROM {through} t JOIN former f ON f.id = t.from_area_id"
        ") SELECT id FROM former"
    )
    return RawSQL(sql, (low, high, sorted(above)))  # noqa: S611 - no user text in it


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
