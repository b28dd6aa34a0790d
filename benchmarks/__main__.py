"""``python -m benchmarks [NAME …]``: every measurement, or those named, one by one.

Each runs in a process of its own, so that memory and caches of one do not help another.
Exit status 0 only if every goal was met.
"""

import subprocess
import sys
from pathlib import Path


def main(wanted: list[str]) -> int:
    found = Path(__file__).parent.glob("bench_*.py")
    names = sorted(path.stem.removeprefix("bench_") for path in found)
    if unknown := sorted(set(wanted) - set(names)):
        print(f"There is no {', '.join(unknown)}; there are {', '.join(names)}.")
        return 1
    failed = []
    for name in wanted or names:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.bench_{name}"]
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    print(f"goal missed: {', '.join(failed)}" if failed else "every goal was met")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
