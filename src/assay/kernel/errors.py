"""Errors as types. Each carries its HTTP status and a stable slug; `kernel.web.errors` renders them once."""

from collections.abc import Mapping
from typing import ClassVar


class AssayError(Exception):
    """Something the caller can read and act on.

    `detail` is a sentence that says what to do; `members` are extra members of the problem document
    (RFC 9457). `permanent` tells a job whether trying again could ever help.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"
    permanent: ClassVar[bool] = True

    def __init__(self, detail: str = "", **members: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.members = members


class Unauthorized(AssayError):
    status, slug, title = 401, "sign-in-needed", "Sign in to go on"


class PaymentRequired(AssayError):
    """What was bought is used up or does not hold this; the detail says what is left and when it resets."""

    status, slug, title = 402, "out-of-plan", "Your plan does not hold this"


class Forbidden(AssayError):
    status, slug, title = 403, "not-permitted", "Your role does not permit this"


class NotFound(AssayError):
    status, slug, title = 404, "not-found", "There is nothing here"


class Conflict(AssayError):
    status, slug, title = 409, "conflict", "This cannot be done as things stand"


class OutOfOrder(Conflict):
    slug, title = "out-of-order", "This step is not next"


class Gone(AssayError):
    status, slug, title = 410, "gone", "This is no longer available"


class PreconditionFailed(AssayError):
    status, slug, title = 412, "changed-meanwhile", "Someone changed this in the meantime"


class TooLarge(AssayError):
    status, slug, title = 413, "too-large", "This is too large"


class Invalid(AssayError):
    """Input that breaks a rule; `fields` maps a field's name to its own message."""

    status, slug, title = 422, "invalid-input", "Some of this needs correcting"

    def __init__(
        self, detail: str = "", *, fields: Mapping[str, str] | None = None, **members: object
    ) -> None:
        super().__init__(detail, **members)
        self.fields: dict[str, str] = dict(fields or {})


class PreconditionRequired(AssayError):
    status, slug, title = 428, "precondition-required", "Say which version you are changing"


class TooMany(AssayError):
    """Too many requests; `retry_after` is in seconds."""

    status, slug, title, permanent = 429, "too-many-requests", "Too many requests", False

    def __init__(self, detail: str = "", *, retry_after: int = 60, **members: object) -> None:
        super().__init__(detail, **members)
        self.retry_after = retry_after


class Unavailable(AssayError):
    status, slug, title, permanent = 503, "unavailable", "A service we need does not answer", False


class Busy(TooMany):
    """More requests are under way than can be answered, whoever sent them; nothing was begun."""

    status, slug, title = 503, "busy", "The server is busy"


class MisconfiguredError(AssayError):
    """The settings do not allow a start; the detail names the command that mends it."""

    slug, title = "misconfigured", "The settings need attention"
