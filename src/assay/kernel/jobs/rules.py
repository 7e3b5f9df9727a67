"""Pure decisions about failures: try again or give up, how long to wait, what may be written down."""

import re
import traceback
from datetime import timedelta
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from assay.kernel.db.base import Json
from assay.kernel.errors import AssayError

MAX_BACKOFF = timedelta(minutes=10)
MAX_MESSAGE = 500
MAX_FRAMES = 8

# Addresses, credentials in URLs, and anything long enough to be a token or a key.
_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|(?<=://)[^/\s@]+@|\b[A-Za-z0-9+/_=-]{32,}")


def is_permanent(error: BaseException) -> bool:
    """Whether trying again could never help. Unknown errors are taken as passing ones."""
    if isinstance(error, AssayError):
        return error.permanent
    return isinstance(error, ValidationError)


def wait_before_retry(first: timedelta, attempt: int, error: BaseException) -> timedelta:
    """The wait after failed attempt `attempt` (from 1): doubled each time, at least what a limit asks."""
    doublings = min(attempt - 1, 30)
    wait = min(first * (1 << doublings), MAX_BACKOFF)
    asked: float | None = getattr(error, "retry_after", None)
    return max(wait, timedelta(seconds=asked)) if asked else wait


def describe(error: BaseException) -> Json:
    """`{type, message, trace}` of an error, fit to be stored and shown.

    Neither values of variables nor SQL parameters nor rejected input get in: they may hold personal data.
    Addresses and what looks like a secret are struck from the message. The trace is the innermost frames,
    as `file:line function`.
    """
    frames = traceback.extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return {
        "type": type(error).__name__,
        "message": _PRIVATE.sub("[removed]", _message(error))[:MAX_MESSAGE],
        "trace": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _message(error: BaseException) -> str:
    if isinstance(error, AssayError):
        return error.detail
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(str(part) for part in item['loc'])}: {item['type']}"
            for item in error.errors(include_input=False, include_context=False, include_url=False)
        )
    if isinstance(error, DBAPIError):
        # The driver's DETAIL line quotes row values, the statement its parameters: keep the headline only.
        state = getattr(error.orig, "sqlstate", None) or "no SQLSTATE"
        return f"{str(error.orig).splitlines()[0].rpartition('>: ')[2]} ({state})"
    if isinstance(error, ExceptionGroup):
        return "; ".join(f"{type(one).__name__}: {_message(one)}" for one in error.exceptions)
    return str(error).splitlines()[0] if str(error) else ""
