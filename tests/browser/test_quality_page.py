"""The page about the quality of marking, as an administrator sees it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.async_api import expect

from assay.apps.mathvidya.models.evaluations import EvaluationState, MarkCheck
from assay.kernel import clock
from tests.apps.mathvidya.marking import scene
from tests.browser.conftest import Founding, Site, Window
from tests.support import mathvidya
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School

pytestmark = needs_chromium

DEVIATIONS = {
    "Meera Iyer": ("0.5", "-0.5", "0", "1", "0", "-1"),
    "Rohan Das": ("2", "1.5", "3", "2", "2.5", "1"),
    "Lata Sen": ("-1",),
}


@pytest.fixture
async def desk(site: Site, founding: Founding) -> tuple[Window, Caller]:
    school = await mathvidya.found(*founding)
    await _fill(school)
    admin = await school.person("admin", "Admin")
    return await site.window(), admin


async def _fill(school: School) -> None:
    """Three markers who were compared over six weeks, and one script two of them see differently."""
    student = await mathvidya.make_student(school)
    for name, deviations in DEVIATIONS.items():
        teacher = await mathvidya.make_teacher(school, name)
        for week, deviation in enumerate(deviations):
            done: dict[str, Any] = {
                "state": EvaluationState.SUBMITTED,
                "submitted_at": clock.now(),
                "score": Decimal(6) + Decimal(deviation),
            }
            script = await scene.make_script(school, student, teacher, **done)
            within = abs(Decimal(deviation)) <= 2
            await school.add(
                MarkCheck(
                    org_id=school.org_id,
                    evaluation_id=script.evaluation_id,
                    teacher_id=teacher.person_id,
                    kind="second",
                    given=Decimal(6) + Decimal(deviation),
                    reference=Decimal(6),
                    within=within,
                    details={} if within else {"questions": {"22": ["3", "0.5"], "36": ["3", "2.5"]}},
                    made_at=clock.now() - timedelta(days=7 * week),
                )
            )


async def test_severity_drift_and_disagreements_are_shown(desk: tuple[Window, Caller]) -> None:
    window, admin = desk
    await window.sign_in(admin.email, then="/mathvidya/admin/quality")
    await window.see("Quality of marking")
    await expect(window.page.get_by_role("table", name="Two markings that differ")).to_contain_text(
        "22: 3 or 0.5"
    )
    await window.look("quality")
    await window.page.get_by_role("link", name="Rohan Das").click()
    await expect(window.page.get_by_text("Rohan Das, week by week").first).to_be_visible()
    await window.look("quality-drift")
