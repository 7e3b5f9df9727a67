"""Every route names who may call it, or the application does not start."""

import pytest
from fastapi import FastAPI

from assay.kernel.access import check_routes, route_table
from assay.kernel.db.session import Database
from assay.kernel.errors import AssayError
from assay.kernel.settings import Settings
from assay.main import create_app


def test_all_routes_are_guarded(app: FastAPI) -> None:
    check_routes(app)
    assert len(route_table(app)) > 100


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
