"""Batch files run elsewhere, and all that comes back wrong, over HTTP and the worker."""

import json
import random
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.support import outside
from tests.support.enigma import API, Institution, open_cycle, submit, take

APPLICATIONS = 12
REPLICATES = 2
WANTED = APPLICATIONS * REPLICATES


class Batch:
    """The worker's or the judge's run of a cycle, as its administrator handles it."""

    def __init__(self, place: Institution, run_id: str) -> None:
        self.place, self.run_id = place, run_id

    async def status(self) -> dict[str, Any]:
        answer = await self.place.admin.get(f"/admin/batch/{self.run_id}/status")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        assert found["total"] == found["processed"] + found["missing"]
        assert found["failed"] <= found["missing"]
        return found

    async def exported(self, attempt: int = 1) -> list[bytes]:
        """The request lines handed out for `attempt`."""
        lines: list[bytes] = []
        for file in (await self.status())["files"]:
            if (file["direction"], file["attempt"]) == ("export", attempt):
                answer = await self.place.admin.get(f"/admin/batch/{self.run_id}/files/{file['sha256']}")
                assert answer.status_code == 200, answer.text
                lines += answer.content.splitlines()
        return lines

    async def bring(self, content: bytes | Iterable[bytes], name: str = "out.jsonl") -> dict[str, Any]:
        """Bring a result file and have it read; the file as the run shows it then."""
        whole = content if isinstance(content, bytes) else b"\n".join(content)
        caller = self.place.admin
        answer = await caller.http.post(
            f"{API}/admin/batch/{self.run_id}/import-results",
            files={"file": (name, whole)},
            headers=caller.headers,
        )
        assert answer.status_code == 202, answer.text
        await self.place.work()
        files = (await self.status())["files"]
        found: dict[str, Any] = next(
            file
            for file in files
            if (file["direction"], file["sha256"]) == ("import", answer.json()["sha256"])
        )
        assert found["finished"]
        return found


@pytest.fixture
async def cycle_id(place: Institution) -> str:
    evaluation = {"allow_baseline": True, "replicates": REPLICATES, "judge_share": 0.5}
    made = await open_cycle(place, seats=3, evaluation=evaluation)
    await submit(place, made, APPLICATIONS)
    for action in ("freeze", "preprocess", "export-batch"):
        await take(place, made, action)
    return made


@pytest.fixture
async def batch(place: Institution, cycle_id: str) -> Batch:
    step = (await place.admin.get(f"/admin/cycles/{cycle_id}/steps/export-batch")).json()
    return Batch(place, step["result"]["batch_run_id"])


async def call(place: Institution, cycle_id: str, action: str) -> dict[str, Any]:
    """Ask for a step once and do what it queued; the step then."""
    answer = await place.admin.post(f"/admin/cycles/{cycle_id}/{action}")
    assert answer.status_code == 200, answer.text
    await place.work()
    found: dict[str, Any] = (await place.admin.get(f"/admin/cycles/{cycle_id}/steps/{action}")).json()
    return found


async def test_every_fault_is_told_by_line_and_only_what_is_missing_goes_out_again(
    place: Institution, cycle_id: str, batch: Batch
) -> None:
    requests = await batch.exported()
    assert len(requests) == WANTED
    faults = list(outside.FAULTS)
    faulty, good = requests[: len(faults)], requests[len(faults) :]
    lines = [outside.openai(line) for line in good]
    lines += [lines[0], outside.openai(good[1], "refusal")]  # twice: the first answer counts
    foreign = [json.loads(lines[2]) | {"custom_id": name} for name in ("f" * 40, "no such id!")]
    lines += [json.dumps(line).encode() for line in foreign]
    lines += [outside.openai(line, fault) for line, fault in zip(faulty, faults, strict=True)][:-1]
    random.Random(5).shuffle(lines)
    lines.append(outside.openai(faulty[-1], "truncated"))

    file = await batch.bring(b"\xef\xbb\xbf" + b"\r\n".join(lines))
    status = await batch.status()
    assert status["engine"] == "files"
    assert (file["lines"], file["landed"]) == (len(lines), len(good))
    assert file["landed"] + file["repeated"] + file["refused"] == len(lines)
    assert (status["processed"], status["missing"]) == (len(good), len(faults))
    told = {error["line"]: (error["reason"], error["custom_id"]) for error in status["errors"]}
    by_id = {outside.custom_id(line): name for line, name in zip(faulty, faults, strict=True)}
    for number, line in enumerate(lines[:-1], 1):
        name = by_id.get(json.loads(line)["custom_id"])
        if name is not None:
            assert told[number] == (outside.FAULTS[name], json.loads(line)["custom_id"]), name
    assert told[len(lines)][0] == "malformed_line"
    assert sorted(reason for reason, custom_id in told.values() if not custom_id) == [
        "malformed_line",
        "malformed_line",
        "unknown_id",
    ]

    before = await batch.status()
    assert (await batch.bring(b"\xef\xbb\xbf" + b"\r\n".join(lines))) == file
    assert await batch.status() == before

    step = await call(place, cycle_id, "evaluate")
    assert (step["state"], step["done"], step["total"]) == ("waiting", len(good), WANTED)
    again = await batch.exported(attempt=2)
    assert texts(again) == texts(faulty)
    assert not {outside.custom_id(line) for line in again} & {outside.custom_id(line) for line in requests}
    assert (await batch.bring(map(outside.openai, again)))["landed"] == len(again)
    step = await call(place, cycle_id, "evaluate")
    assert step["state"] == "finished", step
    assert step["result"]["answers"] == step["result"]["wanted"] == step["result"]["scored"] * REPLICATES
    await judge_outside(place, cycle_id)


