"""Keep the embedded servers up while a command runs."""

import signal
import subprocess
import sys

from config import embedded


def main(arguments: list[str]) -> int:
    match arguments:
        case ["run", *command] if command:
            embedded.ensure_urls()
            # Ctrl-C is the command's business; we stay until it has ended.
            signal.signal(signal.SIGINT, lambda _number, _frame: None)
            return subprocess.run(command, check=False).returncode
    sys.stderr.write("usage: python -m config.embedded run COMMAND [ARGUMENT…]\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
