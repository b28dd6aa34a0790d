"""Whom the servers run as, and where that account can reach programs and data.

PostgreSQL refuses to run as root. An ordinary user needs none of this: the servers
run as that user, in the data folder, from the virtual environment.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.embedded.layout import EmbeddedError

SERVER_ACCOUNT = "household-monitor"
ROOT_HOME = Path("/var/lib/household-monitor")


@dataclass(frozen=True)
class Account:
    """Whom the servers run as when we are root."""

    name: str
    uid: int
    gid: int


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
    if account is None:
        return var
    var.chmod(var.stat().st_mode | 0o011)
    if reachable(var, account):
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


def usable_copy(base: Path, parts: list[str], account: Account | None) -> Path:
    """Return the folder of programs that the account can run: base, or a copy of it."""
    if all(reachable(base / part, account) for part in parts):
        return base
    stamps = [f"{base / part}:{(base / part).stat().st_mtime_ns}" for part in parts]
    key = hashlib.sha256("\n".join(stamps).encode()).hexdigest()[:12]
    copy = ROOT_HOME / "programs" / key
    if not copy.exists():
        draft = copy.with_name(f"{key}.{os.getpid()}")
        for part in parts:
            (draft / part).parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["/bin/cp", "-R", base / part, draft / part], check=True)
        subprocess.run(["/bin/chmod", "-R", "a+rX", draft], check=True)
        draft.rename(copy)
    return copy
