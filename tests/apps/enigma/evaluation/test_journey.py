"""Worker, judge and person on a real database."""

import asyncio
import json
from typing import Any

import pytest

from assay.apps.enigma.evaluation import live, service
from assay.apps.enigma.evaluation.forms import Decision
from assay.apps.enigma.models.batches import RunKind
from assay.apps.enigma.phases import Action
from assay.apps.enigma.scoring import baseline, rubric, rules
from assay.kernel.db.session import Database
from assay.kernel.errors import Conflict, Invalid
from tests.apps.enigma.batches.scene import Scene, make, reply
from tests.apps.enigma.scoring.essays import BENIGN, SAID

RUBRIC = rubric.load()


async def scored(scene: Scene) -> list[Any]:
    return await scene.rows("SELECT medians, spreads, final, essay, achievements FROM enigma.evaluations")


async def test_baseline_scores_everything_and_says_so(database: Database) -> None:
    scene = await make(database)
    for action in (Action.EXPORT_BATCH, Action.EVALUATE, Action.JUDGE):
        await scene.begin(action)
    assert await scene.phase() == "SCORED"
    assert await scene.one("SELECT DISTINCT engine FROM enigma.evaluations") == "baseline"
    assert await scene.one("SELECT DISTINCT model FROM enigma.worker_results") == "baseline"
    assert await scene.one("SELECT DISTINCT status FROM enigma.applications") == "SCORED"


async def test_database_aggregates_as_the_rules_do(database: Database) -> None:
    scene = await make(database, replicates=3)
    await scene.begin(Action.EXPORT_BATCH)
    scores = iter(range(1, 1000))

    def answer(body: str) -> dict[str, Any]:
        made = baseline.score(body, RUBRIC)
        for trait in made["traits"].values():
            if trait["quote"]:
                trait["score"] = 1 + next(scores) * 7 % 5
        return made

    await scene.receive(b"\n".join(reply(line, answer) for line in await scene.exported()))
    await scene.begin(Action.EVALUATE)
    for application, medians, spreads, essay, achievements, concerns in await scene.rows(
        "SELECT application_id, medians, spreads, essay, achievements, concerns FROM enigma.evaluations"
    ):
        query = "SELECT scores FROM enigma.worker_results WHERE application_id = :id"
        made = rules.aggregate([row[0] for row in await scene.rows(query, id=application)])
        parts = rules.components(made.medians, RUBRIC)
        assert tuple(map(float, medians)) == made.medians
        assert tuple(spreads) == made.spreads
        assert (float(essay), float(achievements)) == (parts["essay"], parts["achievements"])
        assert ("spread" in concerns) == made.wide(1)


async def test_suspected_injection_reaches_a_person_whose_scores_count(database: Database) -> None:
    scene = await make(database, [BENIGN["pump"], f"{BENIGN['plain']} {SAID['override']}"])
    for action in (Action.EXPORT_BATCH, Action.EVALUATE, Action.JUDGE):
        await scene.begin(action)
    assert await scene.phase() == "PROCESSING"
    waiting = await scene.rows(
        "SELECT application_id, reasons FROM enigma.human_reviews WHERE status = 'open'"
    )
    assert [row[1] for row in waiting] == [["judge_escalated"]]
    application = waiting[0][0]
    with pytest.raises(Invalid):
        async with database.transaction(org_id=scene.org) as db:
            await service.decide(db, scene.actor, application, Decision(scores={"fit": 9}))
    scores = dict.fromkeys(RUBRIC.keys, 2)
    async with database.transaction(org_id=scene.org) as db:
        case = await service.case(db, scene.actor, application)
        assert case.injection
        await service.decide(db, scene.actor, application, Decision(scores=scores, note="Read twice."))
    assert await scene.phase() == "SCORED"
    found = await scene.rows(
        "SELECT decided_by, essay FROM enigma.evaluations WHERE application_id = :id", id=application
    )
    assert [(row[0], float(row[1])) for row in found] == [("person", 25.0)]
    with pytest.raises(Conflict):
        async with database.transaction(org_id=scene.org) as db:
            await service.decide(db, scene.actor, application, Decision(scores=scores))


async def test_judge_outside_adjusts_within_tolerance_and_disputes_go_to_a_person(database: Database) -> None:
    scene = await make(database, [BENIGN["pump"], BENIGN["garden"]], judge_share=1)
    await scene.begin(Action.EXPORT_BATCH)
    await scene.receive(b"\n".join(map(reply, await scene.exported())))
    await scene.begin(Action.EVALUATE)
    await scene.begin(Action.JUDGE)
    requests = await scene.exported(kind=RunKind.JUDGE)
    assert len(requests) == 2
    for request in requests:
        said = json.loads(request)["body"]["messages"]
        assert len(said) == 3
        assert set(json.loads(said[2]["content"])) == {"scores", "spreads", "concerns", "reasons"}
        assert "outside-1" not in said[2]["content"]

    def verdict(body: str) -> dict[str, Any]:
        traits: dict[str, Any] = {k: {"score": None, "reason": None, "quote": None} for k in RUBRIC.keys}
        medians = [t["score"] for t in baseline.score(body, RUBRIC)["traits"].values()]
        far = "hand pump" in body
        traits["fit"] = {
            "score": medians[4] - 2 if far else medians[4] + 1,
            "reason": "x",
            "quote": body[:30],
        }
        return {"verdict": "adjust", "traits": traits, "reason": "x"}

    await scene.receive(b"\n".join(reply(line, verdict) for line in requests), RunKind.JUDGE)
    await scene.begin(Action.JUDGE)
    decided = await scene.rows("SELECT decided_by, final <> medians FROM enigma.evaluations ORDER BY 1")
    assert [tuple(row) for row in decided] == [("judge", True), ("worker", False)]
    assert await scene.one("SELECT reasons FROM enigma.human_reviews") == ["judge_disagrees"]


async def test_evaluation_killed_halfway_goes_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(live.CHUNK, "baseline", 3)
    scene = await make(database)
    await scene.begin(Action.EXPORT_BATCH)
    calls: list[int] = []
    thread = asyncio.to_thread

    async def dies_once(function: Any, *arguments: Any) -> Any:
        if function is live._by_baseline:
            calls.append(1)
            if len(calls) == 3:
                raise ConnectionError("killed")
        return await thread(function, *arguments)

    monkeypatch.setattr(asyncio, "to_thread", dies_once)
    await scene.begin(Action.EVALUATE)
    assert len(calls) == 8
    assert await scene.one("SELECT count(*) FROM enigma.worker_results") == 20
    assert await scene.one("SELECT count(*) FROM enigma.evaluations") == 10


async def test_text_no_attempt_could_answer_goes_to_a_person(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = await make(database, [BENIGN["shop"]], replicates=1)
    await scene.begin(Action.EXPORT_BATCH)
    for attempt in (1, 2, 3):
        lines = await scene.exported(attempt)
        refused = [json.loads(reply(line)) for line in lines]
        for one in refused:
            one["response"]["body"]["choices"][0]["message"] = {"content": None, "refusal": "No."}
        await scene.receive(b"\n".join(json.dumps(one).encode() for one in refused))
        await scene.begin(Action.EVALUATE)
    assert await scene.one("SELECT reasons FROM enigma.human_reviews") == ["no_valid_answer"]
    assert (await scene.status()).reasons == {"refusal": 3}
    assert await scored(scene) == []
