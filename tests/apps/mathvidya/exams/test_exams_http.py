"""A student's exam over HTTP: made, started, answered on screen, handed in."""

import base64
import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.ids import uuid5_of, uuid7
from tests.apps.mathvidya.exams.conftest import Pupil
from tests.support.mathvidya import make_student

FULL, UNIT = "x-board", "x-unit-algebra"


def questions(sitting: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for section in sitting["paper"]["sections"] for one in section["questions"]]


def on_screen(sitting: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in questions(sitting) if one["items"][0]["options"]]


def written(sitting: dict[str, Any]) -> list[int]:
    return [one["number"] for one in questions(sitting) if not one["items"][0]["options"]]


async def test_a_board_paper_is_made_and_opens_with_the_start(board_pupil: Pupil) -> None:
    pupil = board_pupil
    made = await pupil.generate(FULL)
    assert made["status"] == "generated"
    assert [Decimal(made["max_score"]), Decimal(made["written_max"])] == [Decimal(80), Decimal(60)]
    early = await pupil.caller.get(f"/exams/{made['exam_id']}/sitting")
    assert early.status_code == 409
    sitting = (await pupil.caller.post(f"/exams/{made['exam_id']}/start")).json()
    assert len(questions(sitting)) == 38
    length = datetime.fromisoformat(sitting["deadline_at"]) - datetime.fromisoformat(sitting["started_at"])
    assert length == timedelta(minutes=180 + 15)
    again = (await pupil.caller.post(f"/exams/{made['exam_id']}/start")).json()
    assert again["started_at"] == sitting["started_at"]


async def test_a_started_paper_shows_no_key(pupil: Pupil) -> None:
    sitting = await pupil.started(UNIT)

    def names(node: Any) -> set[str]:
        if isinstance(node, dict):
            return set(node).union(*(names(one) for one in node.values()))
        return set().union(*(names(one) for one in node)) if isinstance(node, list) else set()

    assert "options" in names(sitting["paper"])
    assert not {"right", "methods", "answer", "steps"} & names(sitting["paper"])


async def test_the_same_request_sent_twice_is_one_exam(pupil: Pupil) -> None:
    key = str(uuid7())
    first = await pupil.generate(UNIT, key=key)
    second = await pupil.generate(UNIT, key=key)
    assert first["exam_id"] == second["exam_id"]
    items = (await pupil.caller.get("/exams")).json()["items"]
    assert [one["exam_id"] for one in items] == [first["exam_id"]]


