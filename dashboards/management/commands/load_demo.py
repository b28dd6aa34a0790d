"""Fill an empty database with the demonstration city."""

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dashboards.demo.city import DAY, City, Wish
from dashboards.demo.loading import load
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
        for table, count in load(City(wish)).items():
            self.stdout.write(f"{table:34} {count:9,}")
        self.stdout.write(f"{time.monotonic() - started:.1f} s")
