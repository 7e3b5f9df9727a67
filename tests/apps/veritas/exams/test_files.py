"""Questions in and out of an exam by file, over HTTP."""

import httpx
import pytest

from assay.kernel.questions import formats
from assay.kernel.questions.transfer import Format
from tests.apps.veritas.exams.conftest import Staff, question_body
from tests.kernel.questions import samples
from tests.support.veritas import API

GIFT = b"::Sum:: Two plus two {=4 =four}\n\nMatch {=a -> 1 =b -> 2}\n"


async def bring(staff: Staff, exam_id: str, data: bytes, name: str, **params: str) -> dict[str, object]:
    answer = await staff.teacher.http.post(
        f"{API}/teacher/exams/{exam_id}/import",
        headers=staff.teacher.headers,
        params=params,
        files={"file": (name, data)},
    )
    return {"status": answer.status_code, **answer.json()}


async def count(staff: Staff, exam_id: str) -> int:
    found = await staff.teacher.get(f"/teacher/exams/{exam_id}/questions")
    return len(found.json()["items"])


async def test_a_trial_says_what_would_be_dropped_and_stores_nothing(staff: Staff) -> None:
    exam_id = await staff.exam()
    found = await bring(staff, exam_id, GIFT, "q.gift", dry_run="true")
    assert (found["format"], found["questions"], found["question_ids"]) == ("gift", 1, [])
    assert found["dropped"] == [
        {"where": "line 3", "what": "the whole question", "why": "Matching has no counterpart here."}
    ]
    assert await count(staff, exam_id) == 0
    real = await bring(staff, exam_id, GIFT, "q.gift")
    assert len(real["question_ids"]) == 1  # type: ignore[arg-type]
    assert await count(staff, exam_id) == 1


@pytest.mark.parametrize("format", list(Format))
async def test_an_exam_goes_out_and_comes_back(staff: Staff, format: Format) -> None:
    exam_id, copy = await staff.exam(question_body(), question_body("Two?")), await staff.exam()
    out = await staff.teacher.get(f"/teacher/exams/{exam_id}/export", format=format.value)
    assert out.status_code == 200
    assert out.headers["Content-Disposition"].startswith("attachment")
    found = await bring(staff, copy, out.content, "file", format=format.value)
    assert (found["questions"], found["with_errors"], found["dropped"]) == (2, 0, [])
    told = await staff.teacher.get(f"/teacher/exams/{copy}/questions")
    assert [one["body"]["text"] for one in told.json()["items"]] == ["Which is prime?", "Two?"]


async def test_what_an_export_leaves_behind_is_told(staff: Staff) -> None:
    exam_id = await staff.exam()
    data = formats.write([samples.numeric()], Format.CSV).data
    await bring(staff, exam_id, data, "q.csv")
    path = f"/teacher/exams/{exam_id}/export"
    assert (await staff.teacher.get(path, format="gift")).headers["Assay-Dropped"] == "1"
    dropped = (await staff.teacher.get(f"{path}/dropped", format="gift")).json()["dropped"]
    assert dropped == [{"where": "1. Gravity", "what": "unit", "why": "GIFT has no place for it."}]
    assert (await staff.teacher.get(path, format="word")).status_code == 422


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"kind,text,right\nnumeric,Q,1\nriddle,Q,1\n", "q.csv", "Line 3"),
        (b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>", "q.xml", "document type"),
        (b"PK\x03\x04", "q.zip", "damaged"),
        (b"", "q.gift", "empty"),
        (b"\x00\x01\x02", "q.bin", "Choose it"),
    ],
)
async def test_a_broken_file_is_told_by_its_place_and_stores_nothing(
    staff: Staff, data: bytes, name: str, words: str
) -> None:
    exam_id = await staff.exam()
    found = await bring(staff, exam_id, data, name)
    assert found["status"] == 422
    assert words in str(found["detail"])
    assert await count(staff, exam_id) == 0


async def test_a_published_exam_takes_no_file(staff: Staff) -> None:
    exam_id = await staff.published()
    assert (await bring(staff, exam_id, GIFT, "q.gift"))["status"] == 409


async def test_a_file_too_large_is_refused(staff: Staff) -> None:
    exam_id = await staff.exam()
    assert (await bring(staff, exam_id, b"x" * 5_050_000, "q.gift"))["status"] == 413


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


async def figure(staff: Staff, exam_id: str, data: bytes, **fields: str) -> httpx.Response:
    path = f"{API}/teacher/exams/{exam_id}/questions"
    listed = (await staff.teacher.get(f"/teacher/exams/{exam_id}/questions")).json()["items"]
    return await staff.teacher.http.post(
        f"{path}/{listed[0]['question_id']}/figures",
        headers=staff.teacher.headers,
        data={"name": "map", "alt": "A map of Norway", **fields},
        files={"file": ("map.png", data)},
    )


async def test_a_figure_becomes_part_of_the_next_version(staff: Staff) -> None:
    exam_id = await staff.exam(question_body())
    answer = await figure(staff, exam_id, PNG)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["version"] == 2
    assert made["body"]["figures"][0]["alt"] == "A map of Norway"
    path = f"/teacher/exams/{exam_id}/questions/{made['question_id']}/figures"
    file = await staff.teacher.get(f"{path}/map")
    assert (file.headers["Content-Type"], file.content) == ("image/png", PNG)
    assert (await staff.teacher.get(f"{path}/other")).status_code == 404
    assert (await staff.other.get(f"{path}/map")).status_code == 404


async def test_what_is_no_picture_is_refused(staff: Staff) -> None:
    exam_id = await staff.exam(question_body())
    assert (await figure(staff, exam_id, b"<svg onload='alert(1)'/>")).status_code == 415
    assert (await figure(staff, exam_id, PNG, name="No Spaces")).status_code == 422
    assert (await figure(staff, exam_id, PNG, alt=" ")).status_code == 422
