"""The files of an embedded cluster: making them, who may connect, what it is set to, what it must contain."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assay.kernel.db.embedded_account import Account, programs
from assay.kernel.db.embedded_errors import ServerFailed, WrongVersion

OWNER = "assay"
DATABASE = "assay"
SUPERUSER = "postgres"
EXTENSIONS = ("btree_gist", "pg_stat_statements", "pg_trgm", "vector")
PORT = "5432"
"""Only part of the socket's name: the server listens on no network address."""

SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "cluster_name": "assay",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "jit": "off",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_startup_progress_interval": "1s",
    # DETAIL lines quote the offending row ("Key (email)=(...) already exists"): not for a log file.
    "log_error_verbosity": "terse",
}

_BOOTSTRAP = r"""
SELECT format('CREATE ROLE %I LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS NOREPLICATION', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec
GRANT pg_monitor, pg_signal_backend TO :"owner";
-- The owner may act as the roles it makes, as before PostgreSQL 16.
ALTER ROLE :"owner" SET createrole_self_grant = 'set, inherit';
\connect template1
{extensions}
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
\connect :"database"
{extensions}
"""


@cache
def major_version() -> str:
    """The major version of the installed programs, as in PG_VERSION ("18")."""
    shown = subprocess.run([programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return shown.stdout.split()[2].partition(".")[0]


def check_version(cluster: Path) -> None:
    """Raise WrongVersion, with the way to upgrade, unless the installed programs can read `cluster`."""
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != major_version():
        raise WrongVersion(
            f"{cluster} was written by PostgreSQL {found}; this version of Assay carries {major_version()}. "
            f"To upgrade: with the version of Assay that wrote it, run `assay db backup FILE`; move the "
            "folder away; with this version, run `assay db restore FILE`."
        )


def clean_environment() -> dict[str, str]:
    """Our environment without what would steer PostgreSQL's programs elsewhere (PGHOST, PGOPTIONS ...)."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def create(cluster: Path, binaries: Path, account: Account) -> None:
    """Make a new cluster. It appears in one step: a killed start leaves nothing half made behind."""
    draft = cluster.with_name(f"{cluster.name}.new")
    if draft.exists():
        shutil.rmtree(draft)
    account.owned_folder(draft)
    command = [
        str(binaries / "initdb"),
        "--pgdata",
        str(draft),
        "--username",
        SUPERUSER,
        "--encoding",
        "UTF8",
    ]
    command += ["--locale-provider", "builtin", "--locale", "C.UTF-8", "--data-checksums"]
    command += ["--auth-local", "peer", "--auth-host", "reject"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        env=clean_environment(),
        check=False,
        **account.identity(),
    )
    if done.returncode != 0:
        raise ServerFailed(f"The database in {cluster} could not be made.", done.stderr)
    draft.rename(cluster)


def write_access_rules(cluster: Path, account: Account) -> None:
    """Let exactly this user and the server's account in, by what the kernel says about the peer process."""
    users = dict.fromkeys((account.name, "root" if account.switch else account.name))
    identities = "".join(f'assay "{user}" {role}\n' for user in users for role in (OWNER, SUPERUSER))
    for name, content in (
        ("pg_hba.conf", "local all all peer map=assay\n"),
        ("pg_ident.conf", identities),
    ):
        path = cluster / name
        path.write_text(content)
        os.chown(path, account.uid, account.gid)
        path.chmod(0o600)


def arguments(sockets: Path, settings: Mapping[str, str]) -> list[str]:
    """Command-line arguments that set the server; they outrank anything in its own files."""
    chosen = {**SETTINGS, "unix_socket_directories": str(sockets), **settings}
    return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]


def bootstrap(sockets: Path) -> None:
    """Make the owner role, the database and the extensions that need a superuser, where they are missing.

    Runs at every start: a start that was killed in the middle is completed by the next one.
    """
    extensions = "\n".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS)
    command = [str(programs() / "psql"), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"]
    command += ["--set", f"owner={OWNER}", "--set", f"database={DATABASE}", "--host", str(sockets)]
    command += ["--port", PORT, "--username", SUPERUSER, "--dbname", "postgres"]
    done = subprocess.run(
        command,
        input=_BOOTSTRAP.format(extensions=extensions),
        capture_output=True,
        text=True,
        cwd="/",
        env=clean_environment() | {"PGOPTIONS": "-c client_min_messages=warning"},
        check=False,
    )
    if done.returncode != 0:
        raise ServerFailed("The server started, but its roles and database could not be made.", done.stderr)
