"""The process that owns the embedded PostgreSQL and Redis of one data folder.

``config.embedded`` starts one keeper for a data folder, and every process that uses
the servers holds a shared lock on ``run/users.lock``. The kernel drops a lock with
its process, however that dies, so the keeper needs no list of process ids that could
go stale: when it gets the lock for itself alone, nobody is left, and it stops both.

It must never touch the settings, which wait for it while they are being loaded.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from config.embedded.layout import (
    EmbeddedError,
    Layout,
    open_lock,
    take,
    write_whole,
)
from config.embedded.servers import Servers

POLL_SECONDS = 0.1


class Keeper:
    """Starts both servers, watches them, and stops them when the last user left."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.told_to_stop = False

    def run(self) -> int:
        signal.signal(signal.SIGTERM, self.stop_soon)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.umask(0o022)
        # Waits, because whoever asks whether a keeper lives holds it for a moment.
        # Never let go: only with our end may the next keeper touch the data.
        take(open_lock(self.layout.keeper_lock), exclusive=True, wait=True)
        # The starter waits for its child: it need not know how long we live.
        if os.fork():
            os._exit(0)
        return self.keep()

    def stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True

    def keep(self) -> int:
        servers: Servers | None = None
        try:
            servers = Servers(self.layout)
            servers.start()
            write_whole(self.layout.state, json.dumps(servers.urls))
            self.watch(servers)
        except (EmbeddedError, OSError, subprocess.SubprocessError) as error:
            write_whole(self.layout.error, str(error))
            return 1
        finally:
            self.layout.state.unlink(missing_ok=True)
            if servers is not None:
                servers.stop()
        return 0

    def watch(self, servers: Servers) -> None:
        """Return, holding off newcomers, once nobody uses the servers any more."""
        users = open_lock(self.layout.users_lock)
        while not self.told_to_stop:
            if take(users, exclusive=True, wait=False):
                return  # kept open: a newcomer waits until this process has ended
            servers.revive()
            time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(Keeper(Layout(Path(sys.argv[1]))).run())
