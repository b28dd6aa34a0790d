"""Write all figures of a month in one statement, from the declarations.

The rows are grouped once into village × category cells; county and townships are sums
of the cells (GROUPING SETS over the cells, not over the rows). The rows of villages and
projects are cells of no category; figures of them are not stored by category.
"""

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import F

from accounts import parameters
from core.months import Month
from dashboards.figures import STORED, Figure, Measure, Subject
from dashboards.models import HouseholdMonth, ProjectMonth, VillageMonth
from dashboards.services.cells import sums_by

#: Where the rows of a subject stand, and which column says where they lie.
_ROWS: dict[Subject, tuple[Any, str]] = {
    Subject.HOUSEHOLD: (HouseholdMonth, "village"),
    Subject.VILLAGE: (VillageMonth, "village"),
    Subject.PROJECT: (ProjectMonth, "area"),
}

# Every village has a row of its own, also one without a household: 0 of 0 is an
# answer, too. A project can lie in a township or the county as a whole: such a cell has
# no village (and no township) and counts from its own level upwards.
_WRITE = """
WITH cells (area, category, {measures}) AS ({cells}),
levels AS (
    SELECT left(area, 6) || '000000' AS county,
           CASE WHEN substr(area, 7, 3) <> '000' THEN left(area, 9) || '000' END
           AS township,
           CASE WHEN right(area, 3) <> '000' THEN area END AS village,
           cells.* FROM cells),
rolled AS (
    SELECT coalesce(village, township, county) AS area_code,
           CASE WHEN grouping(category) = 1 THEN '' ELSE category END AS category,
           {sums}
      FROM levels
     GROUP BY GROUPING SETS (
           (county), (county, category), (township), (township, category),
           (village), (village, category))
    HAVING (grouping(category) = 1 OR category <> '')
       AND coalesce(village, township, county) IS NOT NULL),
source AS MATERIALIZED (
    SELECT f.figure, rolled.area_code, rolled.category, f.part, f.whole, f.version
      FROM rolled CROSS JOIN LATERAL (VALUES {figures}) AS
           f (figure, part, whole, version, by_category)
     WHERE rolled.category = '' OR f.by_category),
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
    cells = [_cells(subject, measures, month, revision) for subject in _ROWS]
    names = list(measures.values())
    statement = _WRITE.format(
        cells=" UNION ALL ".join(sql for sql, _values in cells),
        measures=", ".join(names),
        sums=", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in names),
        figures=", ".join(_row(figure, measures) for figure in figures),
    )
    first = month.first_day
    values: list[Any] = [value for _sql, given in cells for value in given]
    values += [first, revision, now, first, revision, now]
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
    subject: Subject, measures: dict[Measure, str], month: Month, revision: int
) -> tuple[str, tuple[object, ...]]:
    """The rows of one subject in groups, with nothing in the columns of others."""
    own = {name: m for m, name in measures.items() if m.subject == subject}
    model, place = _ROWS[subject]
    by_category = subject == Subject.HOUSEHOLD
    by = ("cell_area", "category") if by_category else ("cell_area",)
    rows = model.objects.in_month(month, revision).order_by()
    sql, values = sums_by(rows.annotate(cell_area=F(place)), by, own)
    category = "c.category" if by_category else "''"
    columns = ", ".join(f"c.{n}" if n in own else "0" for n in measures.values())
    return f"SELECT c.cell_area, {category}, {columns} FROM ({sql}) c", values  # noqa: S608 - names of this module


def _row(figure: Figure, measures: dict[Measure, str]) -> str:
    whole = f"rolled.{measures[figure.whole]}" if figure.whole else "NULL::numeric"
    part = measures[figure.part]
    return (
        f"('{figure.key}', rolled.{part}::numeric, {whole}::numeric, "
        f"{figure.version}, {figure.subject == Subject.HOUSEHOLD})"
    )
