"""Records and remembered answers in PostgreSQL."""

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, inspect, select

from assay.kernel import clock, llm
from assay.kernel.db.session import Database
from assay.kernel.errors import MisconfiguredError
from assay.kernel.ids import uuid7
from assay.kernel.llm import Budget, CallRecord, DatabaseLedger, Gateway, MemoryLedger, Provider, Refusal
from assay.kernel.llm.models import LlmCall
from assay.kernel.settings import Settings
from tests.kernel.llm.conftest import GOOD, question
from tests.kernel.llm.server import Script, answer, completion


@pytest.fixture
def recorded(savepoint: Database, org: UUID, provider_of: Callable[..., Provider]) -> Gateway:
    return Gateway(provider_of(), DatabaseLedger(savepoint, org), budget=Budget(None), run_id=uuid7())


async def calls(database: Database, org: UUID) -> list[LlmCall]:
    async with database.transaction(org_id=org) as db:
        return list((await db.execute(select(LlmCall).order_by(LlmCall.created_at))).scalars())


async def test_an_equal_question_is_answered_from_memory(
    savepoint: Database, org: UUID, script: Script, recorded: Gateway
) -> None:
    script.say(answer(**GOOD))
    first = await recorded.complete(question())
    again = await recorded.complete(question())
    assert again.value == first.value == GOOD
    assert (again.call.cached, again.call.cost, again.model) == (True, Decimal(0), "fake-2026")
    assert len(script.requests) == 1
    assert [call.cached for call in await calls(savepoint, org)] == [False, True]


@pytest.mark.parametrize(
    "change",
    [{"seed": 8}, {"prompt_version": "p-2"}, {"temperature": 0.5}, {"purpose": "judge"}, {"cache": False}],
)
async def test_any_difference_asks_anew(script: Script, recorded: Gateway, change: dict[str, object]) -> None:
    script.say(answer(**GOOD))
    await recorded.complete(question())
    await recorded.complete(question(**change))
    assert len(script.requests) == 2


async def test_another_organisation_shares_no_memory(
    savepoint: Database, script: Script, recorded: Gateway, provider_of: Callable[..., Provider]
) -> None:
    script.say(answer(**GOOD))
    await recorded.complete(question())
    await Gateway(provider_of(), DatabaseLedger(savepoint, uuid7())).complete(question())
    assert len(script.requests) == 2


async def test_failures_are_recorded_and_not_remembered(
    savepoint: Database, org: UUID, script: Script, recorded: Gateway
) -> None:
    script.say(completion(None, refusal="no"))
    script.say(answer(**GOOD))
    with pytest.raises(Refusal):
        await recorded.complete(question())
    assert (await recorded.complete(question())).value == GOOD
    assert [call.outcome for call in await calls(savepoint, org)] == ["refusal", "ok"]


async def test_a_run_goes_on_from_what_it_has_spent(
    savepoint: Database, org: UUID, script: Script, recorded: Gateway, settings: Settings
) -> None:
    script.say(answer(**GOOD))
    done = await recorded.complete(question())
    assert done.call.run_id is not None
    resumed = await llm.gateway_for(savepoint, settings, org_id=org, run_id=done.call.run_id, cap=Decimal(5))
    assert (resumed.budget.spent, resumed.budget.cap) == (Decimal("0.002"), Decimal(5))
    other = await llm.gateway_for(savepoint, settings, org_id=org, run_id=uuid7())
    assert (other.budget.spent, other.budget.cap) == (Decimal(0), Decimal("50.0"))


async def test_records_collected_in_memory_are_written_at_once(
    savepoint: Database, org: UUID, script: Script, provider_of: Callable[..., Provider]
) -> None:
    script.say(answer(**GOOD))
    ledger = MemoryLedger()
    gateway = Gateway(provider_of(), ledger)
    for seed in range(3):
        await gateway.complete(question(seed=seed))
    records = ledger.take()
    assert ledger.calls == []
    async with savepoint.transaction(org_id=org) as db:
        await llm.write_calls(db, org, records)
        await llm.write_calls(db, org, records)  # a chunk that is done twice counts once
        assert await db.scalar(select(func.count()).select_from(LlmCall)) == 3


def test_a_record_has_no_place_for_text() -> None:
    columns = {column.key for column in inspect(LlmCall).columns}
    assert columns == {field.name for field in fields(CallRecord)} | {"org_id"}
    assert not columns & {"messages", "prompt", "text", "value", "content", "error"}


async def test_old_answers_are_forgotten_on_request(
    savepoint: Database, org: UUID, script: Script, recorded: Gateway
) -> None:
    script.say(answer(**GOOD))
    await recorded.complete(question())
    async with savepoint.transaction(org_id=org) as db:
        assert await llm.forget_answers(db, org, before=datetime.now(UTC) - timedelta(days=1)) == 0
        assert await llm.forget_answers(db, org, before=clock.now() + timedelta(days=1)) == 1
    await recorded.complete(question())
    assert len(script.requests) == 2


@pytest.mark.parametrize("change", [{"llm_engine": "openai"}, {"llm_engine": "batch", "llm_model": "m"}])
def test_an_engine_without_what_it_needs_does_not_start(settings: Settings, change: dict[str, str]) -> None:
    with pytest.raises(MisconfiguredError, match="ASSAY_LLM"):
        llm.check_settings(settings.model_copy(update=change))
