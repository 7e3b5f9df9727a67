"""No route without a word about who may call it; and what each word lets through."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from assay.kernel.access import (
    Actor,
    ActorKind,
    RoleTable,
    check_routes,
    identify,
    public,
    requires,
    route_table,
    signed_in,
)
from assay.kernel.errors import AssayError, Invalid, MisconfiguredError
from assay.kernel.ids import uuid7
from assay.kernel.module import AppModule


class P(StrEnum):
    READ = "demo:read"
    WRITE = "demo:write"


Reader = Annotated[Actor, requires(P.READ)]
PERMISSIONS = {"reader": frozenset({"demo:read"}), "nobody": frozenset[str]()}


async def from_header(request: Request) -> Actor:
    name = request.headers.get("x-who")
    if name is None:
        return Actor()
    return Actor(kind=ActorKind.ACCOUNT, account_id=uuid7(), permissions=PERMISSIONS[name])


async def render(_request: Request, error: AssayError) -> PlainTextResponse:
    return PlainTextResponse(error.slug, error.status)


@pytest.fixture
def bare() -> FastAPI:
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.identify = from_header
    app.add_exception_handler(AssayError, render)  # type: ignore[arg-type]
    return app


@pytest.fixture
async def http(bare: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=bare), base_url="http://test") as client:
        yield client


async def empty() -> None: ...


def test_unguarded_route_keeps_the_application_from_starting(bare: FastAPI) -> None:
    inner, outer = APIRouter(), APIRouter()
    inner.add_api_route("/open", empty, methods=["POST"])
    outer.include_router(inner, prefix="/deep")
    bare.include_router(outer, prefix="/api")
    with pytest.raises(MisconfiguredError, match="POST /api/deep/open"):
        check_routes(bare)


def test_only_identifying_is_no_guard(bare: FastAPI) -> None:
    bare.add_api_route("/open", empty, dependencies=[Depends(identify)])
    with pytest.raises(MisconfiguredError, match="GET /open"):
        check_routes(bare)


def test_foreign_mount_is_caught(bare: FastAPI) -> None:
    bare.mount("/other", PlainTextResponse("hello"))
    with pytest.raises(MisconfiguredError, match="/other"):
        check_routes(bare)


def test_guarded_routes_and_static_files_pass(bare: FastAPI, tmp_path: object) -> None:
    guarded = APIRouter(dependencies=[requires(P.READ)])
    guarded.add_api_route("/a", empty)
    bare.include_router(guarded)
    bare.add_api_route("/b", empty, dependencies=[public("Everyone may read it.")])
    bare.add_api_route("/c", empty, dependencies=[signed_in()])
    bare.mount("/static", StaticFiles(directory=str(tmp_path)))
    check_routes(bare)
    assert dict(route_table(bare)) == {
        "GET /a": ["demo:read"],
        "GET /b": ["public: Everyone may read it."],
        "GET /c": ["signed in"],
    }


def test_public_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="why"):
        public(" ")


@pytest.mark.parametrize(
    ("who", "read", "write", "account", "open_"),
    [(None, 401, 401, 401, 200), ("nobody", 403, 403, 200, 200), ("reader", 200, 403, 200, 200)],
)
async def test_what_each_guard_lets_through(
    bare: FastAPI, http: httpx.AsyncClient, who: str | None, read: int, write: int, account: int, open_: int
) -> None:
    bare.add_api_route("/read", empty, dependencies=[requires(P.READ)])
    bare.add_api_route("/write", empty, dependencies=[requires(P.WRITE)])
    bare.add_api_route("/account", empty, dependencies=[signed_in()])
    bare.add_api_route("/open", empty, dependencies=[public("Everyone may.")])
    headers = {"x-who": who} if who else {}
    found = [
        (await http.get(path, headers=headers)).status_code
        for path in ("/read", "/write", "/account", "/open")
    ]
    assert found == [read, write, account, open_]


async def test_guard_hands_the_actor_to_the_route(bare: FastAPI, http: httpx.AsyncClient) -> None:
    @bare.get("/who")
    async def who(actor: Reader) -> list[str]:
        return sorted(actor.permissions)

    assert (await http.get("/who", headers={"x-who": "reader"})).json() == ["demo:read"]


DEMO = AppModule("demo", "Demo", roles={"reader": frozenset({P.READ})})


def test_roles_add_up_over_applications() -> None:
    table = RoleTable([DEMO])
    held = table.permissions({"kernel": "admin", "demo": "reader", "gone": "admin"})
    assert "demo:read" in held
    assert "kernel:members.manage" in held
    assert not table.permissions({"demo": "admin"})


def test_application_cannot_give_away_what_is_not_its_own() -> None:
    class Stolen(StrEnum):
        AUDIT = "kernel:audit.read"

    with pytest.raises(MisconfiguredError, match=r"kernel:audit\.read"):
        RoleTable([AppModule("demo", "Demo", roles={"reader": frozenset({Stolen.AUDIT})})])


def test_unknown_role_is_named_by_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        RoleTable([DEMO]).check({"demo": "owner", "kernel": "member"})
    assert set(refused.value.fields) == {"roles.demo"}
