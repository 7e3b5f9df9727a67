"""Where the queue library keeps its own tables, and how it reaches them.

pgqueuer carries a job's id from the relay to a free worker, redelivers what a dead worker held, and fires
the periodic schedules. What a job is and what became of it stands in `kernel.jobs` alone.
"""

from typing import Any

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence import qb, schema_ddl
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.schema.declaration import target
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.ports.driver import Driver
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from assay.kernel.db.session import raw_connection

SCHEMA = "pgqueuer"

# Its log and statistics are unlogged: they repeat what kernel.jobs records. The queue itself is logged.
SETTINGS = DBSettings(db_schema=SCHEMA, durability=Durability.balanced)


def install_statements() -> list[str]:
    """DDL that creates the library's schema and tables, one statement an item (asyncpg takes no scripts)."""
    schema = target(SETTINGS)
    tuning = qb.QueryBuilderEnvironment(SETTINGS).build_optimize_autovacuum_query()
    return [
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        *(schema_ddl.render_enum(entry, SETTINGS) for entry in schema.enums),
        *(schema_ddl.render_table(entry, SETTINGS) for entry in schema.tables),
        *(schema_ddl.render_index(entry, SETTINGS) for entry in schema.indexes),
        *(schema_ddl.render_function(entry, SETTINGS) for entry in schema.functions),
        *(schema_ddl.render_trigger(entry, SETTINGS) for entry in schema.triggers),
        *(statement for statement in tuning.split(";") if statement.strip()),
    ]


def queries(driver: Driver) -> Queries:
    """The library's operations, bound to our schema."""
    return Queries(
        driver,
        qbe=qb.QueryBuilderEnvironment(SETTINGS),
        qbq=qb.QueryQueueBuilder(SETTINGS),
        qbs=qb.QuerySchedulerBuilder(SETTINGS),
    )


async def queries_of(db: AsyncSession) -> Queries:
    """The library's operations inside the transaction of `db`, which must have begun."""
    return queries(AsyncpgDriver(await raw_connection(db)))


async def open_pool(engine: AsyncEngine, *, pooler: bool = False) -> asyncpg.Pool:
    """Connections of the transport, apart from the jobs' own: one listens, the others ask and report.

    They run as the login role, which owns the library's tables or inherits from `assay_system`.
    """
    _, options = engine.dialect.create_connect_args(engine.url)
    options.pop("prepared_statement_cache_size", None)
    extra: dict[str, Any] = (
        {"statement_cache_size": 0} if pooler else {"server_settings": {"application_name": "assay-queue"}}
    )
    return await asyncpg.create_pool(**{**options, **extra}, min_size=2, max_size=4)


def pool_driver(pool: asyncpg.Pool) -> AsyncpgPoolDriver:
    return AsyncpgPoolDriver(pool)