async def test_exams_are_listed_by_time_whatever_their_ids(pupil: Pupil) -> None:
    student_id = pupil.caller.person_id
    keys = sorted((uuid7() for _n in range(3)), key=lambda key: uuid5_of(student_id, "exam", key))
    made = [(await pupil.generate(UNIT, key=str(key)))["exam_id"] for key in reversed(keys)]
    listed: list[str] = []
    after = None
    while True:
        page = (await pupil.caller.get("/exams", limit=2, **({"after": after} if after else {}))).json()
        listed += [one["exam_id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert listed == made[::-1]


async def test_a_used_up_plan_says_what_is_left_and_when_it_resets(pupil: Pupil) -> None:
    for _n in range(3):
        await pupil.generate(UNIT)
    body = {"template_id": pupil.templates[UNIT], "key": str(uuid7())}
    answer = await pupil.caller.post("/exams", body)
    assert answer.status_code == 402
    problem = answer.json()
    assert problem["left"] == 0
    assert datetime.fromisoformat(problem["resets_at"]) > clock.now()


async def test_without_a_plan_no_paper(pupil: Pupil) -> None:
    other = await make_student(pupil.school, "Nobody Special")
    body = {"template_id": pupil.templates[UNIT], "key": str(uuid7())}
    assert (await other.post("/exams", body)).status_code == 402


async def test_a_template_of_the_other_class_is_not_there(pupil: Pupil) -> None:
    body = {"template_id": pupil.templates["xii-board"], "key": str(uuid7())}
    assert (await pupil.caller.post("/exams", body)).status_code == 404


async def test_another_students_exam_is_not_there(pupil: Pupil) -> None:
    sitting = await pupil.started(UNIT)
    other = await make_student(pupil.school, "Ravi", class_level=ClassLevel.X)
    for path in ("", "/sitting", "/paper.pdf", "/receipt", "/result", "/marked.pdf"):
        assert (await other.get(f"/exams/{sitting['exam_id']}{path}")).status_code == 404, path
    body = {"chosen": [], "revision": 1}
    assert (await other.put(f"/exams/{sitting['exam_id']}/answers/1", body)).status_code == 404
    assert (await other.post(f"/exams/{sitting['exam_id']}/submit")).status_code == 404


async def test_one_exam_is_under_way_at_a_time(pupil: Pupil) -> None:
    await pupil.started(UNIT)
    second = await pupil.generate(UNIT)
    answer = await pupil.caller.post(f"/exams/{second['exam_id']}/start")
    assert (answer.status_code, answer.json()["reason"]) == (409, "another")


async def test_the_last_revision_of_an_answer_counts(pupil: Pupil) -> None:
    sitting = await pupil.started(UNIT)
    one = on_screen(sitting)[0]
    path = f"/exams/{sitting['exam_id']}/answers/{one['number']}"
    first, second = (option["id"] for option in one["items"][0]["options"][:2])
    assert (await pupil.caller.put(path, {"chosen": [first], "revision": 1})).status_code == 200
    assert (await pupil.caller.put(path, {"chosen": [first], "revision": 1})).status_code == 200
    clash = await pupil.caller.put(path, {"chosen": [second], "revision": 1})
    assert (clash.status_code, clash.json()["revision"]) == (409, 1)
    assert (await pupil.caller.put(path, {"chosen": [second], "revision": 2})).status_code == 200
    now = (await pupil.caller.get(f"/exams/{sitting['exam_id']}/sitting")).json()
    assert now["answers"] == {str(one["number"]): [second]}


async def test_what_is_no_choice_is_refused(pupil: Pupil) -> None:
    sitting = await pupil.started(UNIT)
    one = on_screen(sitting)[0]
    path = f"/exams/{sitting['exam_id']}/answers/"
    wrong = await pupil.caller.put(f"{path}{one['number']}", {"chosen": ["zz"], "revision": 1})
    assert wrong.status_code == 422
    both = [option["id"] for option in one["items"][0]["options"][:2]]
    assert (
        await pupil.caller.put(f"{path}{one['number']}", {"chosen": both, "revision": 1})
    ).status_code == 422
    on_paper = written(sitting)[0]
    assert (await pupil.caller.put(f"{path}{on_paper}", {"chosen": ["a"], "revision": 1})).status_code == 422


async def test_a_short_final_answer_may_be_typed_beside_the_paper(typing_pupil: Pupil) -> None:
    pupil = typing_pupil
    sitting = await pupil.started("x-unit-trigonometry")
    exam = f"/exams/{sitting['exam_id']}"
    takes = {
        one["number"]: any(part["typed"] for item in one["items"] for part in item["parts"])
        for one in questions(sitting)
    }
    number = next(number for number, takes_typed in takes.items() if takes_typed)
    assert (
        await pupil.caller.put(f"{exam}/answers/{number}", {"typed": "3/4", "revision": 1})
    ).status_code == 200
    for other in (on_screen(sitting)[0]["number"], next((n for n in written(sitting) if not takes[n]), None)):
        if other is not None:
            refused = await pupil.caller.put(f"{exam}/answers/{other}", {"typed": "3/4", "revision": 1})
            assert refused.status_code == 422
    now = (await pupil.caller.get(f"{exam}/sitting")).json()
    assert now["typed"] == {str(number): "3/4"}
    await pupil.caller.put(f"{exam}/unanswered", {"numbers": written(sitting)})
    assert (await pupil.caller.post(f"{exam}/submit")).json()["status"] == "marked"
    assert (await pupil.caller.get(f"{exam}/receipt")).json()["typed"] == {str(number): "3/4"}


async def test_after_the_deadline_no_answer_is_taken_and_the_clock_hands_in(
    pupil: Pupil, savepoint: Database
) -> None:
    sitting = await pupil.started(UNIT)
    one, another = on_screen(sitting)[:2]
    exam = f"/exams/{sitting['exam_id']}"
    body = {"chosen": [one["items"][0]["options"][0]["id"]], "revision": 1}
    assert (await pupil.caller.put(f"{exam}/answers/{one['number']}", body)).status_code == 200
    length = datetime.fromisoformat(sitting["deadline_at"]) - datetime.fromisoformat(sitting["started_at"])
    await pupil.begun_earlier(savepoint, length + timedelta(minutes=1))
    body = {"chosen": [another["items"][0]["options"][0]["id"]], "revision": 1}
    late = await pupil.caller.put(f"{exam}/answers/{another['number']}", body)
    assert (late.status_code, late.json()["reason"]) == (409, "ended")
    await pupil.clock_ticks()
    assert (await pupil.caller.get(exam)).json()["status"] == "uploading"
    await pupil.begun_earlier(savepoint, timedelta(hours=1))
    await pupil.clock_ticks()
    done = (await pupil.caller.get(exam)).json()
    assert done["status"] == "marked"
    assert done["submitted_at"] == done["uploads_until"]
    result = (await pupil.caller.get(f"{exam}/result")).json()["result"]["questions"]
    assert [each["number"] for each in result if each["how"] == "key"] == [one["number"]]


async def test_handing_in_needs_pages_or_a_declaration(pupil: Pupil) -> None:
    sitting = await pupil.started(UNIT)
    refused = await pupil.caller.post(f"/exams/{sitting['exam_id']}/submit")
    assert refused.status_code == 409
    assert refused.json()["missing"]
    exam = f"/exams/{sitting['exam_id']}"
    assert (await pupil.caller.put(f"{exam}/unanswered", {"numbers": [1]})).status_code == 422
    assert (await pupil.caller.put(f"{exam}/unanswered", {"numbers": written(sitting)})).status_code == 200
    done = (await pupil.caller.post(f"{exam}/submit")).json()
    assert done["status"] == "marked"
    assert Decimal(done["score"]) == 0
    assert (await pupil.caller.post(f"{exam}/submit")).json()["status"] == "marked"
    late = await pupil.caller.put(f"{exam}/unanswered", {"numbers": []})
    assert late.status_code == 409


async def test_right_choices_earn_their_marks(pupil: Pupil, savepoint: Database) -> None:
    sitting = await pupil.started(UNIT)
    exam = f"/exams/{sitting['exam_id']}"
    async with savepoint.transaction(org_id=pupil.school.org_id) as db:
        paper = await db.scalar(
            text("SELECT paper FROM mathvidya.exam_instances WHERE exam_id = :id"), {"id": sitting["exam_id"]}
        )
    right = {one["number"]: one["right"] for one in paper["key"]["items"] if one["right"]}
    asked = on_screen(sitting)
    for one in asked[:-1]:
        body = {"chosen": right[one["number"]], "revision": 1}
        assert (await pupil.caller.put(f"{exam}/answers/{one['number']}", body)).status_code == 200
    await pupil.caller.put(f"{exam}/unanswered", {"numbers": written(sitting)})
    done = (await pupil.caller.post(f"{exam}/submit")).json()
    assert Decimal(done["score"]) == len(asked) - 1
    result = (await pupil.caller.get(f"{exam}/result")).json()["result"]["questions"]
    by_key = [one for one in result if one["how"] == "key"]
    assert len(by_key) == len(asked) - 1
    assert all(one["marks"] == one["out_of"] for one in by_key)


async def test_the_receipt_is_what_the_log_holds(pupil: Pupil, savepoint: Database) -> None:
    sitting = await pupil.started(UNIT)
    exam = f"/exams/{sitting['exam_id']}"
    assert (await pupil.caller.get(f"{exam}/receipt")).status_code == 404
    await pupil.caller.put(f"{exam}/unanswered", {"numbers": written(sitting)})
    await pupil.caller.post(f"{exam}/submit")
    document = (await pupil.caller.get(f"{exam}/receipt")).json()
    digest = hashlib.sha256(rfc8785.dumps(document)).hexdigest()
    async with savepoint.transaction(org_id=pupil.school.org_id) as db:
        row = await db.scalar(
            text("SELECT receipt_entry FROM mathvidya.exam_instances WHERE exam_id = :id"),
            {"id": sitting["exam_id"]},
        )
    assert row is not None
    await pupil.school.sequence()
    proof = await pupil.caller.get(f"{exam}/receipt/proof")
    assert proof.status_code == 200
    extra = next(line for line in proof.text.splitlines() if line.startswith("extra "))
    assert digest in base64.b64decode(extra.removeprefix("extra ")).decode()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mathvidya.exam_instances SET paper = '{}'",
        "UPDATE mathvidya.exam_instances SET seed = 1",
        "DELETE FROM mathvidya.exam_instances",
    ],
)
async def test_the_database_refuses_to_change_a_paper(
    pupil: Pupil, savepoint: Database, statement: str
) -> None:
    await pupil.generate(UNIT)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with savepoint.transaction(org_id=pupil.school.org_id) as db:
            await db.execute(text(statement))


