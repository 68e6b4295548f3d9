"""What the service counts, for Prometheus."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from service.index_metrics import IndexMetrics
from service.writing.metrics import WritingMetrics

# A question takes 5-20 ms on two cores; the last bounds show a queue.
LATENCY_BOUNDS: Final = (0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
# Searching a small index takes a tenth of a millisecond.
STAGE_BOUNDS: Final = (0.0001, 0.0002, 0.0005, 0.001, *LATENCY_BOUNDS)


class Metrics:
    """Counters of one application, apart from any other in the process.

    Several processes of one service share their counts through files in a folder, which `settings.share_metrics` has
    told the library of before it was imported; any of the processes then exposes the counts of all.

    Attributes:
        index: what is told of the index.
        writing: what is told of written answers.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Start every count at nothing.

        Args:
            folder: where the processes of one service share their counts; None for a single process.
        """
        self._folder = folder
        self._registry = registry = CollectorRegistry()
        self._requests = Counter("belagg_requests", "HTTP requests.", ["method", "route", "status"], registry=registry)
        self._latency = Histogram(
            "belagg_request_seconds",
            "Time from a request's start to its response's start.",
            ["route"],
            buckets=LATENCY_BOUNDS,
            registry=registry,
        )
        self._stages = Histogram(
            "belagg_stage_seconds",
            "Time of a question in line (queue), in the model (encode), by vectors (dense) and words (lexical), in "
            "late interaction (rerank), in reading and answering it (answer), and in all of its work (search, ask).",
            ["stage"],
            buckets=STAGE_BOUNDS,
            registry=registry,
        )
        self._answers = Counter("belagg_answers", "Answers by status.", ["status"], registry=registry)
        self._cache = Counter(
            "belagg_cache_requests",
            "Questions by what the cache did: hit, miss, bypass.",
            ["result"],
            registry=registry,
        )
        self._dropped = Counter(
            "belagg_questions_dropped", "Questions not worked on: overload, client_gone.", ["reason"], registry=registry
        )
        self._feedback = Counter(
            "belagg_feedback", "Verdicts on answers: useful, not_useful.", ["verdict"], registry=registry
        )
        self._waiting = Gauge(
            "belagg_questions_waiting", "Questions in line.", registry=registry, multiprocess_mode="livesum"
        )
        self.index = IndexMetrics(registry)
        self.writing = WritingMetrics(registry)
        if folder:
            _forget_the_dead(folder)

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

    def observe_stage(self, stage: str, seconds: float) -> None:
        """Count what a part of answering took.

        Args:
            stage: one of `service.stages.Stage`.
            seconds: its time.
        """
        self._stages.labels(stage).observe(seconds)

    def count_answer(self, status: str) -> None:
        """Count an answer.

        Args:
            status: "answered" or "not_found".
        """
        self._answers.labels(status).inc()

    def count_cache_use(self, result: str) -> None:
        """Count a question that was answered.

        Args:
            result: "hit", "miss" or "bypass".
        """
        self._cache.labels(result).inc()

    def count_dropped(self, reason: str) -> None:
        """Count a question that nobody worked on.

        Args:
            reason: "overload" or "client_gone".
        """
        self._dropped.labels(reason).inc()

    def count_feedback(self, verdict: str) -> None:
        """Count a verdict on an answer.

        Args:
            verdict: "useful" or "not_useful".
        """
        self._feedback.labels(verdict).inc()

    def expose(self, waiting: int) -> bytes:
        """Return all metrics in Prometheus's text format.

        Args:
            waiting: questions in this process's line.

        Returns:
            The text, in UTF-8.
        """
        self._waiting.set(waiting)
        if self._folder is None:
            return generate_latest(self._registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared, str(self._folder))  # type: ignore[no-untyped-call]
        return generate_latest(shared)


def _forget_the_dead(folder: Path) -> None:
    """Drop what processes that are no more said of themselves: a worker that crashed has been replaced by another."""
    for file in folder.glob("gauge_live*_*.db"):
        number = int(file.stem.rpartition("_")[2])
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]
