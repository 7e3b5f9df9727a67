"""The pages of exams: every one answers, forms lead on, and what is typed is shown escaped."""

import re
from typing import Any

import httpx
import pytest

from tests.apps.veritas.exams.conftest import Staff, question_body
from tests.support.school import Caller

BASE = "/veritas/teacher/exams"


async def page(caller: Caller, path: str, **params: Any) -> httpx.Response:
    return await caller.http.get(BASE + path, headers=caller.headers, params=params)


async def send(
    caller: Caller, form_page: str, path: str, data: dict[str, Any], **more: Any
) -> httpx.Response:
    """Send a form as the page `form_page` would."""
    shown = await page(caller, form_page)
    assert shown.status_code == 200, shown.text
    token = shown.text.split('name="csrf_token" value="')[1].split('"')[0]
    headers = {**caller.headers, **more.pop("headers", {})}
    return await caller.http.post(BASE + path, headers=headers, data={"csrf_token": token, **data}, **more)


def fields(html: str) -> dict[str, Any]:
    """What a browser would send of the page's form, unchanged."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        switch = 'type="checkbox"' in tag or 'type="radio"' in tag
        if name and (not switch or " checked" in tag):
            found[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', html):
        found[name] = text
    found.pop("csrf_token", None)
    return found


async def test_an_exam_is_set_up_and_changed_by_its_form(staff: Staff) -> None:
    blank = fields((await page(staff.teacher, "/new")).text)
    made = await send(staff.teacher, "/new", "", {**blank, "title": "Set theory", "pools": "Easy: 2"})
    assert made.status_code == 303
    where = made.headers["Location"].removeprefix(BASE)
    exam = (await staff.teacher.get(f"/teacher/exams{where}")).json()
    assert exam["template"]["pools"] == {"Easy": 2}
    assert exam["monitoring_policy"]["off"] == []
    form = await page(staff.teacher, f"{where}/edit")
    changed = {**fields(form.text), "title": "Set theory, again"}
    changed.pop("record_paste")
    answer = await send(staff.teacher, f"{where}/edit", f"{where}/edit", changed)
    assert answer.status_code == 303, answer.text
    again = (await staff.teacher.get(f"/teacher/exams{where}")).json()
    assert again["title"] == "Set theory, again"
    assert again["monitoring_policy"]["off"] == ["paste"]
    assert again["review_policy"] == exam["review_policy"]
    assert "Set theory, again" in (await page(staff.teacher, "")).text


async def test_a_wrong_window_is_told_in_the_form(staff: Staff) -> None:
    blank = fields((await page(staff.teacher, "/new")).text)
    wrong = {**blank, "title": "Set theory", "closes_at": "2020-01-01T10:00", "opens_at": "2020-01-01T11:00"}
    headers = {"HX-Request": "true", "HX-Source": "form#form"}
    answer = await send(staff.teacher, "/new", "", wrong, headers=headers)
    assert answer.status_code == 422
    assert 'data-field="closes_at"' in answer.text
    assert "The window must end after it starts." in answer.text


@pytest.mark.parametrize(
    "kind", ["single_choice", "multiple_choice", "numeric", "short_text", "long_text", "formula"]
)
async def test_a_question_of_each_type_is_written_and_opened_again(staff: Staff, kind: str) -> None:
    exam_id = await staff.exam()
    new = f"/{exam_id}/questions/new"
    keys: dict[str, dict[str, Any]] = {
        "single_choice": {"right": "o2"},
        "multiple_choice": {"right": ["o1", "o2"], "partial": "true"},
        "numeric": {"value": "2*a", "absolute": "0.1", "relative_percent": "5", "parameters": "a = 1..9"},
        "short_text": {"accepted": "Oslo\nChristiania"},
        "long_text": {"rubric": "Light"},
        "formula": {"value": "2x"},
    }
    sent: dict[str, Any] = {"kind": kind, "text": "What is {a} **now**?" if kind == "numeric" else "What?"}
    sent |= {"points": "2", **keys[kind]}
    if "choice" in kind:
        sent |= {"option_o1": "one", "option_o2": "two", "option_o3": ""}
    answer = await send(staff.teacher, f"{new}?kind={kind}", new, sent)
    assert answer.status_code == 303, answer.text
    row = (await staff.teacher.get(f"/teacher/exams/{exam_id}/questions")).json()["items"][0]
    assert row["kind"] == kind
    assert [one for one in row["findings"] if one["severity"] == "error"] == []
    path = f"/{exam_id}/questions/{row['question_id']}"
    opened = await page(staff.teacher, path)
    assert "Version 1" in opened.text
    kept = {**fields(opened.text), "right": keys[kind].get("right", "")}
    again = await send(staff.teacher, path, path, kept)
    assert again.status_code == 303, again.text
    second = (await staff.teacher.get(f"/teacher/exams/{exam_id}/questions")).json()["items"][0]
    assert second["version"] == 2
    assert (second["body"], second["key"]) == (row["body"], row["key"])


async def test_the_live_preview_shows_the_question_and_what_is_wrong(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/{exam_id}/questions/preview"
    new = f"/{exam_id}/questions/new"
    sent = {"kind": "single_choice", "text": "<b>x</b> $x^2$", "option_o1": "1", "option_o2": "1"}
    shown = await send(staff.teacher, new, path, sent)
    assert "&lt;b&gt;x&lt;/b&gt;" in shown.text
    assert 'data-tex="x^2"' in shown.text
    assert "There is no key" in shown.text
    assert "Two options are alike" in shown.text
    unfinished = await send(staff.teacher, new, path, {"kind": "numeric", "text": "", "parameters": "a"})
    assert unfinished.status_code == 200
    assert "a = 1..9" in unfinished.text


async def test_rows_of_options_come_and_go(staff: Staff) -> None:
    exam_id = await staff.exam()
    first = await page(staff.teacher, f"/{exam_id}/questions/option", kind="multiple_choice")
    second = await page(staff.teacher, f"/{exam_id}/questions/option", kind="multiple_choice")
    names = [re.search(r'name="(option_[^"]+)"', one.text) for one in (first, second)]
    assert names[0]
    assert names[1]
    assert names[0][1] != names[1][1]
    assert 'type="checkbox"' in first.text
    assert "<html" not in first.text
    gone = await page(staff.teacher, f"/{exam_id}/questions/option", gone="true")
    assert (gone.status_code, gone.text) == (200, "")


async def test_the_exam_page_tells_drafts_from_published(staff: Staff) -> None:
    exam_id = await staff.exam(question_body(right=""))
    draft = (await page(staff.teacher, f"/{exam_id}")).text
    assert "Before it can be published" in draft
    assert "There is no key" in draft
    sound = await staff.exam(question_body(), title="Sound exam")
    assert "Ready to publish" in (await page(staff.teacher, f"/{sound}")).text
    answer = await send(staff.teacher, f"/{sound}", f"/{sound}/publish", {})
    assert answer.status_code == 303
    published = (await page(staff.teacher, f"/{sound}")).text
    assert "This exam is published" in published
    assert "Add a question" not in published
    question_id = (await staff.teacher.get(f"/teacher/exams/{sound}/questions")).json()["items"][0][
        "question_id"
    ]
    assert (
        "a regrade will be offered" in (await page(staff.teacher, f"/{sound}/questions/{question_id}")).text
    )
    assert (await page(staff.teacher, f"/{sound}/questions/new")).status_code == 409
    assert (await send(staff.teacher, f"/{sound}", f"/{sound}/close", {})).status_code == 303


async def test_questions_are_moved_and_removed_by_buttons(staff: Staff) -> None:
    exam_id = await staff.exam(question_body("One?"), question_body("Two?"))
    path = f"/teacher/exams/{exam_id}/questions"
    ids = [one["question_id"] for one in (await staff.teacher.get(path)).json()["items"]]
    await send(staff.teacher, f"/{exam_id}", f"/{exam_id}/questions/{ids[1]}/up", {})
    assert [one["question_id"] for one in (await staff.teacher.get(path)).json()["items"]] == ids[::-1]
    await send(staff.teacher, f"/{exam_id}", f"/{exam_id}/questions/{ids[1]}/down", {})
    assert [one["question_id"] for one in (await staff.teacher.get(path)).json()["items"]] == ids
    await send(staff.teacher, f"/{exam_id}", f"/{exam_id}/questions/{ids[0]}/remove", {})
    assert [one["question_id"] for one in (await staff.teacher.get(path)).json()["items"]] == ids[1:]


async def test_the_preview_shows_each_students_values(staff: Staff) -> None:
    body = {"text": "Take {a}.", "parameters": [{"name": "a", "low": 1, "high": 1000}]}
    exam_id = await staff.exam({"kind": "numeric", "body": body, "key": {"value": "a"}})
    shown = {
        seed: re.search(r"Take (\d+)\.", (await page(staff.teacher, f"/{exam_id}/preview", seed=seed)).text)
        for seed in (1, 2)
    }
    assert shown[1]
    assert shown[2]
    assert shown[1][1] != shown[2][1]
    assert (await page(staff.teacher, f"/{exam_id}/preview", seed=0)).status_code == 422


async def test_the_import_page_lists_what_was_dropped(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/{exam_id}/import"
    file = {"file": ("q.gift", b"Two plus two {=4}\n\nMatch {=a -> 1}\n")}
    looked = await send(staff.teacher, path, path, {"dry_run": "true"}, files=file)
    assert "1 question would be added" in looked.text
    assert "Matching has no counterpart here." in looked.text
    added = await send(staff.teacher, path, path, {}, files=file, headers={"HX-Request": "true"})
    assert "1 question is added" in added.text
    assert "<html" not in added.text
    missing = await send(staff.teacher, path, path, {})
    assert missing.status_code == 422


async def test_students_and_teachers_are_added_by_their_pages(staff: Staff) -> None:
    exam_id = await staff.exam()
    student = await staff.school.person("student", "Asha Rao")
    path = f"/{exam_id}/assign"
    answer = await send(staff.teacher, path, path, {"emails": student.email, "multiplier": "1.5"})
    assert answer.status_code == 303, answer.text
    listed = (await page(staff.teacher, path)).text
    assert "Asha Rao" in listed
    assert "time × 1.5" in listed
    await send(staff.teacher, path, f"{path}/{student.person_id}/remove", {})
    assert "Asha Rao" not in (await page(staff.teacher, path)).text
    path = f"/{exam_id}/permissions"
    granted = await send(staff.teacher, path, path, {"email": staff.other.email, "level": "view"})
    assert granted.status_code == 303
    assert "Dr Bose" in (await page(staff.teacher, path)).text
    seen = await page(staff.other, path)
    assert seen.status_code == 200
    assert "Add a teacher" not in seen.text
    assert (await page(staff.other, f"/{exam_id}/edit")).status_code == 404
    await send(staff.teacher, path, f"{path}/{staff.other.person_id}/revoke", {})
    assert (await page(staff.other, f"/{exam_id}")).status_code == 404


async def test_a_foreign_exam_has_no_page(staff: Staff) -> None:
    exam_id = await staff.exam(question_body())
    for path in ("", "/edit", "/preview", "/import", "/assign", "/permissions", "/questions/new"):
        assert (await page(staff.other, f"/{exam_id}{path}")).status_code == 404, path
