"""Write all figures of a month in one statement, from the declarations.

The rows are grouped once into village × category cells; county and townships are sums
of the cells (GROUPING SETS over the cells, not over the rows). The rows of villages are
cells of no category; figures of them are not stored by category.
"""

import datetime as dt
from typing import Any

from django.db import connection

from accounts import parameters
from core.months import Month
from dashboards.figures import STORED, Figure, Measure
from dashboards.models import HouseholdMonth, VillageMonth

# Every village has a row of its own, also one without a household: 0 of 0 is an
# answer, too.
_WRITE = """
WITH cells (village, category, {measures}) AS (
    SELECT households.*, {no_villages} FROM ({households}) households
    UNION ALL
    SELECT villages.village, '', {no_households}, {villages_measures}
      FROM ({villages}) villages),
levels AS (
    SELECT left(village, 6) || '000000' AS county,
           left(village, 9) || '000' AS township, cells.* FROM cells),
rolled AS (
    SELECT coalesce(village, township, county) AS area_code,
           CASE WHEN grouping(category) = 1 THEN '' ELSE category END AS category,
           {sums}
      FROM levels
     GROUP BY GROUPING SETS (
           (county), (county, category), (township), (township, category),
           (village), (village, category))
    HAVING grouping(category) = 1 OR category <> ''),
source AS MATERIALIZED (
    SELECT f.figure, rolled.area_code, rolled.category, f.part, f.whole, f.version
      FROM rolled CROSS JOIN LATERAL (VALUES {figures}) AS
           f (figure, part, whole, version, of_villages)
     WHERE rolled.category = '' OR NOT f.of_villages),
present AS (
    SELECT * FROM dashboards_monthlyfigure WHERE month = %s AND revision = %s),
gone AS (
    DELETE FROM dashboards_monthlyfigure d USING present t
     WHERE d.id = t.id AND NOT EXISTS (
           SELECT 1 FROM source s WHERE (s.figure, s.area_code, s.category)
                                      = (t.figure, t.area_code, t.category))
    RETURNING 1),
changed AS (
    UPDATE dashboards_monthlyfigure d
       SET part = s.part, whole = s.whole, definition_version = s.version,
           computed_at = %s
      FROM present t JOIN source s ON (s.figure, s.area_code, s.category)
                                    = (t.figure, t.area_code, t.category)
     WHERE d.id = t.id AND (t.part, t.whole, t.definition_version)
                           IS DISTINCT FROM (s.part, s.whole, s.version)
    RETURNING 1),
added AS (
    INSERT INTO dashboards_monthlyfigure
           (month, revision, figure, area_code, category, part, whole,
            definition_version, computed_at)
    SELECT %s, %s, s.figure, s.area_code, s.category, s.part, s.whole, s.version, %s
      FROM source s LEFT JOIN present t
           ON (t.figure, t.area_code, t.category)
            = (s.figure, s.area_code, s.category)
     WHERE t.id IS NULL
    RETURNING 1)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM changed)
       + (SELECT count(*) FROM added)
"""


def write_monthly_figures(month: Month, revision: int, now: dt.datetime) -> int:
    """Bring the figures of a month up to date; returns how many were changed.

    A figure that needs a parameter without a value on the month's last day is left out.
    """
    figures = [figure for figure in STORED.values() if _can_be_told(figure, month)]
    measures = _measures(figures)
    of_households = _cells(HouseholdMonth, month, revision, _part(measures, of=False))
    of_villages = _cells(VillageMonth, month, revision, _part(measures, of=True))
    names = list(measures.values())
    zeros = {of: ", ".join("0" for _ in _part(measures, of=of)) for of in (True, False)}
    statement = _WRITE.format(
        households=of_households[0],
        villages=of_villages[0],
        measures=", ".join(names),
        no_villages=zeros[True],
        no_households=zeros[False],
        villages_measures=", ".join(_part(measures, of=True).values()),
        sums=", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in names),
        figures=", ".join(_row(figure, measures) for figure in figures),
    )
    first = month.first_day
    values: list[Any] = [*of_households[1], *of_villages[1], first, revision]
    values += [now, first, revision, now]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return int(row[0])


def _can_be_told(figure: Figure, month: Month) -> bool:
    if not figure.requires:
        return True
    return parameters.value_on(figure.requires, month.last_day) is not None


def _measures(figures: list[Figure]) -> dict[Measure, str]:
    """Each distinct measure once, with the column it is summed in; villages last."""
    distinct = dict.fromkeys(m for figure in figures for m in figure.measures)
    ordered = sorted(distinct, key=lambda measure: measure.of_villages)
    return {measure: f"m{number}" for number, measure in enumerate(ordered)}


def _part(measures: dict[Measure, str], *, of: bool) -> dict[Measure, str]:
    """The measures of villages, or those of households."""
    return {m: name for m, name in measures.items() if m.of_villages == of}


def _cells(
    model: type[HouseholdMonth | VillageMonth],
    month: Month,
    revision: int,
    measures: dict[Measure, str],
) -> tuple[str, tuple[object, ...]]:
    rows = model.objects.in_month(month, revision).order_by()
    by = ("village",) if model is VillageMonth else ("village", "category")
    grouped = rows.values(*by).annotate(
        **{name: measure.aggregate() for measure, name in measures.items()}
    )
    sql, values = grouped.query.sql_with_params()
    return sql, tuple(values)


def _row(figure: Figure, measures: dict[Measure, str]) -> str:
    whole = f"rolled.{measures[figure.whole]}" if figure.whole else "NULL::numeric"
    part = measures[figure.part]
    return (
        f"('{figure.key}', rolled.{part}::numeric, {whole}::numeric, "
        f"{figure.version}, {figure.of_villages})"
    )
