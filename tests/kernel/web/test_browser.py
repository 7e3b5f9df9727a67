"""The shell in a real browser: policy, accessibility, forms, dialogs, theme, phone width, print.

Needs Debian's Chromium (`apt-get install chromium`); skipped where there is none.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.kernel.web.conftest import make_site
from tests.support.browser import AXE, CHROMIUM, FLAGS, RUN_AXE, WCAG, needs_chromium, serve
from tests.support.settings import test_settings

pytestmark = [pytest.mark.browser, needs_chromium]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shell on a free port of the loopback, over plain http as in development."""
    settings = test_settings(tmp_path_factory.mktemp("web"), env="development")
    with serve(lambda _address: make_site(settings)) as there:
        yield there


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(chromium: Browser, **options: Any) -> tuple[BrowserContext, Page, list[str]]:
    """A fresh page, and the list that its console errors go to."""
    context = chromium.new_context(**options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return context, page, complaints


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context, page, complaints = opened(chromium, viewport={"width": 1440, "height": 900})
    yield page
    context.close()
    assert [line for line in complaints if "status of 4" not in line] == []


PAGES = ["/", "/about", "/design", "/problems/conflict", "/nowhere"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_pass_axe_and_fit_the_screen(chromium: Browser, address: str, scheme: Any, width: int) -> None:
    context, page, complaints = opened(
        chromium, viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    for path in PAGES:
        page.goto(address + path)
        page.evaluate(AXE)
        result = page.evaluate(RUN_AXE, WCAG)
        broken = [(rule["id"], node["html"][:120]) for rule in result["violations"] for node in rule["nodes"]]
        assert broken == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert [line for line in complaints if "404" not in line] == []  # the policy refused nothing
    context.close()


def test_form_errors_appear_in_place_and_nothing_typed_is_lost(page: Page, address: str) -> None:
    page.goto(address + "/design")
    page.locator("#live-form-name").fill("Asha Rao")
    page.get_by_role("button", name="Send it empty").click()
    summary = page.locator("#live-form [data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things need correcting")
    label = page.locator("label[for=live-form-gpa]").inner_text().strip()
    expect(summary.get_by_role("link").nth(1)).to_have_text(f"{label}: Fill this in.")
    expect(page.locator("#live-form-gpa-error")).to_have_text("Fill this in.")
    expect(page.locator("#live-form-gpa")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#live-form-name")).to_have_value("Asha Rao")
    summary.get_by_role("link").nth(1).click()
    expect(page.locator("#live-form-gpa")).to_be_focused()


def test_corrected_fields_lose_their_errors(page: Page, address: str) -> None:
    page.goto(address + "/design")
    page.get_by_role("button", name="Send it empty").click()
    expect(page.locator("#live-form-name-error")).to_be_visible()
    page.locator("#live-form-name").fill("Asha Rao")
    page.get_by_role("button", name="Send it empty").click()
    expect(page.locator("#live-form-gpa-error")).to_be_visible()
    expect(page.locator("#live-form-name-error")).to_be_hidden()


def test_csrf_cookie_works_on_plain_http_loopback(page: Page, address: str) -> None:
    page.goto(address + "/design")
    assert {"csrf"} <= {cookie["name"] for cookie in page.context.cookies()}
    page.locator("#live-form-name").fill("Asha Rao")
    page.locator("#live-form-email").fill("asha@example.org")
    page.locator("#live-form-gpa").fill("9.1")
    with page.expect_response("**/design/form") as sent:
        page.get_by_role("button", name="Send it empty").click()
    assert sent.value.status == 200


def test_form_works_without_scripts(chromium: Browser, address: str) -> None:
    context, page, _ = opened(chromium, java_script_enabled=False)
    page.goto(address + "/design")
    page.get_by_role("button", name="Send it empty").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Some of this needs correcting")
    expect(page.get_by_text("Fill this in.").first).to_be_visible()
    context.close()


def test_confirmation_stops_the_click_until_answered(page: Page, address: str) -> None:
    page.goto(address + "/design")
    page.evaluate(
        "window.clicks = 0; document.addEventListener('click', e => "
        "{ if (e.target.closest('.button-danger')) window.clicks++ })"
    )
    danger = page.get_by_role("button", name="Danger")
    danger.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Close this cycle for good?")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.evaluate("window.clicks") == 0
    danger.click()
    dialog.get_by_role("button", name="Danger").click()
    page.wait_for_function("window.clicks === 1")


def test_dialog_closes_by_escape_and_gives_focus_back(page: Page, address: str) -> None:
    page.goto(address + "/design")
    opener = page.get_by_role("button", name="Open dialog")
    opener.click()
    expect(page.get_by_role("dialog", name="Reason")).to_be_visible()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_theme_button_changes_the_theme_and_is_remembered(page: Page, address: str) -> None:
    page.goto(address + "/")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert before != after
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_progress_asks_for_itself(page: Page, address: str) -> None:
    page.goto(address + "/design")
    expect(page.locator("#scrubbing")).to_contain_text("5,100 of 12,000", timeout=5000)


def test_skip_link_is_the_first_stop_and_leads_to_the_content(page: Page, address: str) -> None:
    page.goto(address + "/about")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_navigation_is_a_menu_on_the_phone_and_a_rail_on_the_desktop(chromium: Browser, address: str) -> None:
    for width, in_menu in ((390, True), (1440, False)):
        context, page, _ = opened(chromium, viewport={"width": width, "height": 900})
        context.add_cookies([{"name": "session", "value": "admin", "url": address}])
        page.goto(address + "/sample/nowhere")
        rail = page.get_by_role("navigation", name="Pages")
        button = page.get_by_role("button", name="Menu", exact=True)
        if in_menu:
            expect(rail).to_be_hidden()
            button.click()
            expect(rail).to_be_visible()
            page.keyboard.press("Escape")
            expect(rail).to_be_hidden()
        else:
            expect(button).to_be_hidden()
            expect(rail).to_be_visible()
        context.close()


def test_server_that_is_gone_is_said_in_a_toast(chromium: Browser, address: str) -> None:
    context, page, _ = opened(chromium)
    page.goto(address + "/design")
    context.set_offline(True)
    page.get_by_role("button", name="Send it empty").click()
    expect(page.locator("#toasts")).to_contain_text("The server did not answer.")
    context.close()
