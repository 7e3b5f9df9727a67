"""Veritas's demo: a finished and a running exam for `assay up`, and a whole exam without a browser."""

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from assay.apps.veritas.analysis import cases
from assay.apps.veritas.analysis.forms import ReviewForm
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.exams import assigning, authoring
from assay.apps.veritas.exams import queries as exam_queries
from assay.apps.veritas.exams import service as exams
from assay.apps.veritas.exams.forms import AssignForm, ExamForm, GrantForm
from assay.apps.veritas.items.service import figures
from assay.apps.veritas.jobspecs import REFRESH_VIEWS
from assay.apps.veritas.models.analysis import Verdict
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.monitoring import service as monitoring
from assay.apps.veritas.similarity.service import similarity
from assay.commands.console import err, out, say
from assay.demo.enigma import ORGANISATION, PASSWORD
from assay.demo.people import FIRST, LAST
from assay.demo.throwaway import drain, house
from assay.demo.veritas_exams import Paper, Task, paper
from assay.demo.veritas_sitting import PARTS, Sitter, sit, sitters
from assay.kernel import clock, jobs
from assay.kernel.access.actor import Actor, ActorKind, person_of, system_actor
from assay.kernel.audit.keys import earlier_keys, signer, trusted_keys
from assay.kernel.audit.sequencer import sequence
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import AssayError
from assay.kernel.identity.accounts import queries as account_queries
from assay.kernel.identity.accounts import service as accounts
from assay.kernel.identity.admin import ensure_organisation, ensure_user
from assay.kernel.identity.organisations import service as organisations
from assay.kernel.identity.passwords import hasher_for
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs
from assay.kernel.settings import Settings

ADMIN = "admin@example.org"
TEACHER = "teacher@example.org"
COLLEAGUE = "reviewer@example.org"
"""The second pair of eyes: the demo's reviewer in Enigma, too."""
STUDENT = "student@example.org"
STUDENTS = 60
LIVE = 14
"""Students who are in the middle of the running exam when the demo starts."""


async def seed(
    database: Database, settings: Settings, *, say: Callable[[str], None]
) -> list[tuple[str, str, str]]:
    """People, a finished exam with its cases, and one that is open. What is there already stays."""
    org_id = await ensure_organisation(database, *ORGANISATION)
    teacher, colleague = await _teachers(database, settings, org_id)
    async with database.transaction(org_id=org_id) as db:
        known = (await exam_queries.exams(db, org_id, person_of(teacher))).items
    if not known:
        say(f"Letting {STUDENTS} made-up students sit an exam ...")
    students = await _students(database, settings, org_id, STUDENTS if not known else 1)
    if not known:
        end = clock.now() - timedelta(days=2)
        exam_id = await sat_exam(database, settings, teacher, colleague, students, ended=end)
        say("Grading, analysing and reviewing it ...")
        await drain(database, settings)
        await decide(database, exam_id, teacher, colleague)
    if not any(one.exam.opens_at <= clock.now() < one.exam.closes_at for one in known):
        await _open_now(database, settings, teacher, colleague, students)
        await _refresh(database)
        await drain(database, settings)
    return [("teacher", TEACHER, PASSWORD), ("student", STUDENT, PASSWORD)]


# --- people -----------------------------------------------------------------------------------------------


async def _person_named(
    database: Database, settings: Settings, org_id: UUID, email: str, role: str, name: str
) -> Actor:
    account_id = await ensure_user(
        database,
        settings,
        email=email,
        password=PASSWORD,
        org_id=org_id,
        roles={"veritas": role},
        name=name,
    )
    return _actor(org_id, account_id, role, name)


def _actor(org_id: UUID, account_id: UUID, role: str, name: str) -> Actor:
    return Actor(
        kind=ActorKind.ACCOUNT,
        account_id=account_id,
        org_id=org_id,
        roles={"veritas": role},
        label=name,
        address="192.0.2.10",
    )


async def _teachers(database: Database, settings: Settings, org_id: UUID) -> tuple[Actor, Actor]:
    await _person_named(database, settings, org_id, ADMIN, "admin", "Admin")
    teacher = await _person_named(database, settings, org_id, TEACHER, "teacher", "Dr. Meera Iyer")
    return teacher, await _person_named(database, settings, org_id, COLLEAGUE, "teacher", "Reviewer")


