"""Engines that ask a service: chat completions and the Batch API, with what goes wrong."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from assay.apps.enigma.evaluation import live
from assay.apps.enigma.phases import Action
from assay.apps.enigma.scoring import baseline, rubric
from assay.kernel.db.session import Database
from assay.kernel.jobs import JobsFailed
from assay.kernel.settings import Settings, use_settings
from tests.apps.enigma.batches.scene import make
from tests.apps.enigma.scoring.essays import BENIGN
from tests.support.fake_openai import fake_openai

RUBRIC = rubric.load()
ESSAYS = [BENIGN["pump"], BENIGN["garden"], BENIGN["film"]]


def reads(messages: list[dict[str, str]]) -> dict[str, Any]:
    return baseline.score(json.loads(messages[1]["content"].split("\n")[1]), RUBRIC)


@pytest.fixture
def restored(settings: Settings) -> Iterator[Settings]:
    yield settings
    use_settings(settings)


def configure(settings: Settings, engine: str, url: str, **changes: Any) -> None:
    service = {"llm_engine": engine, "llm_base_url": url, "llm_model": "m", "llm_api_key": SecretStr("k")}
    use_settings(settings.model_copy(update={**service, **changes}))


async def test_failures_of_completions_are_asked_again(database: Database, restored: Settings) -> None:
    async with fake_openai(reads, "refusal", "cut_off", "garbage", "content_filter") as fake:
        configure(restored, "openai", fake.url)
        scene = await make(database, ESSAYS)
        await scene.begin(Action.EXPORT_BATCH)
        await scene.begin(Action.EVALUATE)
    view = await scene.status()
    assert (view.run.processed, view.missing) == (6, 0)
    assert view.reasons == {"content_filter": 1, "cut_off": 1, "parse_failure": 1, "refusal": 1}
    assert fake.asked == 10
    assert await scene.one("SELECT DISTINCT engine FROM enigma.evaluations") == "openai"
    assert await scene.one("SELECT DISTINCT model FROM enigma.worker_results") == "fake-openai"


async def test_cost_cap_stops_and_a_higher_one_goes_on(database: Database, restored: Settings) -> None:
    async with fake_openai(reads) as fake:
        priced = {"llm_input_price": 1000.0, "llm_output_price": 1000.0}
        configure(restored, "openai", fake.url, llm_cost_cap=0.01, **priced)
        scene = await make(database, ESSAYS)
        await scene.begin(Action.EXPORT_BATCH)
        with pytest.raises(JobsFailed, match="CostCap"):
            await scene.begin(Action.EVALUATE)
        assert fake.asked < 6
        assert (await scene.status()).run.status.value == "paused"
        configure(restored, "openai", fake.url, llm_cost_cap=1000.0, **priced)
        await scene.begin(Action.EVALUATE)
    assert await scene.one("SELECT count(*) FROM enigma.evaluations") == 3


async def test_batch_api_is_driven_to_the_end(
    database: Database, restored: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "POLL_SECONDS", 0.01)
    async with fake_openai(reads, "refusal", 500) as fake:
        configure(restored, "batch", fake.url)
        scene = await make(database, ESSAYS)
        await scene.begin(Action.EXPORT_BATCH)
        await scene.begin(Action.EVALUATE)
    view = await scene.status()
    assert (view.run.processed, view.missing) == (6, 0)
    assert view.reasons == {"refusal": 1, "service_error": 1}
    assert fake.asked == 8
