"""Start-up check of the master keys, and their rotation while readers run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text

from assay.kernel import audit
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import MisconfiguredError
from assay.kernel.vault.keyring import Keyring, WrappedKey

BATCH = 2_000


class Event(StrEnum):
    KEYS_ROTATED = "vault.keys_rotated"


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with `wrapped_key` and `master_key` columns, and the name of its primary key column."""

    table: str
    key: str


async def check_keys(database: Database, keyring: Keyring) -> None:
    """Note the newest key; refuse to go on when a key that still seals data is missing.

    Raises MisconfiguredError, which names the key and the command.
    """
    async with database.transaction(role=Role.SYSTEM) as db:
        used = (
            await db.execute(text("SELECT fingerprint FROM kernel.master_keys WHERE retired_at IS NULL"))
        ).scalars()
        missing = sorted(set(used) - set(keyring.fingerprints))
        if missing:
            raise MisconfiguredError(
                f"Data is sealed under master key {', '.join(missing)}, which ASSAY_MASTER_KEYS does not "
                "hold. Put it back behind the newest key, then run `assay keys rotate`."
            )
        await db.execute(
            text(
                "INSERT INTO kernel.master_keys (fingerprint) VALUES (:newest) "
                "ON CONFLICT (fingerprint) DO UPDATE SET retired_at = NULL"
            ),
            {"newest": keyring.newest},
        )


async def usage(database: Database, tables: Sequence[SealedTable]) -> dict[str, int]:
    """How many data keys each master key wraps, by its fingerprint, over all organisations."""
    found: dict[str, int] = {}
    async with database.transaction(role=Role.SYSTEM) as db:
        for sealed in tables:
            rows = await db.execute(
                text(
                    f"SELECT master_key, count(*) FROM {sealed.table} "  # noqa: S608 - names from code
                    "WHERE wrapped_key IS NOT NULL GROUP BY master_key"
                )
            )
            for name, number in rows.all():
                found[name] = found.get(name, 0) + number
    return found


async def rotate(
    database: Database,
    keyring: Keyring,
    tables: Sequence[SealedTable],
    *,
    on_progress: Callable[[int], None] = lambda _done: None,
) -> int:
    """Re-wrap every data key under the newest master key; returns how many. Readers are never blocked.

    The data itself is not touched. Run again after a crash, it goes on where it was. Afterwards the older
    master keys are retired, the log says so, and they may leave the settings.
    """
    done, before = 0, -1
    # A process that runs with the older keys alone may wrap under one where we have passed: look again.
    while done != before:
        before = done
        for sealed in tables:
            while moved := await _rotate_batch(database, keyring, sealed):
                done += moved
                on_progress(done)
    async with database.transaction(role=Role.SYSTEM) as db:
        retired = (
            await db.execute(
                text(
                    "UPDATE kernel.master_keys SET retired_at = now() "
                    "WHERE fingerprint <> :newest AND retired_at IS NULL RETURNING fingerprint"
                ),
                {"newest": keyring.newest},
            )
        ).scalars()
        if names := sorted(retired):
            await audit.record(
                db,
                system_actor(None, "keys.rotate"),
                Event.KEYS_ROTATED,
                entity="master_key",
                entity_id=keyring.newest,
                details={"retired": names, "data_keys": done},
            )
    return done


async def _rotate_batch(database: Database, keyring: Keyring, sealed: SealedTable) -> int:
    table, key = sealed.table, sealed.key
    async with database.transaction(role=Role.SYSTEM) as db:
        rows = (
            await db.execute(
                text(
                    f"SELECT {key}, wrapped_key, master_key FROM {table} "  # noqa: S608 - names from code
                    "WHERE master_key <> :newest AND wrapped_key IS NOT NULL "
                    f"ORDER BY {key} LIMIT {BATCH} FOR UPDATE"
                ),
                {"newest": keyring.newest},
            )
        ).all()
        if not rows:
            return 0
        wrapped = [keyring.wrap(keyring.unwrap(WrappedKey(bytes(row[1]), row[2]))) for row in rows]
        await db.execute(
            text(
                f"UPDATE {table} t SET wrapped_key = n.wrapped, master_key = :newest "  # noqa: S608
                "FROM unnest(CAST(:ids AS uuid[]), CAST(:wrapped AS bytea[])) AS n(id, wrapped) "
                f"WHERE t.{key} = n.id"
            ),
            {
                "newest": keyring.newest,
                "ids": [row[0] for row in rows],
                "wrapped": [new.wrapped for new in wrapped],
            },
        )
        return len(rows)
