"""`assay db backup FILE` and `assay db restore FILE`: one file, checked from end to end.

The file is a zip: `dump.pgc` (pg_dump's custom format, of use with plain PostgreSQL tools as well) and
`manifest.json` (see `Manifest`). Row counts and content digests are taken in the very snapshot that is
dumped, and compared after a restore. Roles belong to a whole server, not to a database: a restore makes those
that are missing, without log-in, and gives every object to the owner of the target database.
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
from typing import IO, Literal

import asyncpg
from pydantic import BaseModel, ValidationError

from assay.kernel import clock
from assay.kernel.db.backup_tools import BackupError, Target, quoted, running

FORMAT: Literal[1] = 1
DUMP = "dump.pgc"
MANIFEST = "manifest.json"
BLOCK = 2**20
NOT_RESTORED = {"plpgsql", "pg_stat_statements"}
"""Extensions that hold nothing of ours: in every database, or only for measuring."""

Progress = Callable[[str], None]


def _silent(_message: str) -> None:
    return None


class Table(BaseModel):
    """`digest` is the sum of the 64-bit hashes of all rows as text: equal for equal content in any order."""

    rows: int
    digest: str


class Manifest(BaseModel):
    """What a backup holds. `tables` by "schema.name", partitions each by itself."""

    format: Literal[1]
    made_at: str
    server_version: int
    revision: str | None
    roles: list[str]
    extensions: dict[str, str]
    tables: dict[str, Table]
    dump_bytes: int = 0
    dump_sha256: str = ""


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
            manifest = await _describe(connection)
            pg_dump = target.command("pg_dump", manifest.server_version)
            pg_dump += ["--format=custom", f"--snapshot={snapshot}", "--no-owner", "--exclude-extension=*"]
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
        if taken := await _tables(connection):
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
        await asyncio.to_thread(_load, file, target, connection.get_server_version().major, owner)
        await connection.execute("ANALYZE")
        if await _sees_everything(connection):
            on_progress("Comparing every table with the backup.")
            _compare(manifest, await _describe(connection))
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


async def _tables(connection: "asyncpg.Connection") -> list[str]:
    """Tables and partitions of ours, as quoted "schema.name"; none of an extension."""
    rows = await connection.fetch(
        """
        SELECT format('%I.%I', n.nspname, c.relname) AS name
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ORDER BY 1
        """
    )
    return [row["name"] for row in rows]


async def _describe(connection: "asyncpg.Connection") -> Manifest:
    # The digest hashes rows as text, so whatever shapes text must be the same on both sides.
    for name, value in (("timezone", "UTC"), ("datestyle", "ISO"), ("intervalstyle", "iso_8601")):
        await connection.execute(f"SET {name} = '{value}'")
    tables = {}
    for name in await _tables(connection):
        digest = "coalesce(sum(hashtextextended(t::text, 0)), 0)::text"
        # The name was quoted by the server.
        row = await connection.fetchrow(f"SELECT count(*) AS rows, {digest} AS digest FROM {name} t")  # noqa: S608
        tables[name] = Table(rows=row["rows"], digest=row["digest"])
    # What the database's objects are granted to or policed by, except their owner.
    roles = await connection.fetch(
        """
        SELECT DISTINCT r.rolname::text AS name
          FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid JOIN pg_database b ON b.oid = d.dbid
         WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype IN ('a', 'r', 'i')
           AND b.datname = current_database() AND r.oid <> b.datdba AND r.rolname NOT LIKE 'pg\\_%'
         ORDER BY 1
        """
    )
    extensions = await connection.fetch(
        "SELECT extname::text AS name, nspname::text AS schema "
        "FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace ORDER BY 1"
    )
    versioned = await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NOT NULL")
    return Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(),
        server_version=connection.get_server_version().major,
        revision=await connection.fetchval("SELECT version_num FROM public.alembic_version")
        if versioned
        else None,
        roles=[row["name"] for row in roles],
        extensions={row["name"]: row["schema"] for row in extensions if row["name"] not in NOT_RESTORED},
        tables=tables,
    )


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


async def _make_roles(connection: "asyncpg.Connection", roles: list[str], owner: str) -> None:
    """Make the roles that the server lacks, without log-in, and let the database's owner act as them."""
    for name in roles:
        role = quoted(name)
        if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name):
            await connection.execute(f"CREATE ROLE {role} NOLOGIN NOINHERIT")
            await connection.execute(f"GRANT {role} TO {quoted(owner)}")


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


def _load(file: Path, target: Target, server_version: int, owner: str) -> None:
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
        # psql commits at the end of its input: only now that the dump was read to its end.
        loading.stdin.close()


def _feed(dump: IO[bytes], pipe: IO[bytes]) -> None:
    # A reader that ended early has said why; here there is nothing to add.
    with contextlib.suppress(BrokenPipeError), pipe:
        shutil.copyfileobj(dump, pipe, BLOCK)


def _compare(expected: Manifest, found: Manifest) -> None:
    differing = [name for name, table in expected.tables.items() if found.tables.get(name) != table]
    if differing:
        raise BackupError(
            f"Not everything came back: {', '.join(differing[:5])} differ from the backup. "
            "Drop this database and restore into a new one."
        )
