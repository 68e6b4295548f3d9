"""What the service counts, for Prometheus."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# A question takes 5-20 ms on two cores; the last bounds show a queue.
LATENCY_BOUNDS: Final = (0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counters of one application, apart from any other in the process."""

    def __init__(self) -> None:
        """Start every count at nothing."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "belagg_requests", "HTTP requests.", ["method", "route", "status"], registry=self._registry
        )
        self._latency = Histogram(
            "belagg_request_seconds",
            "Time from a request's start to its response's start.",
            ["route"],
            buckets=LATENCY_BOUNDS,
            registry=self._registry,
        )
        self._answers = Counter("belagg_answers", "Answers by status.", ["status"], registry=self._registry)
        self._passages = Gauge("belagg_index_passages", "Passages in the index served.", registry=self._registry)

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request.

        Args:
            method: HTTP method.
            route: the route's template, never the path: paths have no limit in number.
            status: HTTP status.
            seconds: time to the response's start.
        """
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def count_answer(self, status: str) -> None:
        """Count an answer.

        Args:
            status: "answered" or "not_found".
        """
        self._answers.labels(status).inc()

    def expose(self, passage_count: int) -> bytes:
        """Return all metrics in Prometheus's text format.

        Args:
            passage_count: passages in the index that is being served.

        Returns:
            The text, in UTF-8.
        """
        self._passages.set(passage_count)
        return generate_latest(self._registry)
