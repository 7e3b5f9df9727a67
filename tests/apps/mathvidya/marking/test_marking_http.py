"""A script marked over HTTP: what a marker sees, every operation kept, no end while anything is lacking."""

from decimal import Decimal
from typing import Any

import httpx
from sqlalchemy import select, update

from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.exams.outcome import How, Outcome
from assay.apps.mathvidya.models.evaluations import (
    Evaluation,
    EvaluationState,
    MarkQuery,
    Purpose,
    QuestionMark,
)
from assay.apps.mathvidya.models.exams import StudentMcqAnswer
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from assay.kernel.ids import uuid7
from tests.apps.mathvidya.marking import scene
from tests.apps.mathvidya.marking.scene import Script, all_marks, marked, sent
from tests.support import mathvidya
from tests.support.school import Caller, School

NO_SHEET = "018f0000-0000-7000-8000-000000000000"
TICK = {"stamp": "tick", "x": 0.25, "y": 0.5}


async def log(script: Script) -> list[QuestionMark]:
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        found = await db.scalars(
            select(QuestionMark)
            .where(QuestionMark.evaluation_id == script.evaluation_id)
            .order_by(QuestionMark.op_no)
        )
        return list(found.all())


async def hand_over(script: Script, teacher: Caller, before: Caller) -> None:
    async with script.school.database.transaction(org_id=script.school.org_id) as db:
        await db.execute(
            update(Evaluation)
            .where(Evaluation.evaluation_id == script.evaluation_id)
            .values(teacher_id=teacher.person_id, declined_by={str(before.person_id): {"why": "leave"}})
        )


async def test_script_says_nothing_of_the_student(script: Script, student: Caller, teacher: Caller) -> None:
    answer = await teacher.get(script.path)
    assert answer.status_code == 200, answer.text
    assert [page["number"] for page in answer.json()["pages"]] == [1, 2, 3]
    page = await teacher.http.get(
        f"/mathvidya/teacher/evaluations/{script.evaluation_id}", headers=teacher.headers
    )
    assert page.status_code == 200, page.text
    for told in (answer.text, page.text):
        for secret in ("Asha", "Rao", str(student.person_id), str(student.account_id), str(script.exam_id)):
            assert secret not in told


async def test_scheme_stands_beside_the_page(script: Script, teacher: Caller) -> None:
    found = (await teacher.get(script.path)).json()
    assert found["marks"] == "9"
    by_number = {one["number"]: one for one in found["questions"]}
    assert [option["choice"] for option in by_number[21]["slots"][0]["options"]] == ["a", "b"]
    methods = by_number[22]["slots"][0]["options"][0]["parts"][0]["methods"]
    assert [one["unit"] for one in methods] == ["0.5", "1"]
    assert [len(slot["options"]) for slot in by_number[36]["slots"]] == [1, 1, 2]


async def test_what_the_student_typed_stands_beside_the_model_answer(
    script: Script, student: Caller, teacher: Caller
) -> None:
    for revision, text in enumerate(("x = 1", "(3 - sqrt(2))/4"), start=1):
        await script.school.add(
            StudentMcqAnswer(
                org_id=script.school.org_id,
                student_id=student.person_id,
                exam_id=script.exam_id,
                number=22,
                revision=revision,
                chosen=[],
                typed=text,
                answered_at=clock.now(),
            )
        )
    asked = (await teacher.get(script.path)).json()["questions"]
    assert {one["number"]: one["typed"] for one in asked} == {21: "", 22: "(3 - sqrt(2))/4", 36: ""}


async def test_script_of_another_teacher_is_not_there(script: Script, school: School) -> None:
    other = await mathvidya.make_teacher(school, "Other")
    assert (await other.get(script.path)).status_code == 404
    assert (await script.send(other, marked(21, 0, "1"))).status_code == 404
    assert (await script.submit(other)).status_code == 404
    assert await log(script) == []


async def test_student_may_not_mark(script: Script, student: Caller) -> None:
    assert (await student.get(script.path)).status_code == 403


async def test_operations_sent_again_count_once(script: Script, teacher: Caller) -> None:
    batch = [marked(21, 0, "1"), sent("stamp", number=21, sheet_id=str(script.sheets[0]), body=TICK)]
    first = await script.send(teacher, *batch)
    again = await script.send(teacher, *batch)
    assert (first.status_code, first.json()) == (200, {"last_op_no": 2, "behind": False})
    assert again.json() == first.json()
    more = await script.send(teacher, batch[1], marked(21, 1, "0"), after=2)
    assert more.json() == {"last_op_no": 3, "behind": False}
    assert [row.op_no for row in await log(script)] == [1, 2, 3]


