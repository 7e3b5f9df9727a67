"""The bank over HTTP: versions, search, import; and its editor."""

from typing import Any

import pytest

from assay.apps.mathvidya.bank import editing, views
from assay.apps.mathvidya.bank.content.all import questions
from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Question
from assay.apps.mathvidya.models.bank import BankQuestion
from assay.kernel.errors import Invalid
from assay.kernel.ids import uuid7
from assay.kernel.questions import formats
from assay.kernel.questions.transfer import Format
from tests.kernel.questions import samples
from tests.support.mathvidya import make_student, make_teacher
from tests.support.school import Caller, School

MCQ: dict[str, Any] = {
    "class_level": "X",
    "kind": "mcq",
    "unit": "algebra",
    "topic": "Polynomials",
    "cognitive": "apply",
    "difficulty": "easy",
    "marks": "1",
    "text": {"en": "The zero of $2x - 6$ is"},
    "choices": [{"id": "a", "text": {"en": "$3$"}}, {"id": "b", "text": {"en": "$-3$"}}],
    "key": ["a"],
    "answer": {"en": "$2x = 6$."},
    "tags": ["linear"],
}


@pytest.fixture
async def admin(school: School) -> Caller:
    return await school.person("admin")


async def test_a_change_is_a_new_version_and_the_old_one_stays(admin: Caller) -> None:
    made = (await admin.post("/questions", MCQ)).json()
    path = f"/questions/{made['question_id']}"
    changed = {**MCQ, "text": {"en": "The zero of $2x + 6$ is"}, "key": ["b"]}
    assert (await admin.put(path, changed)).status_code == 428
    second = await admin.put(path, changed, **{"If-Match": '"v1"'})
    assert (second.status_code, second.json()["version"]) == (200, 2)
    assert (await admin.put(path, changed, **{"If-Match": '"v1"'})).status_code == 412
    assert (await admin.get(path)).json()["document"]["key"] == ["b"]
    assert (await admin.get(path, version=1)).json()["document"]["key"] == ["a"]
    assert (await admin.get(path, version=3)).status_code == 404


async def test_a_question_keeps_class_and_kind(admin: Caller) -> None:
    made = (await admin.post("/questions", MCQ)).json()
    other = {**MCQ, "class_level": "XII"}
    answer = await admin.put(f"/questions/{made['question_id']}", other, **{"If-Match": '"v1"'})
    assert answer.status_code == 422


async def test_questions_are_found_by_words_unit_and_kind(admin: Caller) -> None:
    await admin.post("/questions", MCQ)
    await admin.post("/questions", {**MCQ, "unit": "geometry", "text": {"en": "Tangents to a circle are"}})

    async def found(**wanted: Any) -> int:
        return len((await admin.get("/questions", **wanted)).json()["items"])

    assert await found() == 2
    assert await found(words="tangent") == 1
    assert await found(unit="algebra", kind="mcq") == 1
    assert await found(tag="linear", words="zero") == 1
    assert await found(kind="case_study") == 0


async def test_page_lists_questions_with_their_formulas(admin: Caller) -> None:
    await admin.post("/questions", MCQ)
    page = await admin.http.get("/mathvidya/admin/questions", headers=admin.headers)
    assert page.status_code == 200, page.text
    assert 'Polynomials: The zero of <span class="math" data-tex="2x - 6">' in page.text


def test_formulas_of_a_hindi_text_are_shown_as_formulas() -> None:
    document = {**MCQ, "text": {"en": "The zero of $2x - 6$ is", "hi": "$2x - 6$ का शून्यक है"}}
    row = BankQuestion(question_id=uuid7(), version=1, document=document)
    shown = views.shown(row)["text_hi"]
    assert "का शून्यक है" in shown
    assert "$2x" not in shown


async def test_a_retired_question_is_kept_and_not_listed(admin: Caller) -> None:
    made = (await admin.post("/questions", MCQ)).json()
    assert (await admin.delete(f"/questions/{made['question_id']}")).json()["is_retired"]
    assert (await admin.get("/questions")).json()["items"] == []
    assert len((await admin.get("/questions", retired=True)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"key": ["z"]}, "key"),
        ({"choices": []}, "choices"),
        ({"marks": "0.3"}, "marks"),
        ({"text": {"en": ""}}, "text"),
    ],
)
async def test_a_question_that_cannot_be_marked_is_refused(
    admin: Caller, change: dict[str, Any], field: str
) -> None:
    assert (await admin.post("/questions", MCQ | change)).status_code == 422, field


