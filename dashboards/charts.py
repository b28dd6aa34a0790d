"""Data of the two charts as plain JSON, and the same numbers as tables beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.months import Month
from dashboards.board import Board
from dashboards.choices import Unit
from dashboards.figures import FIGURES
from dashboards.models import MonthlyFigure
from dashboards.readings import Reading, Readings

LIBRARY = "vendor/echarts-6.1.0.common.min.js"
TREND: dict[str, str | Promise] = {
    "elimination-rate-persons": gettext_lazy("Elimination rate"),
    "visit-rate": gettext_lazy("Visit completion"),
    "income-monitored": gettext_lazy("Net income a head"),
}
TOWNS: dict[str, str | Promise] = {
    "elimination-rate-persons": gettext_lazy("Elimination rate"),
    "visit-rate": gettext_lazy("Visit completion"),
    "responsible-rate": gettext_lazy("Responsible person"),
}
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Chart:
    """Data for charts.js, the finding in one sentence, and the table beside it."""

    data: dict[str, Any]
    label: str
    head: list[str]
    rows: list[list[str]]


def echarts_url() -> str:
    """Where ECharts is served, empty when it was not installed: tables stand in."""
    try:
        return str(staticfiles_storage.url(LIBRARY))
    except ValueError:
        return ""


def trend(board: Board) -> Chart:
    """The last twelve months beside the same months a year before."""
    months = list(Month.range(board.month.shift(1 - MONTHS), board.month))
    before = [month.year_before for month in months]
    readings = Readings.load(
        MonthlyFigure.objects.visible_to(board.user),
        months=[*before, *months],
        areas=[board.area.code],
        keys=TREND,
    )
    series = {
        key: (
            _series(readings, board, key, months),
            _series(readings, board, key, before),
        )
        for key in TREND
    }
    note = "" if board.is_closed else _("the month is not closed yet")
    metrics = [_trend_metric(board, key, months, *series[key], note) for key in TREND]
    head = [_("Month")]
    for label in TREND.values():
        head += [str(label), _("a year before")]
    rows = [
        [month.label, *(line[i].shown for key in TREND for line in series[key])]
        for i, month in enumerate(months)
    ]
    return Chart({"metrics": metrics}, _trend_label(board, series), head, rows)


def towns(board: Board) -> Chart:
    """The areas below, the best first, with the whole area as a line."""
    metrics = [_town_metric(board, key) for key in TOWNS]
    head = [_("Area")]
    for label in TOWNS.values():
        head += [str(label), _("part / whole")]
    rows = [
        [area.name, *_town_cells(board, area.code)]
        for area in [*board.children, board.area]
    ]
    first = metrics[0]["rows"]
    label = ""
    if first:
        label = _("%(best)s %(high).1f%% highest, %(worst)s %(low).1f%% lowest") % {
            "best": first[0]["n"],
            "high": first[0]["v"],
            "worst": first[-1]["n"],
            "low": first[-1]["v"],
        }
    return Chart({"metrics": metrics}, label, head, rows)


def _series(
    readings: Readings, board: Board, key: str, months: list[Month]
) -> list[Reading]:
    return [readings.get(key, month, board.area.code) for month in months]


def _trend_metric(
    board: Board,
    key: str,
    months: list[Month],
    now: list[Reading],
    before: list[Reading],
    note: str,
) -> dict[str, Any]:
    figure, target = FIGURES[key], board.tiles[key].target
    metric: dict[str, Any] = {
        "label": str(TREND[key]),
        "unit": figure.unit.label,
        "x": [month.label for month in months],
        "series": [
            {"name": _("this year"), "data": _values(now)},
            {"name": _("a year before"), "data": _values(before)},
        ],
        "note": note,
    }
    metric["min"], metric["max"] = _span(figure.unit, [*now, *before], target)
    if target is not None:
        label = _("target %(value).0f%%") % {"value": target}
        metric["ref"] = {"v": float(target), "label": label}
    return metric


def _values(line: list[Reading]) -> list[float | None]:
    return [None if r.value is None else round(float(r.value), 1) for r in line]


def _span(
    unit: Unit, line: list[Reading], target: Decimal | None
) -> tuple[float, float]:
    """An axis from a sensible floor: lines, unlike bars, need not begin at zero."""
    known = [float(r.value) for r in line if r.value is not None]
    if target is not None:
        known.append(float(target))
    step = 10 if unit == Unit.PERCENT else 2_000
    if not known:
        return 0, step
    low = max(0, (min(known) // step) * step)
    high = -(-max(known) // step) * step
    return low, min(high, 100) if unit == Unit.PERCENT else high


def _trend_label(
    board: Board, series: dict[str, tuple[list[Reading], list[Reading]]]
) -> str:
    key = next(iter(TREND))
    now, _before = series[key]
    return _("%(name)s over 12 months, from %(first)s to %(last)s") % {
        "name": TREND[key],
        "first": now[0].shown,
        "last": now[-1].shown,
    }


def _town_metric(board: Board, key: str) -> dict[str, Any]:
    rows = []
    for child in board.children:
        reading = board.tile(key, child).reading
        if reading.value is not None:
            shown = f"{reading.part:,.0f}/{reading.whole:,.0f}"
            value = round(float(reading.value), 1)
            rows.append({"n": child.name, "v": value, "d": shown})
    rows.sort(key=lambda row: -float(str(row["v"])))
    whole = board.tiles[key].value
    return {
        "label": str(TOWNS[key]),
        "unit": "%",
        "avg": None if whole is None else round(float(whole), 1),
        "all": board.area.name,
        "rows": rows,
    }


def _town_cells(board: Board, code: str) -> list[str]:
    cells = []
    for key in TOWNS:
        reading = board.readings.get(key, board.month, code)
        cells += [reading.shown, f"{reading.part:,.0f} / {reading.whole:,.0f}"]
    return cells
