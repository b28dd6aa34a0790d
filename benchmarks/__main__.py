"""``python -m benchmarks [NAME …]``: every measurement, or those named, one by one.

Each runs in a process of its own, so that memory and caches of one do not help another.
Exit status 0 only if every goal was met.
"""

import subprocess
import sys
from pathlib import Path


def main(wanted: list[str]) -> int:
    names = sorted(path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    failed = []
    for name in names:
        if wanted and name.removeprefix("bench_") not in wanted:
            continue
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"goal missed: {', '.join(failed)}" if failed else "every goal was met")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
