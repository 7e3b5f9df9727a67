"""What every answer carries, and how much a request may."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest


@pytest.mark.parametrize("path", ["/", "/nowhere", "/api/v1/fail/conflict", "/fail/accident", "/robots.txt"])
async def test_every_answer_has_the_security_headers(visitor: httpx.AsyncClient, path: str) -> None:
    headers = (await visitor.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/about", "/design", "/nowhere", "/problems/conflict"])
async def test_no_page_has_inline_script_or_style(visitor: httpx.AsyncClient, path: str) -> None:
    page = (await visitor.get(path)).text
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "<style" not in page
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son[a-z]+=", page)


async def test_sane_request_id_is_kept(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/", headers={"X-Request-ID": "trace-0123456789"})
    assert answer.headers["x-request-id"] == "trace-0123456789"


@pytest.mark.parametrize("bad", ["short", "a b c d e f g h", "x" * 65, "<script>alert(1)</script>"])
async def test_strange_request_id_is_replaced(visitor: httpx.AsyncClient, bad: str) -> None:
    answer = await visitor.get("/", headers={"X-Request-ID": bad})
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"])


async def test_body_over_the_limit_is_a_413_problem(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/api/v1/echo", content=b"x" * 2_000_001)
    assert answer.status_code == 413
    assert answer.json()["type"] == "/problems/too-large"
    assert "x-request-id" in answer.headers


async def test_body_of_unknown_length_is_counted(visitor: httpx.AsyncClient) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    answer = await visitor.post("/api/v1/echo", content=parts())
    assert answer.status_code == 413


async def test_route_may_take_more(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/api/v1/upload", content=b"x" * 4_000_000)
    assert answer.text == "4000000"
    answer = await visitor.post("/api/v1/upload", content=b"x" * 5_000_001)
    assert answer.status_code == 413


async def test_form_over_the_limit_is_refused_before_the_token_is_looked_for(
    visitor: httpx.AsyncClient,
) -> None:
    answer = await visitor.post("/save", data={"a": "x" * 2_100_000})
    assert answer.status_code == 413
