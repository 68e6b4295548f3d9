"""Without the extra `mcp`: all else works, and who asks for it is told what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from service.mcp_server import http
from tests.service.conftest import Client

ROOT = Path(__file__).parents[3]


def test_over_http(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "find_spec", lambda _: None)
    response = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    assert (response.status_code, response.json()["type"]) == (501, "urn:belagg:problem:not-implemented")
    assert "pip install 'belagg[mcp]'" in response.json()["detail"]


def test_over_standard_input() -> None:
    code = "import sys; sys.modules['mcp'] = None; from service import app, cli; sys.exit(cli.run(['mcp']))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "belagg: `belagg mcp` needs more packages; install them with: pip install 'belagg[mcp]'\n"
