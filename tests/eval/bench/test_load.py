"""What is said of a load, from its requests."""

from __future__ import annotations

import pytest

from eval.bench.load import Load, LoadResults, Sample, summary
from eval.errors import EvaluationError


def test_answers_refusals_and_failures() -> None:
    answered = [Sample(answered_s=1.0 + number, latency_ms=1000.0 + number, status=200) for number in range(4)]
    refused = [Sample(2.0, 1.0, 503), Sample(2.0, 1.0, 503, says_when=False)]
    load = summary([*answered, *refused, Sample(2.0, 5.0, -1), Sample(2.0, 5.0, 500)], offered=3.0)
    assert load == Load(
        clients=0, offered=3.0, goodput=1.0, refused=0.25, refused_silently=1, failed=2, p50_ms=1001.5, p99_ms=1002.97
    )


def test_clients_that_ask_in_turn_offer_what_they_ask() -> None:
    load = summary([Sample(1.0, 1000.0, 200), Sample(2.0, 1000.0, 200)], clients=1)
    assert (load.clients, load.offered, load.goodput) == (1, 1.0, 1.0)


def test_nothing_answered() -> None:
    with pytest.raises(EvaluationError, match="of 1 questions 0 were answered"):
        summary([Sample(1.0, 1.0, 503)])


def test_what_is_kept_of_the_peak_under_the_greatest_overload() -> None:
    loads = tuple(Load(0, rate, good, 0.0, 0, 0, 1.0, 2.0) for rate, good in ((10.0, 9.5), (30.0, 9.0)))
    assert LoadResults(seconds=5, closed=(), peak=10.0, open=loads).kept == 0.9
