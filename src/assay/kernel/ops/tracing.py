"""OpenTelemetry, when ASSAY_OTEL_ENDPOINT names a collector and the packages are installed."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from assay.kernel.errors import MisconfiguredError
from assay.kernel.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

PACKAGES = "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http opentelemetry-instrumentation-fastapi"


def install(app: "FastAPI", settings: Settings) -> None:
    """Send a span for every request to the collector. Raises MisconfiguredError without the packages.

    Spans of the database are left out: they cost half as much again, and the statements may hold data.
    """
    if not settings.otel_endpoint:
        return
    try:
        fastapi: Any = import_module("opentelemetry.instrumentation.fastapi")
        exporter: Any = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        sdk: Any = import_module("opentelemetry.sdk.trace")
        batches: Any = import_module("opentelemetry.sdk.trace.export")
        resources: Any = import_module("opentelemetry.sdk.resources")
    except ImportError:
        raise MisconfiguredError(
            f"ASSAY_OTEL_ENDPOINT is set, but tracing is not installed: pip install {PACKAGES}"
        ) from None
    provider = sdk.TracerProvider(resource=resources.Resource.create({"service.name": "assay"}))
    target = exporter.OTLPSpanExporter(endpoint=f"{settings.otel_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(batches.BatchSpanProcessor(target))
    fastapi.FastAPIInstrumentor.instrument_app(
        app, tracer_provider=provider, excluded_urls="health,ready,metrics", exclude_spans=["receive", "send"]
    )
