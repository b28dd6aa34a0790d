"""What the register stands on: areas, departments, sites, accounts, parameters."""

import datetime as dt
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from accounts.models import Area, CalendarDay, Department, Parameter, User
from dashboards.choices import RURAL_RATES, ExternalKey, Period
from dashboards.demo import staff
from dashboards.demo.episodes import LINES
from dashboards.demo.places import (
    COUNTY_CODE,
    COUNTY_NAME,
    DEPARTMENTS,
    FORMER_VILLAGES,
    SITES,
    TOWNSHIPS,
    VILLAGES,
)
from dashboards.models import ExternalFigure
from households.models import ResettlementSite
from households.parameters import MONITORING_LINE

#: Source of every figure that nobody has decided.
SOURCE = "示例数据"
#: Of toilets, sewage and garbage, in per cent.
_RATES = (Decimal("82.4"), Decimal("47.5"), Decimal("96.2"))


def write_setting(day: dt.date) -> dict[str, int]:
    """Write what is not there yet; return the ids of the sites by name."""
    _areas()
    Department.objects.bulk_create(
        [Department(code=code, name=name) for code, name in DEPARTMENTS],
        ignore_conflicts=True,
    )
    _accounts()
    _parameters()
    _calendar()
    _external_figures(day)
    ResettlementSite.objects.bulk_create(
        [
            ResettlementSite(village_id=v.code, name=v.site, planned_households=180)
            for v in SITES
        ],
        ignore_conflicts=True,
    )
    return dict(ResettlementSite.objects.values_list("name", "pk"))


def _areas() -> None:
    level = Area.Level
    county = Area(code=COUNTY_CODE, name=COUNTY_NAME, level=level.COUNTY)
    towns = [
        Area(code=t.code, name=t.name, level=level.TOWNSHIP, parent_id=COUNTY_CODE)
        for t in TOWNSHIPS
    ]
    villages = [
        Area(
            code=v.code,
            name=v.name,
            level=level.VILLAGE,
            parent_id=v.township,
            aliases=list(v.aliases),
            valid_from=v.valid_from,
            valid_to=v.valid_to,
        )
        for v in (*FORMER_VILLAGES, *VILLAGES)
    ]
    for areas in ([county], towns, villages):
        Area.objects.bulk_create(areas, ignore_conflicts=True)
    for village in VILLAGES:
        if village.predecessors:
            before = Area.objects.filter(code__in=village.predecessors)
            Area.objects.get(code=village.code).predecessors.add(*before)


def _accounts() -> None:
    """One hash for all: the password is the same and known to everybody anyway."""
    password = make_password(staff.PASSWORD)
    departments = dict(Department.objects.values_list("code", "pk"))
    User.objects.bulk_create(
        [
            User(
                username=account.username,
                full_name=account.full_name,
                role=account.role,
                area_id=account.area or None,
                department_id=departments.get(account.department),
                post=account.post,
                password=password,
                must_change_password=False,
            )
            for account in staff.ACCOUNTS
        ],
        ignore_conflicts=True,
    )


def _parameters() -> None:
    Parameter.objects.bulk_create(
        [
            Parameter(
                key=MONITORING_LINE.key,
                value=Decimal(amount),
                valid_from=dt.date(year, 1, 1),
                valid_to=dt.date(year, 12, 31) if year < max(LINES) else None,
                source=SOURCE,
            )
            for year, amount in LINES.items()
        ],
        ignore_conflicts=True,
    )


def _calendar() -> None:
    """A local rule beside the published holidays: a Saturday that was worked."""
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=dt.date(2026, 7, 18),
                is_working=True,
                name="防汛值守",
                source=SOURCE,
            )
        ],
        ignore_conflicts=True,
    )


def _external_figures(day: dt.date) -> None:
    """Growth of the rural disposable income, this year's for three quarters, and last
    year's rates of rural construction."""
    official = User.objects.get(username=staff.MAIN_ACCOUNTS[2].username)
    ExternalFigure.objects.bulk_create(
        [
            ExternalFigure(
                key=ExternalKey.RURAL_INCOME_GROWTH,
                year=year,
                period=period,
                value=value,
                source=SOURCE,
                published_on=published_on,
                entered_by=official,
            )
            for year, period, value, published_on in (
                (
                    day.year - 2,
                    Period.YEAR,
                    Decimal("6.7"),
                    dt.date(day.year - 1, 1, 24),
                ),
                (day.year - 1, Period.YEAR, Decimal("6.5"), dt.date(day.year, 1, 23)),
                (day.year, Period.Q3, Decimal("6.8"), dt.date(day.year, 10, 26)),
            )
            if published_on <= day
        ]
        + [
            ExternalFigure(
                key=key,
                year=day.year - 1,
                period=Period.YEAR,
                value=value,
                source=SOURCE,
                published_on=dt.date(day.year, 2, 10),
                entered_by=official,
            )
            for key, value in zip(RURAL_RATES, _RATES, strict=True)
        ],
        ignore_conflicts=True,
    )
