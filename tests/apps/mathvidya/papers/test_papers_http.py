"""Templates and papers over HTTP, on the bank that comes with Mathvidya."""

from typing import Any
from uuid import UUID

import pypdfium2
from sqlalchemy import select, update

from assay.apps.mathvidya.bank.document import ClassLevel, Unit
from assay.apps.mathvidya.models.bank import BankQuestion
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.papers import queries, seeds, service
from assay.apps.mathvidya.papers.snapshot import Snapshot, digest
from assay.kernel import clock
from assay.kernel.ids import uuid7
from tests.support import mathvidya
from tests.support.school import Caller, School

HERE = "/mathvidya/admin/templates"


async def board(admin: Caller, level: str = "X") -> dict[str, Any]:
    answer = await admin.get("/templates", class_level=level)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = next(
        one for one in answer.json()["items"] if one["code"] == f"{level.lower()}-board"
    )
    return found


async def retire_all_but(school: School, unit: Unit, left: int) -> None:
    """Only `left` questions of a unit of class X may be asked."""
    async with school.database.transaction(org_id=school.org_id) as db:
        rows = select(BankQuestion.question_id).where(
            BankQuestion.class_level == ClassLevel.X, BankQuestion.unit == unit
        )
        kept = rows.order_by(BankQuestion.question_id).limit(left)
        await db.execute(
            update(BankQuestion)
            .where(BankQuestion.question_id.in_(rows), BankQuestion.question_id.not_in(kept))
            .values(is_retired=True)
            .execution_options(synchronize_session=False)
        )


async def test_organisation_starts_with_every_template(school: School) -> None:
    student = await mathvidya.make_student(school)
    found = (await student.get("/templates")).json()["items"]
    assert {one["code"] for one in found} == {code for code, _blueprint in seeds.blueprints()}
    assert {one["class_level"] for one in found} == {"X", "XII"}
    async with school.database.transaction(org_id=school.org_id) as db:
        assert await service.seed_templates(db, school.org_id) == 0
    assert len((await student.get("/templates", class_level="XII")).json()["items"]) == 12
    made = await student.post("/templates", {"code": "own", "name": "Own paper", "blueprint": {}})
    assert made.status_code == 403


async def test_templates_of_another_organisation_are_not_there(stocked: School) -> None:
    admin = await stocked.person("admin")
    template = await board(admin)
    other = await mathvidya.found(stocked.http, stocked.database, stocked.settings)
    stranger = await other.person("admin")
    assert (await stranger.get(f"/templates/{template['template_id']}")).status_code == 404
    assert (await stranger.post(f"/templates/{template['template_id']}/try", {})).status_code == 404


async def test_changed_blueprint_is_a_new_version(stocked: School) -> None:
    admin = await stocked.person("admin")
    template = await board(admin)
    path = f"/templates/{template['template_id']}"
    form = {"name": "Class X, board", "blueprint": template["blueprint"]}
    renamed = await admin.put(path, form, **{"If-Match": '"v1"'})
    assert (renamed.status_code, renamed.json()["version"]) == (200, 1)
    longer = {**form, "blueprint": {**template["blueprint"], "minutes": 195}}
    changed = await admin.put(path, longer, **{"If-Match": '"v1"'})
    assert (changed.json()["version"], changed.json()["minutes"]) == (2, 195)
    assert (await admin.put(path, form, **{"If-Match": '"v1"'})).status_code == 412
    old = (await admin.get(path, version=1)).json()
    assert (old["minutes"], old["name"]) == (180, "Class X, board")
    wrong = {**form, "blueprint": {**template["blueprint"], "total": "81"}}
    assert (await admin.put(path, wrong, **{"If-Match": '"v2"'})).status_code == 422


async def test_paper_is_the_same_for_the_same_seed(stocked: School) -> None:
    admin = await stocked.person("admin")
    path = f"/templates/{(await board(admin))['template_id']}/try"
    first = (await admin.post(path, {"seed": 11})).json()
    again = (await admin.post(path, {"seed": 11})).json()
    other = (await admin.post(path, {"seed": 12})).json()
    assert first == again
    assert first["digest"] == digest(first["snapshot"])
    assert first["digest"] != other["digest"]
    printed = await admin.get(f"{path}.pdf", seed=11)
    assert printed.status_code == 200, printed.text
    assert printed.content == (await admin.get(f"{path}.pdf", seed=11)).content
    with pypdfium2.PdfDocument(printed.content) as pdf:
        assert len(pdf) >= 4


