"""``make run`` with a miniature in place of the application, which starts slowly."""

import datetime as dt
import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from config import embedded, stack, supervisor
from config.embedded.layout import Layout
from config.supervisor import Child, Supervisor
from tests.config.conftest import Spawn, processes_of

pytestmark = pytest.mark.servers

MANAGE = """
import os, sys, time
print("did", *sys.argv[1:], flush=True)
if sys.argv[1] == "demo_accounts":
    print("county / demo-password")
if sys.argv[1] == "collectstatic":
    os.makedirs("var/static", exist_ok=True)
if sys.argv[1] == os.environ.get("SLOW"):
    time.sleep(60)
if sys.argv[1] == os.environ.get("BROKEN"):
    sys.exit("relation does not exist")
"""
WSGI = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
"""
CELERY = """
import os
from celery import Celery
from config import embedded
url = os.environ.get("REDIS_URL", "memory://")
app = Celery("miniature", broker=embedded.celery_broker_url(url))
"""
# Neither it nor its own child can be asked to stop.
STUBBORN = """
import os, signal, time
for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
os.fork()
print("up", flush=True)
time.sleep(60)
"""


@pytest.fixture
def project(folder: Path) -> Path:
    source = Path(stack.__file__).parent
    config = folder / "config"
    shutil.copytree(source / "embedded", config / "embedded")
    for name in ("stack.py", "supervisor.py"):
        shutil.copy(source / name, config)
    (config / "__init__.py").write_text("from config.celery import app as celery_app")
    (config / "celery.py").write_text(CELERY)
    (config / "wsgi.py").write_text(WSGI)
    (folder / "manage.py").write_text(MANAGE)
    return folder


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def run(spawn: Spawn, project: Path, port: int, **more: str) -> subprocess.Popen[str]:
    command = ("-m", "config.stack", "run", "--port", str(port))
    return spawn(*command, cwd=project, **more)


def read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if word in line:
            return text
    raise AssertionError(f"{word!r} did not come:\n{text}")


def stop(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """A stop takes two seconds, ten at most; twice that on a busy machine."""
    started = time.monotonic()
    process.send_signal(number)
    output = process.communicate()[0]
    assert time.monotonic() - started < 20
    return output


def worker_of(project: Path) -> psutil.Process:
    workers = [p for p in processes_of(project) if "worker" in p.cmdline()]
    return min(workers, key=lambda process: process.create_time())


def test_it_works(spawn: Spawn, project: Path, port: int) -> None:
    first = run(spawn, project, port)
    output = read_until(first, "Ctrl-C stops everything")
    assert "county / demo-password" in output
    assert f"http://127.0.0.1:{port}/" in output
    setup = (project / "var" / "log" / "setup.log").read_text()
    done = [line for line in setup.splitlines() if line.startswith("did")]
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert done == [
        "did migrate --noinput",
        f"did load_demo --if-empty --day={today}",
        "did collectstatic --noinput",
        "did demo_accounts",
    ]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"ok"
    connection.close()

    second = run(spawn, project, port)
    assert f"already running at http://127.0.0.1:{port}/" in second.communicate()[0]
    assert second.returncode == 1

    worker_of(project).kill()
    assert "worker ended (code -9)" in read_until(first, "worker ended")

    assert "the data is kept" in stop(first, signal.SIGINT)
    assert first.returncode == 0
    assert processes_of(project) == []


def test_a_killed_run_is_cleared_up(spawn: Spawn, project: Path, port: int) -> None:
    killed = run(spawn, project, port)
    read_until(killed, "Ctrl-C stops everything")
    killed.kill()
    killed.wait()
    assert processes_of(project) != []

    second = run(spawn, project, port)
    output = read_until(second, "Ctrl-C stops everything")
    assert "The previous run was killed" in output
    # The static files are as they were, and collecting them takes longest.
    assert "Collecting static files" not in output
    stop(second, signal.SIGTERM)
    assert processes_of(project) == []


def test_a_taken_port_is_said_clearly(spawn: Spawn, project: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        refused = run(spawn, project, port)
        output = refused.communicate()[0]
    assert refused.returncode == 1
    assert f"Port {port} is not available" in output
    assert f"make run PORT={port + 1}" in output
    assert "Traceback" not in output


def test_a_failed_step_is_said_and_nothing_stays(
    spawn: Spawn, project: Path, port: int
) -> None:
    failed = run(spawn, project, port, BROKEN="migrate")
    output = failed.communicate()[0]
    assert failed.returncode == 1
    assert "`manage.py migrate --noinput` failed" in output
    assert "relation does not exist" in output
    assert "Traceback" not in output
    assert processes_of(project) == []


def test_a_long_step_can_be_interrupted(spawn: Spawn, project: Path, port: int) -> None:
    slow = run(spawn, project, port, SLOW="load_demo")
    read_until(slow, "Loading the demonstration city")
    stop(slow, signal.SIGINT)
    assert slow.returncode == 0
    assert processes_of(project) == []


def test_a_stubborn_child_is_ended_with_its_own_children(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "POLITE_SECONDS", 0.2)
    monkeypatch.setattr(supervisor, "FIRM_SECONDS", 0.1)
    log = folder / "child.log"
    child = Child("stubborn", [sys.executable, "-c", STUBBORN, str(folder)], log)
    watch = Supervisor([child], lambda: None)
    watch.start()
    while log.read_text().count("up") < 2:
        time.sleep(0.02)
    watch.stop()
    assert not child.alive
    time.sleep(0.05)
    assert processes_of(folder) == []


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(folder: Path) -> None:
    child = Child(
        "brief", [sys.executable, "-c", "raise SystemExit(3)"], folder / "log"
    )
    child.started = time.monotonic()
    assert [child.plan_restart() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    child.started -= supervisor.HEALTHY_SECONDS + 1
    assert child.plan_restart() == 1


def test_a_dead_child_is_started_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = folder / "log"
    child = Child("brief", [sys.executable, "-c", "print('up')"], log)
    watch = Supervisor([child], lambda: None)
    watch.start()
    assert child.process is not None
    child.process.wait()
    watch.mend(child)
    assert "brief ended (code 0), starting again in 1 s" in capsys.readouterr().out
    watch.mend(child)
    assert child.process is None
    child.restart_at = 0
    watch.mend(child)
    watch.stop()
    assert child.key[0] != 0


def test_leftovers_are_told_from_later_processes_with_their_number() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    ) as bystander:
        created = psutil.Process(bystander.pid).create_time()
        assert supervisor.end_leftovers([(bystander.pid, created - 100)]) == 0
        assert supervisor.end_leftovers([(2**22 + 1, created)]) == 0
        bystander.kill()


def test_production_is_not_given_embedded_servers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUG", "false")
    monkeypatch.setattr(
        embedded, "ensure_urls", lambda: pytest.fail("started embedded servers")
    )
    layout = Layout(folder / "var")
    layout.create()
    whole = stack.Stack(layout, "127.0.0.1", 1)
    monkeypatch.setattr(whole, "manage", lambda *_command: "")
    whole.prepare()
    whole.check()
    assert (layout.var / "run" / "stack.json").exists()


@pytest.mark.parametrize(
    ("host", "bound", "address"),
    [
        ("127.0.0.1", "127.0.0.1:80", "http://127.0.0.1:80/"),
        ("0.0.0.0", "0.0.0.0:80", "http://127.0.0.1:80/"),  # noqa: S104 only spelled
        ("::", "[::]:80", "http://[::1]:80/"),
    ],
)
def test_addresses(folder: Path, host: str, bound: str, address: str) -> None:
    assert stack.bind_address(host, 80) == bound
    assert stack.Stack(Layout(folder / "var"), host, 80).address == address
