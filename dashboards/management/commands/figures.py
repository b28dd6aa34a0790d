import json
from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area
from core.months import Month
from dashboards.figures import FIGURES
from dashboards.models import MonthlyFigure
from dashboards.readings import Reading, Readings
from households.choices import Category


class Command(BaseCommand):
    help = "Prints every figure of a month and area, for all and for each category."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", help="a month as 2026-11")
        parser.add_argument("--area", help="12-digit code; the county when left out")
        parser.add_argument("--json", action="store_true", help="one JSON array")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = Month.parse(options["month"])
        except ValueError as error:
            text = f"Not a month: {options['month']}. Write it as 2026-11."
            raise CommandError(text) from error
        area = _area(options["area"])
        readings = Readings.load(
            MonthlyFigure.objects.all(),
            months=[month],
            areas=[area.code],
            by_category=True,
        )
        if month not in readings.computed:
            raise CommandError(f"{month} is not computed; run recompute_month {month}.")
        as_of = readings.computed[month].computed_at.isoformat()
        found = [
            _written(reading, area, as_of) for reading in _all(readings, month, area)
        ]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for line in found:
            self.stdout.write(
                f"{line['key']:32}{line['category']:18}{line['part']:>14} /"
                f" {line['whole'] if line['whole'] is not None else '—':>14} ="
                f" {line['value'] if line['value'] is not None else '—'} {line['unit']}"
            )


def _area(code: str | None) -> Area:
    found = Area.objects.filter(code=code) if code else Area.objects.filter(parent=None)
    area = found.order_by("code").first()
    if area is None:
        raise CommandError(
            f"There is no area {code}." if code else "There is no county."
        )
    return area


def _all(readings: Readings, month: Month, area: Area) -> Iterator[Reading]:
    for key in FIGURES:
        for category in ("", *Category.values):
            yield readings.get(key, month, area.code, category)


def _written(reading: Reading, area: Area, as_of: str) -> dict[str, Any]:
    return {
        "key": reading.figure.key,
        "name": str(reading.figure.name),
        "month": str(reading.month),
        "area": area.code,
        "area_name": area.name,
        "category": reading.category,
        "part": _number(reading.part),
        "whole": _number(reading.whole),
        "part_before": _number(reading.before.part if reading.before else None),
        "value": _number(reading.value, 4),
        "unit": reading.figure.unit.label,
        "code": reading.code or None,
        "sentence": reading.sentence,
        "definition_version": reading.version or reading.figure.version,
        "as_of": as_of,
    }


def _number(value: Decimal | None, digits: int = 2) -> int | float | None:
    """A JSON number; whole amounts without a decimal point."""
    if value is None:
        return None
    return int(value) if value == int(value) else round(float(value), digits)
