"""The description of the API. FastAPI describes its own validation error; ours is a problem (RFC 9457)."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assay.kernel.web.problems import MEDIA_TYPE

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong and what to do about it (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "Stable; an address on this server that explains it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string", "description": "To name the request when asking for help."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "example": {
        "type": "/problems/invalid-input",
        "title": "Some of this needs correcting",
        "status": 422,
        "detail": "Correct the fields named below and send it again.",
        "instance": "/api/v1/enigma/applications",
        "request_id": "01a1fe9f-40b7-7be2-92a6-7e2b63e72a5c",
        "errors": [{"field": "gpa", "message": "The GPA is above its scale."}],
    },
}
REFUSAL = {
    "description": "Refused: the status says why, the problem says what to do.",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
NEVER_SENT = ("HTTPValidationError", "ValidationError")
"""Schemas of the framework's own error."""


def install(app: FastAPI) -> None:
    """Describe the errors of `app` as they are; the document is made once, when it is first asked for."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = described(
                get_openapi(title=app.title, version=app.version, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def described(document: dict[str, Any]) -> dict[str, Any]:
    """`document` with the problem in place of the framework's error, for every operation."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = REFUSAL
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in NEVER_SENT:
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    return document
