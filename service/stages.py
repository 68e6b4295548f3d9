"""Where a question's time goes: stages that are worth a metric, collected while one question is answered."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import cast

from indexing.encoder import Encoder, FloatArray

_collected: ContextVar[dict[str, float] | None] = ContextVar("stages", default=None)


class Stage(StrEnum):
    """A part of answering; search and ask hold encode."""

    QUEUE = "queue"
    ENCODE = "encode"
    SEARCH = "search"
    ASK = "ask"


@contextmanager
def collecting() -> Iterator[dict[str, float]]:
    """Yield what the stages within take, in seconds by stage; in this thread alone."""
    spent: dict[str, float] = {}
    token = _collected.set(spent)
    try:
        yield spent
    finally:
        _collected.reset(token)


class TimedEncoder:
    """An encoder that tells how long questions take it."""

    def __init__(self, encoder: Encoder) -> None:
        """Do what an encoder does."""
        self._encoder = encoder

    def __getattr__(self, name: str) -> object:
        """Return what the encoder has."""
        return getattr(self._encoder, name)

    def encode_queries_with_tokens(self, texts: Sequence[str]) -> tuple[FloatArray, list[FloatArray]]:
        """Return what the encoder returns; see `indexing.encoder.Encoder`."""
        started = time.perf_counter()
        try:
            return self._encoder.encode_queries_with_tokens(texts)
        finally:
            if (spent := _collected.get()) is not None:
                spent[Stage.ENCODE] = spent.get(Stage.ENCODE, 0.0) + time.perf_counter() - started


def timed(encoder: Encoder) -> Encoder:
    """Return the encoder, with its time told to whoever collects."""
    return cast(Encoder, TimedEncoder(encoder))
