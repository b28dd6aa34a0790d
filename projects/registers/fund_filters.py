"""Conditions on rows that are money of a batch for a project: allocations, payments.

The sums of ``services.fund_sums`` open their rows by these.
"""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from exchange.register_filters import YES, YES_NO
from exchange.registers import Filter
from projects.choices import Category, Stage
from projects.registers.parts import years


def _of_fund(rows: Any, value: str) -> Any:
    return rows.filter(batch__year=int(value))


def _industry(rows: Any, value: str) -> Any:
    counts = Q(project__category=Category.INDUSTRY) | Q(
        project__kind__counts_as_industry=True
    )
    return rows.filter(counts) if value == YES else rows.exclude(counts)


def _county(rows: Any, value: str) -> Any:
    """What lies in no township: the county's own projects."""
    own = Q(project__area__level=Area.Level.COUNTY)
    return rows.filter(own) if value == YES else rows.exclude(own)


#: By year and tier of the batch.
BY_FUND = (
    Filter(name="fund", label=_("Year of the fund"), choices=years, narrow=_of_fund),
    Filter(name="batch__tier", label=_("Tier")),
)
#: By what the project is.
BY_PROJECT = (
    Filter(name="project__category", label=_("Category of projects"), more=True),
    Filter(name="project__stage", label=_("Stage"), choices=Stage.choices, more=True),
    Filter(
        name="industry",
        label=_("Counts as industry"),
        choices=YES_NO,
        narrow=_industry,
        more=True,
    ),
    Filter(
        name="county",
        label=_("Projects of the county itself"),
        choices=YES_NO,
        narrow=_county,
        more=True,
    ),
)
