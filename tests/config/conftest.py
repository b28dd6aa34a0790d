"""Folders and processes for tests that start servers of their own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from config import embedded
from config.embedded.layout import Layout

Spawn = Callable[..., subprocess.Popen[str]]
OURS = {
    *embedded.URL_VARIABLES,
    embedded.INHERITED_VARIABLE,
    *("DEBUG", "DJANGO_SETTINGS_MODULE", "HOST", "PORT"),
}
DEPTH = 6


@pytest.fixture
def folder() -> Iterator[Path]:
    """A deep folder with spaces; tmp_path is closed to the account that root needs."""
    root = Path(tempfile.mkdtemp(prefix="household monitor "))
    root.chmod(0o711)
    deep = root.joinpath(*["a rather deep folder"] * DEPTH)
    deep.mkdir(parents=True)
    yield deep
    shutil.rmtree(root)


@pytest.fixture
def spawn(folder: Path) -> Iterator[Spawn]:
    """Start Python as a new user would, without the servers of this test run."""
    environment = {k: v for k, v in os.environ.items() if k not in OURS}
    environment[embedded.VAR_VARIABLE] = str(folder / "var")
    # Sockets of killed servers then go with the rest.
    environment["TMPDIR"] = str(folder.parents[DEPTH - 1])
    started = []

    def start(
        *arguments: str, cwd: Path = embedded.BASE_DIR, **more: str
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=cwd,
            env=environment | more,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with process:
            process.kill()
    left = processes_of(folder)
    for process_left in left:
        with suppress(psutil.NoSuchProcess):
            process_left.kill()
    psutil.wait_procs(left, timeout=10)


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every process that works in the folder or was told about it."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.cwd()]
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if any(str(folder) in word for word in words):
            found.append(process)
    return found


@pytest.fixture
def layout(folder: Path) -> Layout:
    return Layout(folder / "var")
