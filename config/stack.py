"""``make run``: the whole application on this machine, until Ctrl-C.

Web server, one worker and beat, on the embedded servers or on those that the
environment names. What goes wrong before the start is one sentence; the details of
every process are in ``var/log``.
"""

import argparse
import datetime as dt
import hashlib
import http.client
import json
import os
import socket
import sys
import time
from zoneinfo import ZoneInfo

import environ

from config import embedded
from config.embedded.layout import EmbeddedError, Layout, locked, write_whole
from config.supervisor import Child, Supervisor, end_leftovers, say

OLDEST_PYTHON = (3, 11)
READY_SECONDS = 60
ANYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 read, not bound


class CannotRunError(Exception):
    """The stack cannot start; the message is for the person at the terminal."""


def main(arguments: list[str]) -> int:
    environ.Env.read_env(embedded.BASE_DIR / ".env")
    parser = argparse.ArgumentParser(prog="python -m config.stack")
    parser.add_argument("action", choices=["run"])
    parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument(
        "--stop-with-parent",
        action="store_true",
        help="stop also when the parent process (make) was killed",
    )
    options = parser.parse_args(arguments)
    layout = Layout(embedded.var_dir())
    try:
        layout.create()
        with locked(
            layout.var / "run" / "stack.lock", exclusive=True, wait=False
        ) as us:
            if not us:
                say(another_run(layout))
                return 1
            return Stack(layout, options.host, options.port).run(
                os.getppid() if options.stop_with_parent else None
            )
    except (CannotRunError, EmbeddedError) as problem:
        say(str(problem))
        return 1


