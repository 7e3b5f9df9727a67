"""An exam of class XII from its paper to the leaderboard, over HTTP and the worker's code, with no mocks."""

import asyncio
import hashlib
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from pypdf import PdfReader, PdfWriter

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.bank.content.all import questions
from assay.apps.mathvidya.bank.document import ClassLevel, Unit
from assay.apps.mathvidya.exams import making
from assay.apps.mathvidya.exams import queries as exams
from assay.apps.mathvidya.papers import service as papers
from assay.apps.mathvidya.people.consents import LEADERBOARD_VERSION
from assay.demo.mathvidya_pages import Written, written_on
from assay.kernel import clock
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.receipt import verify_receipt
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from tests.support import mathvidya
from tests.support.school import Caller, School

JPEG, PDF = "image/jpeg", "application/pdf"
LINES = [Written(f"{number}.", "x = 5 because the two lines meet") for number in range(21, 39)]
TOO_LARGE = 5 * 2**20 + 1


@dataclass
class Journey:
    school: School
    asha: Caller
    other: Caller
    admin: Caller
    teachers: list[Caller]
    parent: Caller
    templates: dict[str, str]
    exam_id: str = ""

    @property
    def exam(self) -> str:
        return f"/exams/{self.exam_id}"

    async def sheet(self, data: bytes, kind: str = JPEG, **more: Any) -> httpx.Response:
        """Announced and, where that is accepted, sent and confirmed: the answer that ended it."""
        body = {"name": "page", "content_type": kind, "size": len(data), "sha256": _digest(data), **more}
        told = await self.asha.post(f"{self.exam}/sheets/presign", body)
        if told.status_code != 201:
            return told
        upload = told.json()["upload"]
        put = await self.asha.http.put(upload["url"], content=data, headers=upload["headers"])
        assert put.status_code == 201, put.text
        return await self.asha.post(f"{self.exam}/sheets/{told.json()['sheet']['sheet_id']}/confirm")

    async def holder(self) -> tuple[Caller, str]:
        """Who has the one open script, and its id."""
        found = [
            (one, item["evaluation_id"])
            for one in self.teachers
            for item in (await _ok(one.get("/evaluations")))["items"]
        ]
        assert len(found) == 1, found
        return found[0]


@pytest.fixture
async def journey(live: httpx.AsyncClient, database: Database, settings: Settings) -> Journey:
    school = await mathvidya.found(live, database, settings)
    async with database.transaction(org_id=school.org_id) as db:
        await bank.set_up(db, school.org_id, questions(ClassLevel.XII))
        templates = {one.code: str(one.template_id) for one in await papers.templates(db, school.org_id)}
    asha = await mathvidya.make_student(school, "Zarina Qureshi", class_level=ClassLevel.XII)
    other = await mathvidya.make_student(school, "Ravi Das", class_level=ClassLevel.X)
    plan = await mathvidya.make_plan(school)
    for student in (asha, other):
        await mathvidya.subscribe(school, student, plan)
    teachers = [await mathvidya.make_teacher(school, f"Teacher {number}") for number in range(4)]
    admin = await school.person("admin", "Admin")
    parent = await mathvidya.make_parent(school, asha)
    return Journey(school, asha, other, admin, teachers, parent, templates)


async def test_an_exam_from_its_paper_to_the_leaderboard(
    journey: Journey, database: Database, settings: Settings
) -> None:
    # Every first marking is marked a second time here, and nothing is left to chance.
    await _ok(journey.admin.put("/admin/config/second_marking_percent", {"value": 100}))
    await _sits(journey)
    await _sends_pages(journey)
    await _hands_in(journey, settings)
    await _is_marked_three_times(journey)
    await _asks(journey)
    await _is_shown(journey)
    await journey.school.sequence()
    report = await verify_log(database, trusted_keys(settings))
    assert report.ok, report


async def _sits(journey: Journey) -> None:
    """Made once however often it is asked for; nobody else finds it; a bank without questions says so."""
    body = {"template_id": journey.templates["xii-board"], "key": str(uuid7())}
    made = await _ok(journey.asha.post("/exams", body), 201)
    assert (await _ok(journey.asha.post("/exams", body), 201))["exam_id"] == made["exam_id"]
    journey.exam_id = made["exam_id"]
    assert (await journey.other.get(journey.exam)).status_code == 404
    empty = {"template_id": journey.templates["x-board"], "key": str(uuid7())}
    refused = await journey.other.post("/exams", empty)
    assert refused.status_code == 409, refused.text
    assert refused.json()["type"].endswith("bank-too-small")
    assert refused.json()["causes"]
    standing = await _ok(journey.other.get("/subscriptions/mine"))
    assert (standing["used"], standing["reserved"]) == (0, 0)
    sitting = await _ok(journey.asha.post(f"{journey.exam}/start"))
    asked = [one for section in sitting["paper"]["sections"] for one in section["questions"]]
    assert len(asked) == 38
    for one in asked:
        options = one["items"][0]["options"]
        if options:
            answer = {"chosen": [options[0]["id"]], "revision": 1}
            await _ok(journey.asha.put(f"{journey.exam}/answers/{one['number']}", answer))
    await _ok(journey.asha.put(f"{journey.exam}/unanswered", {"numbers": [38]}))


