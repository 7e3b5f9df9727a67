"""An exam from its first question to the verified log, over HTTP and the worker's own code, with no mocks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.jobspecs import CLOSE_OVERDUE, RETENTION
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.monitoring import batch as wire
from assay.kernel import clock, jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.receipt import verify_receipt
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import NoArgs
from assay.kernel.questions import comparing
from assay.kernel.settings import Settings
from tests.support.school import Caller, School
from tests.support.veritas import API, answer_of, found, make_student, save, start_attempt, submit

OPTIONS = [{"id": one, "text": f"Option {one}"} for one in "abcd"]
SHOWN = {
    "show": {
        "response": ["during", "after_submit", "after_close"],
        "mark": ["after_submit", "after_close"],
        "key": ["after_close"],
    }
}
QUESTIONS: dict[str, dict[str, Any]] = {
    "single": {
        "kind": "single_choice",
        "body": {"text": "Which is prime?", "options": OPTIONS},
        "key": {"options": ["b"]},
    },
    "multiple": {
        "kind": "multiple_choice",
        "points": 2,
        "body": {"text": "Which are even?", "options": OPTIONS},
        "key": {"options": ["a", "c"], "partial": True},
    },
    "numeric": {
        "kind": "numeric",
        "body": {
            "text": "What is {a} times two?",
            "parameters": [{"name": "a", "choices": [3]}],
            "unit": "cm",
        },
        "key": {"value": "2*a", "absolute": "0.5"},
    },
    "short": {
        "kind": "short_text",
        "body": {"text": "Capital of Norway?"},
        "key": {"accepted": ["Oslo"]},
    },
    "formula": {
        "kind": "formula",
        "body": {"text": "Expand $(x+1)^2$."},
        "key": {"value": "x^2+2*x+1"},
    },
    "long": {
        "kind": "long_text",
        "points": 4,
        "body": {"text": "Why is the sky blue?"},
        "key": {"rubric": "Scattering."},
    },
}
RIGHT: dict[str, dict[str, Any]] = {
    "single": {"options": ["b"]},
    "multiple": {"options": ["a", "c"]},
    "numeric": {"text": "6,2"},
    "short": {"text": " oslo "},
    "formula": {"text": "(1+x)*(x+1)"},
    "long": {"text": "Short waves scatter more."},
}


@dataclass
class Journey:
    school: School
    teacher: Caller
    exam_id: str = ""
    questions: dict[str, str] = field(default_factory=dict)
    attempts: dict[str, str] = field(default_factory=dict)

    async def set_up(self) -> None:
        """The exam with a question of each type, as its teacher makes it."""
        now = clock.now()
        body = {
            "title": "Science, mid-term",
            "opens_at": (now - timedelta(minutes=1)).isoformat(),
            "closes_at": (now + timedelta(days=1)).isoformat(),
            "duration_minutes": 60,
            "review_policy": SHOWN,
        }
        self.exam_id = (await _ok(self.teacher.post("/teacher/exams", body), 201))["exam_id"]
        for name, question in QUESTIONS.items():
            path = f"/teacher/exams/{self.exam_id}/questions"
            self.questions[name] = (await _ok(self.teacher.post(path, question), 201))["question_id"]

    async def start(self, name: str, student: Caller) -> dict[str, Any]:
        told = await start_attempt(student, UUID(self.exam_id))
        self.attempts[name] = told["attempt_id"]
        return told

    async def answer(self, name: str, student: Caller, *, of: dict[str, dict[str, Any]] = RIGHT) -> None:
        sent = [answer_of(self.questions[key], response) for key, response in of.items()]
        await _ok(save(student, self.attempts[name], *sent), 200)

    async def age(self, name: str, **by: float) -> None:
        """Let the sitting have begun that much earlier."""
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            row = await db.get_one(ExamAttempt, attempt_key(UUID(self.attempts[name])))
            row.started_at -= timedelta(**by)
            row.deadline_at -= timedelta(**by)

    async def run(self, spec: Any) -> None:
        """Do a scheduled job now, and all it leads to."""
        async with self.school.database.transaction(role=Role.SYSTEM) as db:
            await jobs.defer(db, system_actor(None, "journey"), spec, NoArgs())
        await self.school.work()

    async def status(self, name: str) -> tuple[str, float | None, int]:
        """Status, score, and how many answers wait for a teacher."""
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            row = await db.get_one(ExamAttempt, attempt_key(UUID(self.attempts[name])))
            return row.status.value, None if row.score is None else float(row.score), row.to_mark


async def _ok(sent: Any, status: int = 200) -> Any:
    answer: httpx.Response = await sent
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def test_an_exam_from_its_first_question_to_the_verified_log(
    live: httpx.AsyncClient, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine SymPy may take long to load; formulas would be left to people then.
    monkeypatch.setattr(comparing, "STARTUP_SECONDS", 300.0)
    school = await found(live, database, settings)
    teacher, second, third = [
        await school.person("teacher", name) for name in ("Dr Iyer", "Dr Bose", "Dr Roy")
    ]
    asha, ben, chen, dora, emil = [
        await make_student(school, name, groups=["10A"]) for name in ("Asha", "Ben", "Chen", "Dora", "Emil")
    ]
    journey = Journey(school, teacher)
    await journey.set_up()
    await _published_and_assigned(journey, [asha, chen, dora, emil], ben, (second, third))

    # everyone sits: in time, with more time, at the last moment, without submitting, with a pause
    told = await journey.start("asha", asha)
    await journey.answer("asha", asha)
    receipt = await _ok(submit(asha, told["attempt_id"]))
    await _restless(journey, ben)
    await _at_the_last_moment(journey, chen)
    await journey.start("dora", dora)
    await journey.answer("dora", dora, of={"single": RIGHT["single"]})
    await journey.age("dora", minutes=61)
    await journey.run(CLOSE_OVERDUE)
    assert (await journey.status("dora"))[:2] == ("graded", 1.0)
    await _paused_and_extended(journey, emil)
    await school.work()

    await _marked(journey, asha)
    await _regraded(journey)
    await _judged(journey, ben, second, third)
    await _figures(journey, asha)

    # events are kept as long as the exam says, and the log holds
    await journey.run(RETENTION)
    admin = await school.person("admin")
    assert (await _ok(admin.get("/admin/retention")))["items"] == []
    monitored = await _ok(teacher.get(f"/teacher/attempts/{journey.attempts['ben']}/monitoring"))
    assert monitored["events_total"] > 60
    await school.sequence()
    proof = await asha.get(f"/student/attempts/{told['attempt_id']}/receipt/proof")
    shown = verify_receipt(proof.text, trusted_keys(settings)).entry
    assert shown["entity_id"] == told["attempt_id"]
    assert shown["details"]["digest"] == receipt["digest"]
    assert (await verify_log(database, trusted_keys(settings))).ok


async def _published_and_assigned(
    journey: Journey, students: list[Caller], slower: Caller, reviewers: tuple[Caller, Caller]
) -> None:
    teacher, exam = journey.teacher, f"/teacher/exams/{journey.exam_id}"
    await _ok(teacher.post(f"{exam}/publish"))
    ids = [str(one.person_id) for one in students]
    assert (await _ok(teacher.post(f"{exam}/assign", {"student_ids": ids})))["students"] == len(ids)
    more = {"student_ids": [str(slower.person_id)], "accommodations": {"multiplier": 1.5}}
    await _ok(teacher.post(f"{exam}/assign", more))
    for one in reviewers:
        await _ok(one.get("/teacher/dashboard"))
        await _ok(teacher.post(f"{exam}/permissions", {"email": one.email, "level": "grade"}), 204)


async def _restless(journey: Journey, ben: Caller) -> None:
    """Has half as much time again, and leaves the page again and again."""
    told = await journey.start("ben", ben)
    sitting = await _ok(ben.get(f"/student/exams/{told['attempt_id']}"))
    assert 5390 < sitting["remaining_seconds"] <= 5400
    await journey.age("ben", minutes=70)
    await journey.answer("ben", ben, of={"single": {"options": ["a"]}, "short": {"text": "Bergen"}})
    now = round(clock.now().timestamp() * 1000)
    at = now - 60 * 60_000
    events: list[tuple[str, int]] = []
    for _time in range(30):
        events += [("page_hidden", at), ("page_visible", at + 40_000), ("paste", at + 50_000)]
        at += 100_000
    made = wire.make(
        org_id=journey.school.org_id,
        attempt_id=UUID(told["attempt_id"]),
        first_seq=1,
        events=events,
        sent_at=now,
    )
    body, _digest = wire.write(made, bytes.fromhex(told["key"]))
    answer = await ben.http.post(f"{API}/monitor/events", content=body)
    assert answer.status_code == 202, answer.text
    await _ok(submit(ben, told["attempt_id"]))
    late = await ben.http.post(f"{API}/monitor/events", content=body.replace(b'"hmac":"', b'"hmac":"', 1))
    assert late.status_code == 202, "what was acknowledged is acknowledged again"


async def _at_the_last_moment(journey: Journey, chen: Caller) -> None:
    """Within the grace an answer typed in time counts and is marked; after it none does."""
    told = await journey.start("chen", chen)
    await journey.age("chen", minutes=60, seconds=10)
    typed = clock.now() - timedelta(seconds=15)
    saved = await save(
        chen, told["attempt_id"], answer_of(journey.questions["single"], RIGHT["single"], typed_at=typed)
    )
    assert [one["in_grace"] for one in (await _ok(_given(saved)))["saved"]] == [True]
    after = await save(chen, told["attempt_id"], answer_of(journey.questions["short"], RIGHT["short"]))
    assert (after.status_code, after.json()["reason"]) == (409, "late")
    await journey.age("chen", seconds=40)
    beyond = await save(
        chen, told["attempt_id"], answer_of(journey.questions["short"], RIGHT["short"], typed_at=typed)
    )
    assert (beyond.status_code, beyond.json()["reason"]) == (409, "late")
    receipt = await _ok(submit(chen, told["attempt_id"]))
    assert receipt["closed_by"] == "clock"
    assert (await journey.status("chen"))[:2] == ("graded", 1.0)


async def _given(answer: httpx.Response) -> httpx.Response:
    return answer


async def _paused_and_extended(journey: Journey, emil: Caller) -> None:
    """The clock stands still while a proctor says so, and what is given live is there."""
    told = await journey.start("emil", emil)
    path = f"/teacher/attempts/{told['attempt_id']}"
    await _ok(journey.teacher.post(f"{path}/pause"))
    paused = await _ok(emil.get(f"/student/exams/{told['attempt_id']}"))
    assert (paused["status"], paused["questions"]) == ("paused", [])
    await _ok(journey.teacher.post(f"{path}/resume"))
    before = await _ok(emil.get(f"/student/exams/{told['attempt_id']}"))
    extended = await _ok(journey.teacher.post(f"{path}/extend", {"minutes": 10}))
    after = await _ok(emil.get(f"/student/exams/{told['attempt_id']}"))
    assert extended["extra_seconds"] == 600
    assert 599 <= after["remaining_seconds"] - before["remaining_seconds"] + 5 <= 606
    assert after["deadline_at"] == extended["deadline_at"]
    await journey.answer("emil", emil, of={"single": {"options": ["c"]}, "multiple": {"options": ["a"]}})
    await _ok(submit(emil, told["attempt_id"]))


async def _marked(journey: Journey, asha: Caller) -> None:
    """Objective answers are worth what they are worth at once; the long text waits for a teacher."""
    assert await journey.status("asha") == ("submitted", None, 1)
    marks = "SELECT score FROM veritas.answer_grades WHERE attempt = :attempt ORDER BY score"
    async with journey.school.database.transaction(org_id=journey.school.org_id) as db:
        given = {"attempt": attempt_key(UUID(journey.attempts["asha"]))}
        found = [score for score in await db.scalars(text(marks), given) if score is not None]
    assert sum(found) == 6, found
    question = journey.questions["long"]
    waiting = await _ok(journey.teacher.get(f"/teacher/exams/{journey.exam_id}/marking"))
    assert {one["question_id"]: one["waiting"] for one in waiting if one["waiting"]} == {question: 1}
    path = f"/teacher/attempts/{journey.attempts['asha']}/marks/{question}"
    script = await _ok(journey.teacher.get(path))
    assert script["student"] is None
    mark = {"score": "3.5", "comment": "Good.", "grading": script["grades"][0]["grading"]}
    await _ok(journey.teacher.put(path, mark))
    assert (await journey.teacher.put(path, mark)).status_code == 409
    assert await journey.status("asha") == ("graded", 9.5, 0)
    results = (await _ok(asha.get("/student/dashboard")))["results"]
    assert [one["percent"] for one in results] == [95.0]


async def _regraded(journey: Journey) -> None:
    """The key was wrong: c is right. A dry run tells, nobody loses, old scores are kept."""
    exam = f"/teacher/exams/{journey.exam_id}"
    corrected = QUESTIONS["single"] | {"key": {"options": ["c"]}, "question_id": journey.questions["single"]}
    assert (await _ok(journey.teacher.post(f"{exam}/questions", corrected), 201))["regrade_offered"] is True
    before = {name: await journey.status(name) for name in journey.attempts}
    dry = await _ok(journey.teacher.post(f"{exam}/regrade", {"dry_run": True}))
    assert (dry["gain"], dry["lose"]) == (1, 3)
    kind = await _ok(journey.teacher.post(f"{exam}/regrade", {"dry_run": True, "nobody_loses": True}))
    assert (kind["gain"], kind["lose"]) == (1, 0)
    assert {name: await journey.status(name) for name in journey.attempts} == before
    form = {"dry_run": False, "nobody_loses": True, "reason": "Misprint.", "expected": kind["state"]}
    asked = await _ok(journey.teacher.post(f"{exam}/regrade", form), 202)
    await journey.school.work()
    done = await _ok(journey.teacher.get(f"{exam}/regrades/{asked['regrade_id']}"))
    assert done["applied_at"] is not None
    assert [one["attempt_id"] for one in done["changes"]] == [journey.attempts["emil"]]
    now = {name: await journey.status(name) for name in journey.attempts}
    assert now["emil"][1] == (before["emil"][1] or 0) + 1
    assert {name: told for name, told in now.items() if name != "emil"} == {
        name: told for name, told in before.items() if name != "emil"
    }


async def _judged(journey: Journey, ben: Caller, second: Caller, third: Caller) -> None:
    """A flag tells its reasons; two people decide, the student is heard, and an appeal lifts it."""
    teacher, attempt = journey.teacher, journey.attempts["ben"]
    flagged = await _ok(teacher.get(f"/teacher/exams/{journey.exam_id}/flagged"))
    assert [one["attempt_id"] for one in flagged] == [attempt]
    case = await _ok(teacher.get(f"/teacher/attempts/{attempt}/case"))
    assert "left the page 30 times" in str(case), case
    own, review = f"/student/attempts/{attempt}", f"/teacher/attempts/{attempt}/review"
    await _ok(ben.post(f"{own}/statement", {"text": "My little brother was ill."}))
    first = await _ok(teacher.post(review, {"verdict": "void", "reasons": "Away half of the time."}))
    assert (first["state"], first["verdict"]) == ("second_review", None)
    assert (await teacher.post(review, {"verdict": "void", "reasons": "Once more."})).status_code == 403
    assert (await journey.status("ben"))[0] == "graded"
    agreed = await _ok(second.post(review, {"verdict": "void", "reasons": "I see it the same way."}))
    assert (agreed["state"], agreed["verdict"]) == ("decided", "void")
    assert (await journey.status("ben"))[0] == "void"
    await _ok(ben.post(f"{own}/appeal", {"text": "Here is the doctor's letter."}))
    lifted = await _ok(third.post(review, {"verdict": "clear", "reasons": "The letter explains it."}))
    assert (lifted["verdict"], lifted["overturned"]) == ("clear", True)
    assert (await journey.status("ben"))[0] == "graded"
    assert (await _ok(teacher.post(f"/teacher/attempts/{attempt}/expunge")))["state"] == "expunged"
    assert "brother" not in str(await _ok(teacher.get(f"/teacher/attempts/{attempt}/case")))


async def _figures(journey: Journey, asha: Caller) -> None:
    """Figures of the class; statistics say so where five students are too few."""
    await journey.school.work()
    exam = f"/teacher/exams/{journey.exam_id}"
    analytics = await _ok(journey.teacher.get(f"{exam}/analytics"))
    assert analytics["attempts"] == 5
    assert sum(analytics["distribution"]) == 5
    items = await _ok(journey.teacher.get(f"{exam}/items"))
    assert str(journey.questions["single"]) in str(items)
    assert items["n_persons"] == 5
    assert "pairs" in await _ok(journey.teacher.get(f"{exam}/similarity"))
    assert (await asha.get(f"{exam}/analytics")).status_code == 403
