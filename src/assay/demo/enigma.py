"""Enigma's demo: a cycle part-way through its phases for `assay up`, and a whole cycle without a browser."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycle_queries
from assay.apps.enigma.cycles import service as cycles
from assay.apps.enigma.cycles.forms import CycleForm
from assay.apps.enigma.intake import service as intake
from assay.apps.enigma.intake.forms import SubmissionForm
from assay.apps.enigma.phases import Action
from assay.apps.enigma.policy import Policy
from assay.apps.enigma.publication import service as publication
from assay.apps.enigma.scrubbing import service as scrubbing
from assay.apps.enigma.selection import bundle
from assay.apps.enigma.selection import service as selection
from assay.commands.console import err, out, say
from assay.demo.people import applicants
from assay.demo.throwaway import drain, house
from assay.kernel import clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.audit.keys import earlier_keys, signer, trusted_keys
from assay.kernel.audit.sequencer import sequence
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import AssayError
from assay.kernel.identity.admin import ensure_organisation, ensure_user
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings

ORGANISATION = ("demo", "Lakeside Institute of Technology")
PASSWORD = "lakeside-demo-2027"  # noqa: S105 - printed at the start of the demo
PEOPLE = {
    "admin": "admin@example.org",
    "reviewer": "reviewer@example.org",
    "auditor": "auditor@example.org",
}
CATEGORIES = ("SC", "PwD")


def demo_cycle(name: str, seats: int, *, started: timedelta, lasts: timedelta) -> CycleForm:
    """A cycle that opened `started` ago and takes applications for `lasts`."""
    start = clock.now() - started
    return CycleForm(
        name=name,
        max_seats=seats,
        starts_at=start,
        ends_at=start + lasts,
        results_at=start + lasts + timedelta(days=30),
        policy=Policy.model_validate(
            {
                "reserved": [
                    {"category": "SC", "seats": max(1, seats // 7), "kind": "vertical"},
                    {"category": "PwD", "seats": max(1, seats // 25), "kind": "horizontal"},
                ],
                "waitlist": max(2, seats // 3),
                "evaluation": {"allow_baseline": True},
            }
        ),
    )


async def seed(
    database: Database, settings: Settings, *, say: Callable[[str], None]
) -> list[tuple[str, str, str]]:
    """Organisation, users, one cycle with 300 applications in the reviewers' hands, and one that is open."""
    org_id = await ensure_organisation(database, *ORGANISATION)
    for role, email in PEOPLE.items():
        roles = {"enigma": role, "kernel": "admin"} if role == "admin" else {"enigma": role}
        await ensure_user(
            database, settings, email=email, password=PASSWORD, org_id=org_id, roles=roles, name=role.title()
        )
    actor = system_actor(org_id, "demo")
    async with database.transaction(org_id=org_id) as db:
        known = await cycle_queries.cycles(db, org_id)
    if not known.items:
        say("Making 300 made-up applications ...")
        cycle_id = await fill_cycle(
            database,
            actor,
            demo_cycle("B.Tech 2027", 60, started=timedelta(days=20), lasts=timedelta(days=21)),
        )
        await submit_all(database, actor, cycle_id, 300, over=timedelta(days=20))
        async with database.transaction(org_id=org_id) as db:
            await cycles.freeze(db, actor, cycle_id)
        say("Computing metrics and taking names out of the texts ...")
        for action in (Action.PREPROCESS, Action.EXPORT_BATCH):
            async with database.transaction(org_id=org_id) as db:
                await cycles.begin(db, actor, cycle_id, action)
            await drain(database, settings)
        await fill_cycle(
            database,
            actor,
            demo_cycle("M.Sc. Data 2027", 25, started=timedelta(days=2), lasts=timedelta(days=30)),
        )
    return [(role, email, PASSWORD) for role, email in PEOPLE.items()]


async def fill_cycle(database: Database, actor: Actor, form: CycleForm) -> UUID:
    """Set up a cycle and open it."""
    async with database.transaction(org_id=actor.org_id) as db:
        cycle = await cycles.create(db, actor, form)
        await cycles.open_submissions(db, actor, cycle.cycle_id)
    return cycle.cycle_id


async def submit_all(
    database: Database, actor: Actor, cycle_id: UUID, count: int, *, over: timedelta = timedelta(0)
) -> list[intake.Submitted]:
    """Submit `count` made-up applications, each in a transaction of its own, spread over the time `over`.

    Most come late, as in life: the share `x` of the time brings the share `x` squared of them.
    """
    done = []
    end = clock.now()
    for number, form in enumerate(applicants(count, categories=CATEGORIES)):
        sent_at = end - over * (1 - ((number + 1) / count) ** 0.5)
        with clock.frozen(sent_at):
            async with database.transaction(role=Role.VAULT, org_id=actor.org_id) as vault:
                sent = SubmissionForm.model_validate({**form.model_dump(), "cycle_id": cycle_id})
                done.append(await intake.submit(vault, actor, cycle_id, sent))
    return done


