"""All ledgers of the city, in the order in which they rest on each other."""

import datetime as dt

from dashboards.demo.assistance import drawing
from dashboards.demo.assistance.keepers import write_keepers
from dashboards.demo.assistance.measures import write_measures
from dashboards.demo.assistance.money import write_money
from dashboards.demo.assistance.villages import write_villages
from dashboards.demo.assistance.work import write_work


def write_ledgers(day: dt.date, seed: int) -> int:
    """Write measures and ledgers; returns the number of rows."""
    drawing.prepare(seed)
    return (
        write_keepers()
        + write_measures(day)
        + write_work(day)
        + write_villages(day)
        + write_money(day)
    )
