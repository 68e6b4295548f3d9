"""``/health`` and ``/metrics``: what operators and their tools ask."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST

from indexing.errors import StorageError
from service import wire
from service.api.examples import ExampleOperation
from service.api.responses import METRICS_ERRORS, PROBE_ERRORS, READY_ERRORS
from service.auth import requires
from service.dependencies import InjectedResources
from service.keys import Scope

READING: Final = [requires(Scope.READ)]
TAGS: Final = ["Operations"]
TEXT_FORMAT: Final = CONTENT_TYPE_LATEST.removesuffix("; charset=utf-8")  # Litestar adds it to every text


@get(
    "/health/live",
    operation_id="live",
    summary="Is the process alive?",
    tags=TAGS,
    operation_class=ExampleOperation,
    responses=PROBE_ERRORS,
)
async def live() -> wire.HealthReply:
    """Say that the process answers."""
    return wire.HealthReply(status="live")


@get(
    "/health/ready",
    operation_id="ready",
    summary="Can it answer questions?",
    tags=TAGS,
    operation_class=ExampleOperation,
    responses=READY_ERRORS,
)
async def ready(resources: InjectedResources) -> wire.HealthReply:
    """Say that the index is open and a question has been answered."""
    if not resources.host.is_ready:
        raise StorageError("not ready: the index is not open yet, or no question has been answered")
    return wire.HealthReply(status="ready", index_version=resources.host.index_version)


@get(
    "/metrics",
    operation_id="metrics",
    summary="Metrics for Prometheus",
    tags=TAGS,
    guards=READING,
    operation_class=ExampleOperation,
    responses=METRICS_ERRORS,
    media_type="text/plain",
)
async def expose_metrics(resources: InjectedResources) -> Response[bytes]:
    """Return counts and latencies in Prometheus's text format."""
    host = resources.host
    resources.metrics.index.note(host.index_version, host.built, host.passage_count, is_ready=host.is_ready)
    return Response(resources.metrics.expose(host.waiting), media_type=TEXT_FORMAT)
