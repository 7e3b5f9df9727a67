"""Assay in headless Chromium: a server on loopback, and windows that judge each page.

With ASSAY_SCREENSHOTS=<folder> every page a test looks at is saved there, to be looked at by people too.
"""

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings, use_settings
from tests.support import enigma
from tests.support.assembled import application
from tests.support.browser import AXE, CHROMIUM, FLAGS, RUN_AXE, WCAG, serve

PHONE, DESKTOP = (390, 844), (1440, 900)
REFUSED_FORM = "status of 422"
"""What the console says about a form sent back: wanted here, and the only complaint that is."""

Founding = tuple[httpx.AsyncClient, Database, Settings]
"""What `found` of each application's support takes."""


@dataclass
class Window:
    """One person's browser window; `complaints` are the console errors nobody wanted."""

    page: Page
    context: BrowserContext
    address: str
    size: tuple[int, int]
    complaints: list[str] = field(default_factory=list)
    wanted: str = REFUSED_FORM
    """A complaint of the console that this test provokes."""

    async def goto(self, path: str) -> None:
        await self.page.goto(path if path.startswith("http") else self.address + path)

    async def press(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        await button.wait_for()
        # A page that is still on its way has no scripts yet: it would not ask before it does something.
        await self.page.wait_for_function("() => document.readyState === 'complete'")
        await button.click()

    async def follow(self, name: str) -> None:
        await self.page.get_by_role("link", name=name, exact=True).click()

    async def see(self, heading: str) -> None:
        """Wait for the page with this heading."""
        await expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    async def sign_in(self, email: str, *, then: str) -> None:
        """Sign in by the page that `then` leads to."""
        await self.goto(then)
        await self.see("Sign in")
        await self.page.get_by_label("E-mail address").fill(email)
        await self.page.get_by_label("Password", exact=True).fill(enigma.PASSWORD)
        await self.press("Sign in")
        await self.page.wait_for_url(f"**{then}")

    async def look(self, name: str) -> None:
        """Judge the page as it stands: it fits the screen, and axe finds nothing in light and in dark."""
        width = self.size[0]
        # A click may have a page on its way: it is judged when it stands, with its style sheets and fonts.
        await self.page.wait_for_function(
            "() => document.readyState === 'complete' && document.fonts.status === 'loaded'"
        )
        overflow = await self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert overflow[0] <= overflow[1], f"{name}: {overflow[0]} px wide on a screen of {width}"
        # What lies under the header, or under a message that is about to go, is no fault of its own.
        await self.page.evaluate(
            "scrollTo(0, 0); document.querySelectorAll('.toast').forEach((toast) => toast.remove())"
        )
        await self.page.evaluate(AXE)
        found = await self._axe(WCAG)
        await self._keep(name)
        await self.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += [f"dark: {line}" for line in await self._axe(["color-contrast"], kind="rule")]
        await self._keep(name + "-dark")
        await self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        assert found == [], name

    async def _axe(self, tags: list[str], kind: Literal["tag", "rule"] = "tag") -> list[str]:
        if kind == "tag":
            result = await self.page.evaluate(RUN_AXE, tags)
        else:
            result = await self.page.evaluate(
                "rules => axe.run({runOnly: {type: 'rule', values: rules}})", tags
            )
        return [
            f"{rule['id']}: {node['html'][:160]}" for rule in result["violations"] for node in rule["nodes"]
        ]

    async def _keep(self, name: str) -> None:
        if folder := os.environ.get("ASSAY_SCREENSHOTS"):
            path = Path(folder) / f"{name}-{self.size[0]}.png"
            await self.page.screenshot(path=path, full_page=True)


@dataclass(frozen=True, slots=True)
class Site:
    """A running Assay, and the windows that look at it."""

    address: str
    chromium: Browser
    size: tuple[int, int]
    windows: AsyncExitStack

    async def window(self, **options: Any) -> Window:
        """A window of somebody who was never here: no cookies of others."""
        width, height = self.size
        context = await self.chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="light",
            reduced_motion="reduce",
            **options,
        )
        self.windows.push_async_callback(context.close)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        made = Window(page, context, self.address, self.size)

        def heard(line: ConsoleMessage) -> None:
            if line.type == "error" and made.wanted not in line.text:
                made.complaints.append(f"{line.text} at {re.sub('[?#].*', '', page.url)}")

        page.on("console", heard)
        page.on("pageerror", lambda error: made.complaints.append(str(error)))
        self.windows.callback(_no_complaints, made)
        return made

    async def signed_in(self, email: str, *, then: str) -> Window:
        """A window of somebody who signed in on the way to the page `then`."""
        made = await self.window()
        await made.sign_in(email, then=then)
        return made


def _no_complaints(window: Window) -> None:
    assert window.complaints == []


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    expect.set_options(timeout=15_000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    chosen: tuple[int, int] = request.param
    return chosen


@pytest.fixture
def served(database_url: str, settings: Settings) -> Iterator[tuple[str, Settings]]:
    """The whole application at an address, on a fresh database; and the settings it runs under."""
    made: list[Settings] = []

    def make_app(address: str) -> FastAPI:
        made.append(settings.model_copy(update={"env": "development", "public_url": address}))
        return application(made[0], Database(make_engine(database_url, pool=5)))

    with serve(make_app) as address:
        yield address, made[0]
    use_settings(settings)


@pytest.fixture
async def site(served: tuple[str, Settings], chromium: Browser, size: tuple[int, int]) -> AsyncIterator[Site]:
    async with AsyncExitStack() as windows:
        yield Site(served[0], chromium, size, windows)


@pytest.fixture
async def founding(served: tuple[str, Settings], database: Database) -> AsyncIterator[Founding]:
    address, settings = served
    async with httpx.AsyncClient(base_url=address, timeout=60) as http:
        yield http, database, settings


@pytest.fixture
async def place(founding: Founding) -> enigma.Institution:
    """An institution that admits."""
    return await enigma.found(*founding)
