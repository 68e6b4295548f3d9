"""txtai as a competitor: a process that runs ``txtai_worker.py``, in this environment or in one of its own."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeVar, cast

import msgspec

from eval.errors import EvaluationError, MissingRivalError

_WORKER: Final = Path(__file__).with_name("txtai_worker.py")
_STOP_LIMIT_S: Final = 20.0
_TOLD: Final = 300
T = TypeVar("T")


class Found(msgspec.Struct, frozen=True):
    """A search: how long it took, and the positions of the texts found, best first."""

    ms: float
    found: tuple[int, ...]


class Txtai:
    """A running txtai; `running_txtai` starts one."""

    def __init__(self, process: subprocess.Popen[bytes], pipes: tuple[IO[bytes], IO[bytes]], log: IO[bytes]) -> None:
        self._process = process
        self._writer, self._reader = pipes
        self._log = log

    def open(self, model: Path, threads: int) -> dict[str, str]:
        """Choose model and threads; returns the versions of txtai and of what it computes with."""
        return self._ask({"op": "open", "model": str(model.resolve()), "threads": threads}, dict[str, str])

    def index(self, setting: str, texts: Sequence[str], *, hybrid: bool) -> float:
        """Index texts under the name of a setting; returns the seconds that indexing and saving took."""
        return self._ask({"op": "index", "setting": setting, "texts": texts, "hybrid": hybrid}, float)

    def search(self, setting: str, query: str, k: int) -> Found:
        """Search what was indexed under a name."""
        return self._ask({"op": "search", "setting": setting, "query": query, "k": k}, Found)

    def resident_mib(self) -> float:
        """Return the process's resident memory."""
        return self._ask({"op": "memory"}, float)

    def _ask(self, command: Mapping[str, object], reply: type[T]) -> T:
        try:
            self._writer.write(msgspec.json.encode(command) + b"\n")
            self._writer.flush()
        except BrokenPipeError:
            raise self._failed() from None
        line = self._reader.readline()
        if not line:
            raise self._failed()
        return msgspec.json.decode(line, type=reply)

    def _failed(self) -> EvaluationError:
        self._process.wait(_STOP_LIMIT_S)
        self._log.seek(0)
        said = self._log.read().decode(errors="replace").strip()
        if "ModuleNotFoundError" in said:
            return MissingRivalError(
                "txtai is not installed; `pip install 'belagg[bench]'`, or name another environment's Python with "
                "--rival-python"
            )
        return EvaluationError(f"txtai stopped: {said[-_TOLD:]}")


@contextmanager
def running_txtai(python: Path) -> Iterator[Txtai]:
    """Start txtai, and stop it again.

    Args:
        python: the interpreter of an environment that has it.

    Yields:
        The process; it has not loaded a model yet.
    """
    with tempfile.TemporaryFile() as log:
        command = [str(python), str(_WORKER)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log) as process:  # noqa: S603
            try:
                pipes = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))  # None without PIPE
                yield Txtai(process, pipes, log)
            finally:
                process.terminate()
                process.wait(_STOP_LIMIT_S)
