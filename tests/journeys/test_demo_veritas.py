"""The demo's exam, end to end without a browser, in a class just large enough for its staged incidents."""

import pytest
from sqlalchemy import select

from assay.apps.veritas.models.analysis import CaseDecision, CaseState, ReviewCase
from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt
from assay.apps.veritas.models.monitoring import MonitoringIncident
from assay.demo import veritas
from assay.demo.enigma import ORGANISATION
from assay.demo.veritas_exams import paper
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.questions.lint import check
from assay.kernel.settings import Settings

CLASS = 8


def test_questions_of_the_demo_can_be_published() -> None:
    for name in ("maths", "science"):
        errors = [
            found.message
            for task in paper(name).tasks
            for found in check(task.question)
            if found.severity == "error"
        ]
        assert errors == []


async def test_the_whole_exam_ends_with_a_verified_log(database: Database, settings: Settings) -> None:
    summary = await veritas.whole_exam(database, settings, CLASS)
    assert summary["log"]["ok"]
    assert summary["log"]["entries"] > CLASS * 4
    steps = {step["step"]: step["result"] for step in summary["steps"]}
    assert steps["similarity"]["pairs"] == CLASS * (CLASS - 1) // 2
    assert steps["cases"]["decided"] == 1
    org_id = await ensure_organisation(database, *ORGANISATION)
    async with database.transaction(org_id=org_id) as db:
        attempts = (await db.scalars(select(ExamAttempt))).all()
        assert [one.status for one in attempts] == [AttemptStatus.GRADED] * CLASS
        assert all(one.events_root for one in attempts)
        kinds = set((await db.scalars(select(MonitoringIncident.kind))).all())
        assert "conflict" in kinds
        decided = (await db.scalars(select(ReviewCase).where(ReviewCase.state == CaseState.DECIDED))).one()
        reviewers = await db.scalars(
            select(CaseDecision.reviewer_id).where(CaseDecision.attempt == decided.attempt)
        )
        assert len(set(reviewers.all())) == 2


async def test_seeding_again_changes_nothing(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(veritas, "STUDENTS", 4)
    monkeypatch.setattr(veritas, "LIVE", 2)
    said: list[str] = []
    logins = await veritas.seed(database, settings, say=said.append)
    assert [role for role, _email, _password in logins] == ["teacher", "student"]
    before = await _state(database)
    assert await veritas.seed(database, settings, say=said.append) == logins
    assert await _state(database) == before
    assert before.count(AttemptStatus.RUNNING) == 2
    assert len(before) == 6


async def _state(database: Database) -> list[AttemptStatus]:
    org_id = await ensure_organisation(database, *ORGANISATION)
    async with database.transaction(org_id=org_id) as db:
        found = await db.scalars(select(ExamAttempt.status).order_by(ExamAttempt.attempt))
        return list(found.all())
