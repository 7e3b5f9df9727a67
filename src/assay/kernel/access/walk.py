"""Deny by default: walk all routes and refuse to start on one that does not say who may call it."""

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from assay.kernel.access.deps import Guard
from assay.kernel.errors import MisconfiguredError


def guards(dependant: Dependant) -> Iterator[Guard]:
    """The guards among a route's dependencies, however deep."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Guard):
            yield dependency.call
        yield from guards(dependency)


def _name(route: RouteContext) -> str:
    methods = ",".join(sorted(route.methods or ()))
    return f"{methods} {route.path}".strip()


def _exempt(app: FastAPI, route: RouteContext) -> bool:
    """Static files and the API's own description are for everyone."""
    mounted = route.original_route
    if isinstance(mounted, Mount):
        return isinstance(mounted.app, StaticFiles)
    return route.path == app.openapi_url


def route_table(app: FastAPI) -> list[tuple[str, list[str]]]:
    """Every route ("GET /login") with what its guards demand; an empty list marks an unguarded one."""
    table = []
    for route in iter_route_contexts(app.routes):
        if _exempt(app, route):
            continue
        dependant = getattr(route, "dependant", None)
        found = [guard.says for guard in guards(dependant)] if dependant is not None else []
        table.append((_name(route), found))
    return table


def check_routes(app: FastAPI) -> None:
    """Raise MisconfiguredError naming each route without a permission or a `public(reason)`."""
    unguarded = [name for name, says in route_table(app) if not says]
    if unguarded:
        raise MisconfiguredError(
            "These routes name neither a permission nor public(reason): " + "; ".join(unguarded)
        )
