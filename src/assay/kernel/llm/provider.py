"""From settings to a gateway: which engine, which models, at what price."""

import asyncio
from decimal import Decimal
from uuid import UUID
from weakref import WeakKeyDictionary

from assay.kernel.db.session import Database, Role
from assay.kernel.errors import MisconfiguredError
from assay.kernel.llm import queries
from assay.kernel.llm.batch import BatchApi
from assay.kernel.llm.engine import Engine, OpenAiEngine
from assay.kernel.llm.gateway import BASELINE, Gateway, Provider
from assay.kernel.llm.ledger import DatabaseLedger, Ledger
from assay.kernel.llm.limits import Budget, Limiter, Prices
from assay.kernel.llm.local import MODEL, LocalEngine, check_installed
from assay.kernel.settings import Settings

_providers: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Settings, Provider]] = WeakKeyDictionary()


def check_settings(settings: Settings) -> None:
    """Raise MisconfiguredError when the chosen engine lacks what it needs."""
    if settings.llm_engine in {"openai", "batch"} and not settings.llm_model:
        raise MisconfiguredError(f"ASSAY_LLM_ENGINE={settings.llm_engine} needs ASSAY_LLM_MODEL.")
    if settings.llm_engine in {"openai", "batch"} and not (
        settings.llm_base_url or settings.llm_api_key.get_secret_value()
    ):
        raise MisconfiguredError("Set ASSAY_LLM_API_KEY, or ASSAY_LLM_BASE_URL for a service of your own.")
    if settings.llm_engine == "local":
        check_installed()


def make_provider(settings: Settings) -> Provider:
    """A provider of its own for these settings; whoever makes it closes it.

    With the engine `batch`, single questions go to the same service's chat completions.
    """
    check_settings(settings)
    engine: Engine | None = None
    model = settings.llm_model
    if settings.llm_engine == "local":
        engine, model = LocalEngine(), model or MODEL
    elif settings.llm_engine != BASELINE:
        engine = OpenAiEngine(settings.llm_base_url, settings.llm_api_key.get_secret_value())
    return Provider(
        engine=engine,
        model=model,
        judge_model=settings.llm_judge_model,
        limiter=Limiter(settings.llm_concurrency, settings.llm_requests_per_minute),
        prices=Prices(Decimal(str(settings.llm_input_price)), Decimal(str(settings.llm_output_price))),
    )


def get_provider(settings: Settings) -> Provider:
    """The provider that all runs of this process share, so that they share its limits."""
    mine = _providers.setdefault(asyncio.get_running_loop(), {})
    if settings not in mine:
        mine[settings] = make_provider(settings)
    return mine[settings]


async def close_providers() -> None:
    """Close what `get_provider` has made; called when the process stops."""
    for provider in _providers.pop(asyncio.get_running_loop(), {}).values():
        await provider.close()


async def gateway_for(
    database: Database,
    settings: Settings,
    *,
    org_id: UUID,
    run_id: UUID | None = None,
    cap: Decimal | None = None,
    ledger: Ledger | None = None,
) -> Gateway:
    """A gateway for one run of one organisation. What the run has spent before counts towards its cap.

    `cap` is in US dollars (None: the settings'); `ledger` None records every call in the database. A job
    that runs on several workers makes one gateway a chunk: each then starts from what all have spent, and the
    cap can be passed by what the others have under way.
    """
    budget = Budget(Decimal(str(settings.llm_cost_cap)) if cap is None else cap)
    if run_id is not None:
        async with database.transaction(role=Role.APP, org_id=org_id) as db:
            budget.spent = await queries.spent(db, org_id, run_id)
    return Gateway(
        get_provider(settings), ledger or DatabaseLedger(database, org_id), budget=budget, run_id=run_id
    )


def batch_api(settings: Settings) -> BatchApi:
    """The Batch API of the configured service; whoever makes it closes it."""
    check_settings(settings)
    return BatchApi(settings.llm_base_url, settings.llm_api_key.get_secret_value())
