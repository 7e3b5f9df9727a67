"""The doctor's findings on sound and on broken installations."""

from pydantic import SecretStr

from assay.kernel.ops.doctor import CHECKS, Finding, State, examine
from assay.kernel.settings import Settings


async def findings(settings: Settings, **changes: object) -> dict[str, Finding]:
    return {one.name: one for one in await examine(settings.model_copy(update=changes))}


async def test_sound_installation_has_nothing_bad(settings: Settings, database_url: str) -> None:
    found = await findings(settings, database_url=database_url)
    assert list(found) == [name for name, _check in CHECKS]
    assert [one for one in found.values() if one.state is State.BAD] == []
    assert found["worker"].state is State.WORRY
    assert found["worker"].remedy.startswith("Start one: `assay worker`")


async def test_every_worry_says_what_to_do(settings: Settings) -> None:
    found = await findings(
        settings, database_url="postgresql://nobody@127.0.0.1:1/none", hmac_key=SecretStr("weak")
    )
    assert found["database"].state is State.BAD
    assert found["keys"].state is State.BAD
    assert "assay keys generate" in found["keys"].remedy
    assert all(one.remedy for one in found.values() if one.state is not State.GOOD)


async def test_two_equal_secrets_are_bad(settings: Settings, database_url: str) -> None:
    found = await findings(settings, database_url=database_url, jwt_key=settings.hmac_key)
    assert found["keys"].state is State.BAD


async def test_missing_database_is_named_first(settings: Settings) -> None:
    found = await findings(settings, database_url=None)
    assert found["database"].detail == "None is configured."
    assert found["migrations"].remedy == "Mend the database first."


async def test_unwritable_storage_is_bad(settings: Settings, database_url: str) -> None:
    found = await findings(settings, database_url=database_url, files_url="ftp://nowhere")
    assert found["storage"].state is State.BAD
    assert "s3://" in found["storage"].remedy


async def test_production_warns_of_mail_that_reaches_nobody(settings: Settings, database_url: str) -> None:
    found = await findings(settings, database_url=database_url, env="production")
    assert found["mail"].state is State.WORRY
    assert found["models"].state is State.WORRY


async def test_model_engine_without_an_address_is_bad(settings: Settings, database_url: str) -> None:
    found = await findings(settings, database_url=database_url, llm_engine="openai")
    assert found["models"].remedy == "Set ASSAY_LLM_BASE_URL and ASSAY_LLM_MODEL."
