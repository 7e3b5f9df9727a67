"""Cases over HTTP: two people for an adverse decision, statement, appeal, expungement, who sees what."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import text

from assay.apps.veritas.analysis import cases, queries, service
from assay.apps.veritas.analysis.forms import ReviewForm
from assay.apps.veritas.models.analysis import CaseState, Verdict
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.errors import Conflict, Gone, NotFound
from tests.apps.veritas.analysis.scene import Sat, Scene, person

API = "/api/v1/veritas"


class Http:
    """One client in the part of several people."""

    def __init__(self, app: FastAPI, client: httpx.AsyncClient) -> None:
        self.app, self.client = app, client

    def __call__(self, actor: Actor) -> httpx.AsyncClient:
        async def identify(request: Request) -> Actor:
            request.state.actor = actor
            return actor

        self.app.state.identify = identify
        return self.client


@pytest.fixture
def http(app: FastAPI, client: httpx.AsyncClient) -> Http:
    return Http(app, client)


async def flagged(scene: Scene, name: str = "Asha Rao", **values: Any) -> Sat:
    sat = await scene.attempt(name, **values)
    await scene.leave(sat, 12, 30)
    await scene.events(sat, ("second_session", 60.0), ("paste", 300.0), ("paste", 900.0))
    done = await service.analyse(scene.db, scene.teachers[0], sat.row)
    assert done.opened
    return sat


async def status(scene: Scene, sat: Sat) -> AttemptStatus:
    await scene.db.refresh(sat.row)
    return sat.row.status


async def say(http: Http, actor: Actor, sat: Sat, verdict: str) -> httpx.Response:
    return await http(actor).post(
        f"{API}/teacher/attempts/{sat.row.attempt_id}/review",
        json={"verdict": verdict, "reasons": "I looked at the timeline."},
    )


async def test_one_person_clears(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    answer = await say(http, scene.teachers[0], sat, "clear")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["verdict"]) == ("decided", "clear")


async def test_a_void_takes_two_people_and_voids_the_attempt(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    first = await say(http, scene.teachers[0], sat, "void")
    assert (first.json()["state"], first.json()["verdict"]) == ("second_review", None)
    assert await status(scene, sat) is AttemptStatus.SUBMITTED
    again = await say(http, scene.teachers[0], sat, "void")
    assert again.status_code == 403
    second = await say(http, scene.teachers[1], sat, "void")
    assert (second.json()["state"], second.json()["verdict"]) == ("decided", "void")
    assert second.json()["appeal_until"] is not None
    assert await status(scene, sat) is AttemptStatus.VOID


@pytest.mark.parametrize(
    ("first", "second", "verdict"), [("void", "warn", "warn"), ("warn", "clear", "clear")]
)
async def test_the_milder_of_two_holds(
    scene: Scene, http: Http, first: str, second: str, verdict: str
) -> None:
    sat = await flagged(scene)
    await say(http, scene.teachers[0], sat, first)
    assert (await say(http, scene.teachers[1], sat, second)).json()["verdict"] == verdict
    assert await status(scene, sat) is AttemptStatus.SUBMITTED


async def test_an_appeal_is_decided_by_a_third_person_and_brings_the_attempt_back(
    scene: Scene, http: Http
) -> None:
    sat = await flagged(scene)
    await say(http, scene.teachers[0], sat, "void")
    await say(http, scene.teachers[1], sat, "void")
    path = f"{API}/student/attempts/{sat.row.attempt_id}/appeal"
    lodged = await http(sat.student).post(path, json={"text": "My screen reader steals the focus."})
    assert lodged.json()["state"] == "appealed"
    assert (await http(sat.student).post(path, json={"text": "again"})).status_code == 409
    assert (await say(http, scene.teachers[0], sat, "clear")).status_code == 403
    done = await say(http, scene.teachers[2], sat, "clear")
    assert (done.json()["verdict"], done.json()["overturned"]) == ("clear", True)
    assert await status(scene, sat) is AttemptStatus.SUBMITTED
    queue = (await http(scene.teachers[0]).get(f"{API}/teacher/cases")).json()
    assert (queue["overturned_share"], queue["overturned_on_appeal"], queue["items"]) == (1.0, 1, [])


async def test_an_appeal_cannot_make_it_harsher_and_ends_with_its_window(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    await say(http, scene.teachers[0], sat, "warn")
    await say(http, scene.teachers[1], sat, "warn")
    with clock.frozen(clock.now() + timedelta(days=15)), pytest.raises(Gone):
        await cases.appeal(scene.db, sat.student, sat.row.attempt_id, "late")
    await cases.appeal(scene.db, sat.student, sat.row.attempt_id, "in time")
    assert (await say(http, scene.teachers[2], sat, "void")).status_code == 422


async def test_the_statement_is_taken_until_the_decision(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    path = f"{API}/student/attempts/{sat.row.attempt_id}/statement"
    answer = await http(sat.student).post(path, json={"text": "The fire alarm rang."})
    assert answer.status_code == 200
    shown = await http(scene.teachers[0]).get(f"{API}/teacher/attempts/{sat.row.attempt_id}/case")
    assert shown.json()["statement"] == "The fire alarm rang."
    await say(http, scene.teachers[0], sat, "clear")
    assert (await http(sat.student).post(path, json={"text": "More."})).status_code == 409


async def test_the_second_reviewer_does_not_see_what_the_first_said(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    await say(http, scene.teachers[0], sat, "void")
    path = f"{API}/teacher/attempts/{sat.row.attempt_id}/case"
    assert (await http(scene.teachers[1]).get(path)).json()["decisions"] == []
    page = await http(scene.teachers[1]).get(f"/veritas/teacher/attempts/{sat.row.attempt_id}/case")
    assert "I looked at the timeline" not in page.text
    assert len((await http(scene.teachers[0]).get(path)).json()["decisions"]) == 1
    own = await http(sat.student).get(f"/veritas/student/attempts/{sat.row.attempt_id}/case")
    assert "I looked at the timeline" not in own.text


async def test_strangers_find_nothing(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    other_teacher = person(scene.org, "teacher", "Dr Sen")
    other_student = person(scene.org, "student", "Ravi Nair")
    case = f"{API}/teacher/attempts/{sat.row.attempt_id}/case"
    assert (await http(other_teacher).get(case)).status_code == 404
    assert (await say(http, other_teacher, sat, "clear")).status_code == 404
    statement = f"{API}/student/attempts/{sat.row.attempt_id}/statement"
    assert (await http(other_student).post(statement, json={"text": "x"})).status_code == 404
    assert (await http(other_student).get(case)).status_code == 403
    assert (await http(other_teacher).get(f"{API}/teacher/cases")).json()["items"] == []


async def test_who_may_only_view_may_not_decide(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    await scene.db.execute(text("UPDATE veritas.teacher_exam_permissions SET level = 'view'"))
    assert (await say(http, scene.teachers[0], sat, "clear")).status_code == 404
    page = await http(scene.teachers[0]).get(f"/veritas/teacher/attempts/{sat.row.attempt_id}/case")
    assert page.status_code == 200
    assert "Your decision" not in page.text


async def test_expungement_empties_what_was_cleared_and_keeps_the_count(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    path = f"{API}/teacher/attempts/{sat.row.attempt_id}/expunge"
    assert (await http(scene.teachers[0]).post(path)).status_code == 409
    await cases.state_own(scene.db, sat.student, sat.row.attempt_id, "The fire alarm rang.")
    await say(http, scene.teachers[0], sat, "clear")
    assert (await http(scene.teachers[0]).post(path)).json()["state"] == "expunged"
    assert await queries.latest_analysis(scene.db, scene.org, sat.attempt) is None
    left = await scene.db.execute(
        text(
            "SELECT c.statement, d.reasons FROM veritas.review_cases c "
            "JOIN veritas.case_decisions d USING (attempt)"
        )
    )
    assert left.all() == [(None, "")]
    with pytest.raises(Conflict):
        await service.analyse(scene.db, scene.teachers[0], sat.row)
    queue = (await http(scene.teachers[0]).get(f"{API}/teacher/cases")).json()
    assert (queue["flagged"], queue["decided"]) == (1, 1)


async def test_a_decision_that_stands_is_not_expunged(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    await say(http, scene.teachers[0], sat, "warn")
    await say(http, scene.teachers[1], sat, "warn")
    path = f"{API}/teacher/attempts/{sat.row.attempt_id}/expunge"
    assert (await http(scene.teachers[0]).post(path)).status_code == 409


async def test_the_queue_is_ordered_by_priority_and_pages(scene: Scene, http: Http) -> None:
    mild = await scene.attempt("Mild")
    await scene.events(mild, ("second_session", 1.0), ("paste", 300.0))
    await scene.leave(mild, 8, 20)
    await service.analyse(scene.db, scene.teachers[0], mild.row)
    await cases.flag(scene.db, scene.teachers[0], mild.row.attempt_id)
    wild = await flagged(scene, "Wild")
    first = (await http(scene.teachers[0]).get(f"{API}/teacher/cases", params={"limit": 1})).json()
    assert [row["student"] for row in first["items"]] == ["Wild"]
    second = (
        await http(scene.teachers[0]).get(f"{API}/teacher/cases", params={"limit": 1, "after": first["next"]})
    ).json()
    assert [row["student"] for row in second["items"]] == ["Mild"]
    assert second["next"] is None
    flagged_ = await http(scene.teachers[0]).get(f"{API}/teacher/exams/{scene.exam.exam_id}/flagged")
    assert [row["attempt_id"] for row in flagged_.json()] == [
        str(wild.row.attempt_id),
        str(mild.row.attempt_id),
    ]


async def test_a_person_opens_a_case_by_hand_once(scene: Scene, http: Http) -> None:
    sat = await scene.attempt()
    path = f"{API}/teacher/attempts/{sat.row.attempt_id}/flag"
    assert (await http(scene.teachers[0]).post(path)).status_code == 201
    assert (await http(scene.teachers[1]).post(path)).json()["state"] == "open"
    page = await http(scene.teachers[0]).get(f"/veritas/teacher/attempts/{sat.row.attempt_id}/case")
    assert "opened by Dr Iyer" in page.text


async def test_pages_and_forms_carry_a_case_to_its_end(scene: Scene, http: Http) -> None:
    sat = await flagged(scene)
    base = f"/veritas/teacher/attempts/{sat.row.attempt_id}"
    page = await http(scene.teachers[0]).get(f"{base}/case")
    assert "left the page 12 times, 360 s in all" in page.text
    assert "Not observed:" in page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "verdict": "clear", "reasons": "A screen reader."}
    answer = await http(scene.teachers[0]).post(f"{base}/review", data=sent)
    assert answer.status_code == 303, answer.text
    own = await http(sat.student).get(f"/veritas/student/attempts/{sat.row.attempt_id}/case")
    assert "There is no objection" in own.text
    assert "A screen reader." in own.text
    assert "Nothing waits" in (await http(scene.teachers[0]).get("/veritas/teacher/cases")).text


async def test_decisions_made_at_once_wait_for_each_other(scene: Scene) -> None:
    sat = await flagged(scene)
    form = ReviewForm(verdict=Verdict.CLEAR, reasons="fine")
    done = await cases.review(scene.db, scene.teachers[0], sat.row.attempt_id, form)
    assert done.state is CaseState.DECIDED
    with pytest.raises(Conflict):
        await cases.review(scene.db, scene.teachers[1], sat.row.attempt_id, form)


async def test_no_case_is_not_found(scene: Scene) -> None:
    sat = await scene.attempt()
    with pytest.raises(NotFound):
        await cases.dossier(scene.db, scene.teachers[0], sat.row.attempt_id)