async def test_same_id_with_other_content_is_refused(script: Script, teacher: Caller) -> None:
    one = marked(21, 0, "1")
    await script.send(teacher, one)
    answer = await script.send(teacher, {**one, "marks": "0"})
    assert (answer.status_code, answer.json()["reason"]) == (409, "op")


async def test_second_window_is_told_that_it_is_behind(script: Script, teacher: Caller) -> None:
    await script.send(teacher, marked(21, 0, "1"))
    answer = await script.send(teacher, marked(21, 1, "1"), after=0)
    assert answer.json() == {"last_op_no": 2, "behind": True}


async def test_first_operation_starts_the_marking(script: Script, teacher: Caller) -> None:
    assert (await script.row()).state is EvaluationState.ASSIGNED
    await script.send(teacher, sent("seen_question", number=21))
    row = await script.row()
    assert row.state is EvaluationState.STARTED
    assert row.started_at is not None


async def test_batch_with_something_that_does_not_fit_stores_nothing(script: Script, teacher: Caller) -> None:
    misfits = [
        (marked(21, 0, "1.5"), "ops.1.marks"),
        (marked(21, 0, "0.5"), "ops.1.marks"),
        (marked(21, 5, "1"), "ops.1.step"),
        (marked(30, 0, "1"), "ops.1.number"),
        (sent("seen_page", sheet_id=NO_SHEET), "ops.1.sheet_id"),
    ]
    for bad, field in misfits:
        answer = await script.send(teacher, marked(21, 0, "1"), bad)
        assert answer.status_code == 422
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await log(script) == []


async def test_what_no_marker_can_do_is_refused(script: Script, teacher: Caller) -> None:
    for bad in (
        marked(21, 0, "0.25"),
        marked(21, 0, "-1"),
        sent("stamp", sheet_id=str(script.sheets[0]), body={**TICK, "x": 1.2}),
        sent("stamp", sheet_id=str(script.sheets[0]), body={**TICK, "stamp": "skull"}),
        sent("total", number=21, marks="2"),
    ):
        assert (await script.send(teacher, bad)).status_code == 422, bad


async def test_log_comes_back_as_it_was_sent(script: Script, teacher: Caller) -> None:
    stroke = sent("pen", number=21, sheet_id=str(script.sheets[0]), body={"points": [[0.1, 0.2], [0.3, 0.4]]})
    comment = sent("comment", number=21, body={"text": "Good: $x = 3$"})
    await script.send(teacher, stroke, comment, marked(36, 0, "0.5", "iii", choice="b"), sent("undo"))
    found = (await teacher.get(script.path)).json()["ops"]
    assert [one["kind"] for one in found] == ["pen", "comment", "mark", "undo"]
    assert found[0]["body"] == stroke["body"]
    assert found[1]["body"] == comment["body"]
    assert (found[2]["part"], found[2]["choice"], Decimal(found[2]["marks"])) == ("iii", "b", Decimal("0.5"))
    assert (await teacher.get(script.path)).json()["awarded"] == "0"


async def test_marking_cannot_be_finished_while_anything_is_lacking(script: Script, teacher: Caller) -> None:
    answer = await script.submit(teacher)
    assert answer.status_code == 409
    lacking = [(one["lack"], one["number"]) for one in answer.json()["lacking"]]
    assert lacking == [
        ("page_unseen", 1),
        ("page_unseen", 2),
        ("blank_unacknowledged", 2),
        ("page_unseen", 3),
        *((lack, number) for number in (21, 22, 36) for lack in ("question_unseen", "unmarked")),
    ]
    await script.send(teacher, *script.seen(), *all_marks()[:-1])
    lacking = (await script.submit(teacher)).json()["lacking"]
    assert lacking == [{"lack": "partly_marked", "number": 36}]
    assert (await script.row()).state is EvaluationState.STARTED


async def test_finished_marking_is_what_the_log_comes_to(script: Script, teacher: Caller) -> None:
    comment = sent("comment", number=22, body={"text": "Check the sign."})
    better = marked(21, 0, "2", choice="b")
    await script.send(teacher, *script.seen(), *all_marks(q21_1="0", q22_2="0.5"), better, comment)
    answer = await script.submit(teacher)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["score"], answer.json()["marks"]) == ("8", "9")
    row = await script.row()
    found = Outcome.model_validate(row.outcome)
    assert (row.state, row.score) == (EvaluationState.SUBMITTED, Decimal(8))
    assert {one.number: one.marks for one in found.questions} == {21: 2, 22: 2, 36: 4}
    assert [part.choice for part in found.questions[0].parts] == ["b"]
    assert [step.marks for step in found.questions[1].parts[0].steps] == [
        Decimal("0.5"),
        Decimal(1),
        Decimal("0.5"),
    ]
    assert found.questions[1].comments == ("Check the sign.",)
    assert found.questions[2].section == "E"


