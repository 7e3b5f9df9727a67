"""The log as it grows: sequencing, checkpoints, proofs and receipts out of the database."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import audit
from assay.kernel.access.actor import Actor
from assay.kernel.audit import chain, keys, queries, queries_sequencer, service
from assay.kernel.audit.errors import DamagedLog, NotYet
from assay.kernel.audit.note import Checkpoint, PublicKey, Signer, open_checkpoint
from assay.kernel.audit.queries import Span
from assay.kernel.audit.receipt import Receipt, verify_receipt
from assay.kernel.audit.sequencer import publish, sequence
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import MisconfiguredError, NotFound
from assay.kernel.ids import uuid7
from tests.kernel.audit.conftest import LOG, Attack, Event, Fill
from tests.support.settings import test_settings

SYNTHETIC = text(
    """
    WITH made AS (
        SELECT gen_random_uuid() AS id, clock_timestamp() AS at FROM generate_series(1, :number)
    ), entries AS (
        INSERT INTO kernel.audit_entries
            (id, recorded_at, app, event, entity, entity_id, actor_kind, data)
        SELECT id, at, 'kernel', 'made', 'thing', '1', 'system', json_build_object('id', id)::text FROM made
    )
    INSERT INTO kernel.audit_pending (entry_id) SELECT id FROM made
    """
)


async def leaves(database: Database) -> list[bytes]:
    async with database.transaction(role=Role.SYSTEM) as db:
        return list(await db.scalars(text("SELECT leaf_hash FROM kernel.audit_leaves ORDER BY idx")))


async def test_entries_take_their_places_in_the_order_they_were_recorded(
    database: Database, signer: Signer, fill: Fill
) -> None:
    recorded = await fill(9)
    done = await sequence(database, signer, batch=4)
    assert done.entries == 9
    async with database.transaction(role=Role.SYSTEM) as db:
        rows = (await db.execute(text("SELECT * FROM kernel.audit_leaves ORDER BY idx"))).all()
        sizes = list(await db.scalars(text("SELECT size FROM kernel.audit_checkpoints ORDER BY size")))
        assert await db.scalar(text("SELECT count(*) FROM kernel.audit_pending")) == 0
    assert [row.entry_id for row in rows] == recorded
    assert [row.idx for row in rows] == list(range(9))
    assert sizes == [4, 8, 9]
    link = bytes(32)
    for row in rows:
        link = hashlib.sha256(link + row.leaf_hash).digest()
        assert row.chain_hash == link
    assert done.checkpoint is not None
    head = open_checkpoint(done.checkpoint, [signer.public])
    assert head == Checkpoint(LOG, 9, chain.root([row.leaf_hash for row in rows]))


async def test_nothing_waiting_signs_nothing(database: Database, signer: Signer, log: list[UUID]) -> None:
    async with database.transaction(role=Role.SYSTEM) as db:
        before = await audit.head(db)
    done = await sequence(database, signer)
    assert (done.entries, done.checkpoint) == (0, before)


async def test_an_empty_log_has_no_head(database: Database, signer: Signer) -> None:
    assert (await sequence(database, signer)).checkpoint is None
    report = await verify_log(database, [signer.public])
    assert report.ok
    assert report.entries == 0


async def test_two_sequencers_at_once_make_one_log(database: Database, signer: Signer, fill: Fill) -> None:
    await fill(60)
    runs = await asyncio.gather(*(sequence(database, signer, batch=7) for _ in range(3)))
    await sequence(database, signer)
    assert sum(run.entries for run in runs) <= 60
    report = await verify_log(database, [signer.public])
    assert (report.ok, report.entries) == (True, 60)


async def test_writers_and_sequencer_do_not_wait_for_one_another(
    database: Database, signer: Signer, fill: Fill, actor: Actor
) -> None:
    await fill(3)
    async with asyncio.timeout(10), database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        await audit.record(db, actor, Event.OPENED, entity="slow", entity_id="1")
        assert (await sequence(database, signer)).entries == 3
        async with database.transaction(role=Role.SYSTEM) as sequencing:
            assert await queries_sequencer.lock(sequencing)
            assert await queries_sequencer.take(sequencing, 10) == []
            await fill(2)
            assert (await sequence(database, signer)).entries == 0
    assert (await sequence(database, signer)).entries == 3


async def test_receipt_comes_with_the_next_checkpoint(
    database: Database, signer: Signer, fill: Fill, actor: Actor
) -> None:
    (entry_id,) = await fill(1)
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        with pytest.raises(NotYet, match="in a moment"):
            await audit.receipt_for(db, entry_id)
        with pytest.raises(NotFound):
            await audit.receipt_for(db, uuid7())
    await sequence(database, signer)
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        receipt = await audit.receipt_for(db, entry_id)
    verified = verify_receipt(receipt, [signer.public])
    assert (verified.index, verified.entry["id"]) == (0, str(entry_id))


async def test_receipt_as_of_an_earlier_checkpoint(
    database: Database, signer: Signer, log: list[UUID], actor: Actor
) -> None:
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        receipt = await audit.receipt_for(db, log[2], as_of=7)
        with pytest.raises(NotYet):
            await audit.receipt_for(db, log[8], as_of=7)
        with pytest.raises(NotFound):
            await audit.receipt_for(db, log[2], as_of=6)
    assert verify_receipt(receipt, [signer.public]).checkpoint.size == 7


async def test_receipt_of_another_organisation_is_not_found(database: Database, log: list[UUID]) -> None:
    async with database.transaction(role=Role.APP, org_id=uuid7()) as db:
        with pytest.raises(NotFound):
            await audit.receipt_for(db, log[0])


def independent_check(receipt: str, verifier_key: str) -> dict[str, object]:
    """What a stranger would write from the published formats: no line of it is shared with the log."""
    name, _, encoded = verifier_key.split("+", 2)
    head, _, checkpoint = receipt.partition("\n\n")
    version, extra, index_line, *proof = head.split("\n")
    assert version == "c2sp.org/tlog-proof@v1"
    signed, _, signature_line = checkpoint.rpartition("\n\n")
    _, signer_name, signature = signature_line.strip().split(" ")
    assert signer_name == name
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    public.verify(base64.b64decode(signature)[4:], signed.encode() + b"\n")
    origin, size_line, root = signed.split("\n")
    assert origin == name
    data = base64.b64decode(extra.removeprefix("extra "))
    index, size = int(index_line.removeprefix("index ")), int(size_line)

    def climb(place: int, width: int, hashes: Sequence[bytes]) -> bytes:
        if width == 1:
            assert not hashes
            return hashlib.sha256(b"\x00" + data).digest()
        left = 2 ** ((width - 1).bit_length() - 1)
        *lower, sibling = hashes
        if place < left:
            return hashlib.sha256(b"\x01" + climb(place, left, lower) + sibling).digest()
        return hashlib.sha256(b"\x01" + sibling + climb(place - left, width - left, lower)).digest()

    assert climb(index, size, [base64.b64decode(line) for line in proof]) == base64.b64decode(root)
    entry: dict[str, object] = json.loads(data)
    return entry


async def test_a_stranger_can_verify_every_receipt(
    database: Database, signer: Signer, log: list[UUID], actor: Actor
) -> None:
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        receipts = [await audit.receipt_for(db, entry_id) for entry_id in log]
    for entry_id, receipt in zip(log, receipts, strict=True):
        assert independent_check(receipt, str(signer.public))["id"] == str(entry_id)


async def test_proofs_across_the_stored_levels(database: Database, signer: Signer) -> None:
    """5,000 entries reach the fourth stored level; sizes and places on both sides of every border."""
    for number in (300, 3_796, 904):
        async with database.transaction(role=Role.SYSTEM) as db:
            await db.execute(SYNTHETIC, {"number": number})
        await sequence(database, signer, batch=100_000)
    tree = await leaves(database)
    roots = {size: chain.root(tree[:size]) for size in (300, 4_096, 5_000)}
    async with database.transaction(role=Role.SYSTEM) as db:
        ids = list(await db.scalars(text("SELECT entry_id FROM kernel.audit_leaves ORDER BY idx")))
        for size, root in roots.items():
            for index in (0, 15, 16, 255, 256, 299, 4_095, 4_096, 4_607, 4_608, 4_999):
                if index < size:
                    receipt = await audit.receipt_for(db, ids[index], as_of=size)
                    proof = Receipt.parse(receipt).proof
                    assert chain.verify_inclusion(tree[index], index, size, proof, root)
        for size1, size2 in [(1, 300), (300, 4_096), (300, 5_000), (4_096, 5_000), (4_609, 5_000)]:
            steps = await service.consistency_proof(db, size1, size2)
            old = chain.root(tree[:size1])
            assert chain.verify_consistency(size1, size2, old, roots[size2], steps)
        with pytest.raises(NotFound):
            await service.consistency_proof(db, 0, 300)


async def test_a_receipt_costs_two_look_ups_and_one_read_of_the_tree(
    savepoint: Database, signer: Signer, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Sequence[Span]] = []

    async def counted(db: AsyncSession, spans: Sequence[Span]) -> list[list[bytes]]:
        reads.append(spans)
        return await hashes(db, spans)

    hashes = queries.hashes
    monkeypatch.setattr(queries, "hashes", counted)
    async with savepoint.transaction(role=Role.SYSTEM) as db:
        await db.execute(SYNTHETIC, {"number": 700})
    await sequence(savepoint, signer)
    async with savepoint.transaction(role=Role.SYSTEM) as db:
        entry_id = (await db.scalars(text("SELECT entry_id FROM kernel.audit_leaves WHERE idx = 3"))).one()
        statements.clear()
        await audit.receipt_for(db, entry_id)
    assert len([s for s in statements if "SAVEPOINT" not in s]) == 2
    assert reads == [[Span(0, 0, 16), Span(4, 1, 16), Span(8, 1, 2)]]


async def test_a_missing_hash_stops_the_proof(
    database: Database, signer: Signer, log: list[UUID], attack: Attack
) -> None:
    await attack("DELETE FROM kernel.audit_leaves WHERE idx = 1")
    async with database.transaction(role=Role.SYSTEM) as db:
        with pytest.raises(DamagedLog, match="missing"):
            await audit.receipt_for(db, log[2])


# --- keys -------------------------------------------------------------------------------------------------


async def test_a_new_key_goes_on_where_the_old_one_was_retired(
    database: Database, signer: Signer, log: list[UUID], fill: Fill
) -> None:
    successor = Signer(LOG, bytes(range(7, 39)))
    retired = PublicKey(LOG, signer.public.raw, retired_at=10)
    await fill(1)
    with pytest.raises(DamagedLog, match="add the earlier key with @10"):
        await sequence(database, successor)
    await sequence(database, successor, [retired])
    report = await verify_log(database, [successor.public, retired])
    assert (report.ok, report.entries, report.checkpoints) == (True, 11, 4)


async def test_nothing_is_signed_over_a_head_that_was_tampered_with(
    database: Database, signer: Signer, log: list[UUID], fill: Fill, attack: Attack
) -> None:
    await attack("UPDATE kernel.audit_checkpoints SET frontier = sha256('x') || sha256('y') WHERE size = 10")
    await fill(1)
    with pytest.raises(DamagedLog, match="not what was signed"):
        await sequence(database, signer)


async def test_an_entry_gone_before_its_turn_does_not_stop_the_log(
    database: Database, signer: Signer, fill: Fill, attack: Attack
) -> None:
    gone, kept = await fill(2)
    await attack("DELETE FROM kernel.audit_entries WHERE id = :id", id=gone)
    await sequence(database, signer)
    async with database.transaction(role=Role.SYSTEM) as db:
        assert list(await db.scalars(text("SELECT entry_id FROM kernel.audit_leaves"))) == [kept]


def test_keys_come_from_the_settings(tmp_path: Path, signer: Signer) -> None:
    retired = PublicKey(LOG, signer.public.raw, retired_at=10)
    settings = test_settings(tmp_path, log_name=LOG, log_trusted_keys=str(retired))
    assert keys.trusted_keys(settings) == [keys.signer(settings).public, retired]
    with pytest.raises(MisconfiguredError, match="@SIZE"):
        keys.earlier_keys(test_settings(tmp_path, log_trusted_keys=str(signer.public)))
    with pytest.raises(MisconfiguredError, match=r"name\+hash\+base64"):
        keys.earlier_keys(test_settings(tmp_path, log_trusted_keys="nonsense"))


def test_a_checkpoint_is_published_whole(tmp_path: Path) -> None:
    path = tmp_path / "public" / "checkpoint"
    publish(path, "one\n")
    publish(path, "two\n")
    before = path.stat().st_mtime_ns
    publish(path, "two\n")
    assert path.read_text() == "two\n"
    assert path.stat().st_mtime_ns == before
    assert list(path.parent.iterdir()) == [path]
