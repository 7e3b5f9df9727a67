"""A model that rewords is held to the sources; the command answers from the database."""

import asyncio
import json
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from assay.apps.exportsathi.chat import answering, service
from assay.apps.exportsathi.chat.answering import Draft
from assay.apps.exportsathi.cli import app as commands
from assay.apps.exportsathi.knowledge import service as knowledge
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.settings import Settings, use_settings
from tests.apps.exportsathi.chat.conftest import DAY
from tests.support.fake_openai import fake_openai

QUESTION = "How long is a LUT valid?"
TRUE = "A LUT is valid for one financial year."
FALSE = "A LUT is valid for five financial years."


async def draft_of(database: Database, org: UUID) -> Draft:
    async with database.transaction(org_id=org) as db:
        await knowledge.set_up(db, org, ["page-lut"])
        return await answering.answer(db, org, QUESTION, DAY)


@pytest.mark.parametrize(
    ("written", "said", "engine"),
    [([TRUE], [TRUE], "fake-openai"), ([TRUE, FALSE], [TRUE], "fake-openai"), ([FALSE], None, "extractive")],
)
async def test_a_models_words_are_kept_where_they_hold(
    savepoint: Database,
    org: UUID,
    settings: Settings,
    written: list[str],
    said: list[str] | None,
    engine: str,
) -> None:
    draft = await draft_of(savepoint, org)

    def answer(messages: list[dict[str, str]]) -> dict[str, Any]:
        assert "one financial year" in messages[1]["content"]
        return {"sentences": [{"text": one, "spans": [1]} for one in written]}

    async with fake_openai(answer) as fake:
        given = settings.model_copy(
            update={
                "llm_engine": "openai",
                "llm_base_url": fake.url,
                "llm_api_key": SecretStr("x"),
                "llm_model": "m",
            }
        )
        told = await service.reword(savepoint, given, system_actor(org, "test"), draft)
    assert [one.text for one in told.sentences] == (said or [one.text for one in draft.answer.sentences])
    assert told.engine == engine


async def test_without_a_model_the_sources_words_stay(
    savepoint: Database, org: UUID, settings: Settings
) -> None:
    draft = await draft_of(savepoint, org)
    assert await service.reword(savepoint, settings, system_actor(org, "test"), draft) is draft.answer


async def test_the_command_answers_as_json_and_in_words(
    database: Database, database_url: str, settings: Settings
) -> None:
    org = await ensure_organisation(database, "asking", "Asking")
    async with database.transaction(org_id=org) as db:
        await knowledge.set_up(db, org, ["page-lut"])
    use_settings(settings.model_copy(update={"database_url": database_url}))
    try:
        as_json, in_words, nowhere = [
            await asyncio.to_thread(CliRunner().invoke, commands, ["ask", QUESTION, *more])
            for more in (["--json"], ["--org", "asking"], ["--org", "nobody"])
        ]
    finally:
        use_settings(settings)
    assert as_json.exit_code == 0, as_json.output
    told = json.loads(as_json.stdout)
    assert told["refused"] is False
    assert told["sentences"][0]["citations"][0]["source_id"] == "page-lut"
    assert in_words.exit_code == 0
    assert nowhere.exit_code == 1
