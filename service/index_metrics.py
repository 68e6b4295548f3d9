"""What the service tells Prometheus of the index that it serves."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge


class IndexMetrics:
    """Gauges of the generation served; each process of a service sets its own."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Know of no index yet.

        Args:
            registry: the service's.
        """
        self._passages = Gauge(
            "belagg_index_passages", "Passages in the index served.", registry=registry, multiprocess_mode="livemax"
        )
        self._generation = Gauge(
            "belagg_index_generation",
            "1 for the generation of the index served.",
            ["generation"],
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._built = Gauge(
            "belagg_index_built_timestamp_seconds",
            "When the generation served was built; 0 when unknown.",
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._ready = Gauge(
            "belagg_ready", "1 when questions can be answered.", registry=registry, multiprocess_mode="livemin"
        )
        self._version = ""

    def note(self, version: str, built: float, passage_count: int, *, is_ready: bool) -> None:
        """Remember which index this process serves.

        Args:
            version: its generation; empty while there is none.
            built: when it was built, in seconds since 1970; 0 when unknown.
            passage_count: passages in it.
            is_ready: questions can be answered.
        """
        if self._version not in {"", version}:
            self._generation.labels(self._version).set(0)  # what processes share of a label cannot be removed
        if version:
            self._generation.labels(version).set(1)
        self._version = version
        self._built.set(built)
        self._passages.set(passage_count)
        self._ready.set(is_ready)
