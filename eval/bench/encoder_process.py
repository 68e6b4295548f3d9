"""An engine as a competitor: a process that runs ``encoder_worker.py``, in this environment or in another."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, TypeVar, cast

import msgspec

from eval.errors import EvaluationError, MissingRivalError

_WORKER: Final = Path(__file__).with_name("encoder_worker.py")
_STOP_LIMIT_S: Final = 20.0
_TOLD: Final = 300
_MISSING: Final = ("ModuleNotFoundError", "PackageNotFoundError")
T = TypeVar("T")


class EngineProcess:
    """A running engine; `running_engine` starts one."""

    def __init__(self, process: subprocess.Popen[bytes], log: IO[bytes]) -> None:
        self._process = process
        self._writer = cast("IO[bytes]", process.stdin)
        self._reader = cast("IO[bytes]", process.stdout)
        self._log = log
        self.library = self._reply(str)

    def seconds(self, kind: str, texts: Sequence[str]) -> float:
        """Encode texts in one call; returns how long it took.

        Args:
            kind: "query" or "passages".
            texts: what to encode.
        """
        self._writer.write(msgspec.json.encode({"kind": kind, "texts": list(texts)}) + b"\n")
        self._writer.flush()
        return self._reply(float)

    def _reply(self, kind: type[T]) -> T:
        line = self._reader.readline()
        if line:
            return msgspec.json.decode(line, type=kind)
        self._process.wait(_STOP_LIMIT_S)
        self._log.seek(0)
        said = self._log.read().decode(errors="replace").strip()
        if any(error in said for error in _MISSING):
            raise MissingRivalError(said.splitlines()[-1])
        raise EvaluationError(f"an engine stopped: {said[-_TOLD:]}")


@contextmanager
def running_engine(engine: str, folder: Path, threads: int, python: Path) -> Iterator[EngineProcess]:
    """Start an engine, and stop it again.

    Args:
        engine: a name that the worker knows.
        folder: the model's.
        threads: what it may use.
        python: the interpreter of an environment that has it.

    Yields:
        The process, the model loaded.

    Raises:
        MissingRivalError: its library is not installed.
    """
    command = [str(python), str(_WORKER), engine, str(folder.resolve()), str(threads)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own worker
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, cwd=_WORKER.parents[2]
        )
        try:
            yield EngineProcess(process, log)
        finally:
            process.kill()
            process.communicate()
