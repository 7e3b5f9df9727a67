"""The API against its own description: whatever is sent, the answer is one that OpenAPI promises."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from assay.kernel.settings import Settings
from tests.support.enigma import Institution
from tests.support.servers import Server, free_port
from tests.support.workers import environment

EXAMPLES = 6
CHECKS = [schemathesis.checks.not_a_server_error, content_type_conformance, response_schema_conformance]
ENDS_THE_SESSION = ("/api/v1/auth/logout", "/api/v1/auth/logout-everywhere")


@pytest.fixture
async def server(settings: Settings, database_url: str) -> AsyncIterator[Server]:
    quiet = {"ASSAY_LOG_LEVEL": "ERROR", "NO_PROXY": "127.0.0.1"}
    made = Server(environment(settings, database_url) | quiet, free_port())
    await made.start()
    yield made
    await made.kill()


async def test_every_operation_answers_as_described_whatever_is_sent(
    place: Institution, server: Server
) -> None:
    failures = await asyncio.to_thread(probe, server.url, place.admin.headers)
    assert not failures, "\n\n".join(failures)


def probe(url: str, headers: dict[str, str]) -> list[str]:
    """Send generated requests to every operation; what was wrong with the answers."""
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json")
    failures: list[str] = []
    tested = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.path in ENDS_THE_SESSION:
            continue
        tested += 1
        failures += _failures(operation, url, headers)
    assert tested > 50
    return failures


def _failures(operation: Any, url: str, headers: dict[str, str]) -> list[str]:
    valid = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    broken = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=valid | broken)
    def send(case: Any) -> None:
        case.call_and_validate(base_url=url, headers=headers, checks=CHECKS, timeout=30)

    try:
        send()
    except (Failure, FailureGroup, AssertionError) as error:
        return [f"{operation.label}: {error}"]
    return []
