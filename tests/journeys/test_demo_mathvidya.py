"""Mathvidya's demo: an exam of each class without a browser, and what `assay up` finds seeded."""

import pytest
from sqlalchemy import select

from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState, MarkQuery, Purpose
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus
from assay.demo import mathvidya
from assay.demo.enigma import ORGANISATION
from assay.demo.mathvidya_pages import WIDE, by_hand, wrap
from assay.demo.mathvidya_run import whole_exams
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.settings import Settings


def test_formulas_are_written_in_letters_a_hand_has() -> None:
    assert by_hand(r"So $\dfrac{\pi r^2}{2} \ge \sqrt{5}$ \left( x \right)").isascii()
    assert by_hand(r"$\frac{3}{4} \times 8$") == "(3)/(4) x 8"
    assert all(len(line) <= WIDE for line in wrap("a long answer " * 12))


async def test_an_exam_of_each_class_ends_with_a_verified_log(database: Database, settings: Settings) -> None:
    summary = await whole_exams(database, settings)
    assert summary["log"]["ok"]
    steps = {step["step"]: step["result"] for step in summary["steps"]}
    for level in ("X", "XII"):
        assert set(steps[f"{level} marking"]) == {"first", "second", "adjudication"}
        assert steps[f"{level} pages"]["read"] == steps[f"{level} pages"]["pages"] > 0
        assert steps[f"{level} query"]["state"] == "answered"
        assert steps[f"{level} figures"]["rank"] == 1


async def test_every_state_is_seeded_and_seeding_again_changes_nothing(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mathvidya, "FULL_PAPERS", {})
    monkeypatch.setattr(mathvidya, "ON_SCREEN", {5: 1})
    said: list[str] = []
    logins = await mathvidya.seed(database, settings, say=said.append)
    assert [role for role, _email, _password in logins] == [
        "admin",
        "teacher",
        "student",
        "student X",
        "parent",
    ]
    before = await _state(database)
    assert await mathvidya.seed(database, settings, say=said.append) == logins
    assert await _state(database) == before
    exams, rounds, queries = before
    assert {status for _exam, status in exams} == set(ExamStatus)
    assert {state for _purpose, state in rounds} == set(EvaluationState) - {EvaluationState.CANCELLED}
    assert (Purpose.ADJUDICATION, EvaluationState.ASSIGNED) in rounds
    assert sorted(queries) == ["answered", "open"]


async def _state(
    database: Database,
) -> tuple[list[tuple[str, ExamStatus]], list[tuple[Purpose, EvaluationState]], list[str]]:
    org_id = await ensure_organisation(database, *ORGANISATION)
    async with database.transaction(org_id=org_id) as db:
        exams = await db.execute(
            select(ExamInstance.exam_id, ExamInstance.status).order_by(ExamInstance.exam_id)
        )
        rounds = await db.execute(
            select(Evaluation.purpose, Evaluation.state).order_by(Evaluation.evaluation_id)
        )
        asked = await db.scalars(select(MarkQuery.state))
        return (
            [(str(row[0]), row[1]) for row in exams.all()],
            [(row[0], row[1]) for row in rounds.all()],
            [one.value for one in asked.all()],
        )
