"""Every page of the product under axe, in light and dark: pages of all roles, and of refusals."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.browser.conftest import DESKTOP, Site, Window
from tests.support.browser import needs_chromium
from tests.support.enigma import STEPS, Institution, application_bodies, open_cycle, submit, take

pytestmark = [pytest.mark.browser, needs_chromium]

PUBLIC = [
    "/",
    "/about",
    "/login",
    "/login/code",
    "/register",
    "/reset",
    "/outbox",
    "/problems/conflict",
    "/design",
]
ENIGMA = "/enigma/admin"


@pytest.fixture(params=[DESKTOP], ids=["desktop"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    chosen: tuple[int, int] = request.param
    return chosen


def _named(paths: list[str], who: str) -> Iterator[tuple[str, str]]:
    for place, path in enumerate(paths):
        yield f"{who}-{place}-{path.strip('/').split('/')[-1][:20] or 'home'}", path


async def _all(window: Window, paths: list[str], who: str) -> None:
    """Look at each of these pages; none of them may be an error."""
    for name, path in _named(paths, who):
        answer = await window.page.goto(window.address + path)
        assert answer is not None, path
        assert answer.status == 200, f"{path}: {answer.status}"
        await window.look(name)


async def test_public_pages_and_refusals(site: Site, place: Institution) -> None:
    cycle_id = await open_cycle(place)
    window = await site.window()
    window.wanted = "status of 40"
    await _all(window, [*PUBLIC, "/enigma", f"/enigma/apply/{cycle_id}"], "public")
    await window.goto("/nowhere")
    await window.see("nothing here")
    await window.look("error-404")

    stranger = f"/enigma/applications/{uuid4()}"
    await window.goto(stranger)
    await window.see("Open an application")
    await window.look("open")
    await window.page.get_by_label("Access token").fill("not the token")
    await window.press("Open")
    await window.page.get_by_text("no application under this number and token").wait_for()
    await window.look("open-wrong-token")


async def test_pages_of_an_application(site: Site, place: Institution) -> None:
    """Waitlisted and not selected, then erased: what its address answers afterwards."""
    cycle_id = await open_cycle(place, seats=1, waitlist=1)
    told = await submit(place, cycle_id, 3)
    for action in STEPS[:-1]:
        await take(place, cycle_id, action)
    seen = set()
    for one in told:
        window = await site.window()
        window.wanted = "status of 410"
        path = f"/enigma/applications/{one['application_id']}"
        await window.goto(f"{path}#{one['access_token']}")
        await window.see("Your application")
        words = await window.page.locator("section.card .lead").first.inner_text()
        seen.add(words)
        await window.look(f"result-{len(seen)}")
    assert len(seen) == 3, seen
    await window.page.get_by_text("Withdraw or erase").click()
    await window.press("Erase my data")
    await window.page.get_by_role("dialog").get_by_role("button", name="Erase my data").click()
    await window.page.get_by_text("Your data is erased.").wait_for()
    await window.goto(path)
    await window.look("erased")


async def test_pages_of_the_people_who_run_a_cycle(site: Site, place: Institution) -> None:
    cycle_id = await open_cycle(place, seats=1, scrubbing={"review_above": 0.0})
    await submit(place, cycle_id, 2)
    base = f"{ENIGMA}/cycles/{cycle_id}"
    admin, reviewer, auditor = [await site.window() for _role in range(3)]
    await admin.sign_in(place.admin.email, then=ENIGMA)
    await reviewer.sign_in(place.reviewer.email, then=ENIGMA)
    await auditor.sign_in(place.auditor.email, then=f"{ENIGMA}/audit")
    await _all(admin, [f"{base}/edit", f"{ENIGMA}/cycles/new"], "admin-open")
    for action in STEPS[:4]:
        await take(place, cycle_id, action)
    await _all(admin, [f"{base}/batches"], "admin-scored")
    await admin.page.get_by_role("row").get_by_role("link").first.click()
    await admin.look("batch-run")
    for action in STEPS[4:]:
        await take(place, cycle_id, action)
    lists = [f"{base}/{name}" for name in ("applications", "batches", "ranking", "appeals")]
    await _all(admin, [ENIGMA, base, *lists, "/account", "/organisation/members", "/account/email"], "admin")
    await _all(
        reviewer, [base, f"{base}/applications", f"{ENIGMA}/scrubbing", f"{ENIGMA}/reviews"], "reviewer"
    )
    await place.sequence()
    await _all(auditor, [f"{ENIGMA}/audit", base, f"{base}/ranking"], "auditor")

    reviewer.wanted = "status of 40"
    await reviewer.goto(f"{ENIGMA}/audit")
    await reviewer.see("Your role does not permit this")
    await reviewer.look("error-403")


async def test_a_frozen_cycle_takes_no_application_any_more(site: Site, place: Institution) -> None:
    cycle_id = await open_cycle(place)
    await submit(place, cycle_id, 1)
    await take(place, cycle_id, "freeze")
    answer = await place.admin.post("/applications", application_bodies(1, cycle_id)[0])
    assert answer.status_code == 409, answer.text
    window = await site.window()
    window.wanted = "status of 409"
    shown = await window.page.goto(f"{window.address}/enigma/apply/{cycle_id}")
    assert shown is not None
    assert shown.status == 409
    await window.look("apply-closed")