async def test_finishing_twice_is_answered_the_same(script: Script, teacher: Caller) -> None:
    await script.send(teacher, *script.seen(), *all_marks())
    first, again = await script.submit(teacher), await script.submit(teacher)
    assert first.json() == again.json()
    page = await teacher.http.get(
        f"/mathvidya/teacher/evaluations/{script.evaluation_id}", headers=teacher.headers
    )
    assert "Handed in" in page.text


async def test_nothing_is_added_to_a_finished_marking(script: Script, teacher: Caller) -> None:
    await script.send(teacher, *script.seen(), *all_marks())
    await script.submit(teacher)
    answer = await script.send(teacher, marked(21, 0, "0"))
    assert (answer.status_code, answer.json()["reason"]) == (409, "submitted")
    assert (await script.row()).score == 9


async def test_operation_of_another_window_must_be_seen_before_the_end(
    script: Script, teacher: Caller
) -> None:
    await script.send(teacher, *script.seen(), *all_marks())
    answer = await teacher.post(f"{script.path}/submit", {"last_op_no": 3})
    assert (answer.status_code, answer.json()["reason"]) == (409, "behind")


async def test_declared_question_counts_nothing_and_is_shown(
    school: School, student: Caller, teacher: Caller
) -> None:
    exam = await scene.make_exam(school, student, unanswered=[22])
    script = await scene.make_script(school, student, teacher, exam=exam)
    found = (await teacher.get(script.path)).json()["questions"]
    assert [one["declared"] for one in found] == [False, True, False]
    assert (await script.send(teacher, marked(22, 0, "0.5"))).status_code == 422
    await script.send(teacher, *script.seen(), *(one for one in all_marks() if one["number"] != 22))
    assert (await script.submit(teacher)).json()["score"] == "6"
    outcome = Outcome.model_validate((await script.row()).outcome)
    assert outcome.questions[1].how is How.DECLARED


async def test_taken_over_script_takes_nothing_more_and_both_logs_stay(
    school: School, script: Script, teacher: Caller
) -> None:
    await script.send(teacher, *script.seen(), *all_marks())
    other = await mathvidya.make_teacher(school, "Other")
    await hand_over(script, other, teacher)
    answer = await script.send(teacher, marked(21, 0, "0"))
    assert (answer.status_code, answer.json()["reason"]) == (409, "taken-over")
    found = (await other.get(script.path)).json()
    assert (found["ops"], found["awarded"], found["last_op_no"]) == ([], "0", 16)
    await script.send(other, marked(21, 0, "1"), after=16)
    assert [row.teacher_id for row in await log(script)] == [teacher.person_id] * 16 + [other.person_id]


async def test_page_that_is_photographed_again_keeps_the_marking_open(
    school: School, student: Caller, teacher: Caller
) -> None:
    script = await scene.make_script(school, student, teacher, state=EvaluationState.PAUSED)
    await script.send(teacher, *script.seen(), *all_marks())
    answer = await script.submit(teacher)
    assert (answer.status_code, answer.json()["reason"]) == (409, "paused")


async def test_second_marker_sees_nothing_of_the_first_and_a_third_sees_both(
    school: School, student: Caller, teacher: Caller
) -> None:
    exam = await scene.make_exam(school, student)
    first = await scene.make_script(school, student, teacher, exam=exam)
    await first.send(teacher, *first.seen(), *all_marks())
    await first.submit(teacher)
    other = await mathvidya.make_teacher(school, "Other")
    second = await scene.make_script(school, student, other, exam=exam, purpose=Purpose.SECOND)
    found = (await other.get(second.path)).json()
    assert (found["ops"], found["earlier"], found["awarded"]) == ([], [], "0")
    await second.send(other, *second.seen(), *all_marks(q22_2="0"))
    await second.submit(other)
    third = await mathvidya.make_teacher(school, "Third")
    last = await scene.make_script(school, student, third, exam=exam, purpose=Purpose.ADJUDICATION)
    earlier = (await third.get(last.path)).json()["earlier"]
    assert [(one["purpose"], one["questions"]["22"]) for one in earlier] == [
        ("first", "3"),
        ("second", "1.5"),
    ]
    assert [one.score for one in (await first.row(), await second.row())] == [9, Decimal("7.5")]


async def test_next_script_with_the_same_question(school: School, teacher: Caller) -> None:
    scripts = [
        await scene.make_script(school, await mathvidya.make_student(school, f"Student {n}"), teacher)
        for n in range(3)
    ]
    ids = [str(one.evaluation_id) for one in scripts]
    first = (await teacher.get(f"{scripts[0].path}/same/22")).json()
    assert first == {"evaluation_id": ids[1], "number": 22}
    assert (await teacher.get(f"{scripts[0].path}/same/22", by=-1)).json()["evaluation_id"] == ids[2]
    assert (await teacher.get(f"{scripts[2].path}/same/22")).json()["evaluation_id"] == ids[0]
    assert (await teacher.get(f"{scripts[0].path}/same/7")).status_code == 404


