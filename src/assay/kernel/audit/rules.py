"""What an entry says: its body, its digests, and the columns it can be searched by. Pure functions."""

import hmac
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.audit.chain import canonical

VERSION = 1
SALT_SIZE = 32
_LARGEST_EXACT = 2**53 - 1
_PERSONAL_KEYS = frozenset(
    {"address", "birth_date", "date_of_birth", "dob", "email", "e_mail", "first_name", "full_name", "ip"}
    | {"last_name", "password", "phone", "secret", "token"}
)
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


def jsonable(value: Any) -> Any:
    """`value` in JSON types that RFC 8785 carries exactly. Raises TypeError on what has no such form."""
    match value:
        case None | bool():
            return value
        case Enum():
            return jsonable(value.value)
        case str():
            return value
        case int():
            return value if abs(value) <= _LARGEST_EXACT else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case UUID() | Decimal():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Mapping():
            return {str(key): jsonable(item) for key, item in value.items()}
        case list() | tuple():
            return [jsonable(item) for item in value]
        case set() | frozenset():
            return sorted((jsonable(item) for item in value), key=lambda item: canonical({"": item}))
    raise TypeError(f"An audit entry cannot carry a {type(value).__name__}.")


def moment(at: datetime) -> str:
    """A time as the log writes it: UTC with microseconds and Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def digest(salt: bytes, value: Any) -> str:
    """HMAC-SHA-256 under `salt` over the canonical JSON of {"value": value}.

    Whoever holds the salt can check a value against it; once the salt is gone nobody can.
    """
    mac = hmac.new(salt, canonical({"value": jsonable(value)}), sha256)
    return f"hmac-sha256:{mac.hexdigest()}"


def shielded(details: Mapping[str, Any], salt: bytes) -> tuple[dict[str, Any], bool]:
    """`details` with whatever looks personal replaced by its digest, and whether anything was.

    Callers should give no personal data in the first place; this keeps a slip out of a log that cannot
    forget.
    """
    changed = False

    def walk(key: str, value: Any) -> Any:
        nonlocal changed
        if value is not None and not isinstance(value, bool) and key.lower() in _PERSONAL_KEYS:
            changed = True
            return digest(salt, value)
        if isinstance(value, Mapping):
            return {str(inner): walk(str(inner), item) for inner, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [walk("", item) for item in jsonable(value)]
        if isinstance(value, str) and _EMAIL.search(value):
            changed = True
            return digest(salt, value)
        return jsonable(value)

    return {str(key): walk(str(key), value) for key, value in details.items()}, changed


def app_of(event: StrEnum) -> str:
    """The application whose events these are, by where they are declared; `kernel` for the house's own."""
    parts = type(event).__module__.split(".")
    return parts[2] if parts[:2] == ["assay", "apps"] and len(parts) > 2 else "kernel"


def body(
    *,
    entry_id: UUID,
    at: datetime,
    org_id: UUID | None,
    actor: Actor,
    event: StrEnum,
    entity: str,
    entity_id: UUID | str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    details: Mapping[str, Any] | None,
    salt: bytes,
) -> tuple[dict[str, Any], bool]:
    """The entry as JSON, and whether it holds digests under `salt`.

    People appear as account ids; `before`, `after` and the network address as digests. The label of an
    account may be a name, so only that of the system is written.
    """
    clear, salted = shielded(details or {}, salt)
    who = {
        "kind": actor.kind.value,
        "id": jsonable(actor.account_id),
        "label": actor.label or None if actor.kind is ActorKind.SYSTEM else None,
        "address": digest(salt, actor.address) if actor.address else None,
    }
    entry = {
        "v": VERSION,
        "id": str(entry_id),
        "at": moment(at),
        "org": jsonable(org_id),
        "app": app_of(event),
        "actor": {key: value for key, value in who.items() if value is not None},
        "event": event.value,
        "entity": entity,
        "entity_id": str(entity_id),
        "before": None if before is None else digest(salt, before),
        "after": None if after is None else digest(salt, after),
        "request": actor.request_id or None,
        "details": clear or None,
    }
    salted = salted or bool(actor.address) or before is not None or after is not None
    return {key: value for key, value in entry.items() if value is not None}, salted


def columns(entry: Mapping[str, Any]) -> tuple[str | None, ...]:
    """What an entry says of its own columns, in text and in the order of `COLUMNS`.

    The verifier compares these, so that the columns cannot tell another story than the entry.
    """
    actor = entry["actor"]
    return (
        entry["id"],
        entry.get("org"),
        entry["at"],
        entry["app"],
        entry["event"],
        entry["entity"],
        entry["entity_id"],
        actor["kind"],
        actor.get("id"),
    )


COLUMNS = ("id", "org_id", "recorded_at", "app", "event", "entity", "entity_id", "actor_kind", "actor_id")


def searchable(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The columns an entry is stored and found by."""
    values: dict[str, Any] = dict(zip(COLUMNS, columns(entry), strict=True))
    values["recorded_at"] = datetime.fromisoformat(entry["at"])
    for name in ("id", "org_id", "actor_id"):
        values[name] = values[name] and UUID(values[name])
    return values
