"""Cycles that Assay scores by asking a service itself: chat completions and the Batch API, both faulty."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from assay.apps.enigma.evaluation import live as driven
from assay.kernel.settings import Settings, use_settings
from tests.support import outside
from tests.support.enigma import Institution, open_cycle, submit, take
from tests.support.fake_openai import fake_openai

APPLICATIONS = 4
REPLICATES = 2
WANTED = APPLICATIONS * REPLICATES
FIRST = ("freeze", "preprocess", "export-batch")


def answers(messages: list[dict[str, str]]) -> dict[str, Any]:
    request = json.dumps({"body": {"messages": messages}}).encode()
    found: dict[str, Any] = json.loads(outside.content(request))
    return found


@pytest.fixture
def chosen(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings, put back after the test; batches are polled without a pause."""
    monkeypatch.setattr(driven, "POLL_SECONDS", 0.01)
    yield settings
    use_settings(settings)


def configure(settings: Settings, engine: str, url: str) -> None:
    service = {"llm_engine": engine, "llm_base_url": url, "llm_model": "m", "llm_api_key": SecretStr("k")}
    use_settings(settings.model_copy(update=service))


async def score(place: Institution) -> tuple[str, dict[str, Any]]:
    """A cycle taken to its scores; its phase, and the worker's run as the API shows it."""
    evaluation = {"replicates": REPLICATES, "judge_share": 0.5}
    cycle_id = await open_cycle(place, seats=2, evaluation=evaluation)
    await submit(place, cycle_id, APPLICATIONS)
    steps = {action: await take(place, cycle_id, action) for action in (*FIRST, "evaluate", "judge")}
    run_id = steps["export-batch"]["result"]["batch_run_id"]
    run = (await place.admin.get(f"/admin/batch/{run_id}/status")).json()
    return steps["judge"]["phase"], run


async def test_faulty_completions_are_asked_again_until_the_cycle_is_scored(
    place: Institution, chosen: Settings
) -> None:
    async with fake_openai(answers, 429, "refusal", "cut_off", "garbage", "content_filter", 429) as fake:
        configure(chosen, "openai", fake.url)
        phase, run = await score(place)
    assert phase == "SCORED"
    assert (run["engine"], run["processed"], run["missing"]) == ("openai", WANTED, 0)
    assert run["reasons"] == {"content_filter": 1, "cut_off": 1, "parse_failure": 1, "refusal": 1}
    assert run["cost"] == 0


@pytest.mark.parametrize(
    ("ends", "reasons"),
    [
        (["expired", "completed"], {"expired": WANTED // 2}),
        (["failed", "cancelled", "completed"], {}),
    ],
)
async def test_what_a_batch_left_undone_is_sent_again(
    place: Institution, chosen: Settings, ends: list[str], reasons: dict[str, int]
) -> None:
    async with fake_openai(answers) as fake:
        fake.batch_ends = [end for end in ends for _ in range(REPLICATES if end == ends[0] else 1)]
        configure(chosen, "batch", fake.url)
        phase, run = await score(place)
    assert phase == "SCORED"
    assert (run["processed"], run["missing"]) == (WANTED, 0)
    assert run["reasons"] == reasons


async def test_a_batch_that_completes_without_an_output_file_is_sent_again(
    place: Institution, chosen: Settings
) -> None:
    async with fake_openai(answers, *([429] * WANTED), "cut_off", "refusal") as fake:
        configure(chosen, "batch", fake.url)
        phase, run = await score(place)
        first = list(fake.batches.values())[:REPLICATES]
    assert [(batch["status"], batch["output_file_id"]) for batch in first] == [
        ("completed", None)
    ] * REPLICATES
    assert phase == "SCORED"
    assert (run["processed"], run["missing"]) == (WANTED, 0)
    assert run["reasons"] == {"service_error": WANTED, "cut_off": 1, "refusal": 1}
    assert fake.asked >= 2 * WANTED
