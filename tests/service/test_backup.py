"""The documented backup, run as it is written, and a service restored from it that answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from litestar.testing import TestClient

from indexing.build import build_with
from indexing.engine import Engine
from service.app import create_app
from service.feedback.file import FeedbackFile
from service.keys import Scope
from service.keys_file import KeyFile
from service.settings import Settings
from tests.fake_encoder import FakeEncoder
from tests.service.feedback.entries import entry
from tests.tiny_corpus import write_corpus

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "operation.md"


def documented_commands() -> tuple[str, str]:
    """Return the commands that back up, and those that restore; not the check by a command that is not installed."""
    section = DOCUMENTATION.read_text(encoding="utf-8").partition("## Backup and restore")[2]
    block = re.search(r"```sh\n(.*?)```", section, flags=re.DOTALL)
    assert block is not None
    backup, _, restore = block[1].partition("# Restore")
    return backup, "# Restore" + restore.replace("belagg config check\n", "")


def run(commands: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    subprocess.run(["/bin/sh", "-euc", commands], cwd=folder, check=True, env={"PATH": path})  # noqa: S603 - documented


def test_a_service_restored_from_a_backup(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    build_with(write_corpus(old / "corpus"), old / "index", FakeEncoder())
    made, token = KeyFile(old / "state").create(Scope.READ, "Åsa")
    given = entry(comment="Å")
    FeedbackFile(old / "state").add(given)
    backup, restore = documented_commands()
    (old / "backup").mkdir()
    run(backup, old)
    new.mkdir()
    (old / "backup").rename(new / "backup")
    run(restore, new)
    engine = Engine(new / "index", lambda _: FakeEncoder())
    assert engine.index_version == Engine(old / "index", lambda _: FakeEncoder()).index_version
    assert KeyFile(new / "state").all_keys() == (made,)
    assert FeedbackFile(new / "state").all() == (given,)
    for name in ("keys.sqlite", "feedback.sqlite"):
        assert (new / "state" / name).stat().st_mode & 0o777 == 0o600
    restored = {path.name: path.read_bytes() for path in (new / "corpus").iterdir()}
    assert restored == {path.name: path.read_bytes() for path in (old / "corpus").iterdir()}
    settings = Settings(index=new / "index", models=new, state=new / "state", require_key_for_reading=True)
    with TestClient(create_app(settings, engine)) as client:
        reply = client.get("/v1/search?q=nattbussar", headers={"Authorization": f"Bearer {token}"}).json()
    assert reply["passages"][0]["label"] == "punkt 5"