async def _students(database: Database, settings: Settings, org_id: UUID, count: int) -> list[Actor]:
    """The demo student and a class around them, in one transaction and under one hash of the password:
    hashing it for each would take longer than all the rest of their accounts."""
    names = [
        (FIRST[number * 7 % len(FIRST)], LAST[number * 11 % len(LAST)], number) for number in range(count)
    ]
    made = [await _person_named(database, settings, org_id, STUDENT, "student", " ".join(names[0][:2]))]
    password_hash = await hasher_for(settings).hash(PASSWORD)
    operator = system_actor(org_id, "demo")
    async with database.transaction(role=Role.SYSTEM) as db:
        for first, last, number in names[1:]:
            email = f"{first}.{last}.{number}@students.example.org".lower()
            name = f"{first} {last}"
            account_id = await accounts.new_account(
                db, operator, email=email, name=name, password_hash=password_hash
            )
            if account_id is None:  # a run before this one was stopped half-way
                known = await account_queries.account_by_email(db, email)
                assert known is not None
                account_id = known.id
            await organisations.add_member(db, operator, org_id, account_id, {"veritas": "student"})
            made.append(_actor(org_id, account_id, "student", name))
    return made


# --- exams ------------------------------------------------------------------------------------------------


async def set_exam(
    database: Database, teacher: Actor, colleague: Actor, source: Paper, *, opens: datetime, closes: datetime
) -> tuple[UUID, dict[UUID, Task]]:
    """An exam written, assigned to every student and published; its id, and its tasks by question."""
    form = ExamForm(
        title=source.title,
        instructions=source.instructions,
        opens_at=opens,
        closes_at=closes,
        duration_minutes=source.minutes,
    )
    async with database.transaction(org_id=teacher.org_id) as db:
        exam = await exams.create(db, teacher, form)
        rows = await authoring.insert(db, teacher, exam, [one.question for one in source.tasks])
        await assigning.assign(db, teacher, exam.exam_id, AssignForm(everyone=True))
        await assigning.grant(db, teacher, exam.exam_id, GrantForm(email=COLLEAGUE, level=Level.GRADE))
        await exams.publish(db, teacher, exam.exam_id)
    tasks = {row.question_id: task for row, task in zip(rows, source.tasks, strict=True)}
    assert colleague.org_id == teacher.org_id
    return exam.exam_id, tasks


async def sat_exam(
    database: Database,
    settings: Settings,
    teacher: Actor,
    colleague: Actor,
    students: Sequence[Actor],
    *,
    ended: datetime,
) -> UUID:
    """The maths exam, sat by all `students` and closed at `ended`. What follows a hand-in is queued."""
    source = paper("maths")
    opens = ended - timedelta(hours=2)
    with clock.frozen(opens - timedelta(minutes=5)):
        async with database.transaction(role=Role.SYSTEM) as system:
            await monitoring.make_partitions(system)
        exam_id, tasks = await set_exam(database, teacher, colleague, source, opens=opens, closes=ended)
    before: Sitter | None = None
    for one in sitters(students):
        started = opens + timedelta(seconds=20 + 7 * one.number)
        until = started + timedelta(minutes=28 + (one.number * 13) % 16)
        await sit(database, settings, exam_id, one, tasks, started_at=started, until=until, neighbour=before)
        before = one
    with clock.frozen(ended):
        async with database.transaction(org_id=teacher.org_id) as db:
            await exams.close(db, teacher, exam_id)
    return exam_id


async def _open_now(
    database: Database, settings: Settings, teacher: Actor, colleague: Actor, students: Sequence[Actor]
) -> None:
    """The science exam, open for a week, with some students in the middle of it; the demo student is not."""
    now = clock.now()
    with clock.frozen(now - timedelta(minutes=40)):
        exam_id, tasks = await set_exam(
            database,
            teacher,
            colleague,
            paper("science"),
            opens=now - timedelta(minutes=30),
            closes=now + timedelta(days=7),
        )
    for one in sitters(students, staged=False)[1 : LIVE + 1]:
        started = now - timedelta(minutes=5 + one.number)
        await sit(database, settings, exam_id, one, tasks, started_at=started, until=now, hand_in=False)


# --- after it ---------------------------------------------------------------------------------------------


async def decide(database: Database, exam_id: UUID, teacher: Actor, colleague: Actor) -> dict[str, int]:
    """Two people decide the most urgent case, one more gets its first review; the others stay open."""
    async with database.transaction(org_id=teacher.org_id) as db:
        queued, _tally = await cases.queue(db, teacher, exam_id=exam_id)
    waiting = [one.attempt_id for one in queued.items]
    if waiting:
        warn = ReviewForm(
            verdict=Verdict.WARN,
            reasons="Away from the page a dozen times and pasted text; the answers alone would not show it.",
        )
        for reviewer in (teacher, colleague):
            async with database.transaction(org_id=teacher.org_id) as db:
                await cases.review(db, reviewer, waiting[0], warn)
    for attempt_id in waiting[1:2]:
        async with database.transaction(org_id=teacher.org_id) as db:
            doubt = ReviewForm(verdict=Verdict.WARN, reasons="Please look at the record yourself.")
            await cases.review(db, teacher, attempt_id, doubt)
    return {"cases": len(waiting), "decided": min(1, len(waiting))}


