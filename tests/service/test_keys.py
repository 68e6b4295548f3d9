"""API keys: their form, their file, the command line that makes and revokes them."""

from __future__ import annotations

import json
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexing.errors import ConfigurationError, InputError
from service import cli
from service.keys import ApiKey, KeyState, Scope, new_token, read_token
from service.keys_file import FILE_NAME, KeyFile

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "state")


def test_each_scope_implies_those_below() -> None:
    allowed = {scope.value: [other.value for other in Scope if scope.includes(other)] for scope in Scope}
    assert allowed == {"read": ["read"], "feedback": ["read", "feedback"], "admin": ["read", "feedback", "admin"]}


def test_a_token_reads_as_one_and_a_mistyped_one_does_not() -> None:
    token = new_token()
    found = read_token(token)
    assert found is not None
    assert (len(token), token[:7], found.token_id) == (88, "belagg_", token[7:15])
    swapped = token[:20] + ("0" if token[20] != "0" else "1") + token[21:]
    assert [read_token(wrong) for wrong in (swapped, token[:-1], f" {token}", token.upper(), "", "belagg_")] == [
        None
    ] * 6


def test_two_tokens_differ() -> None:
    assert new_token() != new_token()


@pytest.mark.parametrize(
    ("expires", "revoked", "state"),
    [
        (None, None, KeyState.VALID),
        (NOW + timedelta(seconds=1), None, KeyState.VALID),
        (NOW, None, KeyState.EXPIRED),
        (NOW, NOW, KeyState.REVOKED),
    ],
)
def test_state(expires: datetime | None, revoked: datetime | None, state: KeyState) -> None:
    assert ApiKey("1", "", Scope.READ, NOW, expires, revoked).state(NOW) is state


def test_create_find_revoke(keys: KeyFile) -> None:
    assert keys.all_keys() == ()
    made, token = keys.create(Scope.FEEDBACK, "widget")
    assert (made.scope, made.name, made.expires) == (Scope.FEEDBACK, "widget", None)
    assert keys.find(token) == made
    assert keys.find(new_token()) is None
    assert keys.all_keys() == (made,)
    revoked = keys.revoke(made.key_id)
    assert revoked.state(datetime.now(UTC)) is KeyState.REVOKED
    assert keys.find(token) == revoked
    assert keys.revoke(made.key_id) == revoked


def test_the_id_of_one_key_with_the_secret_of_another_is_no_key(keys: KeyFile) -> None:
    made, _ = keys.create(Scope.ADMIN)
    forged = next(token for token in iter(lambda: f"belagg_{made.key_id}_{new_token()[16:80]}", ""))
    from zlib import crc32  # noqa: PLC0415 - a forger's own checksum

    assert keys.find(f"{forged}{crc32(forged.encode()):08x}") is None


def test_the_file_holds_no_token_and_only_its_owner_reads_it(keys: KeyFile, tmp_path: Path) -> None:
    made, token = keys.create(Scope.ADMIN)
    session = keys.start_session(made, timedelta(hours=1))
    file = tmp_path / "state" / FILE_NAME
    content = file.read_bytes()
    assert [secret.encode() in content for secret in (token, token[16:80], session, session[16:80])] == [False] * 4
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_sessions(keys: KeyFile) -> None:
    made, _ = keys.create(Scope.ADMIN)
    session = keys.start_session(made, timedelta(hours=1))
    assert keys.find_session(session) == made
    assert keys.find(session) is None
    keys.end_session(session)
    assert keys.find_session(session) is None
    keys.end_session("nonsense")


def test_a_session_ends_with_its_time_and_with_its_key(keys: KeyFile) -> None:
    made, _ = keys.create(Scope.ADMIN)
    assert keys.find_session(keys.start_session(made, timedelta(seconds=-1))) is None
    session = keys.start_session(made, timedelta(hours=1))
    keys.revoke(made.key_id)
    assert keys.find_session(session) is None


def test_refused(keys: KeyFile) -> None:
    with pytest.raises(InputError, match="there is no key 'abc'; `belagg key list` shows them"):
        keys.revoke("abc")
    with pytest.raises(InputError, match=r"the key would have expired at 2020-01-01T00:00:00\+00:00"):
        keys.create(Scope.READ, expires=datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(InputError, match="at most 100 printable characters"):
        keys.create(Scope.READ, "a\nb")


def test_a_file_that_is_something_else(keys: KeyFile, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / FILE_NAME).write_bytes(b"not a database, but long enough to have a header of its own" * 9)
    with pytest.raises(ConfigurationError, match=r"cannot read the file of keys .*: file is not a database"):
        keys.find(new_token())


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.run(("key", *arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BELAGG_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def test_command_line(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, token, said = run(capsys, "create", "--scope", "admin", "--name", "Åsa", "--expires", "2999-12-31")
    key_id = token[7:15]
    assert (code, said) == (0, f"Key {key_id} of scope admin; keep it safe, it is not shown again.\n")
    assert KeyFile(state).find(token.strip()) is not None
    listing = f"{key_id}  admin     valid    until 3000-01-01T00:00:00+00:00  Åsa\n"
    assert run(capsys, "list") == (0, listing, "")
    assert run(capsys, "revoke", key_id) == (0, f"Revoked: {key_id} Åsa\n", "")
    listed = json.loads(run(capsys, "list", "--json")[1])["keys"][0]
    assert (listed["key_id"], listed["state"], listed["scope"]) == (key_id, "revoked", "admin")


@pytest.mark.usefixtures("state")
def test_command_line_days_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(run(capsys, "create", "--scope", "read", "--expires", "90d", "--json")[1])
    ends = datetime.fromisoformat(made["expires"]) - datetime.fromisoformat(made["created"])
    assert (made["scope"], made["state"], ends.days) == ("read", "valid", 90)
    assert read_token(made["key"]) is not None


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create"], "Missing option '--scope'"),
        (["create", "--scope", "root"], "Invalid value for '--scope': 'root' is not one of"),
        (["create", "--scope", "read", "--expires", "soon"], "Invalid value: 'soon' is no date as 2027-01-31"),
        (["create", "--scope", "read", "--expires", "2020-01-01"], "the key would have expired"),
        (["revoke", "0"], "there is no key '0'"),
    ],
)
def test_command_line_refuses(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, said = run(capsys, *arguments)
    assert (code, out, said.count("\n")) == (2, "", 1)
    assert said.startswith(f"belagg: {message}")


@pytest.mark.usefixtures("keys")
def test_the_file_is_made_as_the_first_key_is(keys: KeyFile, tmp_path: Path) -> None:
    keys.find(new_token())
    assert list(tmp_path.iterdir()) == []
    keys.create(Scope.READ)
    with sqlite3.connect(tmp_path / "state" / FILE_NAME) as database:
        assert database.execute("SELECT count(*) FROM key").fetchone() == (1,)
    database.close()
