"""`assay db backup FILE` and `assay db restore FILE`: one file, checked from end to end.

The file is a zip: `dump.pgc` (pg_dump's custom format, of use with plain PostgreSQL tools as well) and
`manifest.json` (see `Manifest`). Row counts and content digests are taken in the very snapshot that is
dumped, and compared after a restore. Roles belong to a whole server, not to a database: a restore makes those
that are missing, without log-in, and gives every object to the owner of the target database, except what one
of those owned. Materialised views are filled anew.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import asyncpg
from pydantic import ValidationError

from assay.kernel.db.backup_manifest import Manifest, RoleEntry, compare, describe, tables_of
from assay.kernel.db.backup_tools import BackupError, Target, quoted, running

DUMP = "dump.pgc"
MANIFEST = "manifest.json"
BLOCK = 2**20
Progress = Callable[[str], None]


def _silent(_message: str) -> None:
    return None


async def backup(url: str, file: Path, on_progress: Progress = _silent) -> Manifest:
    """Write the database at `url` to `file` (mode 0600, replaced only when complete) while work goes on.

    `url` must name a role that row-level security does not hold back (superuser or BYPASSRLS): anything less
    would leave rows out without a word. Raises BackupError.
    """
    target = Target.of(url)
    connection = await target.connect()
    try:
        if not await _sees_everything(connection):
            raise BackupError(
                f"Role {target.user} does not see every row: row-level security holds it back. "
                "Give the URL of a superuser or of a role with BYPASSRLS."
            )
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            snapshot: str = await connection.fetchval("SELECT pg_export_snapshot()")
            on_progress("Counting and hashing the rows.")
            manifest = await describe(connection)
            pg_dump = target.command("pg_dump", manifest.server_version)
            pg_dump += ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--exclude-extension=*"]
            # Filled anew after a restore: the dump would do it as somebody row-level security holds back.
            views = [relation.name for relation in manifest.relations if relation.materialized]
            pg_dump += [f"--exclude-table-data={name}" for name in views]
            pg_dump += [f"--dbname={target.dsn}"]
            return await asyncio.to_thread(_write, pg_dump, target, file, manifest, on_progress)
    finally:
        await connection.close()


async def restore(file: Path, url: str, on_progress: Progress = _silent) -> Manifest:
    """Fill the empty database at `url` from `file`, in one transaction; compare each table with the manifest.

    Raises BackupError: the file is damaged, the database is not empty, or a table differs afterwards. With a
    role that row-level security holds back nothing can be compared, which `on_progress` is told.
    """
    manifest = await asyncio.to_thread(read_manifest, file)
    target = Target.of(url)
    connection = await target.connect()
    try:
        if taken := await tables_of(connection):
            raise BackupError(
                f"The database is not empty: it holds {taken[0]} and {len(taken) - 1} more tables. "
                "Restore into a new database, then point ASSAY_DATABASE_URL at it."
            )
        owner: str = await connection.fetchval(
            "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"
        )
        await _make_roles(connection, manifest.roles, owner)
        await _make_extensions(connection, manifest.extensions, on_progress)
        on_progress(f"Restoring {len(manifest.tables)} tables.")
        await asyncio.to_thread(_load, file, target, manifest, connection.get_server_version().major, owner)
        await connection.execute("ANALYZE")
        if await _sees_everything(connection):
            on_progress("Comparing every table with the backup.")
            compare(manifest, await describe(connection))
        else:
            on_progress(f"Not compared with the backup: role {target.user} does not see every row.")
    finally:
        await connection.close()
    return manifest


def read_manifest(file: Path) -> Manifest:
    """The manifest of a backup whose dump is whole, which is checked. Raises BackupError."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = Manifest.model_validate_json(archive.read(MANIFEST))
            with archive.open(DUMP) as dump:
                found = hashlib.sha256()
                while block := dump.read(BLOCK):
                    found.update(block)
    except FileNotFoundError:
        raise BackupError(f"There is no file {file}.") from None
    except (zipfile.BadZipFile, KeyError, EOFError, ValidationError) as error:
        raise BackupError(f"{file} is not a whole backup of Assay: {error}") from error
    if found.hexdigest() != manifest.dump_sha256:
        raise BackupError(f"{file} is damaged: its dump is not the one that was written.")
    return manifest


