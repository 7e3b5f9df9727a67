"""Pages, blocks of pages, what follows a form, who sees which navigation."""

import json
import re

import httpx
import pytest
from fastapi import FastAPI
from jinja2 import UndefinedError
from starlette.requests import Request

from assay.kernel.access.actor import Actor
from assay.kernel.web.navigation import navigation
from assay.kernel.web.render import MACROS, redirect, render, with_toast

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def request_of(site: FastAPI, headers: dict[str, str] | None = None, path: str = "/design") -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": raw,
        "app": site,
        "state": {},
    }
    return Request(scope)


async def test_htmx_part_request_gets_only_the_block(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/design/progress", headers=PART)
    assert answer.text.strip().startswith('<div class="progress"')
    assert "1,900 of 12,000 (16%)" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HX-Request": "true", "HX-Request-Type": "full"},
        {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    ],
)
async def test_whole_page_requests_get_the_whole_page(
    visitor: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await visitor.get("/design/progress", headers=headers)
    assert answer.text.lstrip().startswith("<!doctype html>")


async def test_progress_stops_asking_when_done(visitor: httpx.AsyncClient) -> None:
    running = await visitor.get("/design/progress?done=5000", headers=PART)
    finished = await visitor.get("/design/progress?done=12000", headers=PART)
    assert "hx-get=" in running.text
    assert "hx-get=" not in finished.text


def test_target_picks_among_several_blocks(site: FastAPI) -> None:
    request = request_of(site, {**PART, "HX-Target": "div#toast"})
    problem = {"detail": "It failed.", "fields": {}}
    chosen = render(
        request, "web/error_fragments.html", block=("summary", "toast"), problem=problem, prefix=""
    )
    first = render(
        request_of(site, PART),
        "web/error_fragments.html",
        block=("summary", "toast"),
        problem=problem,
        prefix="",
    )
    assert b"data-toast" in chosen.body
    assert b"data-error-summary" in first.body


def test_name_that_is_not_given_is_an_error(site: FastAPI) -> None:
    with pytest.raises(UndefinedError):
        render(request_of(site), "web/problem.html", slug="x")


def test_values_are_escaped(site: FastAPI) -> None:
    answer = render(
        request_of(site),
        "web/problem.html",
        slug="x",
        code=409,
        heading="<script>alert(1)</script>",
        meaning="",
    )
    assert b"<script>alert(1)" not in answer.body
    assert b"&lt;script&gt;alert(1)" in answer.body


def test_every_macro_is_reached_through_ui(site: FastAPI) -> None:
    ui = site.state.templates.globals["ui"]
    for file in MACROS:
        module = site.state.templates.get_template(file).module
        for name in (
            name for name in dir(module) if not name.startswith("_") and callable(getattr(module, name))
        ):
            assert callable(getattr(ui, name))
    with pytest.raises(AttributeError, match="No macro buton"):
        _ = ui.buton


def test_passwords_are_never_echoed(site: FastAPI) -> None:
    template = site.state.templates.from_string(
        "{{ ui.field('secret', 'Secret', type='password', value='hunter2') }}"
    )
    assert "hunter2" not in template.render()


async def test_redirect_is_303_for_forms_and_a_header_for_htmx(
    site: FastAPI, visitor: httpx.AsyncClient
) -> None:
    plain = redirect(request_of(site), "/done")
    htmx = redirect(request_of(site, PART), "/done")
    assert (plain.status_code, plain.headers["location"]) == (303, "/done")
    assert (htmx.status_code, htmx.headers["hx-redirect"]) == (204, "/done")


async def test_toast_is_shown_once_on_the_next_page(visitor: httpx.AsyncClient) -> None:
    token = re.findall(r'X-CSRF-Token": "([0-9a-f]+)"', (await visitor.get("/")).text)[0]
    await visitor.post("/save", data={"csrf_token": token})
    shown = await visitor.get("/")
    again = await visitor.get("/")
    assert "Saved &lt;b&gt;it&lt;/b&gt;." in shown.text
    assert "Saved" not in again.text


async def test_forged_toast_is_not_shown(visitor: httpx.AsyncClient) -> None:
    visitor.cookies.set("toast", "eyJ0ZXh0IjogIllvdSB3b24ifQ==.00")
    assert "You won" not in (await visitor.get("/")).text


def test_toast_beside_a_fragment_travels_as_an_event(site: FastAPI) -> None:
    answer = with_toast(redirect(request_of(site), "/"), "Done – really", "note")
    assert json.loads(answer.headers["hx-trigger"]) == {
        "assay:toast": {"text": "Done – really", "kind": "note"}
    }


async def test_navigation_shows_what_the_role_permits(visitor: httpx.AsyncClient) -> None:
    anonymous = await visitor.get("/")
    visitor.cookies.set("session", "admin")
    admin = await visitor.get("/")
    assert 'href="/sample/cycles"' not in anonymous.text
    assert 'href="/sample/cycles"' in admin.text
    assert "Meera Iyer" in admin.text
    assert "Sign out" in admin.text


def test_longest_address_marks_the_current_page(site: FastAPI) -> None:
    actor = Actor(permissions=frozenset({"sample:run"}))
    found = navigation(request_of(site, path="/sample/cycles/7"), actor)
    assert [(link.label, link.current) for link in found.links] == [("Start", False), ("Cycles", True)]
    assert found.app == "Sample"


async def test_theme_cookie_sets_the_theme_on_the_server(visitor: httpx.AsyncClient) -> None:
    visitor.cookies.set("theme", "dark")
    assert '<html lang="en" data-theme="dark">' in (await visitor.get("/")).text
    visitor.cookies.set("theme", '"><script>')
    assert '<html lang="en">' in (await visitor.get("/")).text
