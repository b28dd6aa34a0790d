"""Do the waiting jobs in this process: for cron, when the queue is away."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from exchange import jobs

_PAUSE_SECONDS = 5


class Command(BaseCommand):
    help = (
        "Run queued and interrupted jobs. With --once, what waits now; else for ever."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            done = jobs.run_waiting()
            if done:
                self.stdout.write(f"{done}")
            if options["once"]:
                return
            time.sleep(_PAUSE_SECONDS)
