"""Traces for OpenTelemetry, where the operator wants them and the extra ``otel`` is installed.

Where they go is said by OpenTelemetry's own variables (``OTEL_EXPORTER_OTLP_ENDPOINT``, ``OTEL_SERVICE_NAME``). An
address can hold a question, so OpenTelemetry never gets to see what comes after the question mark. Litestar's own
plugin shows it the whole request, and fails at query strings that are not UTF-8.
"""
# ruff: noqa: PLC0415 - the packages are optional

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litestar.middleware import DefineMiddleware
from litestar.plugins import InitPlugin

from indexing.errors import MissingExtraError
from service.settings import Settings

if TYPE_CHECKING:
    from litestar.config.app import AppConfig
    from litestar.types import ASGIApp, Receive, Scope, Send
    from opentelemetry.sdk.trace import TracerProvider

_SERVICE_NAME: Final = "belagg"
_WHOLE_SCOPE: Final = "belagg_whole_scope"
_ROUTE: Final = "http.route"


class TracingPlugin(InitPlugin):
    """Has every request that a route takes traced.

    Attributes:
        provider: makes the spans, and sends them on.
    """

    def __init__(self, provider: TracerProvider) -> None:
        """Trace with a provider."""
        self.provider = provider

    def on_app_init(self, app_config: AppConfig) -> AppConfig:
        """Put the tracing before the handlers."""
        app_config.middleware.append(DefineMiddleware(Tracing, provider=self.provider))
        return app_config


class Tracing:
    """Middleware: one span a request, named after its route."""

    def __init__(self, app: ASGIApp, provider: TracerProvider) -> None:
        """Trace what an application does.

        Args:
            app: the application.
            provider: makes the spans.
        """
        from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware

        self._app = app
        self._traced = OpenTelemetryMiddleware(
            self._handle,
            tracer_provider=provider,
            default_span_details=_details,
            exclude_spans=["receive", "send"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request; to the tracing, it has no query string."""
        shown: dict[str, Any] = {**scope, "query_string": b"", _WHOLE_SCOPE: scope}
        await self._traced(shown, receive, send)  # type: ignore[arg-type]

    async def _handle(self, shown: dict[str, Any], receive: Receive, send: Send) -> None:
        await self._app(shown[_WHOLE_SCOPE], receive, send)


def telemetry_plugins(settings: Settings) -> list[TracingPlugin]:
    """Return what sends traces: nothing, unless the setting says so.

    Args:
        settings: says whether.

    Raises:
        MissingExtraError: the extra is not installed.
    """
    if not settings.opentelemetry:
        return []
    try:
        import opentelemetry.instrumentation.asgi  # noqa: F401 - needed by the middleware
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise MissingExtraError(
            "the setting opentelemetry needs more packages; install them with: pip install 'belagg[otel]'"
        ) from error
    resource = Resource.create({"service.name": _SERVICE_NAME}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return [TracingPlugin(provider)]


def _details(scope: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Name a span after its route: paths have no limit in number."""
    route = scope.get("path_template") or scope["path"]
    return f"{scope.get('method', '')} {route}".strip(), {_ROUTE: route}