async def run_cycle(applications: int, *, as_json: bool) -> None:
    """All nine phases on a throw-away server; prints what each did and ends with the verified log."""
    async with house() as (database, settings):
        summary = await _whole_cycle(database, settings, applications)
    say(summary, as_json=as_json, text=lambda: _print(summary))
    if not summary["log"]["ok"] or not summary["selection"]["verified"]:
        raise AssayError("The run did not end with a verified log and selection.")


async def _whole_cycle(database: Database, settings: Settings, applications: int) -> dict:  # type: ignore[type-arg]
    org_id = await ensure_organisation(database, *ORGANISATION, org_id=uuid7())
    actor = system_actor(org_id, "demo")
    form = demo_cycle(
        "Headless 2027", max(1, applications // 5), started=timedelta(days=1), lasts=timedelta(days=2)
    )
    steps: list[dict[str, object]] = []

    async def timed(name: str, work: object) -> None:
        start = time.perf_counter()
        result = await work  # type: ignore[misc]
        seconds = time.perf_counter() - start
        steps.append({"step": name, "seconds": round(seconds, 2), "result": result or {}})
        err.print(f"{name:<14} {seconds:6.2f} s", style="dim")

    cycle_id = await fill_cycle(database, actor, form)
    await timed("submission", _submitted(database, actor, cycle_id, applications))

    async def freeze() -> object:
        async with database.transaction(org_id=org_id) as db:
            return (await cycles.freeze(db, actor, cycle_id)).result

    await timed("freeze", freeze())
    for action in (
        Action.PREPROCESS,
        Action.EXPORT_BATCH,
        Action.EVALUATE,
        Action.JUDGE,
        Action.SELECT_TOP_K,
        Action.PUBLISH,
        Action.COMPLETE,
    ):
        await timed(action.value, _step(database, settings, actor, cycle_id, action))
    await sequence(database, signer(settings), earlier_keys(settings))
    report = await verify_log(database, trusted_keys(settings))
    async with database.transaction(org_id=org_id) as db:
        cycle = await cycle_queries.cycle(db, org_id, cycle_id)
        header = await selection.bundle_header(db, cycle)
        lines = [line.decode() async for line in selection.bundle_lines(db, cycle, header)]
    verdict = bundle.verify(lines, [str(key) for key in trusted_keys(settings)])
    return {
        "applications": applications,
        "phase": cycle.phase.value,
        "engine": "baseline (fixed text features, no judge of essays)",
        "steps": steps,
        "selection": {"verified": verdict.verified, "difference": verdict.difference},
        "log": {"ok": report.ok, "entries": report.entries, "checkpoints": report.checkpoints},
    }


async def _submitted(database: Database, actor: Actor, cycle_id: UUID, count: int) -> dict[str, int]:
    return {"applications": len(await submit_all(database, actor, cycle_id, count))}


async def _step(
    database: Database, settings: Settings, actor: Actor, cycle_id: UUID, action: Action
) -> dict[str, object]:
    """Take one step to its end, answering the reviewers' queues as a reviewer would."""
    for _round in range(20):
        async with database.transaction(org_id=actor.org_id) as db:
            begin = publication.publish if action is Action.PUBLISH else None
            step = (
                await begin(db, actor, cycle_id) if begin else await cycles.begin(db, actor, cycle_id, action)
            )
        if step.finished:
            return dict(step.result or {})
        await drain(database, settings)
        await answer_reviews(database, actor, cycle_id)
    raise AssayError(f"{action.value} did not finish: {step.note or step.error}")


async def answer_reviews(database: Database, actor: Actor, cycle_id: UUID) -> int:
    """Approve every scrubbed text that waits, and keep the worker's scores where a person is asked."""
    reviewer = replace(actor, label="demo reviewer")
    async with database.transaction(org_id=actor.org_id) as db:
        return await scrubbing.approve_all(db, reviewer, cycle_id)


def _print(summary: dict) -> None:  # type: ignore[type-arg]
    out.print(f"\n{summary['applications']:,} applications, engine: {summary['engine']}")
    for step in summary["steps"]:
        facts = ", ".join(
            f"{name} {value}"
            for name, value in step["result"].items()
            if isinstance(value, int | float | str) and len(str(value)) < 24
        )
        out.print(f"  {step['step']:<14} {step['seconds']:6.2f} s   {facts}")
    out.print(
        f"selection: {'verified' if summary['selection']['verified'] else summary['selection']['difference']}"
    )
    log = summary["log"]
    state = "verified" if log["ok"] else "BROKEN"
    out.print(f"log: {state}, {log['entries']:,} entries under {log['checkpoints']:,} signed checkpoints")
