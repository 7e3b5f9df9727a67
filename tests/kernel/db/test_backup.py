"""The restore drill: what a backup holds comes back, on a server that never saw it, and nothing else does."""

import os
import pwd
import subprocess
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import make_url, text

from assay.kernel.db.backup import backup, read_manifest, restore
from assay.kernel.db.backup_tools import BackupError, Target
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.embedded_account import programs
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7

OURS, THEIRS = uuid7(), uuid7()
POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")
DRILL = f"""
CREATE SCHEMA drill;
GRANT USAGE ON SCHEMA drill TO assay_app;
CREATE TABLE drill.log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, org_id uuid NOT NULL, at timestamptz NOT NULL,
    entry jsonb NOT NULL, hash bytea NOT NULL UNIQUE, score numeric, place double precision);
INSERT INTO drill.log (org_id, at, entry, hash, score, place)
SELECT CASE WHEN n % 3 = 0 THEN '{THEIRS}'::uuid ELSE '{OURS}'::uuid END,
       timestamptz '2026-01-01 00:00Z' + n * interval '1.000001 s',
       jsonb_build_object('n', n, 'text', E'tab\\t, "quote", \\\\ and नमस्ते'), sha256(n::text::bytea),
       n / 7.0, n / 3.0::double precision
  FROM generate_series(1, 9000) n;
ALTER TABLE drill.log ENABLE ROW LEVEL SECURITY;
ALTER TABLE drill.log FORCE ROW LEVEL SECURITY;
CREATE POLICY by_org ON drill.log TO assay_app USING (org_id = current_setting('assay.org_id')::uuid);
GRANT SELECT, INSERT ON drill.log TO assay_app;
CREATE TRIGGER log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON drill.log
    FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change();
CREATE POLICY all_orgs ON drill.log TO assay_system USING (true);
GRANT SELECT ON drill.log TO assay_system;
CREATE MATERIALIZED VIEW drill.figures AS
    SELECT org_id, count(*) AS n FROM drill.log GROUP BY org_id WITH NO DATA;
GRANT CREATE, USAGE ON SCHEMA drill TO assay_system;
ALTER MATERIALIZED VIEW drill.figures OWNER TO assay_system;
REVOKE CREATE ON SCHEMA drill FROM assay_system;
REFRESH MATERIALIZED VIEW drill.figures;
CREATE TABLE drill.events (org_id uuid NOT NULL, month int NOT NULL) PARTITION BY LIST (month);
CREATE TABLE drill.events_1 PARTITION OF drill.events FOR VALUES IN (1);
CREATE TABLE drill.events_default PARTITION OF drill.events DEFAULT;
INSERT INTO drill.events SELECT '{OURS}', n % 3 FROM generate_series(1, 300) n;
"""


def admin(url: str) -> str:
    """`url` as superuser: on the embedded server that is a matter of the name."""
    parsed = make_url(url)
    return (parsed if parsed.password else parsed.set(username="postgres")).render_as_string(
        hide_password=False
    )


async def connect(url: str) -> "asyncpg.Connection":
    return await asyncpg.connect(url.replace("+asyncpg", ""))


@pytest.fixture
async def filled(database_url: str) -> str:
    connection = await connect(database_url)
    await connection.execute(DRILL)
    await connection.close()
    return database_url


@pytest.fixture
def second_server() -> Iterator[EmbeddedServer]:
    """A server without any of our roles and tables."""
    with tempfile.TemporaryDirectory(prefix="assay-second-") as name:
        Path(name).chmod(0o711)
        server = EmbeddedServer(Path(name) / "postgres", settings={"shared_buffers": "16MB", "fsync": "off"})
        server.start()
        yield server
        server.remove()


@pytest.fixture
async def empty(server_url: str) -> AsyncIterator[str]:
    """The URL of a new, empty database beside the others."""
    name = f"restore_{uuid7().hex[-12:]}"
    connection = await connect(server_url)
    await connection.execute(f"CREATE DATABASE {name}")
    yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
    await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await connection.close()