async def _sees_everything(connection: "asyncpg.Connection") -> bool:
    free: bool = await connection.fetchval(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    return free


def _write(
    pg_dump: list[str], target: Target, file: Path, manifest: Manifest, on_progress: Progress
) -> Manifest:
    draft = file.with_name(f"{file.name}.part")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as output:
            # Stored, not deflated: the dump is compressed already.
            with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
                with archive.open(DUMP, "w", force_zip64=True) as entry:
                    size, digest = _dump(pg_dump, target, entry, on_progress)
                manifest = manifest.model_copy(update={"dump_bytes": size, "dump_sha256": digest})
                archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
            output.flush()
            os.fsync(output.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _dump(pg_dump: list[str], target: Target, output: IO[bytes], on_progress: Progress) -> tuple[int, str]:
    """Run pg_dump into `output`; the number of bytes it wrote and their SHA-256."""
    size, told, digest = 0, 0, hashlib.sha256()
    with running(pg_dump, target) as process:
        assert process.stdout is not None
        while block := process.stdout.read(BLOCK):
            output.write(block)
            digest.update(block)
            size += len(block)
            if size - told >= 64 * BLOCK:
                told = size
                on_progress(f"Dumped {size // BLOCK} MB.")
    return size, digest.hexdigest()


async def _make_roles(connection: "asyncpg.Connection", roles: list[RoleEntry], owner: str) -> None:
    """Make the roles that the server lacks, without log-in, and let the database's owner act as them."""
    rows = await connection.fetch("SELECT rolname::text AS name FROM pg_roles")
    present = {row["name"] for row in rows}
    missing = [role for role in roles if role.name not in present]
    for role in missing:
        inherit = "INHERIT" if role.inherit else "NOINHERIT"
        await connection.execute(f"CREATE ROLE {quoted(role.name)} NOLOGIN {inherit}")
        await connection.execute(f"GRANT {quoted(role.name)} TO {quoted(owner)}")
    for role in missing:
        for group in role.member_of:
            await connection.execute(f"GRANT {quoted(group)} TO {quoted(role.name)}")


async def _make_extensions(
    connection: "asyncpg.Connection", extensions: dict[str, str], on_progress: Progress
) -> None:
    rows = await connection.fetch("SELECT name FROM pg_available_extensions")
    available = {row["name"] for row in rows}
    for name, schema in extensions.items():
        if name in available:
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {quoted(name)} SCHEMA {quoted(schema)}")
        else:
            # Nothing may need it; if something does, the restore ends there, and says so.
            on_progress(f"This server has no extension {name}: going on without it.")


def _load(file: Path, target: Target, manifest: Manifest, server_version: int, owner: str) -> None:
    """The dump through pg_restore into psql, all in one transaction."""
    script = [*target.command("pg_restore", server_version), "--file=-", "--no-owner", "--exit-on-error"]
    psql = [*target.command("psql", server_version), "--no-psqlrc", "--quiet", "--single-transaction"]
    psql += ["--file=-", "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={target.dsn}"]
    with (
        zipfile.ZipFile(file) as archive,
        archive.open(DUMP) as dump,
        running(psql, target, stdin=subprocess.PIPE) as loading,
    ):
        assert loading.stdin is not None
        if owner != target.user:
            loading.stdin.write(f"SET ROLE {quoted(owner)};\n".encode())
        with running(script, target, stdin=subprocess.PIPE) as reading:
            assert reading.stdin is not None
            assert reading.stdout is not None
            feeder = threading.Thread(target=_feed, args=(dump, reading.stdin), daemon=True)
            feeder.start()
            head = reading.stdout.read(4096)
            if server_version < 17:
                # Written without regard to the target's version, which does not know it.
                head = head.replace(b"SET transaction_timeout = 0;\n", b"", 1)
            loading.stdin.write(head)
            shutil.copyfileobj(reading.stdout, loading.stdin, BLOCK)
            feeder.join()
        loading.stdin.write(_finish(manifest).encode())
        # psql commits at the end of its input: only now that the dump was read to its end.
        loading.stdin.close()


def _finish(manifest: Manifest) -> str:
    """Statements after the dump: owners other than the database's, then the materialised views' content."""
    lines = ["SET row_security = on;"]
    for relation in manifest.relations:
        if relation.owner is not None:
            role, schema = quoted(relation.owner), relation.schema_name
            # Nobody but the database's owner may create there for longer than this takes.
            lines += [
                f"GRANT CREATE ON SCHEMA {schema} TO {role};",
                f"ALTER TABLE {relation.name} OWNER TO {role};",
                f"REVOKE CREATE ON SCHEMA {schema} FROM {role};",
            ]
    lines += [
        f"REFRESH MATERIALIZED VIEW {one.name};"
        for one in manifest.relations
        if one.materialized and one.filled
    ]
    return "\n".join(lines) + "\n"


def _feed(dump: IO[bytes], pipe: IO[bytes]) -> None:
    # A reader that ended early has said why; here there is nothing to add.
    with contextlib.suppress(BrokenPipeError), pipe:
        shutil.copyfileobj(dump, pipe, BLOCK)
