"""How much memory a piece of work takes."""

import threading
from collections.abc import Callable
from typing import Any

import psutil


def peak_memory(work: Callable[[], Any]) -> float:
    """Highest sum of resident memory of this process and its children, in MB."""
    me, highest, stop = psutil.Process(), 0.0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not stop.wait(0.02):
            total = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            highest = max(highest, total / 1024**2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        stop.set()
        watcher.join()
    return highest