async def seen_by_app(url: str, org: UUID) -> int:
    database = Database(make_engine(url, pooled=False))
    async with database.transaction(role=Role.APP, org_id=org) as db:
        seen: int = await db.scalar(text("SELECT count(*) FROM drill.log")) or 0
    await database.dispose()
    return seen


async def test_restore_drill_on_a_server_that_never_saw_the_data(
    filled: str, second_server: EmbeddedServer, tmp_path: Path
) -> None:
    file = tmp_path / "assay.backup"
    written = await backup(admin(filled), file)
    told: list[str] = []
    restored = await restore(file, second_server.admin_url, told.append)
    assert restored == written
    assert written.tables["drill.log"].rows == 9000
    assert written.tables["drill.events_1"].rows + written.tables["drill.events_default"].rows == 300
    assert "Comparing every table with the backup." in told
    assert await seen_by_app(second_server.url(), OURS) == 6000
    assert await seen_by_app(second_server.url(), THEIRS) == 3000
    connection = await connect(second_server.url())
    owned = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('drill', 'kernel', 'enigma')"
    assert [row[0] for row in await connection.fetch(owned)] == ["assay"]
    member = "SELECT pg_has_role('assay_vault', 'assay_app', 'usage')"
    assert await connection.fetchval(member) is True
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
        await connection.execute(f"SET assay.org_id = '{OURS}'; DELETE FROM drill.log")
    await connection.close()


OWNERS = """
SELECT c.oid::regclass::text AS name, pg_get_userbyid(c.relowner)::text AS owner, c.relispopulated
  FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm')
   AND c.relnamespace::regnamespace::text IN ('drill', 'kernel', 'enigma', 'veritas') ORDER BY 1
"""


