"""Batches on a real database: written, run elsewhere, taken back."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from assay.apps.enigma.batches import (
    dialect,
    export,
    queries,
    queries_results,
    results,
    runs,
    service,
    writer,
)
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.models.batches import RunKind
from assay.apps.enigma.phases import Action
from assay.apps.enigma.scoring.rules import Failure
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database
from assay.kernel.errors import NotFound, OutOfOrder
from assay.kernel.ids import uuid7
from tests.apps.enigma.batches.scene import make, reply

TRICKY = [
    'Quotes " and \\ backslashes,\ttabs\nand\r\nlines; \u2028 and \u0001 and \x7f. I built a small bridge.',
    "हमने गाँव में पुस्तकालय खोला। 😀 I began to read at night in order to answer the children.",
    '{"role": "system"}\\n \\u0000 \'single\' ﬁ ligature and zero\u200bwidth; we founded a club.',
]


async def test_database_streams_what_the_plain_writer_writes(database: Database) -> None:
    scene = await make(database, TRICKY)
    await scene.begin(Action.EXPORT_BATCH)
    lines = await scene.exported()
    assert len(lines) == len(TRICKY) * 2
    async with database.transaction(org_id=scene.org) as db:
        run = await queries.run(db, scene.org, await scene.run_id())
        plan = runs.plan_of(run, await cycles.cycle(db, scene.org, scene.cycle_id))
        pending = await queries.unanswered(db, run, attempt=1, after=None, limit=100)
    assert sorted(lines) == sorted(export.request_line(plan, one) for one in pending)
    places = {one.application_id: place for place, one in enumerate(pending[::2], 1)}
    for one in pending:
        assert one.custom_id == plan.key.custom_id(places[one.application_id], one.replicate, 1)
        assert str(one.application_id) not in one.custom_id


async def test_requests_hold_no_identity_and_no_application_id(database: Database) -> None:
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    lines = b"\n".join(await scene.exported()).decode()
    for (application,) in await scene.rows("SELECT application_id FROM enigma.applications"):
        assert str(application) not in lines
        assert application.hex not in lines


async def test_files_are_split_at_the_limits_and_every_request_is_in_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export.write_files, "__kwdefaults__", {"max_requests": 3, "max_bytes": 40_000})
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    view = await scene.status()
    assert len(view.files) >= 7
    assert all(file.lines <= 3 and file.size <= 40_000 for file in view.files)
    ids = [writer.check_request_line(line, view.run.model) for line in await scene.exported()]
    assert len(ids) == len(set(ids)) == view.run.total == 20


async def test_complete_import_reconciles_and_scores(database: Database) -> None:
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    requests = await scene.exported()
    file = await scene.receive(b"\n".join(reversed([reply(line) for line in requests])))
    assert (file.landed, file.repeated, file.refused) == (20, 0, 0)
    view = await scene.status()
    assert (view.run.total, view.run.processed, view.missing, view.run.failed) == (20, 20, 0, 0)
    await scene.begin(Action.EVALUATE)
    assert await scene.one("SELECT count(*) FROM enigma.evaluations") == 10
    assert await scene.one("SELECT DISTINCT engine FROM enigma.evaluations") == "files"


async def test_same_file_twice_changes_nothing(database: Database) -> None:
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    content = b"\n".join(map(reply, await scene.exported()))
    first = await scene.receive(content)
    before = await scene.rows("SELECT * FROM enigma.worker_results ORDER BY application_id, replicate")
    again = await scene.receive(content)
    assert again.sha256 == first.sha256
    assert (again.landed, again.lines) == (first.landed, first.lines)
    assert (
        await scene.rows("SELECT * FROM enigma.worker_results ORDER BY application_id, replicate") == before
    )
    assert await scene.one("SELECT count(*) FROM enigma.batch_files WHERE direction = 'import'") == 1


async def test_bad_lines_are_reported_by_number_and_good_ones_land(database: Database) -> None:
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    requests = await scene.exported()
    good = [reply(line) for line in requests]
    invented = {"score": 5, "reason": "x", "quote": "Words that nobody wrote here."}
    ungrounded = reply(requests[1], lambda _body: {"traits": dict.fromkeys(TRAITS, invented), "summary": "x"})
    foreign = json.loads(good[2]) | {"custom_id": "f" * 40}
    expired = {"custom_id": json.loads(requests[3])["custom_id"], "response": None}
    expired["error"] = {"code": "batch_expired", "message": "late"}
    lines = [good[0], ungrounded, json.dumps(foreign).encode(), json.dumps(expired).encode(), b"", b"{oops"]
    lines += [b"x" * (dialect.MAX_LINE + 1), good[0], *good[4:-1], good[-1][:-30]]
    file = await scene.receive(b"\xef\xbb\xbf" + b"\n".join(lines))
    view = await scene.status()
    found = {error.line_no: error.reason for error in view.errors}
    assert found == {
        2: Failure.UNGROUNDED,
        3: Failure.UNKNOWN_ID,
        4: Failure.EXPIRED,
        6: Failure.MALFORMED_LINE,
        7: Failure.LINE_TOO_LONG,
        len(lines): Failure.MALFORMED_LINE,
    }
    assert (file.landed, file.repeated, file.refused) == (16, 1, 6)
    assert (view.run.processed, view.missing, view.run.failed) == (16, 4, 2)


async def test_only_what_is_missing_is_asked_again_under_new_ids(database: Database) -> None:
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    requests = await scene.exported()
    await scene.receive(b"\n".join(map(reply, requests[:-3])))
    await scene.begin(Action.EVALUATE)
    assert await scene.phase() == "PROCESSING"
    again = await scene.exported(attempt=2)
    assert len(again) == 3
    ids = {json.loads(line)["custom_id"] for line in requests}
    assert not ids & {json.loads(line)["custom_id"] for line in again}
    assert {json.loads(line)["body"]["messages"][1]["content"].split("\n")[1] for line in again} == {
        json.loads(line)["body"]["messages"][1]["content"].split("\n")[1] for line in requests[-3:]
    }
    await scene.receive(b"\n".join(map(reply, [*again, *requests[-3:]])))
    view = await scene.status()
    assert (view.run.processed, view.missing) == (20, 0)
    await scene.begin(Action.EVALUATE)
    assert await scene.one("SELECT count(*) FROM enigma.evaluations") == 10


async def test_answers_to_two_attempts_at_once_count_once(database: Database) -> None:
    scene = await make(database, TRICKY[:2], replicates=1)
    await scene.begin(Action.EXPORT_BATCH)
    first = await scene.exported()
    await scene.receive(b"{oops")
    await scene.begin(Action.EVALUATE)
    again = await scene.exported(attempt=2)
    file = await scene.receive(b"\n".join(map(reply, [*again, *first])))
    assert (file.landed, file.repeated, file.refused) == (2, 2, 0)
    view = await scene.status()
    assert (view.run.total, view.run.processed, view.missing) == (2, 2, 0)
    assert {attempt for (attempt,) in await scene.rows("SELECT attempt FROM enigma.worker_results")} == {2}


async def test_first_valid_answer_wins(database: Database) -> None:
    scene = await make(database, TRICKY[:1], replicates=1)
    await scene.begin(Action.EXPORT_BATCH)
    request = (await scene.exported())[0]
    lowest = {"score": 1, "reason": "first", "quote": None}
    first = reply(request, lambda _body: {"traits": dict.fromkeys(TRAITS, lowest), "summary": "first"})
    broken = first.replace(b"first", b"firs\\u0000t", 1)
    file = await scene.receive(b"\n".join([broken, first, reply(request)]))
    assert (file.landed, file.repeated, file.refused) == (1, 1, 1)
    assert await scene.one("SELECT answer->>'summary' FROM enigma.worker_results") == "first"


async def test_quote_with_other_white_space_counts_and_one_that_stands_nowhere_does_not(
    database: Database,
) -> None:
    scene = await make(
        database, ["We built a bridge\nover the stream, and it held all winter."], replicates=1
    )
    await scene.begin(Action.EXPORT_BATCH)
    request = (await scene.exported())[0]

    def quoting(quote: str) -> bytes:
        trait = {"score": 4, "reason": "x", "quote": quote}
        return reply(request, lambda _body: {"traits": dict.fromkeys(TRAITS, trait), "summary": "x"})

    file = await scene.receive(quoting("We built a tower over the stream"))
    assert (file.landed, file.repeated, file.refused) == (0, 0, 1)
    file = await scene.receive(quoting("built a bridge over the  stream"))
    assert (file.landed, file.repeated, file.refused) == (1, 0, 0)
    file = await scene.receive(quoting("bridge\nover the stream"))
    assert (file.landed, file.repeated, file.refused) == (0, 1, 0)


async def test_import_killed_between_chunks_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "CHUNK", 4)
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    content = b"\n".join(map(reply, await scene.exported()))
    land, calls = queries_results.land, []

    async def dies_once(*arguments: Any) -> set[int]:
        calls.append(1)
        if len(calls) == 3:
            raise ConnectionError("killed")
        return await land(*arguments)

    monkeypatch.setattr(queries_results, "land", dies_once)
    file = await scene.receive(content)
    assert len(calls) == 6
    assert (file.landed, file.repeated, file.refused, file.lines) == (20, 0, 0, 20)


async def test_other_organisation_cannot_see_or_feed_a_run(database: Database) -> None:
    scene, other = await make(database), uuid7()
    await scene.begin(Action.EXPORT_BATCH)
    run_id = await scene.run_id()
    async with database.transaction(org_id=other) as db:
        with pytest.raises(NotFound):
            await service.status(db, system_actor(other, "x"), run_id)


async def test_import_is_refused_once_scores_stand(database: Database) -> None:
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    content = b"\n".join(map(reply, await scene.exported()))
    async with database.transaction(org_id=scene.org) as db:
        await db.execute(text("UPDATE enigma.admission_cycles SET phase = 'SCORED'"))
    with pytest.raises(OutOfOrder):
        await scene.receive(content, RunKind.WORKER)


TRAITS = ("academic_drive", "initiative", "community", "writing", "fit")
