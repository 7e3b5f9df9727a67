"""A script marked in headless Chromium: by keyboard alone, through a network drop, by hand on a phone."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Route, expect

from assay.apps.mathvidya.marking import rules
from assay.apps.mathvidya.marking.tally import problems, tally
from assay.apps.mathvidya.models.evaluations import EvaluationState
from tests.apps.mathvidya.marking import scene
from tests.apps.mathvidya.marking.random_logs import as_sent, paper_sent, random_log
from tests.apps.mathvidya.marking.scene import Script
from tests.browser.conftest import DESKTOP, PHONE, Founding, Site, Window
from tests.support import mathvidya
from tests.support.browser import needs_chromium
from tests.support.school import Caller

pytestmark = needs_chromium
READY = "#marking[data-ready=yes]"


@dataclass(frozen=True, slots=True)
class Desk:
    """A teacher with one script of three pages, the second of them blank."""

    site: Site
    teacher: Caller
    script: Script

    async def open(self) -> Window:
        window = await self.site.window(has_touch=self.site.size == PHONE)
        await window.page.route("**/sheets/*/image", partial(_picture, self.script.sheets))
        await window.sign_in(
            self.teacher.email, then=f"/mathvidya/teacher/evaluations/{self.script.evaluation_id}"
        )
        await window.page.wait_for_selector(READY)
        return window


async def _picture(sheets: Sequence[UUID], route: Route) -> None:
    number = sheets.index(UUID(route.request.url.split("/")[-2])) + 1
    await route.fulfill(body=picture(number, blank=number == 2), content_type="image/png")


def picture(number: int, *, blank: bool) -> bytes:
    """An answer page: lines of something like writing."""
    image = Image.new("RGB", (1000, 1414), "#fbfaf5")
    pen = ImageDraw.Draw(image)
    pen.text((60, 40), f"Page {number}", fill="#333", font_size=28)
    for row in range(0 if blank else 14):
        y = 160 + row * 80
        wave = [(90 + x, y + (x * (row + 3) * number) % 23) for x in range(0, 700 - row * 20, 9)]
        pen.line(wave, fill="#1b2a6b", width=3)
    stored = io.BytesIO()
    image.save(stored, "PNG")
    return stored.getvalue()


@pytest.fixture
async def desk(site: Site, founding: Founding) -> Desk:
    school = await mathvidya.found(*founding)
    student = await mathvidya.make_student(school)
    teacher = await mathvidya.make_teacher(school, "Meera Iyer")
    script = await scene.make_script(school, student, teacher)
    return Desk(site, teacher, script)


async def saved(window: Window) -> None:
    await expect(window.page.locator("#state-words")).to_have_text("All saved")


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
async def test_script_of_three_pages_is_marked_by_keyboard_alone(desk: Desk) -> None:
    window = await desk.open()
    window.wanted = "ERR_INTERNET_DISCONNECTED"
    page, keys = window.page, window.page.keyboard
    await window.look("marking-start")

    async def type_marks(*steps: str) -> None:
        for marks in steps:
            await keys.type(marks)
            await keys.press("Enter")

    # The pages: the first whole, the second blank.
    await keys.press("0")
    await expect(page.locator("#seen")).to_be_visible()
    await keys.press("]")
    await expect(page.locator("#page-now")).to_have_text("Page 2 of 3")
    await expect(page.locator("#blank")).to_be_visible()
    await window.look("marking-blank")
    await keys.press("b")
    await expect(page.locator("#blank")).to_be_hidden()
    await expect(page.locator("#seen")).to_be_visible()
    await saved(window)

    # Too early: everything that is lacking is told.
    await keys.press("h")
    await expect(page.locator("#finish [data-lacking] li")).to_have_count(6)
    await expect(page.get_by_role("button", name="Hand in the marks")).to_be_disabled()
    await window.look("marking-lacking")
    await keys.press("Escape")

    # Without a network marks go on, and are kept.
    await window.context.set_offline(True)
    await keys.press("m")
    await expect(page.get_by_label("Step 1, at most 1: Factors")).to_be_focused()
    await keys.type("3")
    await expect(page.locator("#announce")).to_have_text("At most 1.")
    await keys.press("Backspace")
    await type_marks("1", "1")
    await expect(page.locator("#h22")).to_be_visible()
    await type_marks("0.5", "1", "0.5")
    await type_marks("1", "0", "1", "1")
    await expect(page.locator("#total")).to_have_text("7")
    await expect(page.locator("#state-words")).to_have_text("No connection: kept on this device")
    assert (await desk.script.row()).score is None

    # A tick, taken back and done again; one more, taken away; a comment with a formula.
    await keys.press("Escape")
    for key in ("ArrowDown", "Shift+ArrowRight", "1", "u", "r", "Shift+ArrowDown", "2", "e"):
        await keys.press(key)
    await expect(page.locator("#notes li")).to_have_count(1)
    await keys.press("p")
    await keys.press("c")
    await keys.type("Mind the sign of $-4ac$.")
    await window.look("marking-comment")
    await keys.press("Control+Enter")
    await expect(page.locator("#notes")).to_contain_text("Mind the sign")
    await expect(page.locator("#notes math")).to_be_visible()
    await window.look("marking-offline")

    # What is kept survives a crash of the page; the network comes back.
    kept = await page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('assay.marking.0'))")
    assert len(kept) == 1
    await window.context.set_offline(False)
    await saved(window)
    assert await page.evaluate("key => localStorage.getItem(key)", kept[0]) is None

    await keys.press("]")
    await expect(page.locator("#page-now")).to_have_text("Page 3 of 3")
    await expect(page.locator("#seen")).to_be_visible()
    await saved(window)
    await keys.press("h")
    await expect(page.locator("#finish [data-lacking] li")).to_have_count(0)
    await window.look("marking-finish")
    await page.get_by_role("button", name="Hand in the marks").focus()
    await keys.press("Enter")
    await window.see("Marked")
    await window.look("marking-done")
    row = await desk.script.row()
    assert (row.state, row.score) == (EvaluationState.SUBMITTED, Decimal(7))


@pytest.mark.parametrize("size", [PHONE], ids=["phone"])
async def test_marks_and_strokes_survive_a_reload_without_network(desk: Desk) -> None:
    window = await desk.open()
    window.wanted = "Failed to load resource"
    page = window.page
    await page.route("**/ops", lambda route: route.abort())
    await page.get_by_label("Step 1, at most 1: Factors").fill("1")
    await page.get_by_role("button", name="Pen").click()
    box = await page.locator("#stage").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 80, box["y"] + 80)
    await page.mouse.down()
    for place in range(10):
        await page.mouse.move(box["x"] + 80 + place * 15, box["y"] + 90 + place * 9)
    await page.mouse.up()
    await expect(page.locator("#overlay polyline")).to_have_count(1)
    await expect(page.locator("#state-words")).to_have_text("No connection: kept on this device")
    await window.look("marking-stroke")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.unroute("**/ops")
    await page.reload()
    await page.wait_for_selector(READY)
    await saved(window)
    await expect(page.get_by_label("Step 1, at most 1: Factors")).to_have_value("1")
    await expect(page.locator("#overlay polyline")).to_have_count(1)


async def test_methods_choices_and_parts_of_pages(desk: Desk) -> None:
    window = await desk.open()
    page = window.page
    await page.locator("#questions [data-goto='22']").click()
    await page.get_by_label("By its graph").check()
    await page.get_by_label("Step 1, at most 2: Draws the parabola").fill("2")
    await page.get_by_label("Step 2, at most 1: Reads the roots").fill("1")
    await expect(page.locator("#total")).to_have_text("3")
    await page.locator("#questions [data-goto='21']").click()
    await page.get_by_label("Step 1, at most 1: Factors").fill("0")
    await page.get_by_label("Step 2, at most 1: Gives both roots").fill("1")
    await page.get_by_label("Step 1, at most 2: Shows that").fill("2")
    await page.get_by_label("Step 1, at most 2: Shows that").blur()
    await expect(page.locator("#total")).to_have_text("5")
    await expect(page.locator("[data-counts='0b']")).to_be_visible()
    await expect(page.locator("[data-counts='0a']")).to_be_hidden()
    await window.look("marking-choice")
    # The answer is cut out of its page, and the whole page is one press away.
    await page.get_by_role("button", name="Assign").click()
    box = await page.locator("#stage").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 40, box["y"] + 60)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 220, steps=4)
    await page.mouse.up()
    await expect(page.locator("#overlay .mk-region")).to_have_count(1)
    whole = await page.locator("#sheet").evaluate("one => one.style.transform")
    await page.get_by_role("button", name="This answer").click()
    await expect(page.locator("#sheet")).not_to_have_attribute("style", f"transform: {whole};")
    await window.look("marking-crop")
    await page.get_by_role("button", name="This answer").click()
    await expect(page.locator("#sheet")).to_have_css("transform", whole)
    await saved(window)


@pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
async def test_page_folds_the_log_as_the_server_does(desk: Desk) -> None:
    window = await desk.open()
    for seed in range(120):
        paper, log = random_log(seed)
        script = rules.state(log)
        found = await window.page.evaluate(
            """async ({ paper, ops }) => {
              const app = document.querySelector("script[src*='marking/app.js']").src;
              const { Script, tally, lacking } = await import(app.replace("app.js", "fold.js"));
              const script = new Script(ops);
              const { canUndo: undo, canRedo: redo, regions } = script;
              const seen = { tally: tally(paper, script), lacking: lacking(paper, script) };
              return { ...seen, drawn: [...script.drawn.keys()], regions: regions.size, undo, redo };
            }""",
            {"paper": paper_sent(paper), "ops": [as_sent(op) for op in log]},
        )
        told = [
            (one["number"], Decimal(str(one["awarded"])), one["complete"], one["chosen"])
            for one in found["tally"]
        ]
        assert told == [
            (one.question.number, one.awarded, one.complete, [] if one.declared else list(one.chosen))
            for one in tally(paper, script)
        ]
        assert [(one["lack"], one["number"]) for one in found["lacking"]] == [
            (one.lack.value, one.number) for one in problems(paper, script)
        ]
        assert found["drawn"] == [str(one) for one in script.drawn]
        assert (found["regions"], found["undo"], found["redo"]) == (
            len(script.regions),
            script.can_undo,
            script.can_redo,
        )