async def test_the_paper_prints_the_same_twice(pupil: Pupil) -> None:
    sitting = await pupil.started(UNIT)
    first = await pupil.caller.get(f"/exams/{sitting['exam_id']}/paper.pdf")
    second = await pupil.caller.get(f"/exams/{sitting['exam_id']}/paper.pdf")
    assert first.status_code == 200
    assert first.content.startswith(b"%PDF-")
    assert first.content == second.content


async def test_a_second_paper_repeats_no_question(board_pupil: Pupil) -> None:
    pupil = board_pupil

    def ids(sitting: dict[str, Any]) -> set[str]:
        return {item["question_id"] for one in questions(sitting) for item in one["items"]}

    first = await pupil.started(FULL)
    exam = f"/exams/{first['exam_id']}"
    await pupil.caller.put(f"{exam}/unanswered", {"numbers": written(first)})
    await pupil.caller.post(f"{exam}/submit")
    second = await pupil.started(FULL)
    assert not ids(first) & ids(second)


async def test_the_pages_of_an_exam_open(pupil: Pupil) -> None:
    made = await pupil.generate(UNIT)
    http, headers = pupil.caller.http, pupil.caller.headers
    base = f"/mathvidya/student/exams/{made['exam_id']}"
    for path in ("/mathvidya/student/exams", base):
        page = await http.get(path, headers=headers)
        assert page.status_code == 200, page.text
    await pupil.caller.post(f"/exams/{made['exam_id']}/start")
    for path in (base, f"{base}?language=hi", f"{base}/submit", f"{base}/pages"):
        page = await http.get(path, headers=headers)
        assert page.status_code == 200, page.text
    sitting = (await pupil.caller.get(f"/exams/{made['exam_id']}/sitting")).json()
    await pupil.caller.put(f"/exams/{made['exam_id']}/unanswered", {"numbers": written(sitting)})
    await pupil.caller.post(f"/exams/{made['exam_id']}/submit")
    await pupil.school.work()
    for path in (base, f"{base}/result", "/mathvidya/student/progress", "/mathvidya/student/exams"):
        page = await http.get(path, headers=headers)
        assert page.status_code == 200, page.text
    script = await pupil.caller.get(f"/exams/{made['exam_id']}/marked.pdf")
    assert script.content.startswith(b"%PDF-")
    analytics = (await pupil.caller.get("/analytics")).json()
    assert {one["unit"] for one in analytics["units"]} == {"algebra"}
    assert analytics["practice"]
