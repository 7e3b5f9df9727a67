"""The flat table of routes answers as FastAPI's tree does."""

from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException
from fastapi.testclient import TestClient

from assay.kernel.web.routing import FlatRoute, flatten


def _refuse(secret: Annotated[str, Header()] = "") -> None:
    if secret != "known":
        raise HTTPException(403)


def _app() -> FastAPI:
    inner = APIRouter()

    @inner.get("/{name}", status_code=201)
    async def named(name: str) -> dict[str, str]:
        return {"name": name}

    @inner.post("/fixed", max_body_size=4)
    async def fixed(told: dict[str, int]) -> dict[str, int]:
        """Say it again."""
        return told

    outer = APIRouter(dependencies=[Depends(_refuse)])
    outer.include_router(inner, prefix="/inner", tags=["inner"])
    app = FastAPI()
    app.include_router(outer, prefix="/api")
    return app


@pytest.fixture
def pair() -> tuple[TestClient, TestClient]:
    flat = _app()
    flatten(flat)
    return TestClient(_app()), TestClient(flat)


ASKED = [
    ("GET", "/api/inner/asha", {"secret": "known"}, None),
    ("GET", "/api/inner/asha", {}, None),
    ("GET", "/api/inner/fixed", {"secret": "known"}, None),
    ("POST", "/api/inner/fixed", {"secret": "known"}, b"{}"),
    ("POST", "/api/inner/fixed", {"secret": "known"}, b'{"a": 1}'),
    ("POST", "/api/inner/fixed", {"secret": "known"}, b"[]"),
    ("PUT", "/api/inner/fixed", {"secret": "known"}, None),
    ("GET", "/api/inner/", {"secret": "known"}, None),
    ("GET", "/other", {}, None),
]


@pytest.mark.parametrize(("method", "path", "headers", "body"), ASKED)
def test_answers_are_those_of_the_tree(
    pair: tuple[TestClient, TestClient], method: str, path: str, headers: dict[str, str], body: bytes | None
) -> None:
    tree, flat = (
        one.request(method, path, headers={"Content-Type": "application/json", **headers}, content=body)
        for one in pair
    )
    assert _told(flat) == _told(tree)


def _told(answer: Any) -> tuple[int, str, str | None]:
    return answer.status_code, answer.text, answer.headers.get("allow")


def test_description_is_that_of_the_tree(pair: tuple[TestClient, TestClient]) -> None:
    tree, flat = (one.get("/openapi.json").json() for one in pair)
    assert flat == tree
    assert set(flat["paths"]) == {"/api/inner/{name}", "/api/inner/fixed"}


def test_a_route_under_a_root_path_is_found() -> None:
    app = FastAPI()
    app.router.routes.append(FlatRoute("/here/{name}", lambda name: name, methods=["GET"]))
    assert TestClient(app, root_path="/behind").get("/behind/here/asha").json() == "asha"
