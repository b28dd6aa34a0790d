"""Makes the rows of the register, ahead of whoever writes them.

A small city is made in a thread. A large one is made in a process of its own: making
and writing then have a processor each, instead of taking turns at one interpreter.
"""

from __future__ import annotations

import itertools
import multiprocessing
import pickle
import queue
import threading
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection

from dashboards.demo import apart
from dashboards.demo.city import City, Wish
from dashboards.demo.collecting import Batch, Collector
from dashboards.demo.damage import Fault, spoiled
from dashboards.demo.dice import Dice
from dashboards.demo.records import Household

_CHUNK = 2000
#: From so many households on another process is worth its start of two seconds.
APART_FROM = 20_000


def made(
    city: City, faults: list[Fault] | None, collector: Collector
) -> Iterator[Batch]:
    """The rows of every household in batches, always one or two ahead.

    With a list, faults are put in and added to it. When all is taken, ``collector``
    knows which numbers it has given out.
    """
    if city.wish.households >= APART_FROM:
        return _from_process(city.wish, faults, collector)
    return _from_thread(_batches(_homes(city, faults), collector))


def _homes(city: City, faults: list[Fault] | None) -> Iterable[Household]:
    homes = city.households()
    if faults is None:
        return homes
    return spoiled(homes, Dice(f"{city.wish.seed}:damage"), faults)


def _batches(homes: Iterable[Household], collector: Collector) -> Iterator[Batch]:
    iterator = iter(homes)
    while chunk := list(itertools.islice(iterator, _CHUNK)):
        for home in chunk:
            collector.add(home)
        yield collector.take()


def _from_thread(batches: Iterator[Batch]) -> Iterator[Batch]:
    ready: queue.Queue[Batch | BaseException | None] = queue.Queue(maxsize=2)

    def make() -> None:
        try:
            for batch in batches:
                ready.put(batch)
            ready.put(None)
        except BaseException as error:  # noqa: BLE001  raised again by the reader
            ready.put(error)

    threading.Thread(target=make, daemon=True).start()
    while (item := ready.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item


def _from_process(
    wish: Wish, faults: list[Fault] | None, collector: Collector
) -> Iterator[Batch]:
    # Not forked: a copy of this process would share its connection to the database.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    wanted = pickle.dumps((wish, faults is not None, collector.start))
    maker = context.Process(target=apart.run, args=(there, wanted), daemon=True)
    maker.start()
    there.close()
    try:
        yield from _received(here, faults, collector)
    finally:
        here.close()
        maker.terminate()
        maker.join()


def _received(
    here: Connection, faults: list[Fault] | None, collector: Collector
) -> Iterator[Batch]:
    """Raises EOFError when the maker has died; what it said stands above."""
    while (item := pickle.loads(here.recv_bytes()))[0] == "rows":  # noqa: S301 - ours
        tables = collector.in_order
        yield list(zip(tables, item[1], strict=True))
    _end, collector.numbers, found = item
    if faults is not None:
        faults += found


def make(there: Connection, wanted: bytes) -> None:
    """Runs in the process of its own, which asks no database."""
    wish, is_damaged, start = pickle.loads(wanted)  # noqa: S301 - ours
    faults: list[Fault] | None = [] if is_damaged else None
    collector = Collector(start)
    for batch in _batches(_homes(City(wish), faults), collector):
        _send(there, ("rows", [rows for _table, rows in batch]))
    _send(there, ("end", collector.numbers, faults))


def _send(there: Connection, item: object) -> None:
    there.send_bytes(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
