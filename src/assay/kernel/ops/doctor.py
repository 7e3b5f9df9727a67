"""The doctor: one check after another, each with what it found and what to do about it.

Checks never change anything but a probe file they delete again. A new check is a coroutine function in
`CHECKS`; raising is allowed and means bad.
"""

import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import pairwise

import asyncpg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from assay.kernel import clock
from assay.kernel.db import migrate
from assay.kernel.db.engine import check_tls, make_engine
from assay.kernel.db.rls import ROLES
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import AssayError
from assay.kernel.files import get_store
from assay.kernel.ids import uuid7
from assay.kernel.jobs import queries as job_queries
from assay.kernel.mail.transport import make_transport
from assay.kernel.ops import queries
from assay.kernel.ops.health import OLDEST_JOB_SECONDS, PARTITION_ALARM
from assay.kernel.settings import KEYS_COMMAND, Settings

FREE_DISK = 2_000_000_000
"""Bytes below which a local data folder is a worry."""


class State(StrEnum):
    GOOD = "good"
    WORRY = "worry"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found (`detail`) and, unless all is well, what to do (`remedy`)."""

    name: str
    state: State
    detail: str
    remedy: str = ""

    def document(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class Patient:
    """What the checks look at; `database` is None when none is configured."""

    settings: Settings
    database: Database | None


Check = Callable[[Patient], Awaitable[Finding]]


async def examine(settings: Settings) -> list[Finding]:
    """Run every check on the installation of `settings`, in order."""
    database = Database(make_engine(settings.database_url, pooled=False)) if settings.database_url else None
    try:
        return [await _examined(name, check, Patient(settings, database)) for name, check in CHECKS]
    finally:
        if database:
            await database.dispose()


async def _examined(name: str, check: Check, patient: Patient) -> Finding:
    try:
        return await check(patient)
    except AssayError as error:
        return Finding(name, State.BAD, error.title, error.detail)
    except Exception as error:
        remedy = "Mend the database first." if patient.database is None else "See the log of the server."
        return Finding(name, State.BAD, f"The check broke: {type(error).__name__}.", remedy)


def _known(patient: Patient) -> Database:
    if patient.database is None:
        raise LookupError("no database")
    return patient.database


async def _server(patient: Patient) -> queries.Server:
    """Asked as the login role: Assay's own roles may be what is missing."""
    async with AsyncSession(_known(patient).bind) as db:
        return await queries.server(db)


async def database(patient: Patient) -> Finding:
    """Reachable, recent enough, and over TLS when remote."""
    name = "database"
    if patient.database is None:
        return Finding(name, State.BAD, "None is configured.", "Set ASSAY_DATABASE_URL or run `assay up`.")
    if patient.settings.production:
        check_tls(patient.settings.database_url or "")
    try:
        server = await _server(patient)
    except (OSError, SQLAlchemyError, asyncpg.PostgresError) as error:
        detail = f"Cannot be reached: {type(error).__name__}."
        return Finding(name, State.BAD, detail, "Start it, or mend ASSAY_DATABASE_URL.")
    if server.number < queries.MINIMUM_VERSION:
        return Finding(name, State.BAD, f"PostgreSQL {server.version}.", "Move to PostgreSQL 15 or newer.")
    return Finding(name, State.GOOD, f"PostgreSQL {server.version}.")


async def extensions(patient: Patient) -> Finding:
    server = await _server(patient)
    missing = [one for one in queries.WANTED_EXTENSIONS if one not in server.extensions]
    if missing:
        remedy = "Install them on the server; without, search is slower or plainer."
        return Finding("extensions", State.WORRY, f"Not available: {', '.join(missing)}.", remedy)
    return Finding("extensions", State.GOOD, ", ".join(queries.WANTED_EXTENSIONS) + " are available.")


async def migrations(patient: Patient) -> Finding:
    engine = _known(patient).bind
    assert isinstance(engine, AsyncEngine)
    at, wanted = await migrate.current(engine), migrate.head()
    if at != wanted:
        detail = f"The database is at {at or 'nothing'}, the code needs {wanted}."
        return Finding("migrations", State.BAD, detail, "Run `assay db upgrade`.")
    return Finding("migrations", State.GOOD, f"At {at}.")


async def roles(patient: Patient) -> Finding:
    """The login may act as each role, and none of them passes row-level security."""
    server = await _server(patient)
    missing = [role for role in ROLES if role not in server.can_act_as]
    if missing:
        remedy = f"As the owner: GRANT {', '.join(missing)} TO the login role."
        return Finding("roles", State.BAD, f"The login may not act as {', '.join(missing)}.", remedy)
    if server.free_of_policies and patient.settings.production:
        remedy = "Log in as a role that is neither superuser nor BYPASSRLS."
        return Finding("roles", State.WORRY, "The login role itself passes row-level security.", remedy)
    return Finding("roles", State.GOOD, "The login may act as each role.")


