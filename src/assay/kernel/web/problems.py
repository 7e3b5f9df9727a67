"""What went wrong, as data: one `Problem` for every kind of exception (RFC 9457)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from assay.kernel.errors import AssayError, Invalid, TooMany
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

MEDIA_TYPE = "application/problem+json"

# Slugs of what the framework itself refuses.
HTTP_SLUGS = {
    400: "bad-request",
    401: "sign-in-needed",
    403: "not-permitted",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    409: "conflict",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-input",
    429: "too-many-requests",
    503: "unavailable",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as every rendering sees it; `fields` maps a field's name to its message."""

    status: int
    slug: str
    title: str
    detail: str
    fields: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self, request: Request) -> dict[str, object]:
        """The members of the problem document, `type` being an address on this server that explains it."""
        known: dict[str, object] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": request.url.path,
            "request_id": getattr(request.state, "request_id", ""),
        }
        if self.fields:
            known["errors"] = [{"field": name, "message": text} for name, text in self.fields.items()]
        extra: dict[str, object] = jsonable_encoder(dict(self.members))
        return {**extra, **known}


def problem_of(error: Exception) -> Problem:
    """The problem behind `error`; anything unexpected says nothing about our insides."""
    if isinstance(error, AssayError):
        # Titles are English literals on the class, translated here.
        headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
        fields = error.fields if isinstance(error, Invalid) else {}
        return Problem(error.status, error.slug, _(error.title), error.detail, fields, error.members, headers)
    if isinstance(error, RequestValidationError):
        return _invalid(error)
    if isinstance(error, HTTPException):
        return _from_http(error)
    return Problem(
        500,
        "internal",
        _("Something went wrong on our side"),
        _("Nothing was changed. Try again; if it happens again, tell us the request number."),
    )


def _invalid(error: RequestValidationError) -> Problem:
    errors = error.errors()
    if any(item["type"] in {"json_invalid", "json_type"} for item in errors):
        return Problem(400, "bad-request", _("This could not be read"), _("The body is not valid JSON."))
    if any(item["loc"] and item["loc"][0] == "path" for item in errors):
        return Problem(404, "not-found", _("There is nothing here"), _("This address does not exist."))
    return Problem(
        422,
        Invalid.slug,
        _(Invalid.title),
        _("Correct the fields named below and send it again."),
        field_messages(errors),
    )


def _from_http(error: HTTPException) -> Problem:
    details = {
        404: _("This address does not exist. Check it, or start from the home page."),
        405: _("This address does not take that kind of request."),
        413: _("What you sent is larger than this address takes. Send a smaller file or text."),
    }
    usual = HTTPStatus(error.status_code).phrase
    detail = details.get(error.status_code) or str(error.detail or usual)
    titles = {404: _("There is nothing here"), 413: _("This is too large")}
    return Problem(
        error.status_code,
        HTTP_SLUGS.get(error.status_code, "http-error"),
        titles.get(error.status_code, usual),
        detail,
        headers=dict(error.headers or {}),
    )


def all_problems() -> dict[str, tuple[int, str, str]]:
    """Every slug with status, title and what its class says, for the pages under /problems."""
    found = {slug: (status, HTTPStatus(status).phrase, "") for status, slug in HTTP_SLUGS.items()}
    found["internal"] = (500, AssayError.title, "")
    for kind in _below(AssayError):
        found[kind.slug] = (kind.status, kind.title, (kind.__dict__.get("__doc__") or "").strip())
    return found


def _below(kind: type[AssayError]) -> Iterator[type[AssayError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
