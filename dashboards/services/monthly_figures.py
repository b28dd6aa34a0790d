"""Write all figures of a month in one statement, from the declarations.

The rows are grouped once into village × category cells; county and townships are sums
of the cells (GROUPING SETS over the cells, not over the rows).
"""

import datetime as dt
from typing import Any

from django.db import connection

from accounts import parameters
from core.months import Month
from dashboards.figures import STORED, Figure, Measure
from dashboards.models import HouseholdMonth

# Villages without a household stand in with zeros: 0 of 0 is an answer, too.
_WRITE = """
WITH cells (village, category, {measures}) AS (
    {cells}
    UNION ALL
    SELECT code, '', {zeros} FROM accounts_area
     WHERE level = 'village' AND valid_from <= %s
       AND (valid_to IS NULL OR valid_to >= %s)),
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
           f (figure, part, whole, version)),
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
    cells, cell_values = _cells(month, revision, measures)
    names = list(measures.values())
    statement = _WRITE.format(
        cells=cells,
        measures=", ".join(names),
        zeros=", ".join("0" for _ in names),
        sums=", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in names),
        figures=", ".join(_row(figure, measures) for figure in figures),
    )
    first, last = month.first_day, month.last_day
    values: list[Any] = [*cell_values, last, last, first, revision]
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
    """Each distinct measure once, with the column it is summed in."""
    distinct = dict.fromkeys(m for figure in figures for m in figure.measures)
    return {measure: f"m{number}" for number, measure in enumerate(distinct)}


def _cells(
    month: Month, revision: int, measures: dict[Measure, str]
) -> tuple[str, tuple[object, ...]]:
    rows = HouseholdMonth.objects.in_month(month, revision).order_by()
    grouped = rows.values("village", "category").annotate(
        **{name: measure.aggregate() for measure, name in measures.items()}
    )
    sql, values = grouped.query.sql_with_params()
    return sql, tuple(values)


def _row(figure: Figure, measures: dict[Measure, str]) -> str:
    whole = f"rolled.{measures[figure.whole]}" if figure.whole else "NULL::numeric"
    part = measures[figure.part]
    return (
        f"('{figure.key}', rolled.{part}::numeric, {whole}::numeric, {figure.version})"
    )