async def keys(patient: Patient) -> Finding:
    """Every secret set and strong. Raises MisconfiguredError, which names the command that mends it."""
    settings = patient.settings
    secrets = [settings.secret_bytes("log_signing_key"), settings.secret_bytes("hmac_key")]
    secrets.append(settings.secret_bytes("jwt_key"))
    count = len(settings.master_key_list())
    if any(first == second for first, second in pairwise(sorted(secrets))):
        remedy = f"Give each its own: `{KEYS_COMMAND}`."
        return Finding("keys", State.BAD, "Two secrets are the same.", remedy)
    return Finding("keys", State.GOOD, f"All set; {count} master key{'s' if count > 1 else ''}.")


async def storage(patient: Patient) -> Finding:
    """A probe goes in, comes back and is deleted."""
    store = get_store(patient.settings)
    key = f"doctor/{uuid7()}"
    await store.put(key, b"assay", content_type="application/octet-stream")
    read = b"".join([chunk async for chunk in store.open(key)])
    await store.delete(key)
    where = patient.settings.files_url or str(patient.settings.data_dir / "files")
    if read != b"assay":
        remedy = "Look for a proxy or a lifecycle rule in between."
        return Finding("storage", State.BAD, f"{where} gives back something else.", remedy)
    return Finding("storage", State.GOOD, f"{where} takes, gives back and deletes.")


async def disk(patient: Patient) -> Finding:
    folder = patient.settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free at {patient.settings.data_dir}."
    if free < FREE_DISK:
        return Finding("disk", State.WORRY, detail, "Make room, or move ASSAY_DATA_DIR.")
    return Finding("disk", State.GOOD, detail)


async def worker(patient: Patient) -> Finding:
    """Somebody works on the queue, and nothing waits for long."""
    async with _known(patient).transaction(role=Role.SYSTEM) as db:
        figures = await job_queries.figures(db)
    if figures.workers == 0:
        remedy = "Start one: `assay worker` (or `assay up`, which starts both)."
        return Finding("worker", State.WORRY, "None was seen within a minute.", remedy)
    if figures.oldest_seconds > OLDEST_JOB_SECONDS:
        detail = f"The oldest due job waits {round(figures.oldest_seconds)} s."
        return Finding("worker", State.WORRY, detail, "Start more workers, or look at /jobs.")
    if figures.failed:
        detail = f"{figures.workers} seen; {figures.failed} jobs have failed for good."
        return Finding("worker", State.WORRY, detail, "Look at /jobs?state=failed and try them again.")
    return Finding("worker", State.GOOD, f"{figures.workers} seen within a minute.")


async def partitions(patient: Patient) -> Finding:
    """Tables in monthly partitions have them for a month and more to come."""
    async with _known(patient).transaction(role=Role.SYSTEM) as db:
        until = await queries.partitions_until(db)
    if not until:
        return Finding("partitions", State.GOOD, "No table is in monthly partitions.")
    table, day = min(until.items(), key=lambda one: one[1])
    if day < clock.now().date() + PARTITION_ALARM:
        remedy = "Run a worker: it makes them every day. Rows of later months go to the default partition."
        return Finding("partitions", State.WORRY, f"{table} has partitions until {day}.", remedy)
    return Finding("partitions", State.GOOD, f"Made until {day}.")


async def mail(patient: Patient) -> Finding:
    """A connection to the mail server, signed in; nothing is sent."""
    transport = make_transport(patient.settings)
    if transport is None:
        if patient.settings.production:
            remedy = "Set ASSAY_MAIL_URL=smtp://user:password@host:587."
            return Finding("mail", State.WORRY, "Mail stays in the outbox and reaches nobody.", remedy)
        return Finding("mail", State.GOOD, "Kept in the outbox of this machine (/outbox).")
    async with transport.session():
        return Finding("mail", State.GOOD, "The mail server lets us in.")


async def models(patient: Patient) -> Finding:
    """What answers for the language model. No call is made: it may cost money."""
    settings = patient.settings
    if settings.llm_engine == "baseline":
        detail = "The baseline engine: plain text features, named as such on every result."
        remedy = "Set ASSAY_LLM_ENGINE=openai, ASSAY_LLM_BASE_URL and ASSAY_LLM_MODEL to use a model."
        return Finding("models", State.WORRY if settings.production else State.GOOD, detail, remedy)
    if settings.llm_engine in ("openai", "batch"):
        missing = [name for name in ("llm_base_url", "llm_model") if not getattr(settings, name)]
        if missing:
            named = " and ".join(f"ASSAY_{name.upper()}" for name in missing)
            return Finding(
                "models", State.BAD, f"{settings.llm_engine} is chosen but not told which.", f"Set {named}."
            )
    return Finding("models", State.GOOD, f"{settings.llm_engine}, {settings.llm_model or 'its own model'}.")


CHECKS: Sequence[tuple[str, Check]] = (
    ("database", database),
    ("extensions", extensions),
    ("migrations", migrations),
    ("roles", roles),
    ("keys", keys),
    ("partitions", partitions),
    ("storage", storage),
    ("disk", disk),
    ("worker", worker),
    ("mail", mail),
    ("models", models),
)
