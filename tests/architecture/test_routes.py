"""Every route names who may call it, or the application does not start; each can be reached."""

import re
from collections import Counter

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from assay.kernel.access import check_routes, route_table
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.settings import Settings
from assay.main import AVAILABLE, create_app


def test_all_routes_are_guarded(app: FastAPI) -> None:
    check_routes(app)
    assert len(route_table(app)) > 100


def test_no_route_stands_behind_another_of_the_same_address(app: FastAPI) -> None:
    """The second one would never be called. Names of parameters make no difference."""
    addresses = Counter(
        (method, re.sub(r"\{[^}:]*", "{", route.path))
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    )
    assert [address for address, times in addresses.items() if times > 1] == []


def test_every_application_has_a_front_door(app: FastAPI) -> None:
    paths = {getattr(route, "path", "") for route in app.routes}
    assert {f"/{name}" for name in AVAILABLE} <= paths


def test_an_unguarded_route_stops_the_start(settings: Settings, savepoint: Database) -> None:
    app = create_app(settings.model_copy(update={"apps": ()}), database=savepoint)

    @app.get("/open-to-all")
    async def forgotten() -> str:
        return "everything"

    with pytest.raises(Exception, match="open-to-all"):
        check_routes(app)


def test_an_unknown_application_stops_the_start(settings: Settings, savepoint: Database) -> None:
    with pytest.raises(AssayError, match="Available"):
        create_app(settings.model_copy(update={"apps": ("nonsense",)}), database=savepoint)
