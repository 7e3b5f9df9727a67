"""The web application: `create_app(settings)`. Only this and cli.py name the applications."""

import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from assay.kernel import access, files, identity, ingest, jobs, llm, mail, ops, web
from assay.kernel.db.engine import check_tls, make_engine
from assay.kernel.db.listen import close_listener
from assay.kernel.db.session import Database
from assay.kernel.errors import MisconfiguredError
from assay.kernel.module import AppModule
from assay.kernel.settings import Settings, get_settings, use_settings
from assay.kernel.vault import keyring_of
from assay.kernel.vault.service import check_keys
from assay.kernel.web.routes import open_doors
from assay.kernel.web.routing import flatten

AVAILABLE = ("enigma", "veritas", "mathvidya", "exportsathi")


def load_modules(names: Sequence[str]) -> list[AppModule]:
    """The applications named in ASSAY_APPS, in the house's order. Raises MisconfiguredError on a stranger."""
    unknown = sorted(set(names) - set(AVAILABLE))
    if unknown:
        raise MisconfiguredError(f"ASSAY_APPS names {', '.join(unknown)}. Available: {', '.join(AVAILABLE)}.")
    wanted = [name for name in AVAILABLE if name in names]
    return [importlib.import_module(f"assay.apps.{name}.module").module for name in wanted]


async def load_reference(engine: AsyncEngine, names: Sequence[str] = AVAILABLE) -> None:
    """Fill what the applications have that is the same for everybody. Run after migrations, as the owner."""
    for module in load_modules(names):
        if module.reference is not None:
            async with engine.begin() as connection:
                await module.reference(connection)


def make_database(settings: Settings) -> Database:
    """The database of `settings`; in production a remote one must use TLS."""
    if not settings.database_url:
        raise MisconfiguredError("No database: set ASSAY_DATABASE_URL, or start with `assay up`.")
    if settings.production:
        check_tls(settings.database_url)
    engine = make_engine(settings.database_url, pool=settings.database_pool, pooler=settings.database_pooler)
    return Database(engine)


def create_app(settings: Settings | None = None, *, database: Database | None = None) -> FastAPI:
    """Assemble the application. It does not start with a weak secret or a route that names no permission."""
    settings = use_settings(settings) if settings else get_settings()
    for name in ("log_signing_key", "hmac_key", "jwt_key"):
        settings.secret_bytes(name)
    settings.master_key_list()
    llm.check_settings(settings)
    modules = load_modules(settings.apps)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await check_keys(app.state.database, keyring_of(settings))
        yield
        await ingest.close_all(app)
        await close_listener(app)
        await llm.close_providers()
        await app.state.database.dispose()

    app = FastAPI(
        title="Assay",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.database = database or make_database(settings)
    app.state.modules = modules
    web.install(app, settings, modules)
    access.install(app, settings, modules)
    for part in (identity, files, mail, jobs, ops):
        part.install(app, settings)
    for module in modules:
        for router in (module.api, module.pages):
            if router:
                app.include_router(router)
    open_doors(app, modules)
    flatten(app)
    access.check_routes(app)
    return app
