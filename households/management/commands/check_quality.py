"""Run the rules of data quality now and say what they find."""

import json
import time
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.checks.declare import all_checks
from households.checks.run import run_checks
from households.choices import HitState
from households.models import QualityHit


class Command(BaseCommand):
    help = "Run the rules of data quality (domain §7) over the register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rule", action="append", help="only this rule, such as P01"
        )
        parser.add_argument("--json", action="store_true", help="the summary as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {check.key: check for check in all_checks()}
        keys = options["rule"]
        unknown = sorted(set(keys or []) - set(known))
        if unknown:
            raise CommandError(f"No such rule: {', '.join(unknown)}")
        started = time.monotonic()
        run = run_checks(keys=keys)
        seconds = round(time.monotonic() - started, 1)
        open_hits = QualityHit.objects.filter(state=HitState.OPEN)
        found = Counter(open_hits.values_list("rule", flat=True))
        if options["json"]:
            summary = {
                "rules": run.rules,
                "opened": run.opened,
                "fixed": run.fixed,
                "seconds": seconds,
                "open": dict(sorted(found.items())),
            }
            self.stdout.write(json.dumps(summary, ensure_ascii=False))
            return
        for key, count in sorted(found.items()):
            title = known[key].title if key in known else ""
            self.stdout.write(f"{key}  {count:7,}  {title}")
        self.stdout.write(
            f"{run.rules} rules, {run.opened:,} new, {run.fixed:,} fixed, {seconds} s"
        )
