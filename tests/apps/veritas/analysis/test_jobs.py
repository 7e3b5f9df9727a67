"""What follows a submission: sealed, analysed, flagged and told once, also when it was cut off."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from assay.apps.veritas.analysis import queries, ruleset, service, summary
from assay.apps.veritas.analysis import rules as scoring
from assay.apps.veritas.jobspecs import AFTER_SUBMIT, RESCORE, SUMMARISE, AttemptArgs, ExamArgs
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.kernel import jobs as kernel_jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database
from assay.kernel.errors import Conflict
from assay.kernel.identity.admin import ensure_organisation, ensure_user
from assay.kernel.ids import uuid7
from assay.kernel.jobs import run_jobs
from assay.kernel.mail import mail_to
from assay.kernel.settings import Settings
from assay.main import load_modules
from assay.worker import all_jobs
from tests.apps.veritas.analysis.scene import Sat, Scene, assign, make_exam, person

Place = tuple[Database, UUID, UUID, int]


@pytest.fixture
async def place(database: Database, settings: Settings) -> Place:
    """A committed exam with one wild attempt of a student with an account: database, org, exam, attempt."""
    org = await ensure_organisation(database, f"org-{uuid7().hex[-12:]}", "Test Institute")
    account = await ensure_user(
        database,
        settings,
        email="asha@example.org",
        password="a long pass phrase of tests",
        org_id=org,
        roles={"veritas": "student"},
        name="Asha Rao",
    )
    async with database.transaction(org_id=org) as db:
        scene = await make_exam(db, org, [])
        sat = await scene.attempt("Asha Rao", student=person(org, "student", "Asha Rao", account))
        await scene.leave(sat, 12, 30)
        await scene.events(sat, ("second_session", 60.0), ("paste", 300.0), ("paste", 900.0))
    return database, org, scene.exam.exam_id, sat.attempt


async def defer(database: Database, org: UUID, spec: Any, args: Any) -> None:
    async with database.transaction(org_id=org) as db:
        await kernel_jobs.defer(db, system_actor(org, "test"), spec, args)


async def work(database: Database) -> None:
    handlers, _schedules = all_jobs(load_modules(("veritas",)))
    await run_jobs(database, handlers)


async def state(database: Database, org: UUID, attempt: int) -> dict[str, Any]:
    async with database.transaction(org_id=org) as db:
        row = await db.execute(
            text(
                """
                SELECT (SELECT count(*) FROM veritas.behavior_analyses) AS analyses,
                       (SELECT count(*) FROM veritas.review_cases) AS cases,
                       (SELECT count(*) FROM kernel.audit_entries
                        WHERE event = 'veritas.events.sealed') AS seals,
                       (SELECT count(*) FROM kernel.audit_entries
                        WHERE event = 'veritas.case.opened') AS told,
                       (SELECT events_root IS NOT NULL FROM veritas.exam_attempts WHERE attempt = :attempt)
                           AS sealed,
                       (SELECT review_priority FROM veritas.exam_attempts WHERE attempt = :attempt)
                           AS priority,
                       (SELECT count(*) FROM veritas.performance_metrics) AS metrics
                """
            ),
            {"attempt": attempt},
        )
        return dict(row.mappings().one())


async def test_a_submission_is_sealed_analysed_and_flagged_once(place: Place) -> None:
    database, org, _exam, attempt = place
    for _time in range(2):
        await defer(database, org, AFTER_SUBMIT, AttemptArgs(attempt=attempt))
        await work(database)
    found = await state(database, org, attempt)
    assert found.pop("priority") >= ruleset.load().case_from
    assert found == {"analyses": 1, "cases": 1, "seals": 1, "told": 1, "sealed": True, "metrics": 2}
    mails = await mail_to(database, "asha@example.org")
    assert [mail.subject for mail in mails] == ["Your sitting of Mechanics is looked at by people"]


async def test_cut_off_between_its_steps_it_ends_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, org, _exam, attempt = place
    whole = service.analyse
    cuts = iter([True, True, False])

    async def cut_off(*args: Any) -> Any:
        done = await whole(*args)
        if next(cuts):
            raise ConnectionError("the worker was killed")
        return done

    monkeypatch.setattr(service, "analyse", cut_off)
    await defer(database, org, AFTER_SUBMIT, AttemptArgs(attempt=attempt))
    await work(database)
    found = await state(database, org, attempt)
    assert (found["analyses"], found["cases"], found["seals"], found["told"]) == (1, 1, 1, 1)
    assert len(await mail_to(database, "asha@example.org")) == 1


async def test_an_attempt_that_is_being_sat_is_left_alone(place: Place) -> None:
    database, org, _exam, attempt = place
    async with database.transaction(org_id=org) as db:
        await db.execute(text("UPDATE veritas.exam_attempts SET status = 'running', submitted_at = NULL"))
    await defer(database, org, AFTER_SUBMIT, AttemptArgs(attempt=attempt))
    await work(database)
    found = await state(database, org, attempt)
    assert (found["analyses"], found["seals"], found["sealed"]) == (0, 0, False)


async def test_a_summary_without_a_model_lists_the_findings_and_says_so(place: Place) -> None:
    database, org, _exam, attempt = place
    await defer(database, org, AFTER_SUBMIT, AttemptArgs(attempt=attempt))
    await work(database)
    async with database.transaction(org_id=org) as db:
        found = await queries.latest_analysis(db, org, attempt)
    assert found is not None
    assert found.summary == {}
    await defer(database, org, SUMMARISE, AttemptArgs(attempt=attempt))
    await work(database)
    async with database.transaction(org_id=org) as db:
        found = await queries.latest_analysis(db, org, attempt)
    assert found is not None
    assert found.summary["engine"] == "baseline"
    assert "no model was asked" in found.summary["written_by"]
    known = {seq for one in found.contributions["items"] for seq in one["events"]}
    assert found.summary["statements"]
    assert all(set(one["events"]) <= known for one in found.summary["statements"])


async def test_new_rules_score_anew_without_the_events(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    database, org, exam, attempt = place
    await defer(database, org, AFTER_SUBMIT, AttemptArgs(attempt=attempt))
    await work(database)
    before = await state(database, org, attempt)
    heavier = ruleset.source().replace('version: "1"', 'version: "2"').replace("weight: 40", "weight: 20", 1)
    second = ruleset.parse(heavier)
    monkeypatch.setattr(ruleset, "load", lambda version="2": second)
    async with database.transaction(org_id=org) as db:
        # The events are out of reach: only what was kept of them can be used.
        await db.execute(text("UPDATE veritas.exam_attempts SET attempt_month = '2020-01-01'"))
    await defer(database, org, RESCORE, ExamArgs(exam_id=exam))
    await work(database)
    after = await state(database, org, attempt)
    assert after["analyses"] == 2
    assert after["priority"] < before["priority"]
    async with database.transaction(org_id=org) as db:
        first = await queries.analysis(db, org, attempt, "1")
    assert first is not None
    assert first.priority == before["priority"]


async def test_the_class_is_the_yardstick_once_it_is_large_enough(scene: Scene) -> None:
    actor = scene.teachers[0]
    everyone: list[Sat] = []
    for number in range(12):
        sat = await scene.attempt(f"Student {number}")
        await scene.leave(sat, 4, 15)
        everyone.append(sat)
        await service.analyse(scene.db, actor, sat.row)
    alone = await queries.latest_analysis(scene.db, scene.org, everyone[0].attempt)
    assert alone is not None
    assert alone.priority > 0
    cohort = await service.refresh_cohort(scene.db, actor, scene.exam.exam_id)
    assert (cohort.size, cohort.medians["left_page"]) == (12, (4.0, 60.0))
    last, scored = await service.rescore(scene.db, actor, scene.exam.exam_id, after=-1)
    assert (last, scored) == (max(one.attempt for one in everyone), 12)
    assert await service.rescore(scene.db, actor, scene.exam.exam_id, after=last) == (last, 0)
    for sat in everyone:
        found = await queries.latest_analysis(scene.db, scene.org, sat.attempt)
        assert found is not None
        await scene.db.refresh(found)
        assert found.priority == 0
        assert "class median 4 times, 60 s" in found.contributions["items"][0]["text"]


async def test_a_rule_that_is_off_for_a_student_counts_nothing(scene: Scene) -> None:
    sat = await scene.attempt()
    await assign(scene, sat, rules_off=["left_page"])
    await scene.leave(sat, 20, 60)
    done = await service.analyse(scene.db, scene.teachers[0], sat.row)
    assert done.assessment.priority == 0
    assert "this rule is off for the student" in scoring.words(
        done.assessment.contributions[0], ruleset.load()
    )


async def test_what_the_exam_does_not_record_is_said(scene: Scene) -> None:
    scene.exam.monitoring_policy = {**scene.exam.monitoring_policy, "off": ["paste"]}
    await scene.db.flush()
    sat = await scene.attempt()
    await service.analyse(scene.db, scene.teachers[0], sat.row)
    found = await queries.latest_analysis(scene.db, scene.org, sat.attempt)
    assert found is not None
    assert "pasted text" in found.not_observed["not_recorded"]


async def test_nobody_analyses_an_attempt_that_is_being_sat(scene: Scene) -> None:
    sat = await scene.attempt(status=AttemptStatus.RUNNING, submitted_at=None)
    with pytest.raises(Conflict):
        await service.reanalyse(scene.db, scene.teachers[0], sat.row.attempt_id)


def test_a_statement_that_rests_on_no_known_event_is_dropped() -> None:
    findings = [{"text": "left the page", "points": 10.0, "events": [3, 4]}]
    said = {
        "statements": [
            {"text": "The page was left.", "events": [3]},
            {"text": "Notes were used.", "events": [99]},
            {"text": "It looks bad.", "events": []},
        ]
    }
    assert summary.accept(said, findings) == [{"text": "The page was left.", "events": [3]}]
