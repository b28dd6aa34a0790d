"""Fill an empty database with the demonstration city."""

import datetime as dt
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboards.demo.city import DAY, City, Wish
from dashboards.demo.damage import Fault, write_list
from dashboards.demo.loading import compute, load
from households.models import Household


class Command(BaseCommand):
    help = "Fill an empty database with the fictional city 安澜市 (not in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--households", type=int, default=3000)
        parser.add_argument("--months", type=int, default=24)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--day", type=dt.date.fromisoformat, default=DAY, help="today of the city"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when rows exist"
        )
        parser.add_argument(
            "--damage", action="store_true", help="put in faults of real rosters"
        )
        parser.add_argument(
            "--damage-list",
            type=Path,
            default=Path("damage.json"),
            help="where to write down the faults (damage.json)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "The demonstration accounts have a published password; "
                "they are not for production. 生产环境不能装入演示数据。"
            )
        if Household.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("The database has households already. 库中已有农户。")
        started = time.monotonic()
        wish = Wish(
            options["households"], options["months"], options["seed"], options["day"]
        )
        faults: list[Fault] | None = [] if options["damage"] else None
        for table, count in load(City(wish), faults).items():
            self.stdout.write(f"{table:34} {count:9,}")
        run = compute(wish)
        self.stdout.write(f"{'hits of data quality':34} {run.opened:9,}")
        if faults is not None:
            write_list(faults, options["damage_list"])
            self.stdout.write(f"{len(faults)} faults: {options['damage_list']}")
        self.stdout.write(f"{time.monotonic() - started:.1f} s")
