"""All routes of the program in one flat table.

FastAPI keeps included routers as a tree and searches it anew on each level of it; with the routes of two
applications that took longer than most handlers (`python -m bench.routing`). The table holds the same routes
with what their routers gave them: prefix, tags, dependencies.
"""

from functools import cached_property

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

OPTIONS = (
    "response_model",
    "status_code",
    "tags",
    "dependencies",
    "summary",
    "description",
    "response_description",
    "responses",
    "deprecated",
    "name",
    "methods",
    "operation_id",
    "response_model_include",
    "response_model_exclude",
    "response_model_by_alias",
    "response_model_exclude_unset",
    "response_model_exclude_defaults",
    "response_model_exclude_none",
    "include_in_schema",
    "response_class",
    "callbacks",
    "openapi_extra",
    "generate_unique_id_function",
    "strict_content_type",
    "max_body_size",
)
"""What `APIRoute` is made of, besides path and endpoint."""


class FlatRoute(APIRoute):
    """A route that looks at the literal start of its path before it tries the whole."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope.get("root_path") and not scope["path"].startswith(self.start):
            return Match.NONE, {}
        return super().matches(scope)

    @cached_property
    def start(self) -> str:
        return self.path.partition("{")[0]


def flatten(app: FastAPI) -> None:
    """Replace the tree of routers by its routes, in their order. Nothing can be included afterwards."""
    app.router.routes = [_route(app, context) for context in iter_route_contexts(app.routes)]


def _route(app: FastAPI, context: RouteContext) -> BaseRoute:
    original = context.original_route
    if not isinstance(original, APIRoute):
        return original
    assert context.path is not None
    assert context.endpoint is not None
    options = {name: getattr(context, name) for name in OPTIONS}
    return FlatRoute(
        context.path,
        context.endpoint,
        dependency_overrides_provider=app,
        form_limits=original.form_limits,
        **options,
    )
