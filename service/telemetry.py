"""Traces for OpenTelemetry, where the operator wants them and the extra ``otel`` is installed.

Where they go is said by OpenTelemetry's own variables (``OTEL_EXPORTER_OTLP_ENDPOINT``, ``OTEL_SERVICE_NAME``). An
address can hold a question, so what comes after the question mark is left out of every trace.
"""
# ruff: noqa: PLC0415 - the packages are optional

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from indexing.errors import MissingExtraError
from service.settings import Settings

if TYPE_CHECKING:
    from litestar.plugins import PluginProtocol

_SERVICE_NAME: Final = "belagg"
# What instrumentations have called the whole address and the part after the question mark, by and by.
_ADDRESSES: Final = ("http.url", "url.full", "http.target")


def telemetry_plugins(settings: Settings) -> list[PluginProtocol]:
    """Return what sends traces: nothing, unless the setting says so.

    Args:
        settings: says whether.

    Raises:
        MissingExtraError: the extra is not installed.
    """
    if not settings.opentelemetry:
        return []
    try:
        from litestar.plugins.opentelemetry import OpenTelemetryConfig, OpenTelemetryPlugin
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise MissingExtraError(
            "the setting opentelemetry needs more packages; install them with: pip install 'belagg[otel]'"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": _SERVICE_NAME}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    config = OpenTelemetryConfig(tracer_provider=provider, server_request_hook_handler=forget_question)
    return [OpenTelemetryPlugin(config)]


def forget_question(span: Any, scope: dict[str, Any]) -> None:  # noqa: ANN401 - its package is optional
    """Leave the query string out of a request's span.

    Args:
        span: the request's.
        scope: the request.
    """
    if span.is_recording():
        for name in _ADDRESSES:
            span.set_attribute(name, str(scope["path"]))
        span.set_attribute("url.query", "")
