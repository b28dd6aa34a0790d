"""All ledgers of the city, in the order in which they rest on each other."""

import datetime as dt

from django.db import connection

from assistance import models
from assistance.services.card import refresh_cards
from dashboards.demo.assistance import drawing
from dashboards.demo.assistance.keepers import write_keepers
from dashboards.demo.assistance.measures import write_measures
from dashboards.demo.assistance.money import write_money
from dashboards.demo.assistance.villages import write_villages
from dashboards.demo.assistance.work import write_work
from dashboards.demo.bare import bare, with_history

_TABLES = (
    models.Measure,
    models.MeasureRecord,
    models.PublicPost,
    models.PostWage,
    models.LabourEntry,
    models.Training,
    models.JobDemand,
    models.Subsidy,
    models.Allowance,
    models.Loan,
    models.Insurance,
)


def write_ledgers(day: dt.date, seed: int) -> int:
    """Write measures and ledgers, and the cards that follow from them; returns the
    number of rows in the ledgers."""
    drawing.prepare(seed)
    with connection.cursor() as cursor, bare(cursor, with_history(*_TABLES)):
        written = (
            write_keepers()
            + write_measures(day)
            + write_work(day)
            + write_villages(day)
            + write_money(day)
        )
    refresh_cards(today=day)
    return written
