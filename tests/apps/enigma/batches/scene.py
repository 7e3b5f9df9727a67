"""A cycle whose texts are scrubbed, ready for batches; and services that answer its requests."""

import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from assay.apps.enigma.batches import jobs as batch_jobs
from assay.apps.enigma.batches import service
from assay.apps.enigma.batches.forms import RunView
from assay.apps.enigma.cycles import service as cycles
from assay.apps.enigma.evaluation import jobs as evaluation_jobs
from assay.apps.enigma.models.batches import BatchFile, FileDirection, RunKind
from assay.apps.enigma.models.cycles import AdmissionCycle, CycleStep
from assay.apps.enigma.phases import Action, Phase
from assay.apps.enigma.policy import Policy
from assay.apps.enigma.scoring import baseline, rubric
from assay.kernel import clock, files, jobs
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from tests.apps.enigma.scoring.essays import BENIGN

RUBRIC = rubric.load()
HANDLERS: list[jobs.Handler[Any]] = [*batch_jobs.HANDLERS, *evaluation_jobs.HANDLERS]


@dataclass(frozen=True, slots=True)
class Scene:
    database: Database
    org: UUID
    cycle_id: UUID
    actor: Actor

    async def begin(self, action: Action) -> None:
        """Start a step and run its job to the end."""
        async with self.database.transaction(org_id=self.org) as db:
            await cycles.begin(db, self.actor, self.cycle_id, action)
        await jobs.run_jobs(self.database, HANDLERS)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.database.transaction(org_id=self.org) as db:
            return list((await db.execute(text(query), values)).all())

    async def one(self, query: str, **values: Any) -> Any:
        return (await self.rows(query, **values))[0][0]

    async def run_id(self, kind: RunKind = RunKind.WORKER) -> UUID:
        found = await self.one(
            "SELECT batch_run_id FROM enigma.batch_runs WHERE kind = :kind", kind=kind.value
        )
        assert isinstance(found, UUID)
        return found

    async def status(self, kind: RunKind = RunKind.WORKER) -> RunView:
        run_id = await self.run_id(kind)
        async with self.database.transaction(org_id=self.org) as db:
            return await service.status(db, self.actor, run_id)

    async def exported(self, attempt: int = 1, kind: RunKind = RunKind.WORKER) -> list[bytes]:
        """The request lines of the files written for `attempt`."""
        view = await self.status(kind)
        lines: list[bytes] = []
        for file in view.files:
            if file.direction is FileDirection.EXPORT and file.attempt == attempt:
                whole = b"".join([block async for block in files.get_store().open(file.key)])
                lines.extend(whole.splitlines())
        return lines

    async def receive(self, content: bytes, kind: RunKind = RunKind.WORKER) -> BatchFile:
        """Bring a result file and have it read."""

        async def blocks() -> AsyncIterator[bytes]:
            for start in range(0, len(content), 1000):
                yield content[start : start + 1000]

        made = await service.receive(
            self.database, self.actor, await self.run_id(kind), "out.jsonl", blocks()
        )
        await jobs.run_jobs(self.database, HANDLERS)
        async with self.database.transaction(org_id=self.org) as db:
            found = await db.get(BatchFile, (made.batch_run_id, FileDirection.IMPORT, made.sha256))
            assert found is not None
            return found

    async def phase(self) -> str:
        return str(await self.one("SELECT phase FROM enigma.admission_cycles"))


async def make(
    database: Database, essays: Iterable[str] = tuple(BENIGN.values()), **evaluation: Any
) -> Scene:
    """A preprocessed cycle with these essays, already scrubbed."""
    org, cycle_id = uuid7(), uuid7()
    policy = Policy.model_validate({"evaluation": {"replicates": 2, "judge_share": 0, **evaluation}})
    now = clock.now()
    async with database.transaction(role=Role.APP, org_id=org) as db:
        cycle = AdmissionCycle(
            org_id=org,
            cycle_id=cycle_id,
            name="Autumn",
            max_seats=3,
            starts_at=now,
            ends_at=now.replace(year=now.year + 1),
            results_at=now.replace(year=now.year + 2),
            phase=Phase.PREPROCESSING,
            policy=policy.document(),
        )
        db.add(cycle)
        await db.flush()
        for action in (Action.OPEN, Action.FREEZE, Action.PREPROCESS):
            step = {"org_id": org, "cycle_id": cycle_id, "action": action, "started_by": "test"}
            db.add(CycleStep(**step, started_at=now, finished_at=now))
        for essay in essays:
            row = {"org": org, "id": uuid7(), "cycle": cycle_id, "essay": essay}
            await db.execute(
                text(
                    "INSERT INTO enigma.applications (org_id, application_id, cycle_id, gpa, gpa_scale, "
                    "test_scores, categories, status, access_token_hash, content_digest, version) VALUES "
                    "(:org, :id, :cycle, 8, 10, '{}', '{}', 'PREPROCESSING', '\\x00', '\\x00', 1)"
                ),
                {key: value for key, value in row.items() if key != "essay"},
            )
            await db.execute(
                text(
                    "INSERT INTO enigma.anonymized_applications (org_id, application_id, cycle_id, gpa, "
                    "gpa_scale, test_scores, essay_scrubbed, achievements_scrubbed, scrubber_version, "
                    "residual_risk, risk_reasons, review_state) VALUES "
                    "(:org, :id, :cycle, 8, 10, '{}', :essay, 'Chess club.', '1', 0, '{}', 'clear')"
                ),
                row,
            )
    return Scene(database, org, cycle_id, system_actor(org, "test"))


Answer = Callable[[str], dict[str, Any]]


def text_of(request: bytes) -> tuple[str, str]:
    """custom_id and the applicant's text of a request line."""
    parsed = json.loads(request)
    content = parsed["body"]["messages"][1]["content"]
    return parsed["custom_id"], json.loads(content.split("\n")[1])


def reply(request: bytes, answer: Answer | None = None) -> bytes:
    """The line a batch service would write for `request`: scored by the baseline unless told otherwise."""
    custom_id, body = text_of(request)
    content = json.dumps((answer or (lambda text_: baseline.score(text_, RUBRIC)))(body))
    completion = {
        "model": "outside-1",
        "choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 200},
    }
    return json.dumps(
        {
            "id": "x",
            "custom_id": custom_id,
            "response": {"status_code": 200, "body": completion},
            "error": None,
        }
    ).encode()
