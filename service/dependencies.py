"""What handlers are given besides their request."""

from __future__ import annotations

from litestar.di import NamedDependency, Provide

from service.host import EngineHost
from service.links import Links
from service.metrics import Metrics
from service.settings import Settings

InjectedHost = NamedDependency[EngineHost]
InjectedLinks = NamedDependency[Links]
InjectedMetrics = NamedDependency[Metrics]
InjectedSettings = NamedDependency[Settings]


def providers(settings: Settings, host: EngineHost, links: Links, metrics: Metrics) -> dict[str, Provide]:
    """Name what handlers may ask for.

    Args:
        settings: as ``settings``.
        host: as ``host``.
        links: as ``links``.
        metrics: as ``metrics``.

    Returns:
        The providers for Litestar.
    """
    return {
        "settings": Provide(lambda: settings, sync_to_thread=False),
        "host": Provide(lambda: host, sync_to_thread=False),
        "links": Provide(lambda: links, sync_to_thread=False),
        "metrics": Provide(lambda: metrics, sync_to_thread=False),
    }
