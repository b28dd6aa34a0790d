"""Write the demonstration city as Excel files in the layout of the national system."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dashboards.demo.city import DAY, City, Wish
from dashboards.demo.damage import Fault, write_list
from dashboards.demo.workbooks import write_rosters


class Command(BaseCommand):
    help = "Write the rosters of the demonstration city, for an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--households", type=int, default=3000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--day", type=dt.date.fromisoformat, default=DAY)

        parser.add_argument(
            "--damage",
            action="store_true",
            help="put in faults of real rosters; damage.json says where",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wish = Wish(options["households"], seed=options["seed"], day=options["day"])
        faults: list[Fault] | None = [] if options["damage"] else None
        for path in write_rosters(City(wish), options["folder"], faults):
            self.stdout.write(str(path))
        if faults is not None:
            write_list(faults, options["folder"] / "damage.json")
