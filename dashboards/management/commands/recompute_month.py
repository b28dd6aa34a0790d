from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.months import Month
from dashboards.services.recompute import recompute_month
from dashboards.services.staleness import open_months


class Command(BaseCommand):
    help = "Computes the figures of a month; a closed month with figures is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("month", nargs="?", help="a month as 2026-11")
        parser.add_argument(
            "--all", action="store_true", help="all open months of the last 24"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for month in self._months(options["month"], options["all"]):
            done = recompute_month(month)
            told = "closed, left alone" if done.is_frozen else "done"
            self.stdout.write(
                f"{month} revision {done.revision}: {told}, "
                f"{done.rows} rows and {done.figures} figures changed"
            )

    def _months(self, written: str | None, every: bool) -> list[Month]:
        if every:
            return open_months(Month.current())
        if not written:
            raise CommandError("Give a month as 2026-11, or --all.")
        try:
            month = Month.parse(written)
        except ValueError as error:
            raise CommandError(
                f"Not a month: {written}. Write it as 2026-11."
            ) from error
        if month > Month.current():
            raise CommandError(f"{month} has not begun; there is nothing to count.")
        return [month]
