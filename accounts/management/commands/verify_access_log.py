from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import verify_chain


class Command(BaseCommand):
    """For cron: note the printed mark in another place, compare it the next day."""

    help = "Recompute the hashes of the access log and name the first altered entry."

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify_chain()
        if report.first_altered is not None:
            raise CommandError(
                f"entry {report.first_altered} was altered, or one before it removed"
            )
        self.stdout.write(f"{report.entries} entries unaltered, newest {report.head}")
