"""Questions of an exam over HTTP: written, changed into new versions, ordered, removed."""

from typing import Any

import pytest

from tests.apps.veritas.exams.conftest import Staff, question_body, told
from tests.support.veritas import API


async def listed(staff: Staff, exam_id: str) -> list[dict[str, Any]]:
    found = await staff.teacher.get(f"/teacher/exams/{exam_id}/questions")
    return list(found.json()["items"])


async def test_a_question_is_kept_with_what_lint_found(staff: Staff) -> None:
    exam_id = await staff.exam(question_body(), question_body("Empty key?", right=""))
    first, second = await listed(staff, exam_id)
    assert first["title"] == "Primes"
    assert first["body"]["options"][1] == {"id": "b", "text": "7"}
    assert first["findings"] == []
    assert second["findings"][0]["severity"] == "error"
    assert [first["position"], second["position"]] == [1, 2]


async def test_a_change_makes_a_version_and_the_old_one_stays(staff: Staff) -> None:
    exam_id = await staff.exam(question_body())
    question_id = (await listed(staff, exam_id))[0]["question_id"]
    path = f"/teacher/exams/{exam_id}/questions"
    changed = await staff.teacher.post(path, {**question_body("Which one?"), "question_id": question_id})
    assert changed.status_code == 201
    assert changed.json()["version"] == 2
    assert changed.json()["regrade_offered"] is False
    assert [one["version"] for one in await listed(staff, exam_id)] == [2]
    old = await staff.teacher.get(f"{path}/{question_id}", version=1)
    assert old.json()["body"]["text"] == "Which is prime?"
    assert (await staff.teacher.get(f"{path}/{question_id}", version=3)).status_code == 404


async def test_an_edit_names_the_version_it_was_made_from(staff: Staff) -> None:
    exam_id = await staff.exam(question_body())
    question_id = (await listed(staff, exam_id))[0]["question_id"]
    path = f"/teacher/exams/{exam_id}/questions/{question_id}"
    assert (await staff.teacher.put(path, question_body())).status_code == 428
    first = await staff.teacher.put(path, question_body("A?"), **{"If-Match": '"v1"'})
    assert first.headers["ETag"] == '"v2"'
    late = await staff.teacher.put(path, question_body("B?"), **{"If-Match": '"v1"'})
    assert late.status_code == 412
    assert (await staff.teacher.get(path)).json()["body"]["text"] == "A?"


async def test_a_key_corrected_after_publishing_offers_a_regrade(staff: Staff) -> None:
    exam_id = await staff.published()
    question_id = (await listed(staff, exam_id))[0]["question_id"]
    path = f"/teacher/exams/{exam_id}/questions/{question_id}"
    answer = await staff.teacher.put(path, question_body(right="a"), **{"If-Match": '"v1"'})
    assert answer.status_code == 200
    assert answer.json()["regrade_offered"] is True
    assert answer.json()["key"]["options"] == ["a"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"points": 2}, "points"),
        ({"pool": "Other"}, "pool"),
        ({"kind": "multiple_choice"}, "kind"),
        ({"body": {"text": "?", "options": [{"id": "a", "text": "4"}, {"id": "z", "text": "7"}]}}, "options"),
    ],
)
async def test_a_version_that_would_not_fit_its_attempts_is_refused(
    staff: Staff, change: dict[str, Any], field: str
) -> None:
    exam_id = await staff.published()
    question_id = (await listed(staff, exam_id))[0]["question_id"]
    path = f"/teacher/exams/{exam_id}/questions/{question_id}"
    answer = await staff.teacher.put(path, question_body(**change), **{"If-Match": '"v1"'})
    assert answer.status_code == 422
    assert list(told(answer)) == [field]
    assert (await staff.teacher.get(path)).json()["version"] == 1


async def test_a_published_exam_takes_no_further_question_and_loses_none(staff: Staff) -> None:
    exam_id = await staff.published()
    path = f"/teacher/exams/{exam_id}/questions"
    question_id = (await listed(staff, exam_id))[0]["question_id"]
    assert (await staff.teacher.post(path, question_body())).status_code == 409
    removed = await staff.teacher.http.delete(f"{API}{path}/{question_id}", headers=staff.teacher.headers)
    assert removed.status_code == 409
    ordered = await staff.teacher.put(f"/teacher/exams/{exam_id}/order", {"order": [question_id]})
    assert ordered.status_code == 409


async def test_questions_are_ordered_and_removed(staff: Staff) -> None:
    exam_id = await staff.exam(question_body("One?"), question_body("Two?"), question_body("Three?"))
    ids = [one["question_id"] for one in await listed(staff, exam_id)]
    order = [ids[2], ids[0], ids[1]]
    answer = await staff.teacher.put(f"/teacher/exams/{exam_id}/order", {"order": order})
    assert answer.status_code == 204
    assert [one["question_id"] for one in await listed(staff, exam_id)] == order
    path = f"{API}/teacher/exams/{exam_id}/questions/{ids[0]}"
    assert (await staff.teacher.http.delete(path, headers=staff.teacher.headers)).status_code == 204
    assert [one["body"]["text"] for one in await listed(staff, exam_id)] == ["Three?", "Two?"]
    incomplete = await staff.teacher.put(f"/teacher/exams/{exam_id}/order", {"order": [ids[2]]})
    assert incomplete.status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (question_body(kind="riddle"), "kind"),
        (question_body(points=0), "points"),
        (question_body(body={"text": ""}), "body.text"),
        (question_body(key={"options": ["no spaces"]}), "key.options.0"),
        (question_body(html="<b>"), "html"),
    ],
)
async def test_a_malformed_question_is_told_by_field(staff: Staff, body: dict[str, Any], field: str) -> None:
    exam_id = await staff.exam()
    answer = await staff.teacher.post(f"/teacher/exams/{exam_id}/questions", body)
    assert answer.status_code == 422
    assert field in told(answer)
    assert await listed(staff, exam_id) == []


async def test_a_question_of_another_exam_is_not_found(staff: Staff) -> None:
    one = await staff.exam(question_body())
    other = await staff.exam(question_body())
    question_id = (await listed(staff, other))[0]["question_id"]
    answer = await staff.teacher.get(f"/teacher/exams/{one}/questions/{question_id}")
    assert answer.status_code == 404
    stolen = await staff.teacher.post(
        f"/teacher/exams/{one}/questions", {**question_body(), "question_id": question_id}
    )
    assert stolen.status_code == 404
