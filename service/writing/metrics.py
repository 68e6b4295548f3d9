"""What is counted of written answers."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter

from service.writing.outcomes import Outcome


class WritingMetrics:
    """Counters of what a language model was asked for and wrote."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Start every count at nothing.

        Args:
            registry: where they are exposed.
        """
        self._answers = Counter(
            "belagg_written_answers",
            "Answers that a language model was to word, by what became of them: written, or why they stay in quotes.",
            ["outcome"],
            registry=registry,
        )
        self._sentences = Counter(
            "belagg_written_sentences",
            "Sentences that a language model wrote: kept, or why they were dropped.",
            ["fate"],
            registry=registry,
        )

    def count_answer(self, outcome: Outcome) -> None:
        """Count an answer that a language model was to word."""
        self._answers.labels(outcome.value).inc()

    def count_sentences(self, fates: Mapping[str, int]) -> None:
        """Count sentences that a language model wrote.

        Args:
            fates: how many were kept, and how many dropped for which reason.
        """
        for fate, number in fates.items():
            self._sentences.labels(fate).inc(number)
