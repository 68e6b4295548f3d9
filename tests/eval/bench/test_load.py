"""What is said of a load, from its requests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from eval.bench.load import TOOL, Load, LoadResults, Sample, ask_at_rate, ask_in_turn, summary
from eval.bench.results import Ratio
from eval.errors import EvaluationError


def test_answers_refusals_and_failures() -> None:
    answered = [Sample(answered_s=1.0 + number, latency_ms=1000.0 + number, status=200) for number in range(4)]
    refused = [Sample(2.0, 1.0, 503)] * 2
    load = summary([*answered, *refused, Sample(2.0, 5.0, -1), Sample(2.0, 5.0, 500)], offered=3.0)
    assert load == Load(clients=0, offered=3.0, goodput=1.0, refused=0.25, failed=2, p50_ms=1001.5, p99_ms=1002.97)


def test_clients_that_ask_in_turn_offer_what_they_ask() -> None:
    load = summary([Sample(1.0, 1000.0, 200), Sample(2.0, 1000.0, 200)], clients=1)
    assert (load.clients, load.offered, load.goodput) == (1, 1.0, 1.0)


def test_nothing_answered() -> None:
    with pytest.raises(EvaluationError, match="of 1 questions 0 were answered"):
        summary([Sample(1.0, 1.0, 503)])


def _load(goodput: float) -> Load:
    return Load(0, 30.0, goodput, 0.0, 0, 1.0, 2.0)


def test_what_is_kept_of_the_peak_under_the_greatest_overload() -> None:
    rounds = tuple((_load(10.0), _load(good)) for good in (9.0, 5.0, 8.0))
    found = LoadResults(5, (), (_load(10.0),) * 3, rounds, Ratio.of([10.0] * 3, [9.0, 5.0, 8.0]))
    assert found.kept == pytest.approx(0.8)
    assert [load.goodput for load in found.middling] == [10.0, 8.0]


@pytest.mark.skipif(shutil.which(TOOL) is None, reason=f"there is no {TOOL}")
def test_arrivals_come_at_their_rate_and_clients_in_turn(answering: str) -> None:
    arrived = ask_at_rate(answering, ["åäö", "b"], 40, 2)
    assert arrived.offered == 40
    assert (arrived.clients, arrived.failed, arrived.refused) == (0, 0, 0.0)
    assert 20 < arrived.goodput < 60
    assert ask_in_turn(answering, ["åäö", "b"], 2, 1).clients == 2


@pytest.fixture
def answering() -> Iterator[str]:
    """Yield the address of a server that answers everything at once."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 300

    with Server(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
