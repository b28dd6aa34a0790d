"""The figures of a small city worked out by hand: loops over plain facts, no SQL.

Written from the definitions (domain §6), not from the project's declarations, so that
the two can disagree.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import timezone

from core.months import Month
from tests.dashboards.small_city import EMPTY_VILLAGE, VILLAGES, Home, Person

Pair = tuple[int, int | None]
COUNTY = "990981000000"
AREAS = (COUNTY, "990981101000", "990981105000", *VILLAGES, EMPTY_VILLAGE)
CATEGORIES = ("", "unstable_exited", "marginal", "sudden_hardship")
_WORKING = {"ordinary", "skilled", "weak"}


@dataclass
class Standing:
    """How a household stood at the end of a month."""

    home: Home
    category: str
    state: str
    is_new: bool
    persons: int
    labour: int
    #: Able and of working age; to be insured for old age. The young are born lately.
    force: int
    grown: int
    identified_on: dt.date | None
    last: dt.date
    visited: bool
    responsible: bool
    #: Net income and persons, or None where the year is not recorded.
    now: tuple[int, int] | None
    before: tuple[int, int] | None

    @property
    def fell(self) -> bool:
        assert self.now
        assert self.before
        return Fraction(*self.now) < Fraction(*self.before)


def month_of(city: Sequence[Home], month: Month) -> list[Standing]:
    found = [_standing(home, month) for home in city]
    return [standing for standing in found if standing is not None]


def lies_in(village: str, area: str) -> bool:
    return village.startswith(area.rstrip("0"))


def figures(
    rows: Sequence[Standing], line: int | None
) -> dict[tuple[str, str, str], Pair]:
    """Part and whole of every figure by area and category, as they must be stored."""
    stored: dict[tuple[str, str, str], Pair] = {}
    for area in AREAS:
        here = [row for row in rows if lies_in(row.home.village, area)]
        for category in CATEGORIES:
            chosen = [row for row in here if category in ("", row.category)]
            if category and not chosen:
                continue
            for key, pair in _of(chosen, line).items():
                stored[key, area, category] = pair
        stored |= {(key, area, ""): pair for key, pair in _of_villages(area).items()}
        stored |= {(key, area, ""): pair for key, pair in _of_projects().items()}
    return stored


def growth(now: Pair, before: Pair) -> Fraction | None:
    """Per cent; None when either year has no average above zero to compare."""
    if not now[1] or not before[1] or before[0] <= 0:
        return None
    return (Fraction(now[0], now[1]) / Fraction(before[0], before[1]) - 1) * 100


def group_of(name: str, rows: Iterable[Standing]) -> list[Standing]:
    """The three groups of domain §6.4."""
    belongs = {
        "monitored": lambda row: row.state != "none",
        "exited": lambda row: row.home.household_type == "exited",
        "relocated": lambda row: (
            row.home.household_type == "exited" and row.home.is_relocated
        ),
    }[name]
    return [row for row in rows if belongs(row)]


def _standing(home: Home, month: Month) -> Standing | None:
    last = month.last_day
    came = [person for person in home.people if _has_come(person, last)]
    there = [p for p in came if p.left_on is None or p.left_on > last]
    left_later = any(p.left_on is not None and p.left_on > last for p in came)
    if home.state != "active" and not left_later:
        return None
    began = [
        episode
        for episode in home.episodes
        if episode["identified_on"] <= last
        and not _is_by(episode.get("withdrawn_on"), last)
    ]
    current = max(began, key=lambda episode: episode["identified_on"], default=None)
    state = "none"
    if current is not None:
        undone = _is_by(current.get("rolled_back_on"), last)
        gone = _is_by(current.get("eliminated_on"), last) and not undone
        state = "eliminated" if gone else "monitoring"
    year = month.year if month.number >= 9 else month.year - 1
    return Standing(
        home=home,
        category=current["category"] if current else "",
        state=state,
        is_new=bool(
            current
            and Month.of(current["identified_on"]) == month
            and not current["resumes"]
        ),
        persons=len(there),
        labour=sum(person.labour_skill in _WORKING for person in there),
        force=sum(
            person.labour_skill in _WORKING and person.birth_date is None
            for person in there
        ),
        grown=sum(person.birth_date is None for person in there),
        identified_on=_identified_on(began, current) if current else None,
        last=min(last, timezone.localdate()),
        visited=any(Month.of(day) == month for day, void in home.visits if not void),
        responsible=any(
            start <= last and (end is None or end >= last)
            for start, end in home.responsible
        ),
        now=_income(home, year),
        before=_income(home, year - 1),
    )


def _identified_on(began: Sequence[dict[str, Any]], current: dict[str, Any]) -> dt.date:
    """Of an episode that goes on after a rollback that of the first."""
    days = [e["identified_on"] for e in began if not e["resumes"]]
    first: dt.date = max(days, default=current["identified_on"])
    return first


def _has_come(person: Person, last: dt.date) -> bool:
    days = (person.joined_on, person.birth_date)
    return all(day is None or day <= last for day in days)


def _is_by(day: dt.date | None, last: dt.date) -> bool:
    return day is not None and day <= last


def _income(home: Home, year: int) -> tuple[int, int] | None:
    found = home.incomes.get((dt.date(year - 1, 10, 1), dt.date(year, 9, 30)))
    if found is None:
        return None
    wage, cost, persons = found
    return wage - cost, persons


def _of(rows: Sequence[Standing], line: int | None) -> dict[str, Pair]:
    identified = [row for row in rows if row.state != "none"]
    open_ = [row for row in rows if row.state == "monitoring"]
    gone = [row for row in rows if row.state == "eliminated"]
    new = [row for row in rows if row.is_new]
    figures: dict[str, Pair] = {}
    for key, chosen in (
        ("identified", identified),
        ("open", open_),
        ("eliminated", gone),
        ("new", new),
    ):
        figures[f"{key}-households"] = len(chosen), None
        figures[f"{key}-persons"] = _persons(chosen), None
    figures["elimination-rate-persons"] = _persons(gone), _persons(identified)
    figures["elimination-rate-households"] = len(gone), len(identified)
    figures["visit-rate"] = sum(row.visited for row in open_), len(open_)
    figures["responsible-rate"] = sum(row.responsible for row in open_), len(open_)
    for name in ("monitored", "exited", "relocated"):
        figures |= _incomes(f"income-{name}", group_of(name, rows))
    watched = [
        r for r in rows if r.state != "none" or r.home.household_type == "exited"
    ]
    both = [row for row in watched if row.now and row.before]
    figures["income-falling"] = sum(row.fell for row in both), len(both)
    figures |= _of_ledgers(rows, watched)
    if line is not None:
        told = [row for row in watched if row.now]
        below = [row for row in told if row.now and Fraction(*row.now) < line]
        figures["income-below-line"] = len(below), len(told)
    return figures


def _of_ledgers(
    rows: Sequence[Standing], watched: Sequence[Standing]
) -> dict[str, Pair]:
    """Nobody entered a row in any ledger of these cities, and nothing is ticked."""
    open_ = [row for row in rows if row.state == "monitoring"]
    days = dt.timedelta(days=10)
    due = [r for r in rows if r.identified_on and r.identified_on + days < r.last]
    found: dict[str, Pair] = {
        "measure-rate": (0, len(open_)),
        "measures-per-household": (0, len(open_)),
        "development-rate": (0, sum(row.labour > 0 for row in open_)),
        "measures-in-time": (0, len(due)),
        "zero-employed": (sum(r.force > 0 for r in watched),) * 2,
    }
    for name in ("all", "monitored", "exited", "relocated"):
        group = watched if name == "all" else group_of(name, rows)
        found[f"employed-{name}"] = 0, None
        found[f"employment-{name}"] = 0, sum(row.force for row in group)
        if name in {"monitored", "exited"}:
            found[f"medical-{name}"] = 0, _persons(group)
            found[f"pension-{name}"] = 0, sum(row.grown for row in group)
    for key in (
        *(f"work-{where}" for where in ("township", "county", "province", "outside")),
        *("work-posts", "work-workshops", "unpaid-posts", "unpaid-wages"),
        *("arrears-persons", "arrears-yuan"),
        *(f"project-households{scope}" for scope in ("", "-monitored", "-exited")),
    ):
        found[key] = 0, None
    return found


def _of_projects() -> dict[str, Pair]:
    """These cities have no project."""
    counts = ("fund-allocated", "fund-paid", "projects-running", "projects-late")
    tiers = ("central", "province", "prefecture", "county", "other")
    rates = (
        *("fund-spending", "industry-share", "project-start", "project-completion"),
        *("project-completion-money", "repository-ratio", "households-per-project"),
        *(
            f"{key}-{tier}"
            for key in ("fund-spending", "industry-share")
            for tier in tiers
        ),
    )
    return {**dict.fromkeys(counts, (0, None)), **dict.fromkeys(rates, (0, 0))}


def _of_villages(area: str) -> dict[str, Pair]:
    villages = sum(lies_in(code, area) for code in (*VILLAGES, EMPTY_VILLAGE))
    return {
        "consumption-aid": (0, None),
        "dividend-villages": (0, villages),
        "dividend-arrears-villages": (0, None),
        "dividend-arrears-yuan": (0, None),
    }


def _incomes(key: str, rows: Sequence[Standing]) -> dict[str, Pair]:
    now = [row.now for row in rows if row.now]
    before = [row.before for row in rows if row.before]
    both = [(row.now, row.before) for row in rows if row.now and row.before]
    return {
        key: _added(now),
        f"{key}-before": _added(before),
        f"{key}-known": (len(now), len(rows)),
        f"{key}-known-before": (len(before), len(rows)),
        f"{key}-same": _added([pair[0] for pair in both]),
        f"{key}-same-before": _added([pair[1] for pair in both]),
        f"{key}-paired": (len(both), len(rows)),
    }


def _added(incomes: Sequence[tuple[int, int]]) -> Pair:
    return sum(net for net, _ in incomes), sum(persons for _, persons in incomes)


def _persons(rows: Iterable[Standing]) -> int:
    return sum(row.persons for row in rows)