async def _sends_pages(journey: Journey) -> None:
    """Two pages of this paper are taken; what is none of it is refused, and says why."""
    printed = (await journey.asha.get(f"{journey.exam}/paper.pdf")).content
    assert len(PdfReader(io.BytesIO(printed)).pages) > 16
    for data in written_on(printed, 2, LINES, seed=1):
        (page,) = (await _ok_answer(await journey.sheet(data), 200)).json()
        assert page["state"] == "checked"
        assert page["notes"] == []
        path = f"{journey.exam}/sheets/{page['sheet_id']}/accept"
        assert (await _ok(journey.asha.post(path, {})))["state"] == "confirmed"
    text = b"%!PS no picture at all " * 40
    assert (await journey.sheet(text)).status_code == 415
    refused = await journey.asha.post(
        f"{journey.exam}/sheets/presign",
        {"name": "page", "content_type": JPEG, "size": TOO_LARGE, "sha256": "0" * 64},
    )
    assert refused.status_code == 413
    long = await journey.sheet(_blank_pdf(300), PDF)
    assert long.status_code == 413, long.text
    # A page of another paper: its code says so, and it is not taken.
    body = {"template_id": journey.templates["xii-unit-algebra"], "key": str(uuid7())}
    foreign = await _foreign_page(journey, (await _ok(journey.asha.post("/exams", body), 201))["exam_id"])
    (page,) = (await _ok_answer(await journey.sheet(foreign), 200)).json()
    assert page["state"] == "refused"
    assert "another paper" in page["refusal"]


async def _foreign_page(journey: Journey, exam_id: str) -> bytes:
    """A sheet of another exam of the same student, which is not started: its print is not to be had yet."""
    async with journey.school.database.transaction(org_id=journey.school.org_id) as db:
        row = await exams.exam(db, journey.school.org_id, journey.asha.person_id, UUID(exam_id))
        paper = await making.printed(row)
    return next(written_on(paper, 1, LINES, seed=5))


async def _hands_in(journey: Journey, settings: Settings) -> None:
    """The receipt is in the log; afterwards no page and no answer is taken."""
    done = await _ok(journey.asha.post(f"{journey.exam}/submit"))
    assert done["status"] == "submitted"
    late = await journey.sheet(b"\xff\xd8\xff" + bytes(400))
    assert late.status_code == 409
    await journey.school.sequence()
    document = await _ok(journey.asha.get(f"{journey.exam}/receipt"))
    assert len(document["pages"]) == 2
    proof = await journey.asha.get(f"{journey.exam}/receipt/proof")
    assert verify_receipt(proof.text, trusted_keys(settings)).entry["details"]["pages"] == 2
    await journey.school.work()


async def _is_marked_three_times(journey: Journey) -> None:
    """Marks over the maximum and unfinished markings are refused; markings far apart go to a third."""
    scores: list[Decimal] = []
    markers: set[str] = set()
    for share in (1.0, 0.4, 0.9):
        teacher, evaluation = await journey.holder()
        markers.add(teacher.email)
        path = f"/evaluations/{evaluation}"
        found = await _ok(teacher.get(path))
        assert "Zarina" not in str(found)
        if not scores:
            over = _mark(found["questions"][0], 0, "20")
            assert (await teacher.post(f"{path}/ops", {"ops": [over]})).status_code == 422
            early = await teacher.post(f"{path}/submit", {"last_op_no": 0})
            assert (early.status_code, early.json()["reason"]) == (409, "incomplete")
            stranger = next(one for one in journey.teachers if one is not teacher)
            assert (await stranger.get(path)).status_code == 404
        scores.append(await _marked(teacher, path, found, share))
        await journey.school.work()
    assert len(markers) == 3
    result = await _ok(journey.asha.get(f"{journey.exam}/result"))
    written = [one for one in result["result"]["questions"] if one["how"] == "teacher"]
    assert sum(Decimal(one["marks"]) for one in written) == scores[2]
    assert Decimal(result["score"]) == sum(Decimal(one["marks"]) for one in result["result"]["questions"])


