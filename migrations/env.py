"""Alembic's environment. The connection comes from `assay db upgrade` or from a test."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from assay.kernel.db.engine import make_engine
from assay.kernel.db.migrate import compare_options, metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        **compare_options(),
    )
    with context.begin_transaction():
        context.execute("SET LOCAL lock_timeout = '5s'")
        context.run_migrations()


async def run_async(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


def main() -> None:
    connectable = context.config.attributes.get("connection")
    if context.is_offline_mode():
        context.configure(
            dialect_name="postgresql", literal_binds=True, target_metadata=metadata(), as_sql=True
        )
        with context.begin_transaction():
            context.run_migrations()
    elif isinstance(connectable, Connection):
        run(connectable)
    elif isinstance(connectable, AsyncEngine):
        asyncio.run(run_async(connectable))
    else:
        url = context.config.get_main_option("sqlalchemy.url")
        assert url, "Run migrations through `assay db upgrade`."
        asyncio.run(run_async(make_engine(url, pooled=False)))


main()