async def _refresh(database: Database) -> None:
    """Have the figures that are brought up to date every hour brought up to date now."""
    async with database.transaction(role=Role.SYSTEM) as db:
        await jobs.defer(db, system_actor(None, "demo"), REFRESH_VIEWS, NoArgs())


# --- without a browser ------------------------------------------------------------------------------------


async def run_exam(students: int, *, as_json: bool) -> None:
    """A whole exam on a throw-away server; prints what each step did and ends with the verified log."""
    async with house() as (database, settings):
        summary = await whole_exam(database, settings, students)
    say(summary, as_json=as_json, text=lambda: _print(summary))
    if not summary["log"]["ok"]:
        raise AssayError("The run did not end with a verified log.")


async def whole_exam(database: Database, settings: Settings, count: int) -> dict[str, Any]:
    """Set, sit, grade, analyse, decide, measure, verify; what each step took and found."""
    org_id = await ensure_organisation(database, *ORGANISATION, org_id=uuid7())
    steps: list[dict[str, Any]] = []

    async def timed(name: str, work: Awaitable[Any], told: Callable[[Any], dict[str, Any]]) -> Any:
        start = time.perf_counter()
        result = await work
        seconds = time.perf_counter() - start
        steps.append({"step": name, "seconds": round(seconds, 2), "result": told(result)})
        err.print(f"{name:<12} {seconds:6.2f} s", style="dim")
        return result

    teacher, colleague = await timed(
        "teachers", _teachers(database, settings, org_id), lambda found: {"teachers": len(found)}
    )
    people = await timed(
        "students", _students(database, settings, org_id, count), lambda found: {"students": len(found)}
    )
    ended = clock.now() - timedelta(minutes=10)
    exam_id = await timed(
        "sitting",
        sat_exam(database, settings, teacher, colleague, people, ended=ended),
        lambda _id: {"sat": count, "staged": sum(1 for place in PARTS if place < count)},
    )
    await timed("analysis", drain(database, settings), lambda runs: {"jobs": runs})
    await timed("cases", _judged(database, exam_id, teacher, colleague), dict)
    found = await timed("items", figures(database, teacher, exam_id), _item_facts)
    pairs, _names = await timed("similarity", similarity(database, teacher, exam_id), _pair_facts)
    await sequence(database, signer(settings), earlier_keys(settings))
    report = await verify_log(database, trusted_keys(settings))
    async with database.transaction(org_id=org_id) as db:
        events = await monitoring.get_high_risk_events_summary(db, org_id, exam_id)
    return {
        "students": count,
        "steps": steps,
        "incidents": events["incidents"],
        "warnings": [
            *(found.document or {}).get("warnings", ()),
            *(pairs.document or {}).get("warnings", ()),
        ],
        "log": {"ok": report.ok, "entries": report.entries, "checkpoints": report.checkpoints},
    }


async def _judged(database: Database, exam_id: UUID, teacher: Actor, colleague: Actor) -> dict[str, int]:
    """Decide; in a class too small for a staged incident, over a case that the teacher opens by hand."""
    async with database.transaction(org_id=teacher.org_id) as db:
        queued, _tally = await cases.queue(db, teacher, exam_id=exam_id)
    if not queued.items:
        assert teacher.org_id is not None
        async with database.transaction(org_id=teacher.org_id) as db:
            first = (await attempts.of_exam(db, teacher.org_id, exam_id, limit=1)).items[0]
            await cases.flag(db, teacher, first.attempt_id)
    return await decide(database, exam_id, teacher, colleague)


def _item_facts(found: Any) -> dict[str, Any]:
    document = found.document or {}
    alarms = [one["id"] for one in document.get("items", ()) if one["suspected_key"]]
    return {
        "questions": document.get("n_items"),
        "alpha": round(document.get("alpha") or 0, 2),
        "keys to check": ", ".join(alarms) or "none",
    }


def _pair_facts(found: Any) -> dict[str, Any]:
    document = found[0].document or {}
    return {"pairs": document.get("n_pairs", 0), "flagged": document.get("n_flagged", 0)}


def _print(summary: dict[str, Any]) -> None:
    out.print(f"\n{summary['students']:,} students")
    for step in summary["steps"]:
        facts = ", ".join(f"{name} {value}" for name, value in step["result"].items())
        out.print(f"  {step['step']:<12} {step['seconds']:6.2f} s   {facts}")
    for warning in summary["warnings"]:
        out.print(f"  note: {warning}", style="dim")
    log = summary["log"]
    state = "verified" if log["ok"] else "BROKEN"
    out.print(f"log: {state}, {log['entries']:,} entries under {log['checkpoints']:,} signed checkpoints")
