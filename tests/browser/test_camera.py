"""The optional count of faces in headless Chromium, before a camera that shows pictures made by the test.

The one face is that of a public photograph; what is counted here says nothing of how well others are found.
"""

import base64
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, async_playwright, expect
from sqlalchemy import select

from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.models.monitoring import MonitoringEvent
from assay.apps.veritas.monitoring.kinds import named
from assay.kernel.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, Founding, Site, Window
from tests.support import veritas
from tests.support.browser import CHROMIUM, FLAGS, needs_chromium
from tests.support.school import Caller, School

pytestmark = [pytest.mark.browser, needs_chromium]

FACE = Path(__file__).parents[1] / "support/vendor/astronaut.jpg"
NETWORK = "veritas/monitoring/faces/network.js"
SECONDS = 5


def picture(*places: tuple[int, int], size: int = 320) -> bytes:
    """A grey room, 640 x 480, with the face at `places`, as a JPEG."""
    room = Image.new("RGB", (640, 480), (150, 145, 140))
    with Image.open(FACE) as face:
        for place in places:
            room.paste(face.resize((size, size)), place)
    kept = io.BytesIO()
    room.save(kept, "JPEG", quality=90)
    return kept.getvalue()


@pytest.fixture
def size() -> tuple[int, int]:
    return DESKTOP


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser whose camera shows two faces, and which gives it to whoever asks."""
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(picture((0, 60), (320, 100)) * 20)
    camera = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera])
        yield browser
        await browser.close()


class Exam:
    """A student before an exam that counts faces."""

    def __init__(self, school: School, student: Caller, site: Site, exam_id: Any) -> None:
        self.school, self.student, self.site = school, student, site
        self.here = f"/veritas/student/exams/{exam_id}"

    async def begin(self, **options: Any) -> Window:
        window = await self.site.window(**options)
        await window.sign_in(self.student.email, then=self.here)
        await expect(window.page.get_by_text("Your own device counts the faces")).to_be_visible()
        await window.look("veritas-before-camera")
        await window.page.get_by_label("I have read what is recorded").check()
        await window.press("Start the exam")
        await window.see("Number theory")
        return window

    async def reported(self, kind: str) -> Sequence[Any]:
        async with self.school.database.transaction(org_id=self.school.org_id) as db:
            found = await db.scalars(
                select(MonitoringEvent.data).where(MonitoringEvent.kind == named(kind).number)
            )
            return found.all()


async def prepared(founding: Founding, site: Site) -> Exam:
    school = await veritas.found(*founding)
    student = await veritas.make_student(school, "Asha Rao")
    policy = MonitoringPolicy(face_count=True, face_threshold=SECONDS)
    made = await veritas.make_exam(school, students=[student], monitoring=policy)
    return Exam(school, student, site, made.exam_id)


async def test_two_faces_before_the_camera_are_reported_once_as_a_number(
    founding: Founding, site: Site, watched: Browser
) -> None:
    exam = await prepared(founding, replace(site, chromium=watched))
    window = await exam.begin()
    page = window.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.post_data else None)
    await expect(page.locator("#camera")).to_contain_text("Your camera is on")
    await window.look("veritas-camera")
    async with page.expect_request(lambda one: '"face_count"' in (one.post_data or ""), timeout=40_000):
        pass
    await expect(page.locator("#state-words")).to_have_text("All saved")
    await page.wait_for_timeout(2_500)
    assert await exam.reported("face_count") == [{"count": 2}]
    assert await exam.reported("camera_missing") == []
    assert max(len(body) for body in sent) < 5_000, "a picture would be larger"


async def test_who_refuses_the_camera_sits_the_exam_all_the_same(founding: Founding, site: Site) -> None:
    exam = await prepared(founding, replace(site, size=PHONE))
    window = await exam.begin()
    page = window.page
    await expect(page.locator("#camera")).to_have_text(
        "The camera was not given. That is noted and nothing else; go on without it."
    )
    await window.look("veritas-camera-refused")
    await page.get_by_label("Option b").first.check()
    await expect(page.locator("#state-words")).to_have_text("All saved")
    await window.press("Submit")
    await page.locator("#submit-yes").click()
    await expect(page.get_by_role("link", name="Your result")).to_be_visible()
    assert len(await exam.reported("camera_missing")) == 1
    assert await exam.reported("face_count") == []


async def test_the_network_finds_the_faces_of_a_picture(
    served: tuple[str, Settings], chromium: Browser
) -> None:
    page = await (await chromium.new_context()).new_page()
    await page.goto(f"{served[0]}/login")
    pictures = [
        picture(),
        picture((160, 80)),
        picture((120, 40), size=200),
        picture((0, 60), (320, 100)),
    ]
    found = await page.evaluate(COUNT, [base64.b64encode(one).decode() for one in pictures])
    assert [len(faces) for faces in found] == [0, 1, 1, 2]
    (face,) = found[1]
    # Where it is: the face lies a little above the middle of its square.
    assert 0.34 < face["x"] + face["width"] / 2 < 0.66
    assert face["score"] > 0.7


COUNT = f"""async (pictures) => {{
    const base = new URL(document.querySelector('link[rel=stylesheet]').href).pathname.split('/kernel/')[0];
    const {{ faces, read }} = await import(`${{base}}/{NETWORK}`);
    const model = `${{base}}/kernel/vendor/face-detector/tiny_face_detector_model`;
    const manifest = await (await fetch(`${{model}}-weights_manifest.json`)).json();
    const weights = read(manifest, new Uint8Array(await (await fetch(`${{model}}.bin`)).arrayBuffer()));
    const canvas = new OffscreenCanvas(320, 320).getContext('2d', {{ willReadFrequently: true }});
    const found = [];
    for (const picture of pictures) {{
        const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], {{ type: 'image/jpeg' }}));
        canvas.fillRect(0, 0, 320, 320);
        canvas.drawImage(image, 0, 0, image.width * 320 / 640, image.height * 320 / 640);
        found.push(faces(weights, canvas.getImageData(0, 0, 320, 320).data, 320));
    }}
    return found;
}}"""

STEADY = """async ([seconds, counts]) => {
    const base = new URL(document.querySelector('link[rel=stylesheet]').href).pathname.split('/kernel/')[0];
    const { Steady } = await import(`${base}/veritas/monitoring/faces/steady.js`);
    const steady = new Steady(seconds);
    return counts.map((count, at) => steady.see(count, at * 1000));
}"""


async def test_a_count_is_told_when_it_lasts_and_once(
    served: tuple[str, Settings], chromium: Browser
) -> None:
    page = await (await chromium.new_context()).new_page()
    await page.goto(f"{served[0]}/login")

    async def told(*counts: int) -> list[tuple[int, int]]:
        found = await page.evaluate(STEADY, [3, list(counts)])
        return [(at, count) for at, count in enumerate(found) if count is not None]

    assert await told(*[1] * 10) == []
    assert await told(1, 1, 0, 1, 1, 2, 1, 1, 0, 0, 1, 1, 1, 1) == []
    assert await told(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0) == [(7, 0)]
    assert await told(0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2) == [(5, 0), (10, 2)]
    # One face again for as long, and the next absence is another one.
    assert await told(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0) == [(5, 0), (15, 0)]