async def test_bank_too_small_says_by_how_much(stocked: School) -> None:
    admin = await stocked.person("admin")
    path = f"/templates/{(await board(admin))['template_id']}/try"
    await retire_all_but(stocked, Unit.TRIGONOMETRY, 0)
    answer = await admin.post(path, {"seed": 1})
    assert answer.status_code == 409, answer.text
    cause = answer.json()["causes"][0]
    assert (cause["subject"], cause["wanted"], cause["available"]) == ("trigonometry", "12", "0")
    assert "Trigonometry: 12 marks are wanted and the bank's questions give at most 0." in cause["message"]
    page = await admin.http.get(f"{HERE}/{path.split('/')[2]}/try", headers=admin.headers)
    assert page.status_code == 200
    assert "12 marks are wanted" in page.text


async def test_questions_the_student_had_are_not_asked_again(stocked: School) -> None:
    admin = await stocked.person("admin")
    student = await mathvidya.make_student(stocked)
    template_id = UUID((await board(admin))["template_id"])
    had: set[UUID] = set()
    async with stocked.database.transaction(org_id=stocked.org_id) as db:
        template = await queries.template(db, stocked.org_id, template_id)
        for number in range(3):
            made = await service.generate_paper(
                db, stocked.org_id, template, seed=5, student_id=student.person_id
            )
            asked = {one.question_id for one in made.selection.questions()}
            assert len(asked) == 44
            assert not asked & had, f"paper {number} repeats a question"
            had |= asked
            db.add(instance(stocked, student, made))
            await db.flush()
            await service.count_uses(db, stocked.org_id, made)
        assert set(await queries.seen(db, stocked.org_id, student.person_id)) == had
        used = await db.scalars(select(BankQuestion.question_id).where(BankQuestion.uses == 1))
        assert set(used.all()) == had


def instance(school: School, student: Caller, made: service.Generated) -> ExamInstance:
    return ExamInstance(
        org_id=school.org_id,
        student_id=student.person_id,
        exam_id=uuid7(),
        template_id=uuid7(),
        template_version=1,
        class_level=ClassLevel.X,
        title="A paper",
        seed=made.seed,
        paper=made.document,
        paper_digest=made.digest,
        plan_code="premium",
        sla_hours=48,
        minutes=180,
        usage_key=uuid7(),
        max_score=made.snapshot.paper.total,
        written_max=60,
        generated_at=clock.now(),
    )


async def test_kept_paper_is_read_back_unchanged(stocked: School) -> None:
    admin = await stocked.person("admin")
    student = await mathvidya.make_student(stocked)
    template_id = UUID((await board(admin))["template_id"])
    async with stocked.database.transaction(org_id=stocked.org_id) as db:
        template = await queries.template(db, stocked.org_id, template_id)
        made = await service.generate_paper(db, stocked.org_id, template)
        row = instance(stocked, student, made)
        db.add(row)
        await db.flush()
        exam_id = row.exam_id
    async with stocked.database.transaction(org_id=stocked.org_id) as db:
        kept = await db.scalar(select(ExamInstance).where(ExamInstance.exam_id == exam_id))
        assert kept is not None
        assert Snapshot.read(kept.paper) == made.snapshot
        assert bytes.fromhex(digest(kept.paper)) == kept.paper_digest


async def test_pages_of_templates(stocked: School) -> None:
    admin = await stocked.person("admin")
    template = await board(admin)
    page = f"{HERE}/{template['template_id']}"
    for address in (HERE, page, f"{page}/edit", f"{page}/try?seed=3"):
        answer = await admin.http.get(address, headers=admin.headers)
        assert answer.status_code == 200, answer.text
        assert "Class X, full paper" in answer.text
    edit = {"version": "1", "name": "Class X, full paper", "is_offered": "true", "session": "2027-28"}
    saved = await admin.http.post(page, data=edit, headers=admin.headers)
    assert saved.status_code == 303, saved.text
    assert (await board(admin))["session"] == "2027-28"
    broken = await admin.http.post(
        page, data={**edit, "version": "2", "unit_algebra": "21"}, headers=admin.headers
    )
    assert broken.status_code == 422
    assert "The units add up to 81 marks" in broken.text
