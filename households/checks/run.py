"""Runs the rules: over the register at night, over a household when it is saved."""

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.parameters import DatedValues
from households.checks.declare import Check, all_checks
from households.checks.facts import fact_queries
from households.checks.readings import read_changed_numbers
from households.checks.statements import keeping, parameter_name, rechecking
from households.models import QualityRun

#: Limits of area codes that take in everything.
LOWEST, HIGHEST = "0" * 12, "9" * 12

Progress = Callable[[int, int, str], None]


def run_checks(
    *,
    keys: Collection[str] | None = None,
    low: str | None = None,
    high: str | None = None,
    today: dt.date | None = None,
    progress: Progress | None = None,
) -> QualityRun:
    """Run the rules (all, or those named) over the villages from ``low`` to ``high``.

    Facts are gathered once; then each rule is one statement in a transaction of its
    own, so that nobody who saves a household waits for the whole run. ``progress`` is
    told (rules done, rules, title of the next).
    """
    checks = [check for check in all_checks() if keys is None or check.key in keys]
    scope = _scope(low or LOWEST, high or HIGHEST, None, today or timezone.localdate())
    run = QualityRun.objects.create(
        started_at=scope["now"], scope_low=low or "", scope_high=high or ""
    )
    with _facts(scope):
        for number, check in enumerate(checks):
            if progress is not None:
                progress(number, len(checks), check.title)
            started = time.perf_counter()
            opened, fixed = _keep(keeping(check), [check], scope)
            run.opened += opened
            run.fixed += fixed
            run.seconds[check.key] = round(time.perf_counter() - started, 3)
    run.rules = len(checks)
    run.finished_at = timezone.now()
    run.save()
    return run


@transaction.atomic
def recheck_households(
    households: Collection[int],
    *,
    keys: Collection[str] | None = None,
    today: dt.date | None = None,
) -> None:
    """Run all rules about single households (or those named) over a few of them.

    Meant for what was just saved: one statement, whose cost does not grow with the
    register. A household that is no longer active loses its hits.
    """
    checks = [
        check
        for check in all_checks()
        if check.is_per_household and (keys is None or check.key in keys)
    ]
    if not checks or not households:
        return
    day = today or timezone.localdate()
    scope = _scope(LOWEST, HIGHEST, sorted(households), day)
    _read_numbers(scope)
    _keep(rechecking(checks), checks, scope)


@transaction.atomic
def run_apart(keys: Collection[str], *, today: dt.date | None = None) -> None:
    """Run rules whose sources need no facts about households, over the whole county.

    Meant for what was just saved in another ledger: nothing is gathered first.
    """
    scope = _scope(LOWEST, HIGHEST, None, today or timezone.localdate())
    for check in all_checks():
        if check.key in keys:
            _keep(keeping(check), [check], scope)


def _scope(
    low: str, high: str, households: Sequence[int] | None, today: dt.date
) -> dict[str, Any]:
    return {
        "low": low,
        "high": high,
        "households": households,
        "today": today,
        "month": today.replace(day=1),
        "september": dt.date(today.year - (today.month < 9), 9, 1),
        "now": timezone.now(),
    }


def _read_numbers(scope: dict[str, Any]) -> None:
    read_changed_numbers(
        low=scope["low"],
        high=scope["high"],
        households=scope["households"],
        today=scope["today"],
    )


@contextmanager
def _facts(scope: dict[str, Any]) -> Iterator[None]:
    """Temporary tables of facts, dropped afterwards; also those of a broken run."""
    _read_numbers(scope)
    names = [name for name, _query in fact_queries(of_few=False)]
    drop = f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in names)}"
    with transaction.atomic(), connection.cursor() as cursor:
        _allow_memory(cursor)
        cursor.execute(drop)
        for name, query in fact_queries(of_few=False):
            cursor.execute(f"CREATE TEMP TABLE {name} AS {query}", scope)
        cursor.execute(
            "CREATE INDEX ON fact_member (household_id);"
            "CREATE UNIQUE INDEX ON fact_household (id)"
        )
        cursor.execute("; ".join(f"ANALYZE {name}" for name in names))
    yield
    with connection.cursor() as cursor:
        cursor.execute(drop)


def _keep(
    statement: str, checks: Sequence[Check], scope: dict[str, Any]
) -> tuple[int, int]:
    """Write the hits; returns how many are new and how many are fixed."""
    values = {
        **scope,
        "rules": [check.key for check in checks],
        **_parameters(checks, scope["today"]),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        _allow_memory(cursor)
        cursor.execute(statement, values)
        opened, fixed = cursor.fetchone()
    return opened, fixed


def _parameters(checks: Sequence[Check], day: dt.date) -> dict[str, Decimal | None]:
    """The rules' limits on a day, by their placeholders; one query for all."""
    declared = {
        parameter_name(check, name): limit
        for check in checks
        for name, limit in check.parameters.items()
    }
    if not declared:
        return {}
    dated = DatedValues.load({limit.key for limit in declared.values()})
    return {name: dated.on(limit.key, day) for name, limit in declared.items()}


def _allow_memory(cursor: Any) -> None:
    """Joins of a county in memory, and no compiling of statements that run once."""
    cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
