"""Writes funds, projects and what hangs on them; rows of past days only."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from dashboards.demo.projects.benefits import write_benefits
from dashboards.demo.projects.money import write_batches, write_money
from dashboards.demo.projects.papers import write_papers
from dashboards.demo.projects.plans import write_plans
from dashboards.demo.projects.rows import write_rows
from dashboards.demo.projects.rural import write_rural
from dashboards.demo.projects.works import write_works


def write_projects(day: dt.date, seed: int) -> int:
    """Every ledger of this part; returns how many projects there are."""
    by = User.objects.get(username="zhoumin")
    rows = write_rows(day, by)
    batches = write_batches(day, by)
    for row in rows:
        write_works(day, row, by)
        write_money(day, row, batches, by)
    write_plans(day, rows, by)
    write_papers(day, rows, by)
    write_benefits(day, rows, seed, by)
    write_rural(day, seed, by)
    return len(rows)
