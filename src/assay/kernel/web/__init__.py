"""Pages, errors, headers, static files: what every answer of the house has in common.

Pages: `assay.kernel.web.render` (render, redirect, with_toast). Creating POSTs: `idempotency`. Edits: `etag`.
docs/design.md says how to write a page.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

if TYPE_CHECKING:
    from assay.kernel.module import AppModule
    from assay.kernel.settings import Settings


def install(app: FastAPI, settings: "Settings", modules: "Sequence[AppModule]") -> None:
    """Give `app` templates, static files, error rendering, middleware and the house's own pages."""
    # imported here: access and identity use our i18n and cookies, and we use their guards
    from assay.kernel.web import errors, i18n, openapi, routes
    from assay.kernel.web.assets import Assets
    from assay.kernel.web.csrf import CsrfMiddleware
    from assay.kernel.web.idempotency import AnswerMiddleware
    from assay.kernel.web.middleware import BodyLimitMiddleware, RequestMiddleware
    from assay.kernel.web.render import make_environment

    roots = {"kernel": Path(__file__).parent / "static"}
    roots |= {module.name: module.static for module in modules if module.static}
    for module in modules:
        if module.templates:
            i18n.add_catalogues(module.templates.parent / "locale")
    app.state.modules = list(modules)
    app.state.settings = settings
    app.state.assets = Assets(roots, immutable=settings.production)
    app.state.templates = make_environment(modules, reload=not settings.production)
    app.mount("/static", app.state.assets, name="static")
    app.include_router(routes.router)
    if not settings.production:
        app.include_router(routes.development)
    errors.install(app)
    openapi.install(app)
    # the last added is the outermost
    app.add_middleware(AnswerMiddleware)
    app.add_middleware(CsrfMiddleware, settings=settings)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(RequestMiddleware, settings=settings)
