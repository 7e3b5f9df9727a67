"""Answer similarity of an exam over HTTP."""

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.apps.veritas.items.test_routes import sit
from tests.support import veritas
from tests.support.school import School


@pytest.fixture
async def school(client: httpx.AsyncClient, savepoint: Database, settings: Settings) -> School:
    return await veritas.found(client, savepoint, settings)


async def test_pairs_come_with_names_and_what_stands_beside_them(school: School) -> None:
    teacher = await veritas.make_teacher(school)
    twin = ["c", "c", "d", "d", "a", "b"]
    exam, _students = await sit(
        school, teacher, [twin, twin, ["b", "b", "b", "b", "b", "b"], ["b", "a", "b", "c", "b", "b"]]
    )
    answer = await teacher.get(f"/teacher/exams/{exam.exam_id}/similarity")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["state"], told["n_pairs"], len(told["pairs"])) == ("ready", 6, 6)
    first = told["pairs"][0]
    assert {first["a_name"], first["b_name"]} == {"Student 0", "Student 1"}
    assert (first["matches"], first["wrong_matches"]) == (6, 5)
    assert first["beside"]["same_network"] is not None
    assert any("cannot carry a conviction" in warning for warning in told["warnings"])


async def test_the_page_says_what_a_flag_does_not_prove(school: School) -> None:
    teacher = await veritas.make_teacher(school)
    exam, _students = await sit(school, teacher, [["b", "c"] * 3, ["b", "b"] * 3])
    page = await school.http.get(f"/veritas/teacher/exams/{exam.exam_id}/similarity", headers=teacher.headers)
    assert page.status_code == 200
    assert "What this does not prove" in page.text
    assert "Student 0" in page.text
