"""A hundred reloads of the index in a running service with the real model, under load: no request fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from indexing.build import build_with
from indexing.onnx_encoder import OnnxEncoder
from tests.tiny_corpus import TINY_DOCUMENTS, write_corpus

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[2]
RELOADS = 100
CLIENTS = 3
# Between a client's questions: more would only keep the machine busy, and the reloads waiting.
PAUSE_SECONDS = 0.05
QUESTIONS = ("När går nattbussarna?", "Vad kostar tåget?", "vårdplatser", "privata sjukvårdsförsäkringar")


class Asker:
    """A client that keeps its connection, as programs do."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=30)

    def get(self, path: str) -> tuple[int, str]:
        """Return the status, and the generation that replied."""
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        return response.status, str(json.load(response).get("index_version", ""))

    def close(self) -> None:
        self._connection.close()


@contextmanager
def serving(index: Path, models: Path, folder: Path) -> Iterator[str]:
    environment = os.environ | {
        "BELAGG_MODELS": str(models),
        "BELAGG_STATE": str(folder / "state"),
        "BELAGG_REFRESH_SECONDS": "0.01",
        "BELAGG_CACHE_ENTRIES": "0",
    }
    command = [sys.executable, "-m", "service", "serve", "--port", "0", "--index", str(index)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            address = next(line.split()[-1] for line in lines if line.startswith("Belägg: http"))
            threading.Thread(
                target=lambda: [None for _ in lines], daemon=True
            ).start()  # its log must not fill the pipe
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def two_generations(index: Path, folder: Path, encoder: OnnxEncoder) -> list[str]:
    """Build the index twice, of other documents, and return what its pointer says of each."""
    pointers = []
    for number, documents in enumerate((TINY_DOCUMENTS, TINY_DOCUMENTS[:2])):
        build_with(write_corpus(folder / f"corpus-{number}", documents), index, encoder)
        pointers.append((index / "CURRENT").read_text(encoding="ascii"))
    return pointers


def point(index: Path, pointer: str) -> None:
    (index / "next").write_text(pointer, encoding="ascii")
    (index / "next").replace(index / "CURRENT")


def wait_for(asker: Asker, version: str) -> None:
    until = time.monotonic() + 30
    while asker.get("/v1/documents?limit=1") != (200, version):
        assert time.monotonic() < until
        time.sleep(0.005)


def test_no_request_fails(tmp_path: Path, encoder: OnnxEncoder, model_folder: Path) -> None:
    index = tmp_path / "index"
    pointers = two_generations(index, tmp_path, encoder)
    versions = [pointer.split()[0] for pointer in pointers]
    stop, outcomes = threading.Event(), Counter[tuple[int, str]]()

    def ask(address: str, first: int) -> None:
        number = first
        with closing(Asker(address)) as asker:
            while not stop.wait(PAUSE_SECONDS):
                number += 1
                route = "search" if number % 3 == 0 else "ask"
                outcomes[asker.get(f"/v1/{route}?q={quote(QUESTIONS[number % len(QUESTIONS)])}")] += 1

    with (
        serving(index, model_folder.parent, tmp_path) as address,
        ThreadPoolExecutor(CLIENTS) as pool,
        closing(Asker(address)) as watcher,
    ):
        asking = [pool.submit(ask, address, number) for number in range(CLIENTS)]
        try:
            for number in range(RELOADS):
                point(index, pointers[number % 2])
                wait_for(watcher, versions[number % 2])
        finally:
            stop.set()
        for one in asking:
            one.result()
        assert watcher.get("/health/ready") == (200, versions[(RELOADS - 1) % 2])
    assert set(outcomes) == {(200, version) for version in versions}
    assert outcomes.total() > RELOADS