class Stack:
    def __init__(self, layout: Layout, host: str, port: int) -> None:
        self.layout = layout
        self.host = host
        self.port = port
        self.parent: int | None = None
        self.note = layout.var / "run" / "stack.json"
        self.written = ""
        self.supervisor = Supervisor(self.children(), self.check)

    @property
    def address(self) -> str:
        host = ANYWHERE.get(self.host, self.host)
        return f"http://{bind_address(host, self.port)}/"

    def run(self, parent: int | None) -> int:
        self.parent = parent
        self.clear_up_after_a_killed_run()
        require_python()
        require_free_port(self.host, self.port)
        self.supervisor.listen()
        try:
            self.prepare()
            if not self.supervisor.stopping:
                self.serve()
        finally:
            self.stop()
        return 0

    def prepare(self) -> None:
        if not in_production():
            say("Starting PostgreSQL and Redis …  正在启动数据库和队列")
            embedded.ensure_urls()
        if not self.supervisor.stopping:
            say("Preparing the database …  正在准备数据库")
            self.manage("migrate", "--noinput")
        if not in_production() and not self.supervisor.stopping:
            say("Loading the demonstration city if it is empty …  空库时装入演示数据")
            # The city's clock is ours, so that «this month» is never empty.
            today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
            self.manage("load_demo", "--if-empty", f"--day={today}")
        self.collect_static_files()

    def collect_static_files(self) -> None:
        """Compressing them takes longer than all the rest, so only when one changed."""
        done = self.layout.var / "run" / "static.sha256"
        key = static_key()
        kept = (self.layout.var / "static").is_dir() and done.exists()
        if self.supervisor.stopping or (kept and done.read_text() == key):
            return
        say("Collecting static files …  正在收集静态文件")
        done.unlink(missing_ok=True)
        self.manage("collectstatic", "--noinput")
        if not self.supervisor.stopping:
            write_whole(done, key)

    def serve(self) -> None:
        say("Starting web server, worker and beat …  正在启动网站和后台任务")
        self.supervisor.start()
        self.write_note()
        self.wait_until_ready()
        if not self.supervisor.stopping:
            say("")
            say(self.manage("demo_accounts"))
            say(f"Ready: {self.address}  系统已就绪，请用浏览器打开以上地址")
            say(f"Logs: {self.layout.logs}  Ctrl-C stops everything.  按 Ctrl-C 停止")
        self.supervisor.watch()

    def stop(self) -> None:
        say("Stopping …  正在停止")
        self.supervisor.stop()
        if not embedded.stop():
            say("PostgreSQL stays up for another command.  其他命令仍在使用数据库")
        self.note.unlink(missing_ok=True)
        say("Stopped; the data is kept.  已停止，数据已保留")

    def children(self) -> list[Child]:
        logs = self.layout.logs
        beat = self.layout.var / "run" / "beat"
        web = [
            *("gunicorn", "config.wsgi", "--bind", bind_address(self.host, self.port)),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--timeout", "120", "--graceful-timeout", "3", "--no-control-socket"),
            # No query strings, addresses or agents in the log: they can name people.
            *("--access-logfile", "-"),
            *("--access-logformat", "%(t)s %(m)s %(U)s %(s)s %(M)sms"),
        ]
        celery = ["celery", "-A", "config"]
        scheduler = [*celery, "beat", "--pidfile=", "--schedule", str(beat)]
        worker = [*celery, "worker", "--concurrency", "2"]
        return [
            Child("web", python("-m", *web), logs / "web.log", {"DB_POOL": "true"}),
            Child("beat", python("-m", *scheduler, "-l", "INFO"), logs / "beat.log"),
            Child("worker", python("-m", *worker, "-l", "INFO"), logs / "worker.log"),
        ]

    def check(self) -> None:
        """Once per turn: the servers still run, and so does whoever started us."""
        if self.parent and os.getppid() != self.parent:
            self.supervisor.stop_requests += 1
        if not in_production():
            embedded.ensure_urls()
        self.write_note()

    def write_note(self) -> None:
        """Tell the next run whom to blame, or what to clear up if we get killed."""
        keys = [child.key for child in self.supervisor.children if child.alive]
        note = json.dumps(
            {"pid": os.getpid(), "address": self.address, "children": keys}
        )
        if note != self.written:
            write_whole(self.note, note)
            self.written = note

    def clear_up_after_a_killed_run(self) -> None:
        try:
            note = json.loads(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return
        if count := end_leftovers(note["children"]):
            say(
                f"The previous run was killed; ended {count} processes it left.  "
                "已清理上次异常退出留下的进程"
            )
        self.note.unlink(missing_ok=True)

    def manage(self, *command: str) -> str:
        """Run a management command to its end, or until we are told to stop."""
        step = Child(
            command[0],
            python(str(embedded.BASE_DIR / "manage.py"), *command),
            self.layout.logs / "setup.log",
        )
        before = step.log.stat().st_size if step.log.exists() else 0
        code = self.supervisor.run_through(step)
        output = step.log.read_bytes()[before:].decode(errors="replace").strip()
        if code != 0 and not self.supervisor.stopping:
            last = "\n".join(output.splitlines()[-3:])
            raise CannotRunError(
                f"`manage.py {' '.join(command)}` failed; see {step.log}  "
                f"启动准备失败，详见日志\n{last}"
            )
        return output

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        web = self.supervisor.children[0]
        while not self.supervisor.stopping and not self.healthy():
            if not web.alive or time.monotonic() > deadline:
                raise CannotRunError(
                    f"The web server does not answer; see {web.log}  "
                    "网站未能启动，详见日志"
                )
            time.sleep(0.1)

    def healthy(self) -> bool:
        host = ANYWHERE.get(self.host, self.host)
        connection = http.client.HTTPConnection(host, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def static_key() -> str:
    """Change with every file that collectstatic reads, and with the packages."""
    base, var = embedded.BASE_DIR, embedded.var_dir()
    sources = [
        *(base / "static").rglob("*"),
        *(f for f in base.glob("*/static/**/*") if var not in f.parents),
        *base.glob("node_modules/echarts/dist/*.js"),
        *(base / name for name in ("requirements.txt", "config/settings.py")),
    ]
    states = [(str(f), f.stat().st_mtime_ns) for f in sorted(sources) if f.is_file()]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def in_production() -> bool:
    """As in the settings: switched off explicitly, not merely left out."""
    return "DEBUG" in os.environ and not environ.Env().bool("DEBUG")


def bind_address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise CannotRunError(
            "Python 3.11 or newer is needed.  需要 Python 3.11 以上版本"
        )


def require_free_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise CannotRunError(
                f"Port {port} is not available on {host} ({reason}). Choose another "
                f"one, e.g. `make run PORT={port + 1}`.  端口 {port} 被占用或不可用，"
                f"请换一个，例如 make run PORT={port + 1}"
            ) from error


def another_run(layout: Layout) -> str:
    try:
        note = json.loads((layout.var / "run" / "stack.json").read_text())
        where = f" at {note['address']} (process {note['pid']})"
    except (FileNotFoundError, ValueError):
        where = ""
    return (
        f"This installation is already running{where}. Stop it with Ctrl-C there, or "
        "set HOUSEHOLD_MONITOR_VAR to another data folder.  本系统已在运行"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