async def test_a_vllm_file_with_failures_inline_is_read(
    place: Institution, cycle_id: str, batch: Batch
) -> None:
    requests = await batch.exported()
    bad = {"message": "prompt too long", "type": "BadRequestError", "param": None, "code": 400}
    lines = [
        outside.vllm(requests[0], "the engine stopped"),
        outside.vllm(requests[1], bad),
        *(outside.vllm(line) for line in requests[2:]),
    ]
    file = await batch.bring(lines, "results.jsonl")
    assert (file["landed"], file["refused"]) == (WANTED - 2, 2)
    errors = {error["line"]: error for error in (await batch.status())["errors"]}
    assert {errors[1]["reason"], errors[2]["reason"]} == {"service_error"}
    assert "the engine stopped" in errors[1]["detail"]
    assert "prompt too long" in errors[2]["detail"]
    await call(place, cycle_id, "evaluate")
    again = await batch.exported(attempt=2)
    assert texts(again) == texts(requests[:2])
    await batch.bring([outside.vllm(line) for line in again])
    assert (await call(place, cycle_id, "evaluate"))["state"] == "finished"


async def test_a_batch_completed_without_an_output_file_is_asked_again_as_a_whole(
    place: Institution, cycle_id: str, batch: Batch
) -> None:
    """The service completes, every request failed: there is an error file only."""
    requests = await batch.exported()
    file = await batch.bring([outside.openai(line, "status 429") for line in requests], "errors.jsonl")
    assert (file["landed"], file["refused"]) == (0, WANTED)
    status = await batch.status()
    assert (status["processed"], status["missing"], status["failed"]) == (0, WANTED, WANTED)
    assert status["reasons"] == {"service_error": WANTED}
    await call(place, cycle_id, "evaluate")
    again = await batch.exported(attempt=2)
    assert texts(again) == texts(requests)
    await batch.bring(map(outside.openai, again))
    assert (await call(place, cycle_id, "evaluate"))["state"] == "finished"


async def test_a_large_result_file_is_taken_and_other_bodies_are_not(
    place: Institution, batch: Batch, live: httpx.AsyncClient
) -> None:
    requests = await batch.exported()
    padded = [json.loads(outside.openai(line)) | {"padding": "x" * 200_000} for line in requests]
    whole = b"\n".join(json.dumps(line).encode() for line in padded)
    assert len(whole) > 4 << 20
    file = await batch.bring(whole)
    assert (file["size"], file["landed"]) == (len(whole), WANTED)
    answer = await live.post(f"{API}/applications", content=whole[: 3 << 20])
    assert answer.status_code == 413


async def test_results_are_taken_from_the_administrators_alone(
    place: Institution, batch: Batch, live: httpx.AsyncClient
) -> None:
    path = f"{API}/admin/batch/{batch.run_id}/import-results"
    for caller, status in ((place.reviewer, 403), (place.auditor, 403)):
        answer = await live.post(path, files={"file": ("x", b"{}")}, headers=caller.headers)
        assert answer.status_code == status
    assert (await live.post(path, files={"file": ("x", b"{}")})).status_code == 401
    assert (await batch.status())["errors"] == []


async def judge_outside(place: Institution, cycle_id: str) -> None:
    """The judge's files, run elsewhere with one failure, until the cycle is scored."""
    step = await call(place, cycle_id, "judge")
    assert step["state"] == "waiting"
    page = await place.admin.get(f"/admin/cycles/{cycle_id}")
    assert page.json()["phase"] == "PROCESSING"
    judged = Batch(place, await judge_run(place, cycle_id))
    requests = await judged.exported()
    assert 0 < len(requests) < APPLICATIONS
    await judged.bring([outside.openai(requests[0], "expired"), *map(outside.openai, requests[1:])])
    await call(place, cycle_id, "judge")
    again = await judged.exported(attempt=2)
    assert texts(again) == texts(requests[:1])
    await judged.bring(map(outside.openai, again))
    step = await call(place, cycle_id, "judge")
    assert step["state"] == "finished", step
    assert step["phase"] == "SCORED"


async def judge_run(place: Institution, cycle_id: str) -> str:
    async with place.database.transaction(org_id=place.org_id) as db:
        found = await db.scalar(
            text(
                "SELECT batch_run_id FROM enigma.batch_runs WHERE cycle_id = :cycle AND kind = 'judge_review'"
            ),
            {"cycle": cycle_id},
        )
    return str(found)


def texts(requests: Iterable[bytes]) -> list[str]:
    """What the requests are about, in an order of its own: text and seed, without fence and custom_id."""
    made = []
    for line in requests:
        body = json.loads(line)["body"]
        made.append(f"{body['seed']} {body['messages'][1]['content'].splitlines()[1]}")
    return sorted(made)
