import json
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import environ
import psycopg
import pytest
import redis

from config import embedded
from config.embedded import servers
from config.embedded.layout import EmbeddedError, Layout
from tests.config.conftest import Spawn, processes_of

pytestmark = pytest.mark.servers

# Prints the addresses and keeps the servers until its input ends.
HOLD = """
import json, sys
from config import embedded
print(json.dumps(embedded.ensure_urls()), flush=True)
sys.stdin.read()
"""


def urls_of(holder: subprocess.Popen[str]) -> dict[str, str]:
    assert holder.stdout is not None
    line = holder.stdout.readline()
    assert line.startswith("{"), line + holder.stdout.read()
    found: dict[str, str] = json.loads(line)
    return found


def let_go(holder: subprocess.Popen[str]) -> None:
    holder.communicate()
    assert holder.returncode == 0


def connect(urls: dict[str, str]) -> psycopg.Connection[tuple[object, ...]]:
    config = environ.Env.db_url_config(urls["DATABASE_URL"])
    return psycopg.connect(
        host=config["HOST"],
        port=config["PORT"],
        user=config["USER"],
        dbname=config["NAME"],
        autocommit=True,
    )


def store_something(urls: dict[str, str]) -> None:
    with connect(urls) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '柳树沟村' AS name")
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        client.set("kept", "yes")


def stored(urls: dict[str, str]) -> tuple[object, object]:
    with connect(urls) as connection:
        row = connection.execute("SELECT name FROM kept").fetchone()
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        return (row and row[0], client.get("kept"))


