"""What a year's projects are held to one by one, as conditions on their rows (domain
§6.7, §7.8 F02, F03, F06, F07). Limits are dated parameters.

The rules of the year's money as a whole are in ``services.fund_rules``.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Value

from accounts.parameters import DatedValues, value_on
from projects.choices import FINISHED_STAGES, Category, NoticeLevel, Stage
from projects.fund_year import YEAR_END_KEYS, year_end_of
from projects.models import Beneficiary, ProgressReport, PublicNotice
from projects.parameters import PAID_AHEAD, REPORT_DAYS

_IS_FEE = Q(category=Category.FEE)


def past_deadline(day: dt.date) -> Q:
    """Planned to end after the year's last day, or not finished when it has gone."""
    month, last = year_end_of(DatedValues.load(YEAR_END_KEYS), day)
    deadline = Func(
        F("year"),
        Value(month),
        Value(last),
        function="make_date",
        output_field=DateField(),
    )
    late = Q(planned_end__gt=deadline) | Q(
        year__lt=day.year if (day.month, day.day) <= (month, last) else day.year + 1
    )
    return ~Q(stage__in=FINISHED_STAGES) & late


def paid_ahead(day: dt.date) -> Q:
    """More paid than built, by what the parameter says; works that are under way."""
    limit = value_on(PAID_AHEAD.key, day)
    if limit is None:
        return Q(pk__in=[])
    return ~Q(stage__in=FINISHED_STAGES) & Q(works_unpaid__lte=-limit, paid__gt=0)


def unannounced(day: dt.date) -> Q:
    """No notice at the county, or at the township or village that it lies in."""
    return ~_IS_FEE & (
        _without_notice(NoticeLevel.COUNTY)
        | (~Q(area__level="county") & _without_notice(NoticeLevel.TOWNSHIP))
        | (Q(area__level="village") & _without_notice(NoticeLevel.VILLAGE))
    )


def _without_notice(level: NoticeLevel) -> Q:
    posted = PublicNotice.objects.filter(project=OuterRef("pk"), level=level)
    return Q(~Exists(posted))


def helps_nobody(day: dt.date) -> Q:
    """No household is recorded that takes part."""
    helped = Beneficiary.objects.filter(project=OuterRef("pk"))
    return ~_IS_FEE & Q(~Exists(helped))


def unreported(day: dt.date) -> Q:
    """Under way, and no report for longer than the parameter allows."""
    since = day - dt.timedelta(days=int(value_on(REPORT_DAYS.key, day) or 31))
    lately = ProgressReport.objects.filter(
        project=OuterRef("pk"), reported_on__gte=since
    )
    return Q(stage=Stage.STARTED, started_on__lt=since) & Q(~Exists(lately))
