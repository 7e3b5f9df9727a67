"""Pages sent as a phone sends them: every step over HTTP, on real files."""

import io
import zlib
from datetime import timedelta
from unittest.mock import patch

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.models.sheets import SheetState
from assay.apps.mathvidya.sheets import checking, queries
from assay.apps.mathvidya.sheets.vision import pdf
from assay.kernel import clock
from assay.kernel.access import system_actor
from assay.kernel.files import get_store
from tests.apps.mathvidya.sheets.scene import OTHER, PDF, Desk, code, digest, shot, sit_down
from tests.support import mathvidya, sheets
from tests.support.school import School


@pytest.fixture
async def desk(school: School) -> Desk:
    return await sit_down(school)


def blank_pdf(pages: int) -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb_pdf() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(20)) + packer.flush()
    stream = StreamObject()
    stream._data = packed
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


async def test_a_page_is_read_turned_and_confirmed(desk: Desk) -> None:
    [sheet] = await desk.send(shot(2, quarters=2))
    assert (sheet["state"], sheet["page_number"], sheet["notes"]) == ("checked", 2, [])
    picture = await desk.student.http.get(sheet["image"], headers=desk.student.headers)
    assert picture.headers["cache-control"] == "private, no-store"
    assert picture.headers["content-security-policy"].startswith("sandbox")
    with Image.open(io.BytesIO(picture.content)) as shown:
        assert shown.format == "JPEG"
        assert not shown.getexif()
    assert (await desk.all())["missing"] == ["Confirm 1 page."]
    accepted = await desk.accept(sheet["sheet_id"])
    assert accepted.json()["state"] == "confirmed"
    assert (await desk.accept(sheet["sheet_id"])).json() == accepted.json()
    found = await desk.all()
    assert found["is_ready"]
    assert found["hints"] == ["No page has the number 1. Was it forgotten?"]


async def test_a_blurred_page_counts_only_with_its_acknowledgement(desk: Desk) -> None:
    [sheet] = await desk.send(shot(1, blur=4))
    assert "blurred" in [note["kind"] for note in sheet["notes"] if note["asked"]]
    refused = await desk.accept(sheet["sheet_id"], page_number=1)
    assert refused.status_code == 409
    assert "blurred" in refused.json()["findings"]
    assert "hold the phone still" in refused.json()["detail"]
    accepted = await desk.accept(sheet["sheet_id"], page_number=1, acknowledged=True)
    assert accepted.json()["state"] == "confirmed"


async def test_a_page_of_another_paper_is_refused_with_its_reason(desk: Desk) -> None:
    [sheet] = await desk.send(shot(1, exam_id=OTHER))
    assert sheet["state"] == "refused"
    assert "another paper" in sheet["refusal"]
    found = await desk.all()
    assert (found["sheets"], len(found["refused"])) == ([], 1)


async def test_wrong_type_is_told_by_the_content(desk: Desk) -> None:
    data = b"PK\x03\x04" + bytes(2000)
    made = (await desk.presign(data)).json()
    assert (await desk.put(made["upload"], data)).status_code == 201
    answer = await desk.confirm(made["sheet"]["sheet_id"])
    assert answer.status_code == 415, answer.text
    assert "application/zip" in answer.json()["detail"]
    found = await desk.all()
    assert (found["sheets"], len(found["refused"])) == ([], 1)
    assert (await desk.presign(data, "application/zip")).status_code == 415


async def test_one_byte_more_than_five_megabytes_is_refused(desk: Desk) -> None:
    limit = (await desk.all())["max_bytes"]
    assert limit == 5 << 20
    data = b"\xff\xd8\xff" + bytes(limit - 2)
    assert (await desk.presign(data)).status_code == 413
    made = (await desk.presign(data, size=100)).json()  # who lies about the size
    answer = await desk.put(made["upload"], data)
    assert answer.status_code == 413
    assert (await desk.confirm(made["sheet"]["sheet_id"])).status_code == 409


