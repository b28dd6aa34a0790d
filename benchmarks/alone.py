"""Work in a process of its own, as a worker does it: its memory is nobody else's.

The process that makes a benchmark's database has run every migration, which leaves it
more than twice as large as a worker. ``python -m benchmarks.alone DATABASE
MODULE:FUNCTION ARGUMENT …`` calls the function and prints its result and peak.
"""

import json
import subprocess
import sys
from importlib import import_module
from typing import Any

import django.db

from benchmarks.memory import peak_memory


def peak_alone(work: str, *arguments: object) -> tuple[dict[str, Any], float]:
    """What the work returns, and the highest resident memory in MB."""
    database = django.db.connection.settings_dict["NAME"]
    command = [sys.executable, "-m", "benchmarks.alone", str(database), work]
    told = subprocess.run(
        [*command, *map(str, arguments)], check=True, stdout=subprocess.PIPE
    )
    result, peak = json.loads(told.stdout.splitlines()[-1])
    return result, peak


def main(database: str, work: str, *arguments: str) -> None:
    django.db.connection.settings_dict["NAME"] = database
    module, _, name = work.partition(":")
    function = getattr(import_module(f"benchmarks.{module}"), name)
    result: dict[str, Any] = {}
    peak = peak_memory(lambda: result.update(function(*arguments)))
    print(json.dumps([result, peak]))


if __name__ == "__main__":
    main(*sys.argv[1:])
