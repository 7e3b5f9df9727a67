"""The optional count of faces: who is asked for the camera, and by which page."""

import pytest

from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.models.exams import Accommodation
from tests.support import veritas
from tests.support.school import Caller, School

COUNTING = MonitoringPolicy(face_count=True, face_threshold=20)


async def pages(school: School, student: Caller, policy: MonitoringPolicy) -> tuple[str, str, str]:
    """Before the start, while it is sat, and which rights the sitting page may ask for."""
    exam = await veritas.make_exam(school, students=[student], monitoring=policy)
    before = await student.http.get(f"/veritas/student/exams/{exam.exam_id}", headers=student.headers)
    assert "camera=()" in before.headers["permissions-policy"]
    attempt_id = (await veritas.start_attempt(student, exam.exam_id))["attempt_id"]
    page = await student.http.get(f"/veritas/student/attempts/{attempt_id}", headers=student.headers)
    assert before.status_code == page.status_code == 200
    return before.text, page.text, page.headers["permissions-policy"]


async def test_only_the_sitting_page_of_an_exam_that_counts_may_ask_for_the_camera(
    school: School, student: Caller
) -> None:
    before, page, allowed = await pages(school, student, COUNTING)
    assert "If for 20 seconds there is another number than one" in before
    assert "&#34;faces&#34;: {&#34;resting&#34;: false, &#34;seconds&#34;: 20}" in page
    assert allowed == "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"


async def test_by_default_no_camera_is_asked_for(school: School, student: Caller) -> None:
    before, page, allowed = await pages(school, student, MonitoringPolicy())
    assert "They are not used." in before
    assert 'id="camera"' not in page
    assert "camera=()" in allowed


@pytest.mark.parametrize("rule", ["faces", "face_count"])
async def test_where_the_rule_is_off_for_a_student_no_camera_is_asked_for(
    school: School, student: Caller, rule: str
) -> None:
    await school.add(
        Accommodation(
            org_id=school.org_id,
            student_id=student.person_id,
            measures={"rules_off": [rule]},
            granted_by="test",
        )
    )
    before, page, allowed = await pages(school, student, COUNTING)
    assert "They are not used." in before
    assert 'id="camera"' not in page
    assert "camera=()" in allowed
