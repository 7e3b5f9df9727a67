"""A cycle scrubbed in chunks, and the reviewer's decisions, on PostgreSQL."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from assay.apps.enigma.models.applications import AnonymizedApplication, ReviewState
from assay.apps.enigma.models.scrubbing import ScrubReview
from assay.apps.enigma.scrubbing import jobs, queries, service
from assay.apps.enigma.scrubbing.forms import PutBackForm, TakeOutForm
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database
from assay.kernel.errors import Conflict, Invalid, NotFound
from assay.kernel.ids import uuid7
from tests.apps.enigma.scrubbing.conftest import Context


async def scrub(database: Database, org: UUID, cycle_id: UUID) -> jobs.Outcome:
    return await jobs.scrub_cycle(Context(database, org), cycle_id)  # type: ignore[arg-type]


async def texts_of(database: Database, org: UUID) -> list[AnonymizedApplication]:
    async with database.transaction(org_id=org) as db:
        found = await db.scalars(select(AnonymizedApplication).order_by(AnonymizedApplication.application_id))
        return list(found.all())


async def test_a_cycle_is_scrubbed_and_texts_above_the_threshold_wait(
    savepoint: Database, org: UUID, cycle_id: UUID
) -> None:
    outcome = await scrub(savepoint, org, cycle_id)
    first, second, third = await texts_of(savepoint, org)
    assert (outcome.applications, outcome.scrubbed) == (3, 3)
    assert first.essay_scrubbed.startswith("I am [PERSON_1]. My friend [PERSON_2] lives in [PLACE_1].")
    assert first.achievements_scrubbed == "[PERSON_2] and I won."
    assert first.review_state is second.review_state is ReviewState.WAITING
    assert outcome.waiting == 2 + (third.review_state is ReviewState.WAITING)


async def test_scrubbing_again_changes_nothing_that_a_reviewer_decided(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    async with savepoint.transaction(org_id=org) as db:
        await service.take_out(db, reviewer, first.application_id, TakeOutForm(exact="ran"))
        await service.approve(db, reviewer, first.application_id)
    await scrub(savepoint, org, cycle_id)
    again = (await texts_of(savepoint, org))[0]
    assert again.review_state is ReviewState.APPROVED
    assert "we [PERSON_" in again.essay_scrubbed


async def test_a_run_that_was_cut_off_goes_on_with_what_is_missing(
    savepoint: Database, org: UUID, cycle_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 1)
    context = Context(savepoint, org)
    original = service.store
    calls = 0

    async def fail_second(*args: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise RuntimeError("killed")
        await original(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "store", fail_second)
    with pytest.raises(RuntimeError, match="killed"):
        await jobs.scrub_cycle(context, cycle_id)  # type: ignore[arg-type]
    assert len(await texts_of(savepoint, org)) == 1
    monkeypatch.setattr(service, "store", original)
    assert (await scrub(savepoint, org, cycle_id)).scrubbed == 3


async def test_decisions_are_kept_without_the_words_concerned(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    async with savepoint.transaction(org_id=org) as db:
        await service.take_out(db, reviewer, first.application_id, TakeOutForm(exact="there"))
    form = PutBackForm(placeholder="[PLACE_1]", reason="a town in a novel")
    await service.put_back(savepoint, reviewer, first.application_id, form)
    async with savepoint.transaction(org_id=org) as db:
        kept = (await db.scalars(select(ScrubReview).order_by(ScrubReview.decided_at))).all()
        stored = await queries.scrubbed(db, org, first.application_id)
    assert [review.decision.value for review in kept] == ["added", "restored"]
    assert "Dunmarport" in stored.essay_scrubbed
    assert "there" not in stored.essay_scrubbed
    assert [review.occurrences for review in kept] == [1, 1]
    assert "Dunmarport" not in "".join(review.placeholder + review.reason for review in kept)


async def test_starting_over_undoes_a_take_out_by_mistake(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    made, risk = first.essay_scrubbed, first.residual_risk
    async with savepoint.transaction(org_id=org) as db:
        changed = await service.take_out(db, reviewer, first.application_id, TakeOutForm(exact="there"))
        assert changed.essay_scrubbed != made
    await service.start_over(savepoint, reviewer, first.application_id)
    async with savepoint.transaction(org_id=org) as db:
        stored = await queries.scrubbed(db, org, first.application_id)
        kept = (await db.scalars(select(ScrubReview).order_by(ScrubReview.decided_at))).all()
    assert (stored.essay_scrubbed, stored.residual_risk) == (made, risk)
    assert [review.decision.value for review in kept] == ["added", "reset"]


async def test_a_decided_text_cannot_be_started_over(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    async with savepoint.transaction(org_id=org) as db:
        await service.approve(db, reviewer, first.application_id)
    with pytest.raises(Conflict):
        await service.start_over(savepoint, reviewer, first.application_id)


async def test_the_applicants_own_name_is_never_put_back(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    form = PutBackForm(placeholder="[PERSON_1]", reason="looks harmless")
    with pytest.raises(Invalid, match="never put back"):
        await service.put_back(savepoint, reviewer, first.application_id, form)


async def test_a_decided_text_is_decided(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    async with savepoint.transaction(org_id=org) as db:
        await service.approve(db, reviewer, first.application_id)
        with pytest.raises(Conflict):
            await service.approve(db, reviewer, first.application_id)


async def test_approving_all_empties_the_queue_and_notes_each_text(
    savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor
) -> None:
    waiting = (await scrub(savepoint, org, cycle_id)).waiting
    async with savepoint.transaction(org_id=org) as db:
        assert await service.approve_all(db, reviewer, cycle_id) == waiting
        assert (await queries.waiting(db, org)).items == []
        assert len((await db.scalars(select(ScrubReview))).all()) == waiting


async def test_another_organisation_sees_no_text(savepoint: Database, org: UUID, cycle_id: UUID) -> None:
    await scrub(savepoint, org, cycle_id)
    first = (await texts_of(savepoint, org))[0]
    stranger = uuid7()
    async with savepoint.transaction(org_id=stranger) as db:
        assert (await queries.waiting(db, stranger)).items == []
        with pytest.raises(NotFound):
            await queries.scrubbed(db, stranger, first.application_id)


async def test_the_reviewers_role_cannot_read_identities(
    savepoint: Database, org: UUID, cycle_id: UUID
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with savepoint.transaction(org_id=org) as db:
            await queries.unscrubbed(db, org, cycle_id, 1)
