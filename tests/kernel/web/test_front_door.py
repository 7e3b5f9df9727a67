"""The home page and the doors of applications: nobody is sent to a page that is not there."""

from collections.abc import AsyncIterator
from enum import StrEnum

import httpx
import pytest
from fastapi import FastAPI

from assay.kernel import web
from assay.kernel.module import AppModule, NavItem
from assay.kernel.settings import Settings
from assay.kernel.web.routes import open_doors
from tests.kernel.web.conftest import Right, identify


class Other(StrEnum):
    READ = "closed:read"


MODULES = [
    AppModule(name="sample", title="Sample", nav=[NavItem("Cycles", "/sample/cycles", Right.RUN)]),
    AppModule(name="closed", title="Closed", nav=[NavItem("Papers", "/closed/papers", Other.READ)]),
]


@pytest.fixture
async def visitor(web_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    site = FastAPI()
    site.state.identify = identify
    web.install(site, web_settings, MODULES)
    open_doors(site, MODULES)
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        http.headers["Accept"] = "text/html"
        yield http


async def test_a_visitor_sees_every_application_and_is_asked_to_sign_in(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get("/")).text
    assert 'href="/sample"' in page
    assert 'href="/closed"' in page
    answer = await visitor.get("/sample")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fsample")


async def test_an_account_sees_its_own_applications_and_enters_by_their_first_page(
    visitor: httpx.AsyncClient,
) -> None:
    visitor.cookies.set("session", "admin")
    page = (await visitor.get("/")).text
    assert 'href="/sample/cycles"' in page
    assert "/closed" not in page
    answer = await visitor.get("/sample")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sample/cycles")


async def test_an_application_without_a_part_for_the_account_says_who_can_give_one(
    visitor: httpx.AsyncClient,
) -> None:
    visitor.cookies.set("session", "admin")
    answer = await visitor.get("/closed")
    assert answer.status_code == 403
    assert "You have no part in Closed. An administrator" in answer.text
