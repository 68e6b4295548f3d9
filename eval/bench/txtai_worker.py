"""txtai in a process of its own: needs nothing of Belägg, so that another environment's Python can run it.

Reads a command a line from standard input and writes a reply a line to standard output, both JSON. The times in the
replies are of txtai's own calls: neither the pipe nor the cutting of texts counts.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict

import torch
import txtai


class Command(TypedDict, total=False):
    """What the other side wants: ``op`` is "open", "index", "search" or "memory"; the rest depends on it."""

    op: str
    model: str
    threads: int
    setting: str
    hybrid: bool
    texts: list[str]
    query: str
    k: int


class Worker:
    """txtai indexes by the name of their setting."""

    def __init__(self) -> None:
        self._model = ""
        self._models: dict[str, object] = {}  # txtai keeps the loaded model here, for all indexes
        self._indexes: dict[str, txtai.Embeddings] = {}

    def do(self, command: Command) -> object:
        """Carry out a command and return what to reply."""
        handlers = {"open": self._open, "index": self._index, "search": self._search, "memory": self._memory}
        return handlers[command["op"]](command)

    def _open(self, command: Command) -> dict[str, str]:
        self._model = command["model"]
        torch.set_num_threads(command["threads"])
        return {name: version(name) for name in ("txtai", "torch", "transformers")}

    def _index(self, command: Command) -> float:
        """Index texts under a setting's name; return the seconds that indexing and saving took."""
        embeddings = txtai.Embeddings(
            path=self._model,
            hybrid=command["hybrid"],
            gpu=False,
            instructions={"query": "query: ", "data": "passage: "},
            models=self._models,
        )
        embeddings.search("en fråga före alla andra", 1)  # nothing is loaded before it is needed
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            embeddings.index(enumerate(command["texts"]))
            embeddings.save(folder)
            elapsed = time.perf_counter() - started
        self._indexes[command["setting"]] = embeddings
        return elapsed

    def _search(self, command: Command) -> dict[str, object]:
        """Search a setting's index; return the milliseconds and the positions of the texts found, best first."""
        index = self._indexes[command["setting"]]
        started = time.perf_counter()
        found = index.search(command["query"], command["k"])
        elapsed = time.perf_counter() - started
        return {"ms": elapsed * 1000, "found": [int(position) for position, _ in found]}

    def _memory(self, command: Command) -> float:
        """Return the process's resident memory in MiB."""
        del command
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> None:
    """Answer commands until standard input ends; what libraries print goes to standard error."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = Worker()
    for line in sys.stdin:
        print(json.dumps(worker.do(json.loads(line))), file=replies, flush=True)


if __name__ == "__main__":
    main()
