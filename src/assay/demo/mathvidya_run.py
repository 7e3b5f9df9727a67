"""`assay demo mathvidya`: an exam of each class from its paper to the verified log, without a browser."""

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from assay.apps.mathvidya.analytics import service as analytics
from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.leaderboard import service as leaderboard
from assay.apps.mathvidya.models.evaluations import EvaluationState, Purpose
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.papers.snapshot import Snapshot
from assay.apps.mathvidya.results import script
from assay.apps.mathvidya.results import service as results
from assay.commands.console import err, out, say
from assay.demo.enigma import ORGANISATION
from assay.demo.mathvidya import ask
from assay.demo.mathvidya_exams import Course, Learner
from assay.demo.mathvidya_people import House, found, gather
from assay.demo.throwaway import drain, house
from assay.kernel import clock
from assay.kernel.access.actor import Actor, person_of
from assay.kernel.audit.keys import earlier_keys, signer, trusted_keys
from assay.kernel.audit.sequencer import sequence
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings

T = TypeVar("T")
SKILL = {Purpose.FIRST: 0.8, Purpose.SECOND: 0.6, Purpose.ADJUDICATION: 0.72, Purpose.QUERY: 1.0}
"""How generous each round is: so far apart that a third teacher decides between the first two."""
PAGES = 2
"""Of each student: as many as the answers of a full paper fill here."""


async def run_exams(*, as_json: bool) -> None:
    """Both classes on a throw-away server; prints what each step did and ends with the verified log."""
    async with house() as (database, settings):
        summary = await whole_exams(database, settings)
    say(summary, as_json=as_json, text=lambda: _print(summary))
    if not summary["log"]["ok"]:
        raise AssayError("The run did not end with a verified log.")


async def whole_exams(database: Database, settings: Settings) -> dict[str, Any]:
    """Found, make, sit, photograph, assign, mark, mark again, decide, publish, ask, measure, verify."""
    org_id = await ensure_organisation(database, *ORGANISATION, org_id=uuid7())
    steps: list[dict[str, Any]] = []

    async def timed(name: str, work: Awaitable[T], told: Callable[[T], dict[str, Any]]) -> T:
        start = time.perf_counter()
        result = await work
        seconds = time.perf_counter() - start
        steps.append({"step": name, "seconds": round(seconds, 2), "result": told(result)})
        err.print(f"{name:<16} {seconds:6.2f} s", style="dim")
        return result

    people = await timed(
        "people",
        gather(database, settings, org_id, 7, fourth=True),
        lambda one: {"students": len(one.learners)},
    )
    await timed("bank", _found(people), lambda count: {"questions": count})
    for who in (people.learners[0], people.learners[6]):
        await _exam(people, who, settings, timed)
    await sequence(database, signer(settings), earlier_keys(settings))
    report = await verify_log(database, trusted_keys(settings))
    return {
        "steps": steps,
        "log": {"ok": report.ok, "entries": report.entries, "checkpoints": report.checkpoints},
    }


async def _found(people: House) -> int:
    count = await found(people, clock.now() - timedelta(days=1))
    async with people.course.database.transaction(org_id=people.course.org_id) as db:
        await config.change(db, people.course.admin, {"second_marking_percent": 100})
    return count


