"""Students who sit one exam at once, as their pages would: nothing is given up until it is acknowledged."""

import asyncio
import hashlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import ExamAssignment
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring import queries as events_queries
from assay.apps.veritas.monitoring.kinds import SENDABLE
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.apps.veritas.monitoring.service import root_of
from assay.kernel import clock
from assay.kernel.audit.chain import canonical
from assay.kernel.db.session import Role
from tests.support.school import Caller, School
from tests.support.servers import Server
from tests.support.veritas import API, MadeExam, answer_of, make_student

PER_ADDRESS = 200
"""Students behind one address: sign-ins are counted by address."""
REPORTED = ("heartbeat", "page_hidden", "page_visible", "answer_saved", "heartbeat", "copy")


@dataclass
class Crowd:
    """What the pages did together. `cut` counts requests that the server's death answered."""

    acknowledged: int = 0
    cut: int = 0
    busy: int = 0
    seconds: list[float] = field(default_factory=list)
    """How long each answered request took."""

    async def until_answered(self, send: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        """Send the same thing until somebody answers it."""
        while True:
            begun = time.perf_counter()
            try:
                answer = await send()
            except httpx.TransportError:
                self.cut += 1
                await asyncio.sleep(random.uniform(0.5, 1.5))
                continue
            if answer.status_code in (429, 503):
                self.busy += 1
                await asyncio.sleep(min(5.0, float(answer.headers.get("retry-after", 1))))
                continue
            self.seconds.append(time.perf_counter() - begun)
            self.acknowledged += 1
            return answer


@dataclass
class Page:
    """One student's page, and everything that was acknowledged to it."""

    crowd: Crowd
    student: Caller
    org_id: UUID
    exam: MadeExam
    attempt_id: str = ""
    key: bytes = b""
    starts: list[int] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    batches: list[tuple[bytes, dict[str, Any]]] = field(default_factory=list)
    events: list[tuple[int, int]] = field(default_factory=list)
    """Number and kind of each."""
    previous: bytes = GENESIS
    receipt: dict[str, Any] = field(default_factory=dict)

    async def start(self) -> None:
        """Press the button twice at once."""
        path = f"/student/exams/{self.exam.exam_id}/start"
        both = await asyncio.gather(*(self._ask(self.student.post, path, {"consent": "1"}) for _ in range(2)))
        assert {one.status_code for one in both} <= {200, 201}, [one.text for one in both]
        told = [one.json() for one in both]
        assert told[0]["attempt_id"] == told[1]["attempt_id"]
        self.starts = [one.status_code for one in both]
        self.attempt_id, self.key = told[0]["attempt_id"], bytes.fromhex(told[0]["key"])

    async def round(self, number: int) -> None:
        """Change an answer, and report what happened meanwhile; both leave at once."""
        place = number % len(self.exam.question_ids)
        answer = answer_of(
            self.exam.question_ids[place],
            {"options": [random.choice("abcd")]},
            revision=number // len(self.exam.question_ids) + 1,
        )
        await asyncio.gather(self._save(answer), self._report())

    async def again(self) -> None:
        """Send everything once more, as a page that lost its answers would: it is told the same."""
        answer = await self._put(self.answers)
        assert answer.status_code == 200, answer.text
        for body, told in self.batches:
            repeated = await self._post(body)
            assert (repeated.status_code, repeated.json()) == (202, told), repeated.text

    async def submit(self) -> None:
        """Twice: a page that hears nothing asks again."""
        path = f"/student/exams/{self.attempt_id}/submit"
        first, second = [await self._ask(self.student.post, path, {"device": 1}) for _ in range(2)]
        assert first.status_code == second.status_code == 200, first.text
        assert first.json() == second.json()
        self.receipt = first.json()

    async def _save(self, answer: dict[str, Any]) -> None:
        told = await self._put([answer])
        assert told.status_code == 200, told.text
        assert [(one["question_id"], one["revision"]) for one in told.json()["saved"]] == [
            (answer["question_id"], answer["revision"])
        ]
        self.answers.append(answer)

    async def _report(self) -> None:
        at = round(clock.now().timestamp() * 1000)
        made = wire.make(
            org_id=self.org_id,
            attempt_id=UUID(self.attempt_id),
            first_seq=len(self.events) + 1,
            events=[(kind, at) for kind in REPORTED],
            previous=self.previous,
        )
        body, self.previous = wire.write(made, self.key)
        self.events += [
            (made.first_seq + place, SENDABLE[kind].number) for place, kind in enumerate(REPORTED)
        ]
        told = await self._post(body)
        assert told.status_code == 202, told.text
        self.batches.append((body, told.json()))

    async def _put(self, answers: list[dict[str, Any]]) -> httpx.Response:
        path = f"/student/attempts/{self.attempt_id}/answers"
        return await self._ask(self.student.put, path, {"device": 1, "answers": answers})

    async def _post(self, body: bytes) -> httpx.Response:
        path = f"{API}/monitor/events"
        headers = {"content-type": "text/plain"}
        return await self._ask(self.student.http.post, path, content=body, headers=headers)

    async def _ask(
        self, send: Callable[..., Awaitable[httpx.Response]], *given: Any, **named: Any
    ) -> httpx.Response:
        return await self.crowd.until_answered(lambda: send(*given, **named))


@asynccontextmanager
async def pages(school: School, exam: MadeExam, url: str, count: int) -> AsyncIterator[list[Page]]:
    """`count` students signed in at `url` from several addresses of the loopback; nobody is assigned yet."""
    crowd = Crowd()
    made: list[Page] = []
    async with AsyncExitStack() as stack:
        for first in range(0, count, PER_ADDRESS):
            http = await stack.enter_async_context(client(url, 2 + first // PER_ADDRESS))
            there = replace(school, http=http)
            for number in range(first, min(count, first + PER_ADDRESS)):
                student = await make_student(there, f"Student {number}")
                made.append(Page(crowd, student, school.org_id, exam))
        yield made


def client(url: str, number: int) -> httpx.AsyncClient:
    """HTTP to `url` from the loopback's address `number`."""
    transport = httpx.AsyncHTTPTransport(
        local_address=f"127.0.0.{number}",
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=PER_ADDRESS),
    )
    return httpx.AsyncClient(base_url=url, timeout=60, transport=transport)


async def assign(school: School, all_pages: Sequence[Page]) -> None:
    """Let everyone sit the exam of their page."""
    await school.add(
        *(
            ExamAssignment(
                org_id=school.org_id,
                student_id=page.student.person_id,
                exam_id=page.exam.exam_id,
                assigned_by="test",
            )
            for page in all_pages
        )
    )


async def sit_through_kills(
    server: Server, all_pages: Sequence[Page], rounds: int, kills: Sequence[float]
) -> int:
    """Let all sit, and kill the server after these shares of the requests.

    How many requests that was: a start pressed twice, and two a round, for each page.
    """
    crowd, requests = all_pages[0].crowd, len(all_pages) * (2 + 2 * rounds)
    async with asyncio.TaskGroup() as both:
        both.create_task(kill(server, crowd, [round(share * requests) for share in kills]))
        both.create_task(sit(all_pages, rounds))
    return requests


async def sit(all_pages: Sequence[Page], rounds: int) -> None:
    """Everyone starts, answers and reports, all at once."""

    async def one(page: Page) -> None:
        await page.start()
        for number in range(rounds):
            await page.round(number)

    await asyncio.gather(*(one(page) for page in all_pages))


async def kill(server: Server, crowd: Crowd, at: Sequence[int]) -> None:
    """Kill the server each time so many requests are answered, and start it again."""
    for enough in at:
        while crowd.acknowledged < enough:
            await asyncio.sleep(0.005)
        await server.kill()
        await server.start()


async def everyone(all_pages: Sequence[Page], step: Callable[[Page], Awaitable[None]]) -> None:
    await asyncio.gather(*(step(page) for page in all_pages))


@dataclass(frozen=True, slots=True)
class Difference:
    """What is stored against what was acknowledged: all nothing when all is well."""

    attempts: int = 0
    answers_lost: int = 0
    answers_more: int = 0
    events_lost: int = 0
    events_more: int = 0
    counters: int = 0
    receipts: int = 0
    roots: int = 0
    incidents: int = 0
    """Of the kinds that an honest page cannot cause, and gaps."""


async def compare(school: School, all_pages: Sequence[Page]) -> Difference:
    """Look at the tables themselves. After the jobs of submission are done."""
    stored_answers, stored_events = await _answers(school), await _events(school)
    wanted_answers = Counter(
        (attempt_key(UUID(page.attempt_id)), one["question_id"], one["revision"], canonical(one["response"]))
        for page in all_pages
        for one in page.answers
    )
    wanted_events = Counter(
        (attempt_key(UUID(page.attempt_id)), seq, kind) for page in all_pages for seq, kind in page.events
    )
    found = await _rows(school, "SELECT attempt, number FROM veritas.exam_attempts")
    return Difference(
        attempts=abs(len(found) - len(all_pages)),
        answers_lost=(wanted_answers - stored_answers).total(),
        answers_more=(stored_answers - wanted_answers).total(),
        events_lost=(wanted_events - stored_events).total(),
        events_more=(stored_events - wanted_events).total(),
        counters=await _counters_off(school, stored_events),
        receipts=sum(not _holds(page) for page in all_pages),
        roots=await _roots_off(school, all_pages),
        incidents=len(
            await _rows(
                school,
                "SELECT 1 FROM veritas.monitoring_incidents "
                "WHERE kind IN ('conflict', 'chain_broken', 'gap')",
            )
        ),
    )


async def _answers(school: School) -> Counter[Any]:
    rows = await _rows(school, "SELECT attempt, question_id, revision, response FROM veritas.attempt_answers")
    return Counter((row[0], str(row[1]), row[2], canonical(row[3])) for row in rows)


async def _events(school: School) -> Counter[Any]:
    return Counter(await _rows(school, "SELECT attempt, seq, kind FROM veritas.monitoring_events"))


async def _counters_off(school: School, events: Counter[Any]) -> int:
    """Counters of kinds and of attempts that differ from the events stored."""
    by_kind = Counter((attempt, kind) for attempt, _seq, kind in events.elements())
    by_attempt = Counter(attempt for attempt, _seq, _kind in events.elements())
    kinds = await _rows(school, "SELECT attempt, kind, events FROM veritas.event_counters")
    attempts = await _rows(school, "SELECT attempt, events FROM veritas.exam_attempts")
    told_kinds = Counter({(row[0], row[1]): row[2] for row in kinds})
    told_attempts = Counter({row[0]: row[1] for row in attempts})
    off = (by_kind - told_kinds) + (told_kinds - by_kind)
    return len(off) + len((by_attempt - told_attempts) + (told_attempts - by_attempt))


def _holds(page: Page) -> bool:
    """Whether the receipt is the hash of its document, and the document of what was acknowledged last."""
    document = page.receipt["document"]
    last = {one["question_id"]: (one["revision"], one["response"]) for one in page.answers}
    shown = {
        one["question_id"]: (one["revision"], one["response"])
        for one in document["answers"]
        if one["revision"]
    }
    return shown == last and page.receipt["digest"] == hashlib.sha256(canonical(document)).hexdigest()


async def _roots_off(school: School, all_pages: Sequence[Page]) -> int:
    """Attempts whose events do not give the root in the log."""
    logged: dict[str, list[str]] = {}
    async with school.database.transaction(role=Role.SYSTEM) as db:
        entries = await db.execute(
            text(
                "SELECT entity_id, (data::jsonb)->'details'->>'root' FROM kernel.audit_entries "
                "WHERE event = 'veritas.events.sealed'"
            )
        )
        for entity_id, root in entries:
            logged.setdefault(entity_id, []).append(root)
    off = 0
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        for page in all_pages:
            attempt = await db.get_one(ExamAttempt, attempt_key(UUID(page.attempt_id)))
            root = root_of(await events_queries.all_events(db, attempt))
            off += not (attempt.events_root == root and logged.get(page.attempt_id) == [root.hex()])
    return off


async def _rows(school: School, query: str) -> list[tuple[Any, ...]]:
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        return [tuple(row) for row in (await db.execute(text(query))).all()]
