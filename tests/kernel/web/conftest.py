"""A small site on the web shell alone: no database, no applications but one with two navigation items."""

from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel, EmailStr, Field

from assay.kernel import web
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.errors import Conflict, Invalid, NotFound, OutOfOrder, TooMany, Unauthorized
from assay.kernel.ids import uuid7
from assay.kernel.module import AppModule, NavItem
from assay.kernel.settings import Settings
from assay.kernel.web.render import redirect
from tests.support.settings import test_settings

ACCOUNT = uuid7()


class Right(StrEnum):
    RUN = "sample:run"


class Wanted(BaseModel):
    name: Annotated[str, Field(min_length=2, max_length=5)]
    email: EmailStr
    gpa: Annotated[float, Field(ge=0, le=10)]


async def identify(request: Request) -> Actor:
    """Signed in as an administrator where the cookie says so."""
    signed_in = request.cookies.get("session") == "admin"
    actor = (
        Actor(
            kind=ActorKind.ACCOUNT,
            account_id=ACCOUNT,
            label="Meera Iyer",
            roles={"sample": "admin"},
            permissions=frozenset({str(Right.RUN)}),
        )
        if signed_in
        else Actor()
    )
    request.state.actor = actor
    return actor


def make_site(settings: Settings) -> FastAPI:
    """The shell with routes that fail in every way there is."""
    site = FastAPI(docs_url=None, redoc_url=None)
    site.state.identify = identify
    nav = [NavItem("Start", "/sample"), NavItem("Cycles", "/sample/cycles", Right.RUN)]
    web.install(site, settings, [AppModule(name="sample", title="Sample", nav=nav)])
    failures = {
        "not-found": NotFound("No such cycle."),
        "out-of-order": OutOfOrder("Freeze it first.", phase="SUBMISSION", needs="FROZEN"),
        "conflict": Conflict("Taken."),
        "too-many": TooMany("Slow down.", retry_after=7),
        "sign-in": Unauthorized("Sign in to go on."),
        "fields": Invalid("Correct this.", fields={"name": "Fill this in."}),
        "accident": RuntimeError("secret detail of our insides"),
    }

    async def fail(kind: str) -> None:
        raise failures[kind]

    async def wanted(body: Wanted) -> Wanted:
        return body

    async def saved(request: Request) -> Response:
        return redirect(request, "/", toast="Saved <b>it</b>.")

    async def echo(request: Request) -> Response:
        return Response(str(len(await request.body())))

    async def number(number: int) -> int:
        return number

    for prefix in ("/api/v1", ""):
        site.add_api_route(f"{prefix}/fail/{{kind}}", fail, methods=["GET", "POST"])
    site.add_api_route("/api/v1/wanted", wanted, methods=["POST"])
    site.add_api_route("/api/v1/number/{number}", number)
    site.add_api_route("/api/v1/echo", echo, methods=["POST"])
    site.add_api_route("/api/v1/upload", echo, methods=["POST"], max_body_size=5_000_000)
    site.add_api_route("/save", saved, methods=["POST"])
    return site


@pytest.fixture
def web_settings(tmp_path: Path) -> Settings:
    return test_settings(tmp_path)


@pytest.fixture
def site(web_settings: Settings) -> FastAPI:
    return make_site(web_settings)


@pytest.fixture
async def visitor(site: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        yield http
