"""What handlers are given besides their request."""

from __future__ import annotations

from dataclasses import dataclass

from litestar.di import NamedDependency, Provide

from service.desk import Desk
from service.host import EngineHost
from service.links import Links
from service.metrics import Metrics
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """All that handlers share. One dependency and not five: Litestar starts a task for each of several.

    Attributes:
        settings: how the service runs.
        host: has the engine.
        desk: answers questions.
        links: makes addresses.
        metrics: counts.
    """

    settings: Settings
    host: EngineHost
    desk: Desk
    links: Links
    metrics: Metrics


InjectedResources = NamedDependency[Resources]


def providers(resources: Resources) -> dict[str, Provide]:
    """Name what handlers may ask for.

    Args:
        resources: as ``resources``.

    Returns:
        The providers for Litestar.
    """
    return {"resources": Provide(lambda: resources, sync_to_thread=False)}
