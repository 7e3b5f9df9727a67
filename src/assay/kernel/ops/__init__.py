"""Operations: health, readiness, metrics, logs, tracing by switch, the doctor."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assay.kernel.settings import Settings


def install(app: "FastAPI", settings: "Settings") -> None:
    """Add the probes and the counting of requests; trace if ASSAY_OTEL_ENDPOINT asks for it."""
    # imported here: the routes import guards, whose package imports models of everything
    from assay.kernel.ops import routes, tracing
    from assay.kernel.ops.metrics import MetricsMiddleware

    app.include_router(routes.router)
    app.add_middleware(MetricsMiddleware)
    tracing.install(app, settings)
