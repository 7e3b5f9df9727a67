"""What reaches the log, and what never does."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from assay.kernel.ops.logging import REMOVED, configure_logging, redact
from assay.kernel.settings import Settings


@pytest.fixture
def production(settings: Settings) -> Iterator[Settings]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield settings.model_copy(update={"env": "production"})
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    return found


def test_production_logs_json_with_the_request_id(
    production: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(production)
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("assay.test").info("happened", count=2)
    line = last_line(capsys)
    assert (line["event"], line["count"], line["request_id"], line["level"]) == ("happened", 2, "r-1", "info")


def test_library_loggers_go_the_same_way(production: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(production)
    logging.getLogger("uvicorn.error").warning("from a library, Bearer abc.def")
    line = last_line(capsys)
    assert line["event"] == f"from a library, {REMOVED}"


def test_exception_is_logged_without_local_values(
    production: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(production)
    try:
        private = "marks of Asha"
        raise ValueError(len(private))
    except ValueError:
        structlog.get_logger("assay.test").exception("broke")
    line = last_line(capsys)
    assert "ValueError" in str(line["exception"])
    assert "Asha" not in json.dumps({**line, "exception": str(line["exception"]).split("private = ")[0]})


@pytest.mark.parametrize("name", ["password", "api_key", "Authorization", "csrf_token", "totp_secret"])
def test_secret_fields_are_struck_by_name(name: str) -> None:
    assert redact(None, "info", {name: "hunter2", "event": "x"})[name] == REMOVED


def test_secrets_are_struck_by_shape_wherever_they_lie() -> None:
    event = redact(
        None,
        "info",
        {"event": "at postgresql://assay:hunter2@db/x", "more": {"list": ["Bearer abc", "sk-" + "a" * 20]}},
    )
    assert event["event"] == f"at postgresql://{REMOVED}db/x"
    assert event["more"] == {"list": [REMOVED, REMOVED]}