def eventually(is_so: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def test_it_works(spawn: Spawn, folder: Path, layout: Layout) -> None:
    first = spawn("-c", HOLD)
    urls = urls_of(first)
    store_something(urls)
    let_go(first)
    assert processes_of(folder) == []
    assert embedded.running_urls(layout) is None

    second = spawn("-c", HOLD)
    assert stored(urls_of(second)) == ("柳树沟村", b"yes")


def test_the_servers_are_set_up_for_sensitive_data(spawn: Spawn) -> None:
    urls = urls_of(spawn("-c", HOLD))
    with connect(urls) as connection:

        def show(name: str) -> object:
            row = connection.execute(f"SHOW {name}").fetchone()  # type: ignore[arg-type]
            return row and row[0]

        assert show("server_encoding") == "UTF8"
        assert show("fsync") == "on"
        assert show("log_error_verbosity") == "terse"
        assert show("log_min_error_statement") == "panic"
        assert show("listen_addresses") == ""
        row = connection.execute("SELECT 'Ä' ILIKE 'ä', '9' < '安'").fetchone()
        assert row == (True, True)
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {
            "maxmemory-policy": "noeviction"
        }
        assert client.config_get("port") == {"port": "0"}


def test_four_processes_at_once_share_one_start(
    spawn: Spawn, folder: Path, layout: Layout
) -> None:
    holders = [spawn("-c", HOLD) for _ in range(4)]
    urls = [urls_of(holder) for holder in holders]
    assert urls == [urls[0]] * 4
    log = (layout.logs / "postgres.log").read_text()
    assert log.count("ready to accept connections") == 1

    for holder in holders[:3]:
        let_go(holder)
    connect(urls[0]).close()
    let_go(holders[3])
    assert processes_of(folder) == []


def test_data_survives_that_everything_is_killed(
    spawn: Spawn, folder: Path, layout: Layout
) -> None:
    holder = spawn("-c", HOLD)
    store_something(urls_of(holder))
    for process in processes_of(folder):
        process.kill()
    holder.kill()
    holder.wait()
    # What they left, made worse: the numbers now belong to a process of ours.
    for name in ("postgres/postmaster.pid", "redis/redis.pid"):
        path = layout.var / name
        path.write_text(re.sub(r"^\d+", str(os.getpid()), path.read_text()))

    assert stored(urls_of(spawn("-c", HOLD))) == ("柳树沟村", b"yes")


def test_servers_of_a_killed_keeper_are_taken_over(
    spawn: Spawn, folder: Path, layout: Layout
) -> None:
    first = spawn("-c", HOLD)
    store_something(urls_of(first))
    keeper = next(p for p in processes_of(folder) if "keeper" in " ".join(p.cmdline()))
    keeper.kill()
    assert eventually(lambda: embedded.running_urls(layout) is None)

    second = spawn("-c", HOLD)
    assert stored(urls_of(second)) == ("柳树沟村", b"yes")
    let_go(first)
    let_go(second)
    assert processes_of(folder) == []


def test_killed_servers_are_started_again(spawn: Spawn, layout: Layout) -> None:
    urls = urls_of(spawn("-c", HOLD))
    store_something(urls)

    def server_pids() -> list[int]:
        files = ("postgres/postmaster.pid", "redis/redis.pid")
        return [int((layout.var / file).read_text().split()[0]) for file in files]

    def works_again() -> bool:
        try:
            return server_pids() != killed and stored(urls) == ("柳树沟村", b"yes")
        except (OSError, psycopg.OperationalError, redis.ConnectionError):
            return False

    killed = server_pids()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert eventually(works_again)


def test_a_child_process_counts_as_a_user(spawn: Spawn, layout: Layout) -> None:
    parent = spawn(
        "-c",
        "import os, subprocess, sys\n"
        "from config import embedded\n"
        "embedded.ensure_urls()\n"
        f"subprocess.Popen([sys.executable, '-c', {HOLD!r}])\n"
        "os._exit(0)",
    )
    urls = urls_of(parent)
    parent.wait()
    connect(urls).close()
    assert parent.stdin is not None
    parent.stdin.close()
    assert eventually(lambda: embedded.running_urls(layout) is None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_does_not_open_a_closed_folder(
    spawn: Spawn, folder: Path, layout: Layout
) -> None:
    folder.chmod(0o700)
    holder = spawn("-c", HOLD)
    store_something(urls_of(holder))
    let_go(holder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    home = (layout.var / "postgres").resolve().parent
    assert folder not in home.parents
    shutil.rmtree(home)


def test_an_unusable_folder_is_said_clearly(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "var").write_text("a file, not a folder")
    monkeypatch.setenv(embedded.VAR_VARIABLE, str(folder / "var"))
    with pytest.raises(EmbeddedError, match="HOUSEHOLD_MONITOR_VAR"):
        embedded.ensure()


def test_a_server_that_cannot_start_is_said_clearly(
    spawn: Spawn, folder: Path, layout: Layout
) -> None:
    let_go(spawn("-c", HOLD))
    (layout.var / "postgres" / "global" / "pg_control").unlink()
    output = spawn("-c", HOLD).communicate()[0]
    assert "The embedded PostgreSQL did not start" in output
    assert "pg_control" in output
    assert eventually(lambda: processes_of(folder) == [])


def test_a_missing_redis_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(EmbeddedError, match="install redis or valkey"):
        servers.redis_program(None)


def test_given_addresses_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"DATABASE_URL": "postgres://a@db/x", "REDIS_URL": "redis://queue/0"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv(embedded.INHERITED_VARIABLE, raising=False)
    monkeypatch.setenv(embedded.VAR_VARIABLE, "/nonexistent")
    assert embedded.ensure_urls() == given


def test_sockets_move_when_the_temporary_folder_is_too_deep(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    sockets = servers.socket_folder(folder, None)
    sockets.rmdir()
    assert len(str(sockets / ".s.PGSQL.5432")) < 100


def test_a_socket_folder_that_is_not_ours_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sockets = servers.socket_folder(tmp_path, None)
    sockets.rmdir()
    sockets.symlink_to("/")
    with pytest.raises(EmbeddedError, match="belongs to somebody else"):
        servers.socket_folder(tmp_path, None)


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        (
            "unix:///run/redis.sock?db=3",
            "redis+socket:///run/redis.sock?virtual_host=3",
        ),
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock?virtual_host=0"),
        ("redis://queue:6379/1", "redis://queue:6379/1"),
    ],
)
def test_celery_gets_the_address_in_its_own_spelling(
    redis_url: str, broker_url: str
) -> None:
    assert embedded.celery_broker_url(redis_url) == broker_url


@pytest.mark.parametrize(
    ("redis_url", "other"),
    [
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=15"),
        ("redis://:secret@queue:6379/1", "redis://:secret@queue:6379/15"),
    ],
)
def test_tests_use_a_redis_database_of_their_own(redis_url: str, other: str) -> None:
    assert embedded.redis_url_for(redis_url, embedded.TEST_REDIS_DB) == other
