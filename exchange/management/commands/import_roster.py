"""The staged import from the command line, with the same checks and history."""

import json
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from exchange import jobs, services
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.registry import all_rosters

_PAUSE_SECONDS = 0.2
#: Exit statuses: something of the file was refused; the command itself is wrong.
_REFUSED, _WRONG = 1, 2
_COUNTS = ("total", "new", "changed", "unchanged", "conflict", "refused")


class Command(BaseCommand):
    help = (
        "Import a roster file: import_roster KEY FILE --user NAME [--dry-run|--apply]. "
        "Exit status 0: no row was refused; 1: rows, or the file, were; 2: the command "
        "was wrong (no such account or file). With --json every end prints one object "
        "with at least state, message and errors."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", choices=[roster.key for roster in all_rosters()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="account that imports")
        todo = parser.add_mutually_exclusive_group()
        todo.add_argument("--dry-run", action="store_true", help="preview only")
        todo.add_argument("--apply", action="store_true", help="write (the default)")
        parser.add_argument(
            "--context", action="append", default=[], metavar="NAME=VALUE",
            help="what the file is about, such as month=2026-11",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self._import(options)
        except FileRefused as error:
            self._end("refused", str(error), _REFUSED, options)
        except PermissionDenied:
            message = "This account may not import this roster."
            self._end("refused", message, _REFUSED, options)
        except CommandError as error:
            self._end("failed", str(error), _WRONG, options)
        told = _told(run)
        if options["json"]:
            self._say(told)
        else:
            self._print(told)
        if run.rows_refused or run.state == ImportRun.State.REFUSED:
            sys.exit(_REFUSED)

    def _end(
        self, state: str, message: str, status: int, options: dict[str, Any]
    ) -> NoReturn:
        """Without a run: the shape of the answer is that of a run."""
        if not options["json"]:
            raise CommandError(message, returncode=status)
        self._say({"state": state, "message": message, "errors": []})
        sys.exit(status)

    def _say(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))

    def _import(self, options: dict[str, Any]) -> ImportRun:
        owner = User.objects.filter(username=options["user"]).first()
        if owner is None:
            raise CommandError(f"no account {options['user']}")
        if not options["file"].is_file():
            raise CommandError(f"no file {options['file']}")
        pairs = [text.partition("=") for text in options["context"]]
        with options["file"].open("rb") as content:
            run = services.receive_file(
                roster_key=options["key"],
                file_name=options["file"].name,
                content=content,
                owner=owner,
                context={name: value for name, _sign, value in pairs},
            )
        _work(run)
        if run.state == ImportRun.State.PREVIEW and options["dry_run"]:
            services.cancel_run(run=run, by=owner)
        elif run.state == ImportRun.State.PREVIEW:
            services.apply_run(run=run, by=owner)
            _work(run)
        return run

    def _print(self, told: dict[str, Any]) -> None:
        counts = ", ".join(f"{name} {told['counts'][name]}" for name in _COUNTS)
        self.stdout.write(f"#{told['run']} {told['state']}: {counts}")
        for text in (told["message"], *told["notices"]):
            if text:
                self.stdout.write(str(text))
        for error in told["errors"]:
            place = f"{error['sheet']}!{error['column']}{error['row']}"
            self.stdout.write(f"{place} {error['heading']}: {error['message']}")


def _work(run: ImportRun) -> None:
    """Do the run's job here; a worker that was quicker is waited for by its lock."""
    assert run.job is not None  # noqa: S101 - for the type checker
    while not run.job.is_finished:
        if not jobs.run(run.job.pk):
            time.sleep(_PAUSE_SECONDS)
        run.job.refresh_from_db()
    run.refresh_from_db()
    if run.job.message:
        raise FileRefused(run.job.message)


def _told(run: ImportRun) -> dict[str, Any]:
    errors = run.errors.all()
    return {
        "run": run.pk,
        "roster": run.roster,
        "state": run.state,
        "message": run.message,
        "notices": run.notices,
        "sheet": run.sheet,
        "counts": {name: getattr(run, f"rows_{name}") for name in _COUNTS},
        "errors": [_error(run, error) for error in errors if not error.is_warning],
        "warnings": [_error(run, error) for error in errors if error.is_warning],
    }


def _error(run: ImportRun, error: Any) -> dict[str, Any]:
    return {
        "sheet": run.sheet,
        "row": error.row,
        "column": error.column,
        "heading": error.heading,
        "value": error.value,
        "message": error.message,
        "suggestion": error.suggestion,
    }