async def _asks(journey: Journey) -> None:
    """A query goes to the one teacher who has not marked the exam."""
    result = (await _ok(journey.asha.get(f"{journey.exam}/result")))["result"]["questions"]
    number = next(
        one["number"] for one in result if one["marks"] != one["out_of"] and one["how"] == "teacher"
    )
    asked = {"number": number, "reason": "The last step is there, on the second page."}
    await _ok(journey.asha.post(f"{journey.exam}/queries", asked), 201)
    assert (await journey.asha.post(f"{journey.exam}/queries", asked)).status_code == 409
    await journey.school.work()
    teacher, evaluation = await journey.holder()
    path = f"/evaluations/{evaluation}"
    found = await _ok(teacher.get(path))
    assert [one["number"] for one in found["questions"]] == [number]
    await _marked(teacher, path, found, 1.0)
    await journey.school.work()
    (query,) = await _ok(journey.asha.get(f"{journey.exam}/queries"))
    assert query["state"] == "answered"
    assert Decimal(query["marks_after"]) > Decimal(query["marks_before"])


async def _is_shown(journey: Journey) -> None:
    """Marked PDF, progress, leaderboard, and what the parent sees."""
    marked = await journey.asha.get(f"{journey.exam}/marked.pdf")
    assert marked.content.startswith(b"%PDF")
    assert len(PdfReader(io.BytesIO(marked.content)).pages) >= 3
    progress = await _ok(journey.asha.get("/analytics"))
    assert len(progress["units"]) == 6
    agreed = {"agree": True, "text_version": LEADERBOARD_VERSION}
    assert (await journey.asha.post("/leaderboard/join", agreed)).status_code in (200, 204)
    board = await _ok(journey.asha.get("/leaderboard"))
    assert (board["you"]["rank"], board["you"]["shown_as"]) == (1, "Zarina Q.")
    child = await _ok(journey.parent.get(f"/parent/children/{journey.asha.person_id}"))
    assert "Zarina" in str(child)
    assert (await journey.parent.get(f"/parent/children/{journey.other.person_id}")).status_code == 404


async def test_sixty_requests_at_once_for_the_last_exam_make_one(
    live: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    school = await mathvidya.found(live, database, settings)
    async with database.transaction(org_id=school.org_id) as db:
        algebra = [one for one in questions(ClassLevel.XII) if one.unit is Unit.ALGEBRA]
        await bank.set_up(db, school.org_id, algebra)
        templates = {one.code: str(one.template_id) for one in await papers.templates(db, school.org_id)}
    student = await mathvidya.make_student(school, "Last One", class_level=ClassLevel.XII)
    await mathvidya.subscribe(school, student, await mathvidya.make_plan(school, "tiny", monthly_exams=1))
    template = templates["xii-unit-algebra"]
    answers = await asyncio.gather(
        *(student.post("/exams", {"template_id": template, "key": str(uuid7())}) for _n in range(60))
    )
    codes = [one.status_code for one in answers]
    assert (codes.count(201), codes.count(402)) == (1, 59)
    refused = next(one for one in answers if one.status_code == 402).json()
    assert refused["left"] == 0
    assert refused["resets_at"] > clock.now().isoformat()


async def _marked(teacher: Caller, path: str, found: dict[str, Any], share: float) -> Decimal:
    """Look at every page and question, give each step `share` of its marks as far as it may be, finish."""
    ops = [_op("seen_page", sheet_id=page["sheet_id"]) for page in found["pages"]]
    for question in found["questions"]:
        ops.append(_op("seen_question", number=question["number"]))
        if not question["declared"]:
            steps = range(_count(question))
            ops += [_mark(question, place, share) for place in steps]
    told = await _ok(teacher.post(f"{path}/ops", {"ops": ops}))
    again = await _ok(teacher.post(f"{path}/ops", {"ops": ops}))
    assert again["last_op_no"] == told["last_op_no"] == len(ops)
    done = await _ok(teacher.post(f"{path}/submit", {"last_op_no": len(ops)}))
    return Decimal(done["score"])


def _steps(question: dict[str, Any]) -> list[tuple[str, str, int, Decimal, Decimal]]:
    """Part, choice, step, its marks and unit, of the first option of each slot."""
    return [
        (part["label"], option["choice"], place, Decimal(step["marks"]), Decimal(part["methods"][0]["unit"]))
        for slot in question["slots"]
        for option in slot["options"][:1]
        for part in option["parts"]
        for place, step in enumerate(part["methods"][0]["steps"])
    ]


def _count(question: dict[str, Any]) -> int:
    return len(_steps(question))


def _mark(question: dict[str, Any], place: int, share: float | str) -> dict[str, Any]:
    part, choice, step, marks, unit = _steps(question)[place]
    given = share if isinstance(share, str) else str(int(marks * Decimal(str(share)) / unit) * unit)
    return _op("mark", number=question["number"], part=part, choice=choice, step=step, marks=given)


def _op(kind: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, "op_id": str(uuid7()), "made_at": clock.now().isoformat(), **values}


def _blank_pdf(pages: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def _ok(call: Any, code: int = 200) -> Any:
    return (await _ok_answer(await call, code)).json()


async def _ok_answer(answer: httpx.Response, code: int) -> httpx.Response:
    assert answer.status_code == code, answer.text
    return answer