async def test_only_those_who_look_after_the_bank_see_keys(school: School, admin: Caller) -> None:
    made = (await admin.post("/questions", MCQ)).json()
    for caller in (await make_student(school), await make_teacher(school)):
        assert (await caller.get("/questions")).status_code == 403
        assert (await caller.get(f"/questions/{made['question_id']}")).status_code == 403


async def test_another_institution_has_a_bank_of_its_own(school: School, admin: Caller) -> None:
    made = (await admin.post("/questions", MCQ)).json()
    from tests.support import mathvidya

    other = await mathvidya.found(school.http, school.database, school.settings)
    stranger = await other.person("admin")
    assert (await stranger.get("/questions")).json()["items"] == []
    assert (await stranger.get(f"/questions/{made['question_id']}")).status_code == 404


async def test_gift_questions_come_in_with_what_was_lost(admin: Caller) -> None:
    gift = b"::Sum:: 2 + 2 is {=4 ~3 ~5}\n\n::Essay:: Explain. {}\n"
    answer = await admin.http.post(
        "/api/v1/mathvidya/questions/import",
        headers=admin.headers,
        params={"class_level": "X", "unit": "algebra", "topic": "Sums"},
        files={"file": ("sums.gift", gift, "text/plain")},
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["format"], told["questions"]) == ("gift", 1)
    assert [one["where"] for one in told["dropped"]] == ["2. Essay"]
    kept = (await admin.get(f"/questions/{told['question_ids'][0]}")).json()
    assert kept["source"] == "sums.gift"
    assert _right(kept["document"]) == ["4"]


@pytest.mark.parametrize("format", list(Format))
async def test_every_format_brings_the_same_questions_in(admin: Caller, format: Format) -> None:
    written = formats.write([samples.single(), samples.multiple(), samples.numeric()], format)
    answer = await admin.http.post(
        "/api/v1/mathvidya/questions/import",
        headers=admin.headers,
        params={"class_level": "X", "unit": "algebra", "topic": "Numbers", "format": format.value},
        files={"file": ("numbers", written.data, "application/octet-stream")},
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["format"], told["questions"]) == (format.value, 3)
    single, multiple, numeric = [
        (await admin.get(f"/questions/{one}")).json()["document"] for one in told["question_ids"]
    ]
    assert _right(single) == ["7"]
    assert (multiple["kind"], _right(multiple)) == ("mcq_multiple", ["2", "$2^3$"])
    assert numeric["parts"][0]["typed"] == "9.81"


def _right(document: dict[str, Any]) -> list[str]:
    """What the choices say that the key names."""
    return [one["text"]["en"] for one in document["choices"] if one["id"] in document["key"]]


def shipped() -> list[Question]:
    """A shipped question of each kind and class."""
    found: dict[tuple[ClassLevel, Kind], Question] = {}
    for level in ClassLevel:
        for one in questions(level):
            found.setdefault((level, one.kind), one)
    return list(found.values())


@pytest.mark.parametrize("question", shipped(), ids=lambda one: f"{one.class_level}-{one.kind}")
def test_a_question_that_is_opened_and_saved_stays_what_it_was(question: Question) -> None:
    values = {name: ("true" if value is True else value) for name, value in editing.fields(question).items()}
    assert editing.question(values, question) == question


def test_a_step_without_marks_names_its_line() -> None:
    written = next(one for one in shipped() if one.kind is Kind.SA)
    values = editing.fields(written) | {"part_1_scheme": "1 | Begins\nthen ends"}
    with pytest.raises(Invalid, match="Line 2"):
        editing.question(values, written)


def test_steps_that_do_not_add_up_are_told_at_the_scheme() -> None:
    written = next(one for one in shipped() if one.kind is Kind.SA)
    values = editing.fields(written) | {"part_1_scheme": "1 | Begins"}
    with pytest.raises(Invalid) as told:
        editing.question(values, written)
    assert "part_1_scheme" in told.value.fields
