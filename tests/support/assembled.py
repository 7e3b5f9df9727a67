"""The application put together once for a process: a thousand routes take seconds, and tests want many."""

from copy import copy
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.middleware import Middleware

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings, use_settings
from assay.main import create_app

_assembled: dict[tuple[str, tuple[str, ...]], FastAPI] = {}


def application(settings: Settings, database: Database) -> FastAPI:
    """What `create_app` makes, on `database`: state and middleware of its own, routes and templates shared.

    Add no route to it: a test that needs one makes an application of its own.
    """
    key = (settings.env, settings.apps)
    if key not in _assembled:
        _assembled[key] = create_app(settings, database=database)
    made = copy(_assembled[key])
    kept = {name: value for name, value in made.state._state.items() if name != "database"}
    made.state = State({**kept, "settings": use_settings(settings), "database": database})
    made.user_middleware = [_under(settings, one) for one in made.user_middleware]
    made.middleware_stack = None
    return made


def _under(settings: Settings, one: Middleware) -> Middleware:
    kept: Any = dict(one.kwargs)
    if "settings" in kept:
        kept["settings"] = settings
    return Middleware(one.cls, *one.args, **kept)
