"""The benchmark of Mathvidya at its smallest: it measures what it says, counts right and judges no time."""

from dataclasses import replace

import pytest

from assay.apps.mathvidya.bank.content import all as content
from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.papers import seeds
from assay.apps.mathvidya.papers.draw import Selection
from assay.apps.mathvidya.papers.pool import candidate_of
from assay.apps.mathvidya.papers.solver import select
from assay.kernel.errors import AssayError
from assay.kernel.ids import uuid5_of
from bench import mathvidya, mathvidya_papers, mathvidya_sla


async def test_everything_is_measured_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"FEW": 40, "EVALUATIONS": 60, "DUE_TIMES": 1_000, "WARM": 0, "ASKED": 1, "REPORTING": 0}
    for name, value in small.items():
        monkeypatch.setattr(mathvidya, name, value)
    for name, value in (("ROUNDS", 1), ("FEW", 5)):
        monkeypatch.setattr(mathvidya_sla, name, value)
    found = await mathvidya.measure(100, 2, 5)
    assert (found["few"], found["exams"]) == (40, 100)
    assert [(one["class"], one["made"], one["exact"]) for one in found["papers"]] == [
        ("X", 2, 2),
        ("XII", 2, 2),
    ]
    assert found["papers_through_database"]["papers"] == 4
    assert len(found["pages"]) == 5
    for page in found["pages"]:
        assert page["ratio"] == pytest.approx(page["many_ms"] / page["few_ms"], abs=1e-3)
    crowd = found["at_once"]
    assert crowd["exact"], crowd
    assert (crowd["counted"]["exams"], crowd["counted"]["used"], crowd["counted"]["reserved"]) == (5, 5, 0)
    assert crowd["counted"]["uses_of_questions"] >= 5 * 38
    assigned = found["assignment"]
    assert (assigned["evaluations"], assigned["teachers"]) == (60, 50)
    assert (assigned["least_loaded"], assigned["most_loaded"]) == (1, 2)
    assert found["due_times"]["due_times"] == 1_000


@pytest.mark.parametrize(("exams", "papers", "students"), [(10_000, 1, 2), (20_000, 0, 2), (20_000, 1, 1)])
async def test_sizes_that_mean_nothing_are_refused(exams: int, papers: int, students: int) -> None:
    with pytest.raises(AssayError, match="Measure with"):
        await mathvidya.measure(exams, papers, students)


@pytest.fixture(scope="module")
def paper() -> Selection:
    pool = [
        candidate_of(uuid5_of(mathvidya_papers.NOBODY, one.source), 1, one)
        for one in content.questions(ClassLevel.X)
    ]
    found = select(seeds.board(ClassLevel.X), pool, "1")
    assert isinstance(found, Selection)
    return found


def _wrong(paper: Selection) -> set[str]:
    return set(mathvidya_papers.wrong(seeds.board(ClassLevel.X), paper))


def test_a_paper_of_the_blueprint_has_nothing_wrong(paper: Selection) -> None:
    assert _wrong(paper) == set()


def test_a_missing_question_is_found(paper: Selection) -> None:
    assert {"kinds", "total", "marks of a unit"} <= _wrong(replace(paper, places=paper.places[1:]))


def test_a_question_twice_is_found(paper: Selection) -> None:
    first, _second, *rest = paper.places
    assert "a question twice" in _wrong(replace(paper, places=(first, first, *rest)))


def test_a_question_of_another_unit_is_found(paper: Selection) -> None:
    first, *rest = paper.places
    other = next(one.question.unit for one in rest if one.question.unit != first.question.unit)
    moved = replace(first, question=replace(first.question, unit=other))
    assert _wrong(replace(paper, places=(moved, *rest))) == {"marks of a unit"}


def test_a_choice_that_is_not_offered_is_found(paper: Selection) -> None:
    places = tuple(replace(one, alternative=None) for one in paper.places)
    assert _wrong(replace(paper, places=places)) == {"choices"}
