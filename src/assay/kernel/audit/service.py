"""Recording what happens, proving what was recorded, and forgetting whom it was about."""

import hmac
import os
from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.audit import queries, rules, tree
from assay.kernel.audit.chain import Frontier, canonical
from assay.kernel.audit.errors import NotYet
from assay.kernel.audit.receipt import Receipt
from assay.kernel.errors import NotFound
from assay.kernel.ids import uuid7
from assay.kernel.web.i18n import gettext as _


async def record(
    db: AsyncSession,
    actor: Actor,
    event: StrEnum,
    *,
    entity: str,
    entity_id: UUID | str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
) -> UUID:
    """Write one entry in the caller's transaction; answers its id.

    `before` and `after` may hold anything about the entity: only salted digests of them are written.
    `details` is written in clear and can never be taken back: give counts, phases and hashes, no person.
    The entry belongs to the organisation the transaction is bound to.
    """
    entry_id = uuid7()
    org_id = actor.org_id or await queries.bound_org(db)
    salt = os.urandom(rules.SALT_SIZE)
    entry, salted = rules.body(
        entry_id=entry_id,
        at=clock.now(),
        org_id=org_id,
        actor=actor,
        event=event,
        entity=entity,
        entity_id=entity_id,
        before=before,
        after=after,
        details=details,
        salt=salt,
    )
    data = canonical(entry).decode()
    await queries.write(db, rules.searchable(entry), data, salt if salted else None)
    return entry_id


async def receipt_for(db: AsyncSession, entry_id: UUID, *, as_of: int | None = None) -> str:
    """The receipt of an entry against the newest checkpoint, or the one at exactly `as_of` entries.

    The text is a tlog-proof that stands alone. Who may have it is the caller's question. Raises NotFound
    when there is no such entry or checkpoint, NotYet when the checkpoint does not cover the entry.
    """
    placed = await queries.placed(db, entry_id)
    if placed is None:
        raise NotFound(_("The log has no such entry."))
    head = await queries.checkpoint(db, as_of)
    if head is None and as_of is not None:
        raise NotFound(_("The log has no checkpoint at this size."))
    if head is None or placed.index is None or placed.index >= head.size:
        raise NotYet(_("This was recorded a moment ago and is about to be sealed. Try again in a moment."))
    proof = await tree.inclusion_proof(db, placed.index, Frontier.from_bytes(head.size, head.frontier))
    return Receipt(placed.index, tuple(proof), head.note, placed.data.encode()).text()


async def head(db: AsyncSession) -> str | None:
    """The newest signed checkpoint, None while the log is empty."""
    found = await queries.checkpoint(db)
    return None if found is None else found.note


async def consistency_proof(db: AsyncSession, size1: int, size2: int) -> list[bytes]:
    """The proof that the checkpoint at `size2` only appended to the log of `size1` (> 0) entries.

    Raises NotFound when there is no checkpoint at `size2` or `size1` is not within it.
    """
    found = await queries.checkpoint(db, size2)
    if found is None or not 0 < size1 <= size2:
        raise NotFound(_("The log has no checkpoint at this size."))
    return await tree.consistency_proof(db, size1, Frontier.from_bytes(found.size, found.frontier))


async def matches(db: AsyncSession, entry_id: UUID, recorded: str, value: Any) -> bool:
    """Whether `recorded`, a digest in the entry, was made from `value`. False once its salt is forgotten.

    Needs a role that may read salts (vault, system).
    """
    salt = await queries.salt_of(db, entry_id)
    return salt is not None and hmac.compare_digest(rules.digest(salt, value), recorded)


async def forget(db: AsyncSession, org_id: UUID, entity: str, entity_id: UUID | str) -> int:
    """Delete the salts of every entry about an entity, so that its digests point at nobody; answers how many.

    The entries and every proof over them stay as they are. Needs the vault or the system role.
    """
    return await queries.delete_salts(db, org_id, entity, str(entity_id))
