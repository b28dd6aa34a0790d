"""Whom the rules of employment find lacking: zero-employed households, and people who
are missing in one of the three registers of work (三库联动).

Both are asked of the households whose employment is followed: in the register, and out
of poverty or ever under monitoring.
"""

# ruff: noqa: S608, S611 - constants of this project, no user text

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models.expressions import RawSQL

from assistance import employment
from assistance.choices import WorkRegister
from households.choices import HouseholdType, MonitoringState, RegisterState

#: SELECT of the ids of the households whose employment is followed.
FOLLOWED = f"""SELECT h.id FROM households_household h
     WHERE h.state = '{RegisterState.ACTIVE}'
       AND (h.household_type = '{HouseholdType.EXITED}'
            OR h.monitoring_state <> '{MonitoringState.NONE}')"""

#: Tables of the three registers.
TABLES: dict[str, str] = {
    WorkRegister.LABOUR: "assistance_labourentry",
    WorkRegister.TRAINING: "assistance_training",
    WorkRegister.DEMAND: "assistance_jobdemand",
}

_IN_ALL = " AND ".join(
    f"member_id IN (SELECT r.member_id FROM {table} r)" for table in TABLES.values()
)


def day_sql(day: dt.date) -> str:
    return f"DATE '{day.isoformat()}'"


def zero_employed(day: dt.date) -> Any:
    """Households with somebody able and willing to work, and nobody working."""
    return RawSQL(employment.zero_employed(day_sql(day), FOLLOWED), [])


def missing_people(day: dt.date) -> Any:
    """Members able and willing to work who are missing in one of the registers."""
    people = employment.workers(day_sql(day), FOLLOWED)
    return RawSQL(
        f"SELECT member_id FROM ({people}) people "
        f"WHERE is_labour AND is_willing AND NOT ({_IN_ALL})",
        [],
    )


def working_people(day: dt.date) -> Any:
    """Members who work on a day."""
    people = employment.workers(day_sql(day), FOLLOWED)
    return RawSQL(f"SELECT member_id FROM ({people}) people WHERE works", [])