async def _exam(people: House, who: Learner, settings: Settings, timed: Any) -> None:
    """One student's exam; each step under the name of the class."""
    course, level = people.course, who.level
    made: ExamInstance = await timed(
        f"{level} paper",
        course.make(who, f"{level.lower()}-board", 1),
        lambda one: {"marks": str(one.max_score), "written": str(one.written_max)},
    )
    snapshot: Snapshot = await course.start(who, made.exam_id)
    await timed(
        f"{level} on screen",
        course.answer_one_by_one(who, made.exam_id, snapshot),
        lambda count: {"answers": count},
    )
    await timed(
        f"{level} pages",
        course.photograph(who, made.exam_id, snapshot, most=PAGES),
        lambda sent: {"pages": len(sent), "read": sum(one.page_number is not None for one in sent)},
    )
    await timed(f"{level} hand-in", _handed_in(course, who, made, settings), lambda runs: {"jobs": runs})
    rounds = await timed(f"{level} marking", _all_marked(course, who, made, settings), dict)
    await timed(f"{level} result", _result(course, who, made), dict)
    await timed(f"{level} query", _asked(course, who, made, settings), dict)
    await timed(f"{level} figures", _figures(course, who), dict)
    await timed(
        f"{level} marked PDF",
        script.marked(course.database, who.actor, made.exam_id),
        lambda pdf: {"KB": len(pdf[1]) // 1024},
    )
    if set(rounds) != {"first", "second", "adjudication"}:
        raise AssayError("The markings did not differ as they were made to.")


async def _handed_in(course: Course, who: Learner, made: ExamInstance, settings: Settings) -> int:
    await course.hand_in(who, made.exam_id)
    return await drain(course.database, settings)


async def _all_marked(course: Course, who: Learner, made: ExamInstance, settings: Settings) -> dict[str, str]:
    """Whoever a round is assigned to marks it, until nothing of the exam is open; the marks by round."""
    scores: dict[str, str] = {}
    while open_ones := [
        one
        for one in await course.rounds(who, made.exam_id)
        if one.state in (EvaluationState.ASSIGNED, EvaluationState.WAITING)
    ]:
        one = open_ones[0]
        score = await course.mark(_holder(course, one.teacher_id), one.evaluation_id, SKILL[one.purpose])
        scores[one.purpose.value] = _plain(score)
        await drain(course.database, settings)
    return scores


def _holder(course: Course, teacher_id: object) -> Actor:
    for one in course.teachers:
        if teacher_id == person_of(one):
            return one
    raise AssayError("No teacher was free for a script.")


async def _result(course: Course, who: Learner, made: ExamInstance) -> dict[str, str]:
    async with course.database.transaction(org_id=course.org_id) as db:
        found_one = await results.result(db, who.actor, made.exam_id)
        outcome = found_one.outcome
        score = f"{_plain(outcome.total)} of {_plain(outcome.out_of)}"
        return {"score": score, "units": str(len(outcome.units()))}


async def _asked(course: Course, who: Learner, made: ExamInstance, settings: Settings) -> dict[str, str]:
    """A query goes to a teacher who has not marked the exam: here the fourth."""
    number = await ask(course, who, made.exam_id, clock.now())
    await drain(course.database, settings)
    told = {"question": str(number)}
    one = (await course.rounds(who, made.exam_id))[-1]
    await course.mark(_holder(course, one.teacher_id), one.evaluation_id, SKILL[Purpose.QUERY])
    await drain(course.database, settings)
    async with course.database.transaction(org_id=course.org_id) as db:
        answered = (await results.result(db, who.actor, made.exam_id)).queries[0]
        before, after = _plain(answered.marks_before), _plain(answered.marks_after)
        return {**told, "state": answered.state.value, "marks": f"{before} to {after}"}


async def _figures(course: Course, who: Learner) -> dict[str, Any]:
    async with course.database.transaction(org_id=course.org_id) as db:
        progress = await analytics.progress(db, who.actor)
        board = await leaderboard.board(db, who.actor, None)
        assert board.you is not None
        weakest = progress.units[0]
        return {
            "units": len(progress.units),
            "weakest": f"{weakest.unit} {weakest.mastery:.0%}",
            "rank": board.you.rank,
        }


def _plain(marks: Decimal | None) -> str:
    return "none" if marks is None else f"{marks.normalize():f}"


def _print(summary: dict[str, Any]) -> None:
    for step in summary["steps"]:
        facts = ", ".join(f"{name} {value}" for name, value in step["result"].items())
        out.print(f"  {step['step']:<16} {step['seconds']:6.2f} s   {facts}")
    log = summary["log"]
    state = "verified" if log["ok"] else "BROKEN"
    out.print(f"log: {state}, {log['entries']:,} entries under {log['checkpoints']:,} signed checkpoints")
