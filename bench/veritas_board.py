"""`python -m bench.veritas_board --live N`: the live board with N who sit, in a real browser (Chromium).

How long until all are counted on the page, and what a second of watching costs the browser: while nothing
changes but the clocks, and while a tenth of the sittings change each second.
"""

import argparse
import asyncio
import json
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright
from tests.support.browser import CHROMIUM, FLAGS
from tests.support.school import PASSWORD

from assay.kernel.db.listen import CHANNEL
from bench.veritas_house import House, fill, house

WATCHED_SECONDS = 10
LONG_TASKS = """() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ type: "longtask" });
}"""
COUNTED = """(all) => document.querySelector("[data-tally=connected]").textContent !== "\u2013"
    && Number(document.querySelector("[data-tally=sitting]").textContent.replace(/\\D/g, "")) === all
    && document.querySelectorAll("[data-rows] [data-attempt]").length > 0"""
MOVE = """
UPDATE veritas.exam_attempts SET answered = (answered + 1) % 6, last_saved_at = now(), last_seen_at = now(),
       changed_at = now()
WHERE exam_id = $1 AND attempt % 10 = $2
"""


async def measure(live: int) -> dict[str, Any]:
    """Milliseconds, but for `rows` (in the page at a time) and `seconds`."""
    async with house() as rig:
        await fill(rig, 200, live)
        await rig.settle()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            try:
                return await _watched(
                    rig, await browser.new_page(viewport={"width": 1440, "height": 900}), live
                )
            finally:
                await browser.close()


async def _watched(rig: House, page: Page, live: int) -> dict[str, Any]:
    address = str(rig.http.base_url).rstrip("/")
    await page.goto(f"{address}/veritas/teacher")
    await page.get_by_label("E-mail address").fill(rig.teacher.email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/veritas/teacher")
    await page.add_init_script(f"({LONG_TASKS})()")
    browser = await page.context.new_cdp_session(page)
    await browser.send("Performance.enable")
    await page.goto(f"{address}/veritas/teacher/exams/{rig.live}/live", wait_until="commit")
    await page.wait_for_function(COUNTED, arg=live, timeout=60_000)
    first = {
        "until_counted_ms": round(await page.evaluate("performance.now()")),
        **await _cost(browser),
        "longest_task_ms": await _longest(page),
        "rows": await page.locator("[data-rows] [data-attempt]").count(),
    }
    still = await _over(rig, page, browser, moving=False)
    moving = await _over(rig, page, browser, moving=True)
    return {"live": live, "first": first, "still": still, "moving": moving}


async def _over(rig: House, page: Page, browser: CDPSession, *, moving: bool) -> dict[str, Any]:
    """What a second costs, over WATCHED_SECONDS of them."""
    await page.evaluate("window.longest = 0")
    before = await _cost(browser)
    for second in range(WATCHED_SECONDS):
        if moving:
            await rig.admin.execute(MOVE, rig.live, second % 10)
            await rig.admin.execute(
                "SELECT pg_notify($1, $2)", CHANNEL, json.dumps([f"veritas.exam.{rig.live}"])
            )
        await asyncio.sleep(1)
    after = await _cost(browser)
    return {
        **{name: round((after[name] - before[name]) / WATCHED_SECONDS, 1) for name in after},
        "longest_task_ms": await _longest(page),
    }


async def _cost(browser: CDPSession) -> dict[str, float]:
    found = {one["name"]: one["value"] for one in (await browser.send("Performance.getMetrics"))["metrics"]}
    layout = found["LayoutDuration"] + found["RecalcStyleDuration"]
    return {"script_ms": round(found["ScriptDuration"] * 1000, 1), "layout_ms": round(layout * 1000, 1)}


async def _longest(page: Page) -> int:
    """The longest task that held the page up, 0 where none took 50 ms."""
    return round(float(await page.evaluate("window.longest")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--live", type=int, default=5000)
    print(json.dumps(asyncio.run(measure(parser.parse_args().live)), indent=1))


if __name__ == "__main__":
    main()