async def test_a_pdf_of_three_hundred_pages_is_refused(desk: Desk) -> None:
    data = blank_pdf(300)
    made = (await desk.presign(data, PDF)).json()
    await desk.put(made["upload"], data)
    answer = await desk.confirm(made["sheet"]["sheet_id"])
    assert answer.status_code == 413
    assert "300 pages; 60 are taken" in answer.json()["detail"]


async def test_a_pdf_that_unpacks_without_end_is_refused(desk: Desk) -> None:
    data = bomb_pdf()
    assert len(data) < 50_000
    made = (await desk.presign(data, PDF)).json()
    await desk.put(made["upload"], data)
    with patch.object(pdf, "MOST_UNPACKED", 10 << 20):
        answer = await desk.confirm(made["sheet"]["sheet_id"])
    assert answer.status_code == 413
    assert "unpacks" in answer.json()["detail"]


async def test_a_picture_of_too_many_pixels_is_refused(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    [sheet] = await desk.send(out.getvalue(), "image/png")
    assert sheet["state"] == "refused"
    assert "megapixels" in sheet["refusal"]


async def test_a_scan_becomes_a_page_for_each_side(desk: Desk) -> None:
    pictures = [sheets.page(code(number), 8, seed=number) for number in (2, 1)]
    rows = await desk.send(sheets.pdf(pictures), PDF)
    assert [row["state"] for row in rows] == ["stored", "stored"]
    assert (await desk.all())["missing"] == ["2 pages are still being read."]
    await desk.school.work()
    found = (await desk.all())["sheets"]
    assert [(row["state"], row["page_number"]) for row in found] == [("checked", 1), ("checked", 2)]


async def test_what_was_announced_is_offered_again_and_only_the_missing_is_sent(desk: Desk) -> None:
    first, second = shot(1), shot(2)
    await desk.send(first)
    made = (await desk.presign(second)).json()
    waiting = [one for one in (await desk.all())["sheets"] if one["state"] == "announced"]
    assert [one["sha256"] for one in waiting] == [digest(second)]
    again = await desk.presign(first)
    assert (again.status_code, again.json()["upload"]) == (200, None)
    renewed = (await desk.presign(second)).json()
    assert renewed["sheet"]["sheet_id"] == made["sheet"]["sheet_id"]
    assert (await desk.put(renewed["upload"], second)).status_code == 201
    [sheet] = (await desk.confirm(made["sheet"]["sheet_id"])).json()
    assert (await desk.confirm(made["sheet"]["sheet_id"])).json() == [sheet]
    assert len((await desk.all())["sheets"]) == 2


async def test_a_page_that_did_not_arrive_is_not_confirmed(desk: Desk) -> None:
    made = (await desk.presign(shot(1))).json()
    answer = await desk.confirm(made["sheet"]["sheet_id"])
    assert (answer.status_code, answer.json()["reason"]) == (409, "missing")
    changed = await desk.put(made["upload"], shot(2))
    assert changed.status_code >= 400  # not the bytes that were announced


async def test_a_crash_after_the_file_was_kept_is_made_good_by_asking_again(desk: Desk) -> None:
    data = shot(1)
    made = (await desk.presign(data)).json()
    await desk.put(made["upload"], data)
    sheet_id = made["sheet"]["sheet_id"]
    with patch("assay.apps.mathvidya.sheets.uploading._store", side_effect=RuntimeError("killed")):
        assert (await desk.confirm(sheet_id)).status_code == 500
    assert (await desk.all())["sheets"][0]["state"] == "announced"
    again = (await desk.presign(data)).json()
    assert (again["upload"], again["sheet"]["state"]) == (None, "checked")


async def test_a_crash_before_the_check_is_made_good_by_the_job(desk: Desk) -> None:
    data = shot(1)
    made = (await desk.presign(data)).json()
    await desk.put(made["upload"], data)
    with patch.object(checking, "check_file", side_effect=RuntimeError("killed")):
        assert (await desk.confirm(made["sheet"]["sheet_id"])).status_code == 500
    assert (await desk.all())["sheets"][0]["state"] == "stored"
    org_id, student_id = desk.school.org_id, desk.student.person_id
    async with desk.school.database.transaction(org_id=org_id) as db:
        [stored] = await queries.sheets(db, org_id, student_id, desk.exam_id)
    found = (student_id, desk.exam_id, stored.upload_file_id)
    job = system_actor(org_id, "job")
    done = [await checking.check_file(desk.school.database, get_store(), job, *found) for _twice in range(2)]
    assert done == [1, 0]
    assert (await desk.all())["sheets"][0]["state"] == SheetState.CHECKED


async def test_nothing_comes_after_submit(desk: Desk) -> None:
    [sheet] = await desk.send(shot(1))
    waiting = (await desk.presign(shot(2))).json()
    await desk.put(waiting["upload"], shot(2))
    await desk.set_exam(status=ExamStatus.SUBMITTED, submitted_at=clock.now())
    assert (await desk.presign(shot(3))).status_code == 409
    assert (await desk.confirm(waiting["sheet"]["sheet_id"])).status_code == 409
    for path in ("accept", "turn"):
        answer = await desk.student.post(f"{desk.here}/{sheet['sheet_id']}/{path}", {})
        assert answer.status_code == 409, path
        assert "submitted" in answer.json()["detail"]
    assert (await desk.student.delete(f"{desk.here}/{sheet['sheet_id']}")).status_code == 409
    assert not (await desk.all())["is_open"]


async def test_nothing_comes_when_the_time_is_over(desk: Desk) -> None:
    await desk.set_exam(uploads_until=clock.now() - timedelta(seconds=1))
    answer = await desk.presign(shot(1))
    assert answer.status_code == 409
    assert "time for sending pages" in answer.json()["detail"]


async def test_pages_are_ordered_turned_replaced_and_deleted(desk: Desk) -> None:
    [second], [first] = await desk.send(shot(2)), await desk.send(shot(1))
    ids = [one["sheet_id"] for one in (await desk.all())["sheets"]]
    assert ids == [first["sheet_id"], second["sheet_id"]]  # by their codes, not as they came
    answer = await desk.student.put(f"{desk.here}/reorder", {"sheet_ids": ids[::-1]})
    assert [one["sheet_id"] for one in answer.json()["sheets"]] == ids[::-1]
    assert (await desk.student.put(f"{desk.here}/reorder", {"sheet_ids": ids[:1]})).status_code == 409
    turned = await desk.student.post(f"{desk.here}/{ids[0]}/turn")
    assert turned.json()["rotation"] == 90
    [better] = await desk.send(shot(1, lines=10), replaces=first["sheet_id"])
    live = [one["sheet_id"] for one in (await desk.all())["sheets"]]
    assert sorted(live) == sorted([better["sheet_id"], second["sheet_id"]])
    assert (await desk.student.delete(f"{desk.here}/{second['sheet_id']}")).status_code == 204
    assert [one["sheet_id"] for one in (await desk.all())["sheets"]] == [better["sheet_id"]]


async def test_the_same_number_twice_is_not_confirmed(desk: Desk) -> None:
    await desk.send(shot(1))
    [twin] = await desk.send(shot(1, lines=4))
    answer = await desk.accept(twin["sheet_id"], acknowledged=True)
    assert answer.status_code == 409
    assert "same number" in answer.json()["detail"]


async def test_a_stranger_sees_no_page(desk: Desk) -> None:
    [sheet] = await desk.send(shot(1))
    other = await mathvidya.make_student(desk.school, "Ravi")
    teacher = await mathvidya.make_teacher(desk.school)
    for path in (desk.here, f"/student/sheets/{sheet['sheet_id']}/image"):
        assert (await other.get(path)).status_code == 404
    assert (await other.post(f"{desk.here}/{sheet['sheet_id']}/accept", {})).status_code == 404
    assert (await other.post(f"{desk.here}/{sheet['sheet_id']}/confirm")).status_code == 404
    assert (await teacher.get(f"/sheets/{sheet['sheet_id']}/image")).status_code == 404
    assert (await teacher.get(desk.here)).status_code == 403
