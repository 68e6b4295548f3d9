"""Traces: each question is one span, and none tells the question, neither in memory nor on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.app import create_app
from service.settings import Settings
from service.telemetry import TracingPlugin
from tests.service.conftest import Client, FakeEngine, as_engine

ASKED = "hemligheten"


class Collector:
    """A collector of traces: keeps what it is sent."""

    def __init__(self) -> None:
        received: list[bytes] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                received.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                del format, args

        self.received = received
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    collector = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.server.server_port}")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "belagg-test")
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


@pytest.fixture
def app(settings: Settings, fake_engine: FakeEngine, collector: Collector) -> Iterator[Litestar]:
    del collector
    app = create_app(msgspec.structs.replace(settings, opentelemetry=True), as_engine(fake_engine))
    yield app
    app.plugins.get(TracingPlugin).provider.shutdown()


@pytest.fixture
def spans(app: Litestar) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    app.plugins.get(TracingPlugin).provider.add_span_processor(SimpleSpanProcessor(exporter))
    return exporter


@pytest.fixture
def traced(app: Litestar) -> Iterator[Client]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def told(span: ReadableSpan) -> str:
    """Return everything that a span says."""
    return str(span.to_json())


def test_a_question_is_one_span_without_its_text(traced: Client, spans: InMemorySpanExporter) -> None:
    traced.get(f"/v1/ask?q={ASKED}")
    traced.post("/v1/ask", json={"question": ASKED})
    traced.get(f"/?q={ASKED}")
    traced.get(f"/documents/motionen?q={ASKED}&quote={ASKED}")
    found = spans.get_finished_spans()
    assert [span.name for span in found] == ["GET /v1/ask", "POST /v1/ask", "GET /", "GET /documents/{document_id}"]
    attributes = found[0].attributes
    assert attributes is not None
    assert (attributes["http.route"], attributes["http.status_code"]) == ("/v1/ask", 200)
    assert all(ASKED not in told(span) for span in found)
    assert found[0].resource.attributes["service.name"] == "belagg-test"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/v1/ask?q={ASKED}&k=0", 400),
        (f"/v1/ask?q={ASKED * 200}", 400),
        (f"/v1/ask?q={ASKED}&{ASKED}=1", 400),
        ("/v1/ask?q=v%E5rd", 400),
    ],
)
def test_errors_tell_no_question_either(traced: Client, spans: InMemorySpanExporter, path: str, status: int) -> None:
    assert traced.get(path).status_code == status
    (span,) = spans.get_finished_spans()
    assert (span.attributes or {})["http.status_code"] == status
    assert ASKED not in told(span)
    assert span.events == ()


def test_a_bug_is_traced_without_its_message(
    traced: Client, spans: InMemorySpanExporter, fake_engine: FakeEngine
) -> None:
    fake_engine.failure = RuntimeError(ASKED)
    assert traced.get(f"/v1/ask?q={ASKED}").status_code == 500
    (span,) = spans.get_finished_spans()
    assert (span.attributes or {})["http.status_code"] == 500
    assert ASKED not in told(span)


def test_what_is_sent_tells_no_question(traced: Client, app: Litestar, collector: Collector) -> None:
    assert traced.get(f"/v1/ask?q={ASKED}").status_code == 200
    assert traced.post("/v1/search", json={"query": ASKED}).status_code == 200
    assert app.plugins.get(TracingPlugin).provider.force_flush()
    sent = b"".join(collector.received)
    assert b"GET /v1/ask" in sent
    assert b"POST /v1/search" in sent
    assert b"belagg-test" in sent
    assert ASKED.encode() not in sent


def test_a_trace_that_has_begun_elsewhere_goes_on(traced: Client, spans: InMemorySpanExporter) -> None:
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    traced.get("/v1/ask?q=a", headers={"traceparent": f"00-{trace}-{parent}-01"})
    (span,) = spans.get_finished_spans()
    assert span.parent is not None
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (trace, parent)
