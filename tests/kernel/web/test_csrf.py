"""Cross-site requests: refused without the token or from elsewhere, whatever the route."""

import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from assay.kernel.settings import Settings
from tests.kernel.web.conftest import make_site
from tests.support.settings import test_settings


async def token_of(visitor: httpx.AsyncClient) -> str:
    page = await visitor.get("/")
    found = re.search(r'X-CSRF-Token": "([0-9a-f]{64})"', page.text)
    assert found
    return found[1]


async def test_form_without_token_is_refused(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.post("/save", data={"a": "b"})).status_code == 403


async def test_form_with_token_passes(visitor: httpx.AsyncClient) -> None:
    token = await token_of(visitor)
    answer = await visitor.post("/save", data={"csrf_token": token})
    assert answer.status_code == 303


async def test_token_in_header_passes(visitor: httpx.AsyncClient) -> None:
    token = await token_of(visitor)
    answer = await visitor.post("/save", headers={"X-CSRF-Token": token})
    assert answer.status_code == 303


async def test_token_in_multipart_form_passes_and_body_arrives_whole(visitor: httpx.AsyncClient) -> None:
    token = await token_of(visitor)
    visitor.cookies.set("session", "somebody")
    refused = await visitor.post("/api/v1/echo", data={"csrf_token": token}, files={"f": b"x" * 1000})
    assert refused.status_code == 403  # the anonymous token is worth nothing to a session
    token = await token_of(visitor)
    answer = await visitor.post("/api/v1/echo", data={"csrf_token": token}, files={"f": b"x" * 200_000})
    assert answer.status_code == 200
    assert int(answer.text) > 200_000


async def test_token_of_another_visitor_is_refused(site: FastAPI, visitor: httpx.AsyncClient) -> None:
    other = httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://127.0.0.1:8000")
    stolen = await token_of(other)
    await token_of(visitor)
    assert (await visitor.post("/save", data={"csrf_token": stolen})).status_code == 403
    await other.aclose()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_other_origin_is_refused_even_with_token(
    visitor: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    token = await token_of(visitor)
    answer = await visitor.post("/save", data={"csrf_token": token}, headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text


async def test_own_origin_passes(visitor: httpx.AsyncClient) -> None:
    token = await token_of(visitor)
    headers = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}
    assert (await visitor.post("/save", data={"csrf_token": token}, headers=headers)).status_code == 303


async def test_api_without_session_needs_no_token(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.post("/api/v1/echo", content=b"abc")).text == "3"


async def test_api_with_session_cookie_needs_the_token(visitor: httpx.AsyncClient) -> None:
    visitor.cookies.set("session", "somebody")
    assert (await visitor.post("/api/v1/echo", content=b"abc")).status_code == 403


async def test_bearer_request_is_exempt(visitor: httpx.AsyncClient) -> None:
    visitor.cookies.set("session", "somebody")
    answer = await visitor.post("/api/v1/echo", content=b"abc", headers={"Authorization": "Bearer x"})
    assert answer.text == "3"


async def test_cookies_are_host_prefixed_over_https(tmp_path: Path) -> None:
    settings: Settings = test_settings(tmp_path, public_url="https://assay.example")
    site = make_site(settings)
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(transport=transport, base_url="https://assay.example") as http:
        answer = await http.get("/")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-csrf=")
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "Domain" not in cookie
        assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
