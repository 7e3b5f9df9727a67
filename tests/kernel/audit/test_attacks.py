"""Someone with every right in the database, against a verifier with public keys and one kept receipt."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import text

from assay.kernel import audit
from assay.kernel.audit import chain
from assay.kernel.audit.chain import Frontier
from assay.kernel.audit.errors import Unverified
from assay.kernel.audit.note import Checkpoint, PublicKey, Signer
from assay.kernel.audit.sequencer import sequence
from assay.kernel.audit.verify import Broken, verify_log
from assay.kernel.db.session import Database, Role
from tests.kernel.audit.conftest import LOG, Attack, Fill


@pytest.fixture
async def receipt(database: Database, log: list[UUID]) -> str:
    """The receipt of entry 5, against the head of ten entries."""
    async with database.transaction(role=Role.SYSTEM) as db:
        return await audit.receipt_for(db, log[5])


async def first_broken(database: Database, keys: Sequence[PublicKey], *receipts: str) -> Broken:
    report = await verify_log(database, keys, receipts=receipts)
    assert report.broken is not None
    assert not report.ok
    return report.broken


async def rewrite(database: Database, attack: Attack, signer: Signer, texts: Sequence[str]) -> None:
    """Replace the log by one over `texts`, every hash and the head consistent, signed by `signer`."""
    async with database.transaction(role=Role.SYSTEM) as db:
        ids = list(await db.scalars(text("SELECT entry_id FROM kernel.audit_leaves ORDER BY idx")))
    leaves = [chain.leaf_hash(entry.encode()) for entry in texts]
    link = chain.GENESIS
    for index, (data, leaf) in enumerate(zip(texts, leaves, strict=True)):
        link = chain.link(link, leaf)
        await attack(
            "UPDATE kernel.audit_entries SET data = :data WHERE id = :id",
            "UPDATE kernel.audit_leaves SET leaf_hash = :leaf, chain_hash = :link WHERE idx = :index",
            data=data,
            id=ids[index],
            leaf=leaf,
            link=link,
            index=index,
        )
    frontier = Frontier()
    frontier.extend(leaves)
    await attack(
        "DELETE FROM kernel.audit_leaves WHERE idx >= :size",
        "DELETE FROM kernel.audit_checkpoints",
        "INSERT INTO kernel.audit_checkpoints VALUES (:size, :root, :link, :frontier, :note, now())",
        size=len(leaves),
        root=frontier.root(),
        link=link,
        frontier=frontier.to_bytes(),
        note=signer.sign(Checkpoint(LOG, len(leaves), frontier.root()).text()),
    )


async def texts_of(database: Database) -> list[str]:
    query = (
        "SELECT data FROM kernel.audit_leaves l JOIN kernel.audit_entries e ON e.id = l.entry_id ORDER BY idx"
    )
    async with database.transaction(role=Role.SYSTEM) as db:
        return [str(data) for data in await db.scalars(text(query))]


async def test_an_untouched_log_holds(database: Database, signer: Signer, receipt: str) -> None:
    seen: list[tuple[int, int]] = []
    report = await verify_log(
        database,
        [signer.public],
        receipts=[receipt],
        since=receipt.partition("\n\n")[2],
        progress=lambda done, total: seen.append((done, total)),
    )
    assert (report.ok, report.entries, report.checkpoints, report.broken) == (True, 10, 3, None)
    assert report.head == receipt.partition("\n\n")[2]
    assert seen == [(10, 10)]


async def test_an_edited_entry_is_named(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    await attack(
        "UPDATE kernel.audit_entries SET data = replace(data, 'opened', 'closed') WHERE id = :id", id=log[3]
    )
    broken = await first_broken(database, [signer.public], receipt)
    assert (broken.index, broken.entry_id) == (3, log[3])
    assert "changed" in broken.what


async def test_an_edited_entry_with_a_new_leaf_is_named(
    database: Database, signer: Signer, log: list[UUID], attack: Attack
) -> None:
    await attack(
        "UPDATE kernel.audit_entries SET data = replace(data, 'opened', 'closed') WHERE id = :id",
        "UPDATE kernel.audit_leaves l SET leaf_hash = sha256('\\x00'::bytea || convert_to(e.data, 'UTF8')) "
        "FROM kernel.audit_entries e WHERE e.id = l.entry_id",
        id=log[3],
    )
    broken = await first_broken(database, [signer.public])
    assert (broken.index, broken.entry_id) == (3, log[3])
    assert "chain" in broken.what


async def test_a_column_that_tells_another_story_is_named(
    database: Database, signer: Signer, log: list[UUID], attack: Attack
) -> None:
    await attack("UPDATE kernel.audit_entries SET entity_id = 'another' WHERE id = :id", id=log[6])
    broken = await first_broken(database, [signer.public])
    assert (broken.index, broken.entry_id) == (6, log[6])
    assert "listed as something" in broken.what


async def test_a_deleted_entry_is_named(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    await attack("DELETE FROM kernel.audit_entries WHERE id = :id", id=log[5])
    broken = await first_broken(database, [signer.public], receipt)
    assert (broken.index, broken.entry_id) == (5, log[5])
    assert "deleted" in broken.what


async def test_a_deleted_place_is_named(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    await attack("DELETE FROM kernel.audit_leaves WHERE idx = 5")
    broken = await first_broken(database, [signer.public], receipt)
    assert (broken.index, broken.what) == (5, "Entry 5 is missing: the log goes on at 6.")


async def test_reordered_entries_are_named(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    """Places 2 and 3 change hands, leaf hashes with them."""
    await attack(
        "UPDATE kernel.audit_leaves SET entry_id = gen_random_uuid() WHERE idx = 2",
        "UPDATE kernel.audit_leaves SET entry_id = :two, leaf_hash = (SELECT leaf_hash FROM "
        "kernel.audit_leaves WHERE idx = 2) WHERE idx = 3",
        "UPDATE kernel.audit_leaves SET entry_id = :three, leaf_hash = (SELECT sha256('\\x00'::bytea || "
        "convert_to(data, 'UTF8')) FROM kernel.audit_entries WHERE id = :three) WHERE idx = 2",
        two=log[2],
        three=log[3],
    )
    broken = await first_broken(database, [signer.public], receipt)
    assert (broken.index, broken.entry_id) == (2, log[3])
    assert "does not follow" in broken.what


async def test_a_cut_tail_is_noticed_by_the_heads_left_behind(
    database: Database, signer: Signer, log: list[UUID], attack: Attack
) -> None:
    await attack("DELETE FROM kernel.audit_leaves WHERE idx >= 8")
    broken = await first_broken(database, [signer.public])
    assert (broken.index, broken.what) == (8, "The log was cut off: it had 10 entries and now has 8.")


async def test_a_clean_cut_is_noticed_by_whoever_kept_a_receipt(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    """Cut back to an earlier head, entries and all: sound by itself, short of what was promised."""
    await attack(
        "DELETE FROM kernel.audit_entries WHERE id = ANY(:ids)",
        "DELETE FROM kernel.audit_leaves WHERE idx >= 7",
        "DELETE FROM kernel.audit_checkpoints WHERE size > 7",
        ids=log[7:],
    )
    assert (await verify_log(database, [signer.public])).ok
    broken = await first_broken(database, [signer.public], receipt)
    assert (broken.index, broken.what) == (7, "The log was cut off: it had 10 entries and now has 7.")


async def test_a_fork_signed_with_the_true_key_is_noticed_by_whoever_kept_a_receipt(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    texts = await texts_of(database)
    texts[1] = texts[1].replace('"n":1', '"n":7')
    await rewrite(database, attack, signer, texts)
    assert (await verify_log(database, [signer.public])).ok
    broken = await first_broken(database, [signer.public], receipt)
    assert "History was rewritten" in broken.what


async def test_a_fork_of_the_entry_itself_is_named_by_its_receipt(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    texts = await texts_of(database)
    texts[5] = texts[5].replace('"n":1', '"n":7')
    await rewrite(database, attack, signer, texts)
    broken = await first_broken(database, [signer.public], receipt)
    assert (broken.index, broken.entry_id) == (5, log[5])
    assert "receipt" in broken.what


async def test_a_fork_that_grew_past_the_kept_head_is_noticed(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack, fill: Fill
) -> None:
    texts = await texts_of(database)
    texts[0] = texts[0].replace('"n":0', '"n":7')
    await rewrite(database, attack, signer, texts)
    await fill(5)
    await sequence(database, signer)
    report = await verify_log(database, [signer.public])
    assert (report.ok, report.entries) == (True, 15)
    since = receipt.partition("\n\n")[2]
    report = await verify_log(database, [signer.public], since=since)
    assert report.broken is not None
    assert "the first 10 entries" in report.broken.what


async def test_signing_again_with_an_old_key_is_noticed(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    """The old key was retired at 4 entries; its thief rewrites the log at its present size."""
    old = Signer(LOG, bytes(range(9, 41)))
    retired = PublicKey(LOG, old.public.raw, retired_at=4)
    texts = await texts_of(database)
    texts[8] = texts[8].replace('"n":1', '"n":7')
    await rewrite(database, attack, old, texts)
    broken = await first_broken(database, [signer.public, retired], receipt)
    assert broken.index == 0
    assert "retired at 4" in broken.what


async def test_signing_old_history_again_with_an_old_key_is_noticed_by_a_receipt(
    database: Database, signer: Signer, log: list[UUID], receipt: str, attack: Attack
) -> None:
    """Within what the old key may speak for, only a kept receipt tells the fork from the log."""
    old = Signer(LOG, bytes(range(9, 41)))
    retired = PublicKey(LOG, old.public.raw, retired_at=10)
    texts = await texts_of(database)
    texts[8] = texts[8].replace('"n":1', '"n":7')
    await rewrite(database, attack, old, texts)
    broken = await first_broken(database, [signer.public, retired], receipt)
    assert "History was rewritten" in broken.what


async def test_a_foreign_signature_is_noticed(
    database: Database, signer: Signer, log: list[UUID], attack: Attack
) -> None:
    await rewrite(database, attack, Signer(LOG, bytes(range(3, 35))), await texts_of(database))
    broken = await first_broken(database, [signer.public])
    assert "None of the trusted keys" in broken.what


async def test_a_rewrite_without_the_key_is_narrowed_to_its_batch(
    database: Database, signer: Signer, log: list[UUID], attack: Attack
) -> None:
    """Entry 5 and every hash after it are made anew; the heads at 7 and 10 stay as they were signed."""
    await attack(
        "UPDATE kernel.audit_entries SET data = replace(data, 'opened', 'closed') WHERE id = :id",
        id=log[5],
    )
    texts = await texts_of(database)
    link = chain.GENESIS
    for index, data in enumerate(texts):
        link = chain.link(link, chain.leaf_hash(data.encode()))
        await attack(
            "UPDATE kernel.audit_leaves SET leaf_hash = :leaf, chain_hash = :link WHERE idx = :index",
            leaf=chain.leaf_hash(data.encode()),
            link=link,
            index=index,
        )
    await attack("UPDATE kernel.audit_entries SET event = 'test.closed' WHERE id = :id", id=log[5])
    broken = await first_broken(database, [signer.public])
    assert broken.index == 4
    assert "Entries 4 to 6" in broken.what


async def test_an_entry_taken_out_of_the_queue_is_named(
    database: Database, signer: Signer, log: list[UUID], fill: Fill, attack: Attack
) -> None:
    (entry_id,) = await fill(1)
    await attack("DELETE FROM kernel.audit_pending")
    broken = await first_broken(database, [signer.public])
    assert (broken.index, broken.entry_id) == (None, entry_id)


async def test_a_place_that_no_head_covers_is_noticed(
    database: Database, signer: Signer, log: list[UUID], fill: Fill, attack: Attack
) -> None:
    await attack("DELETE FROM kernel.audit_checkpoints WHERE size > 7")
    broken = await first_broken(database, [signer.public])
    assert (broken.index, broken.what) == (7, "Entries from 7 on are covered by no signed checkpoint.")


async def test_a_forged_tree_node_is_noticed(
    database: Database, signer: Signer, fill: Fill, attack: Attack
) -> None:
    await fill(300)
    await sequence(database, signer)
    assert (await verify_log(database, [signer.public])).ok
    await attack("UPDATE kernel.audit_nodes SET hash = sha256('x')")
    broken = await first_broken(database, [signer.public])
    assert (broken.index, broken.what) == (0, "The stored tree is wrong at level 4.")


async def test_a_receipt_that_is_worth_nothing_is_refused_before_the_walk(
    database: Database, signer: Signer, receipt: str
) -> None:
    with pytest.raises(Unverified):
        await verify_log(database, [signer.public], receipts=[receipt.replace("index 5", "index 6")])
