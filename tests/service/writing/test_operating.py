"""Written answers for whoever runs the service: settings, warnings, and callers who hang up."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
import uvicorn

from indexing.engine import Engine
from indexing.errors import ConfigurationError
from service import cli
from service.app import create_app
from service.inspection import inspect_settings
from service.settings import Settings, load_settings
from tests.fake_encoder import FakeEncoder
from tests.service.writing.conftest import Script

ROOT = Path(__file__).parents[3]


@pytest.fixture
def service_url(writing_settings: Settings) -> Iterator[str]:
    """The address of the running service: a caller can hang up on it."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    application = create_app(writing_settings, Engine(writing_settings.index, lambda _: FakeEncoder()))
    server = uvicorn.Server(uvicorn.Config(application, log_config=None))
    thread = threading.Thread(target=server.run, args=([bound],), daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join(10)
    bound.close()


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/ask/stream"])
def test_a_caller_who_hangs_up_takes_the_call_of_the_model_along(service_url: str, script: Script, path: str) -> None:
    script.pause_s = 30.0
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{service_url}{path}", params={"q": "Ska privata sjukvårdsförsäkringar förbjudas?"}, timeout=1.0)
    assert script.hung_up.wait(4)
    assert "belagg_written_answers_total{" not in httpx.get(f"{service_url}/metrics").text


def test_a_service_without_a_writer_loads_nothing_for_it() -> None:
    """Its sentence splitter and its HTTP client would make every service start later."""
    code = "import sys, service.app; print(sorted(m for m in sys.modules if m.startswith('service.writing.')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "['service.writing.metrics', 'service.writing.opening', 'service.writing.outcomes']\n"


def test_the_key_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("BELAGG_WRITER_KEY", "mycket-hemlig")
    for arguments in (["config", "show"], ["config", "show", "--json"], ["config", "check"]):
        cli.run(arguments)
        shown = capsys.readouterr().out
        assert "(hidden)" in shown
        assert "mycket-hemlig" not in shown
    (tmp_path / "belagg.toml").write_text("writer_key = 12345678\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as refused:
        load_settings({})
    assert "12345678" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example/v1", "file:///etc/passwd", "http://user:pass@x.example/v1", "x.example/v1", "http://x/v1?k=1"],
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(ConfigurationError, match="writer_url"):
        load_settings({"BELAGG_WRITER_URL": url})


def test_operators_are_told(settings: Settings) -> None:
    alone = msgspec.structs.replace(settings, writer_url="http://127.0.0.1:1/v1", port=0)
    assert any(f.severity == "problem" and "writer_model" in f.text for f in inspect_settings(alone))
    both = msgspec.structs.replace(settings, writer_url="https://x.example/v1", writer_model="m", port=0)
    assert [f.text for f in inspect_settings(both) if "x.example" in f.text] == [
        "questions and the quotes found go to https://x.example/v1; tell those who ask"
    ]
