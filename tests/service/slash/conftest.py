"""A service with all platforms set up, and a site that answers are delivered to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from service.app import create_app
from service.settings import Settings
from tests.service.conftest import Client, FakeEngine, as_engine
from tests.service.slash.payloads import MATTERMOST_TOKEN, SLACK_SECRET, TEAMS_SECRET


@dataclass
class Site:
    """Where Slack's response addresses lead, in this process."""

    url: str = ""
    status: int = 200
    received: list[dict[str, Any]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    @property
    def response_url(self) -> str:
        return f"{self.url}/commands/T0001/1/abc"

    def take(self, path: str, body: bytes) -> int:
        assert path == "/commands/T0001/1/abc"
        self.received.append(json.loads(body))
        self.arrived.set()
        return self.status


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status = found.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()


@pytest.fixture
def slash_settings(settings: Settings, site: Site) -> Settings:
    return msgspec.structs.replace(
        settings,
        public_url="https://belagg.example.se",
        slack_signing_secret=SLACK_SECRET,
        slack_response_sites=("https://hooks.slack.com", site.url),
        mattermost_tokens=("another-token", MATTERMOST_TOKEN),
        teams_secrets=("YW5vdGhlciBzZWNyZXQ=", TEAMS_SECRET),
    )


@pytest.fixture
def slash_client(slash_settings: Settings, fake_engine: FakeEngine) -> Iterator[Client]:
    app = create_app(slash_settings, as_engine(fake_engine))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
