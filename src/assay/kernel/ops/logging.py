"""Structured logs: JSON in production, readable in development; one request id throughout; no secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

from assay.kernel.settings import Settings

# Names whose values never reach a log, and shapes that are struck wherever they occur.
_SECRET_NAMES = re.compile(r"passw|secret|token|authorization|cookie|api_?key|signing|credential|otp", re.I)
_SECRET_SHAPES = re.compile(
    r"(?P<scheme>\w+://)[^/\s:@]*:[^/\s@]+@"  # credentials in a URL
    r"|\bBearer\s+\S+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]+"  # a JWT
    r"|\bsk-[\w-]{16,}",
    re.I,
)
REMOVED = "[removed]"


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Processor: strike secrets from an event, by the name of a field or the shape of a text."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: Any) -> Any:
    if _SECRET_NAMES.search(key):
        return REMOVED
    if isinstance(value, str):
        return _SECRET_SHAPES.sub(lambda found: (found["scheme"] or "") + REMOVED, value)
    if isinstance(value, MutableMapping):
        return {name: _clean(str(name), part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", part) for part in value]
    return value


def configure_logging(settings: Settings) -> None:
    """Send structlog and the standard library's loggers through the same processors to stderr.

    Whatever is bound with `structlog.contextvars.bind_contextvars` (the request id) is on every line.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    if settings.production:
        # Frames without local variables: those may hold anything.
        ending: list[Processor] = [structlog.processors.format_exc_info, redact]
        ending.append(structlog.processors.JSONRenderer())
    else:
        ending = [redact, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(settings.log_level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.NOTSET)  # uvicorn sets one of its own
    # The access log says what our own middleware says better; the queue library logs every job.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)