async def test_comments_are_kept_once_and_for_their_teacher(school: School, teacher: Caller) -> None:
    first = (await teacher.post("/saved-comments", {"text": "Check the sign."})).json()
    await teacher.post("/saved-comments", {"text": "Units: $m^2$"})
    again = (await teacher.post("/saved-comments", {"text": "Check the sign."})).json()
    assert again["comment_id"] == first["comment_id"]
    found = (await teacher.get("/saved-comments")).json()
    assert [one["text"] for one in found] == ["Check the sign.", "Units: $m^2$"]
    other = await mathvidya.make_teacher(school, "Other")
    assert (await other.get("/saved-comments")).json() == []
    assert (await other.delete(f"/saved-comments/{first['comment_id']}")).status_code == 404
    assert (await teacher.delete(f"/saved-comments/{first['comment_id']}")).status_code == 204


async def test_page_that_cannot_be_read_is_asked_for_again_and_the_time_stands_still(
    school: School, student: Caller, script: Script, teacher: Caller
) -> None:
    asked = {"sheet_id": str(script.sheets[0]), "reason": "Too dark to read"}
    assert (await teacher.post(f"{script.path}/rescan", {**asked, "sheet_id": NO_SHEET})).status_code == 404
    answer = await teacher.post(f"{script.path}/rescan", asked)
    assert (answer.status_code, answer.json()["state"]) == (200, "paused")
    (told,) = (await student.get("/notices")).json()["items"]
    assert (told["kind"], told["body"]) == ("rescan", "Too dark to read")
    # A request to resume that is older than the pause does not end it.
    async with school.database.transaction(org_id=school.org_id) as db:
        actor = system_actor(school.org_id, "job")
        assert await evaluations.resume(db, actor, student.person_id, script.exam_id) == 0
    assert (await teacher.get(script.path)).json()["state"] == "paused"
    assert (await script.send(teacher, marked(21, 0, "1"))).status_code == 200
    exam = (script.exam_id, list(script.sheets))
    second = await scene.make_script(school, student, teacher, exam=exam, purpose=Purpose.SECOND)
    answer = await teacher.post(f"{second.path}/rescan", asked)
    assert (answer.status_code, answer.json()["reason"]) == (409, "marked-before")


async def test_typed_answer_is_compared_as_mathematics_and_gives_no_marks(
    script: Script, teacher: Caller
) -> None:
    async def compare(typed: str, **fields: Any) -> httpx.Response:
        form = {"number": 36, "part": "ii", "typed": typed, **fields}
        return await teacher.post(f"{script.path}/typed", form)

    found = (await compare("n + n")).json()
    assert (found["same"], found["marks"]) == (True, ["1"])
    assert "no model was asked" in found["suggested_by"]
    assert [(await compare(typed)).json()["same"] for typed in ("3n", "2n +")] == [False, None]
    assert (await compare("2n", number=21, part="")).status_code == 409
    assert (await compare("2n", number=7)).status_code == 404
    assert (await teacher.get(script.path)).json()["awarded"] == "0"


async def test_query_shows_its_reason_and_asks_for_one_question_alone(
    school: School, student: Caller, script: Script, teacher: Caller
) -> None:
    await script.send(teacher, *script.seen(), *all_marks(q22_2="0"))
    await script.submit(teacher)
    query = MarkQuery(
        org_id=school.org_id,
        student_id=student.person_id,
        query_id=uuid7(),
        exam_id=script.exam_id,
        number=22,
        reason="The roots are on page 3.",
        marks_before=Decimal("1.5"),
    )
    await school.add(query)
    other = await mathvidya.make_teacher(school, "Other")
    again = await scene.make_script(
        school,
        student,
        other,
        exam=(script.exam_id, list(script.sheets)),
        purpose=Purpose.QUERY,
        query_id=query.query_id,
    )
    found = (await other.get(again.path)).json()
    assert [one["number"] for one in found["questions"]] == [22]
    assert found["earlier"][0]["questions"]["22"] == "1.5"
    page = await other.http.get(f"/mathvidya/teacher{again.path}", headers=other.headers)
    assert "The roots are on page 3." in page.text
    assert (await again.send(other, marked(21, 0, "1"))).status_code == 422
    await again.send(other, sent("seen_question", number=22), *all_marks()[2:5])
    assert (await again.submit(other)).json()["score"] == "3"
