"""`belagg config`: where settings come from, and what is wrong with them."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from indexing.build import build_with
from service import cli
from service.keys import Scope
from service.keys_file import KeyFile
from tests.fake_encoder import FakeEncoder
from tests.tiny_corpus import write_corpus


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("index", "models", "corpus", "state"):
        monkeypatch.setenv(f"BELAGG_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("BELAGG_PORT", "0")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = cli.run(("config", *arguments))
    return code, capsys.readouterr().out


@pytest.fixture
def _usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_with(write_corpus(tmp_path / "corpus"), tmp_path / "index", FakeEncoder())
    monkeypatch.setattr("service.inspection.resolve_model", lambda *_: tmp_path)


def test_show_tells_where_each_setting_comes_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "belagg.toml").write_text('log_format = "json"\nport = 1\n', encoding="utf-8")
    code, out = run(capsys, "show", "--json")
    shown = json.loads(out)
    assert (code, shown["port"]) == (0, {"value": 0, "from": "BELAGG_PORT"})
    assert shown["log_format"] == {"value": "json", "from": "belagg.toml"}
    assert shown["workers"] == {"value": 1, "from": "default"}
    assert shown["trusted_proxies"] == {"value": ["127.0.0.1", "::1"], "from": "default"}
    lines = run(capsys, "show")[1].splitlines()
    assert 'log_format = "json"  (belagg.toml)' in lines
    assert "public_url = none  (default)" in lines


@pytest.mark.usefixtures("_usable")
def test_no_problems(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "check")
    assert (code, out.splitlines()[-1]) == (0, "No problems.")


def test_no_index_and_no_corpus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "check")
    found = [line for line in out.splitlines() if line.startswith(("problem: ", "warning: "))]
    assert code == 1
    assert found[0].startswith("problem: there is no index in ")
    assert found[1:] == [
        f"warning: no manifest.toml in {tmp_path / 'corpus'}: `belagg index` has nothing to read (corpus)"
    ]


@pytest.mark.usefixtures("_usable")
def test_port_in_use(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("BELAGG_PORT", str(port))
        code, out = run(capsys, "check")
    assert code == 1
    assert f"problem: cannot listen on 127.0.0.1 port {port}: Address already in use" in out


@pytest.mark.usefixtures("_usable")
def test_what_is_unwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("BELAGG_LOG_QUESTIONS", "true")
    monkeypatch.setenv("BELAGG_FEEDBACK_QUESTIONS", "true")
    monkeypatch.setenv("BELAGG_REQUIRE_KEY_FOR_READING", "true")
    monkeypatch.setenv("BELAGG_HOST", "0.0.0.0")  # noqa: S104 - to be warned of
    code, out = run(capsys, "check")
    warned = [line.split(":")[1].strip()[:40] for line in out.splitlines() if line.startswith("warning: ")]
    assert (code, warned) == (
        0,
        [
            "0.0.0.0 is reached from elsewhere withou",
            "reading needs a key and there is none; `",
            "the text of questions is written to the ",
            "questions are kept with the feedback on ",
        ],
    )
    keys = KeyFile(tmp_path / "state")
    keys.create(Scope.READ)
    keys.path.chmod(0o644)
    out = run(capsys, "check")[1]
    assert f"warning: others may read {keys.path}; `chmod 600` it" in out
    assert "there is none" not in out