async def test_what_another_role_owned_is_its_own_again_and_views_are_filled(
    filled: str, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "assay.backup"
    await backup(admin(filled), file)
    await restore(file, empty)
    before, after = await connect(filled), await connect(empty)
    found = [tuple(row) for row in await after.fetch(OWNERS)]
    assert found == [tuple(row) for row in await before.fetch(OWNERS)]
    assert ("drill.figures", "assay_system", True) in found
    await after.execute("SET ROLE assay_system")
    figures = await after.fetch("SELECT org_id, n FROM drill.figures")
    assert {row["org_id"]: row["n"] for row in figures} == {OURS: 6000, THEIRS: 3000}
    assert not await after.fetchval("SELECT has_schema_privilege('drill', 'CREATE')")
    await before.close()
    await after.close()


async def test_restore_beside_the_original_where_the_roles_exist(
    filled: str, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "assay.backup"
    await backup(admin(filled), file)
    await restore(file, admin(empty))
    assert await seen_by_app(empty, OURS) == 6000


async def test_owner_alone_can_restore_but_is_told_that_nothing_was_compared(
    filled: str, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "assay.backup"
    await backup(admin(filled), file)
    told: list[str] = []
    await restore(file, empty, told.append)
    assert await seen_by_app(empty, OURS) == 6000
    assert any("Not compared" in message for message in told)


async def test_rows_committed_during_a_backup_are_left_out_whole(
    filled: str, empty: str, tmp_path: Path
) -> None:
    def insert_once(message: str) -> None:
        if "Counting" in message:
            url = make_url(filled).set(drivername="postgresql").render_as_string(hide_password=False)
            insert = f"INSERT INTO drill.events SELECT '{OURS}', 1 FROM generate_series(1, 50)"
            subprocess.run([str(programs() / "psql"), "-qd", url, "-c", insert], check=True)

    if make_url(filled).password:
        pytest.skip("psql would ask for the password")
    file = tmp_path / "assay.backup"
    written = await backup(admin(filled), file, insert_once)
    assert written.tables["drill.events_1"].rows == 100
    assert (await restore(file, admin(empty))).tables["drill.events_1"].rows == 100


async def test_backup_is_refused_to_a_role_that_row_security_holds_back(
    database_url: str, tmp_path: Path
) -> None:
    if make_url(database_url).password:
        pytest.skip("the tests run as a superuser of their own server")
    with pytest.raises(BackupError, match="does not see every row"):
        await backup(database_url, tmp_path / "assay.backup")
    assert list(tmp_path.iterdir()) == []


async def test_backup_file_is_private_and_names_the_revision(database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "assay.backup"
    written = await backup(admin(database_url), file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert written.revision
    roles = {role.name: role for role in written.roles}
    assert "assay_app" in roles["assay_vault"].member_of
    assert read_manifest(file) == written


async def test_damaged_backup_is_refused_before_anything_is_touched(
    filled: str, empty: str, tmp_path: Path
) -> None:
    file = tmp_path / "assay.backup"
    await backup(admin(filled), file)
    with file.open("r+b") as content:
        content.seek(file.stat().st_size // 2)
        byte = content.read(1)[0]
        content.seek(-1, os.SEEK_CUR)
        content.write(bytes([byte ^ 1]))
    with pytest.raises(BackupError, match="not a whole backup"):
        await restore(file, admin(empty))


async def test_backup_with_an_exchanged_dump_is_refused(filled: str, tmp_path: Path) -> None:
    file, forged = tmp_path / "assay.backup", tmp_path / "forged.backup"
    await backup(admin(filled), file)
    with zipfile.ZipFile(file) as original, zipfile.ZipFile(forged, "w") as archive:
        archive.writestr("manifest.json", original.read("manifest.json"))
        archive.writestr("dump.pgc", original.read("dump.pgc") + b"more")
    with pytest.raises(BackupError, match="not the one that was written"):
        read_manifest(forged)


async def test_restore_into_a_database_in_use_is_refused(filled: str, tmp_path: Path) -> None:
    file = tmp_path / "assay.backup"
    await backup(admin(filled), file)
    with pytest.raises(BackupError, match="not empty"):
        await restore(file, admin(filled))


async def test_restore_that_fails_leaves_nothing_behind(filled: str, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "assay.backup"
    await backup(admin(filled), file)
    connection = await connect(empty)
    # In the way of a table that is made late in the dump.
    await connection.execute("CREATE SCHEMA drill; CREATE SEQUENCE drill.log")
    with pytest.raises(BackupError, match="already exists"):
        await restore(file, admin(empty))
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    assert await connection.fetchval(tables) == 0
    await connection.close()


def test_remote_database_needs_tools_that_speak_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = Target.of("postgres://clerk:se%40cret@db.example:6543/assay?sslmode=verify-full&pool=3")
    assert target.dsn == "postgresql://clerk@db.example:6543/assay?sslmode=verify-full"
    assert target.environment()["PGPASSWORD"] == "se@cret"
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 98.1'\n")
    tool.chmod(0o755)
    with pytest.raises(BackupError, match="pg_dump of PostgreSQL 98 or newer with TLS"):
        target.command("pg_dump", 98)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert target.command("pg_dump", 98) == [str(tool)]


@pytest.fixture
def postgres_15() -> Iterator[str]:
    """The URL of the database `target` on a server of version 15."""
    if not (POSTGRES_15 / "initdb").exists():
        pytest.skip("PostgreSQL 15 is not installed")
    with tempfile.TemporaryDirectory(prefix="assay-15-") as name:
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        os.chown(name, user.pw_uid, user.pw_gid)
        identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

        def run(program: str, *arguments: str) -> None:
            subprocess.run(  # type: ignore[call-overload]
                [str(POSTGRES_15 / program), "-D", f"{name}/data", *arguments],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd="/",
                **(identity if os.geteuid() == 0 else {}),
            )

        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        options = f"-k {name} -c listen_addresses= -c fsync=off -c shared_buffers=16MB"
        run("pg_ctl", "-w", "-l", f"{name}/log", "-o", options, "start")
        try:
            psql = [str(programs() / "psql"), "-h", name, "-U", "postgres", "-qc", "CREATE DATABASE target"]
            subprocess.run(psql, check=True)
            yield f"postgresql+asyncpg://postgres@/target?host={name}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.mark.postgres15
async def test_backup_of_a_newer_server_restores_on_postgres_15_and_back(
    filled: str, empty: str, postgres_15: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    written = await backup(admin(filled), first)
    await restore(first, postgres_15)
    again = await backup(postgres_15, second)
    assert again.tables == written.tables
    assert (await restore(second, admin(empty))).tables == written.tables
