"""What the checks ask of the database."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

MINIMUM_VERSION = 150_000
"""PostgreSQL 15, as the server counts."""
WANTED_EXTENSIONS = ("pg_trgm", "vector")
"""Search uses them where they are; without, it falls back to plain full text and exact cosine."""


@dataclass(frozen=True, slots=True)
class Server:
    version: str
    number: int
    extensions: frozenset[str]
    can_act_as: frozenset[str]
    """Those of Assay's roles the login role may take on."""
    free_of_policies: bool
    """Whether the login role itself passes row-level security (superusers and BYPASSRLS do)."""


async def server(db: AsyncSession) -> Server:
    row = (
        await db.execute(
            text(
                """
                SELECT current_setting('server_version'), current_setting('server_version_num')::int,
                       ARRAY(SELECT extname FROM pg_extension UNION
                             SELECT name FROM pg_available_extensions),
                       ARRAY(SELECT rolname FROM pg_roles WHERE rolname LIKE 'assay\\_%'
                             AND pg_has_role(session_user, oid, 'member')),
                       (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user)
                """
            )
        )
    ).one()
    return Server(row[0], row[1], frozenset(row[2]), frozenset(row[3]), bool(row[4]))


async def reachable(db: AsyncSession) -> bool:
    return bool(await db.scalar(text("SELECT true")))


async def audit_waiting(db: AsyncSession) -> int:
    """Entries of the audit log that have no place in the tree yet."""
    return int(await db.scalar(text("SELECT count(*) FROM kernel.audit_pending")) or 0)


async def revision(db: AsyncSession) -> str | None:
    """The migration the database is at."""
    found: str | None = await db.scalar(text("SELECT version_num FROM public.alembic_version"))
    return found


async def partitions_until(db: AsyncSession) -> dict[str, date]:
    """Per table in monthly partitions (`table__YYYY_MM`): the first day that has none of its own."""
    rows = await db.execute(
        text(
            """
            SELECT n.nspname || '.' || p.relname,
                   max(to_date(substring(c.relname FROM '__(\\d{4}_\\d{2})$'), 'YYYY_MM'))
                       + interval '1 month'
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
            JOIN pg_namespace n ON n.oid = p.relnamespace
            WHERE p.relkind = 'p' GROUP BY 1
            """
        )
    )
    return {str(table): until.date() for table, until in rows.all() if until is not None}
