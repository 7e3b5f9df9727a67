"""The asynchronous engine, on connections that can bind a transaction in the round trip of its BEGIN."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from assay.kernel.errors import MisconfiguredError

LOCAL_HOSTS = {None, "", "localhost", "127.0.0.1", "::1"}


class BoundConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection whose next BEGIN also carries `binding` (SET LOCAL statements): one round trip."""

    binding: str = ""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        if self.binding and query.startswith("BEGIN"):
            # Used up by this BEGIN: a later user of the connection starts unbound.
            query, self.binding = f"{query.rstrip(';')};{self.binding}", ""
        status: str = await super().execute(query, *args, timeout=timeout)
        return status


def async_url(url: str) -> URL:
    """`url` for asyncpg: any `postgres://` or `postgresql://` spelling; `sslmode` becomes `ssl`."""
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise MisconfiguredError("ASSAY_DATABASE_URL must start with postgresql://.")
    parsed = make_url(f"postgresql+asyncpg://{rest}")
    query = dict(parsed.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return parsed.set(query=query)


def check_tls(url: str) -> None:
    """Refuse a remote database without TLS (called in production). Raises MisconfiguredError."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    modes = query.get("sslmode", query.get("ssl", ["disable"]))
    if parts.hostname not in LOCAL_HOSTS and modes[-1] not in {"require", "verify-ca", "verify-full"}:
        raise MisconfiguredError(
            "ASSAY_DATABASE_URL names a remote server without TLS. Add ?sslmode=verify-full (or require)."
        )


def make_engine(
    url: str, *, pool: int = 10, wait: float = 30, pooler: bool = False, pooled: bool = True
) -> AsyncEngine:
    """An engine for `url`. `pooler`: behind a transaction pooler no prepared statements are kept.

    `wait`: seconds that a transaction waits for one of the pool's connections.
    """
    connect: dict[str, Any] = {
        "connection_class": BoundConnection,
        "server_settings": {"application_name": "assay", "jit": "off"},
    }
    if pooler:
        connect |= {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
        connect["server_settings"].pop("jit")
    options: dict[str, Any] = (
        {"pool_size": pool, "max_overflow": pool, "pool_timeout": wait, "pool_pre_ping": True}
        if pooled
        else {"poolclass": NullPool}
    )
    # Values of a failed statement may be personal: they stay out of errors and logs.
    return create_async_engine(async_url(url), connect_args=connect, hide_parameters=True, **options)
