"""Settings from a file and the environment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexing.config import Locations
from indexing.errors import ConfigurationError
from service.settings import Settings, load_settings

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "configuration.md"
KNOWN = sorted(Settings.__struct_fields__)


def variable(setting: str) -> str:
    return f"BELAGG_{setting.upper()}"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")


def test_defaults() -> None:
    settings = load_settings({})
    assert settings.locations == Locations(
        corpus=Path("corpora"), index=Path("/data/belagg/index"), models=Path("/cache/belagg/models")
    )
    assert (settings.host, settings.port, settings.max_question_characters) == ("127.0.0.1", 8000, 1000)
    assert settings.public_url is None


def test_environment_wins_over_file(tmp_path: Path) -> None:
    (tmp_path / "belagg.toml").write_text('port = 1234\nhost = "::1"\n', encoding="utf-8")
    settings = load_settings({"BELAGG_PORT": "4321"})
    assert (settings.port, settings.host) == (4321, "::1")


def test_named_file_and_its_folders(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "my.toml").write_text('index = "data/index"\nthreads = 2\n', encoding="utf-8")
    settings = load_settings({"BELAGG_CONFIG": str(folder / "my.toml")})
    assert (settings.index, settings.threads) == (folder / "data/index", 2)


def test_users_file(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "belagg"
    folder.mkdir(parents=True)
    (folder / "belagg.toml").write_text("port = 99\n", encoding="utf-8")
    assert load_settings({}).port == 99


def test_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"BELAGG_PORT": "", "PATH": "/bin"}).port == 8000


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {"BELAGG_PROT": "1"},
            rf"unknown setting 'BELAGG_PROT' in the environment; known are {', '.join(map(variable, KNOWN))}$",
        ),
        ({"BELAGG_PORT": "x"}, r"setting port = 'x' cannot be used: Expected `int`, got `str`"),
        ({"BELAGG_PORT": "70000"}, r"setting port = '70000' cannot be used: Expected `int` <= 65535"),
        ({"BELAGG_THREADS": "0"}, r"setting threads = '0' cannot be used: Expected `int` >= 1"),
        ({"BELAGG_PUBLIC_URL": "belagg.se"}, r"setting public_url = 'belagg.se' cannot be used"),
        ({"BELAGG_LOG_LEVEL": "loud"}, r"setting log_level = 'loud' cannot be used: Invalid enum value 'loud'"),
        ({"BELAGG_CONFIG": "/nowhere.toml"}, r"cannot read settings file /nowhere.toml: No such file or directory"),
    ],
)
def test_refused_environment(environment: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_settings(environment)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"prot = 1",
            rf"unknown setting 'prot' in belagg.toml; known are {', '.join(KNOWN)}$",
        ),
        (b"port = ", r"belagg.toml is not valid TOML in UTF-8"),
        (b'host = "\xff"', r"belagg.toml is not valid TOML in UTF-8"),
        (b"index = 3", r"setting index = 3 cannot be used: Expected a folder's name, got 3"),
    ],
)
def test_refused_file(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "belagg.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=message):
        load_settings({})


def test_every_setting_is_documented() -> None:
    documented = re.findall(r"^\| `(\w+)` \|", DOCUMENTATION.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert documented == list(Settings.__struct_fields__)
