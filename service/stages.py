"""Where a question's time goes: stages that are worth a metric, collected while one question is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from enum import StrEnum
from typing import Final, ParamSpec, TypeVar, cast

from indexing.dense import DenseIndex
from indexing.encoder import Encoder
from indexing.lexical import LexicalIndex
from indexing.snapshot import Snapshot
from indexing.tokens import TokenStore

P = ParamSpec("P")
R = TypeVar("R")

_collected: ContextVar[dict[str, float] | None] = ContextVar("stages", default=None)


class Stage(StrEnum):
    """A part of answering; search and ask are all of the work, and hold the others but queue and write."""

    QUEUE = "queue"
    ENCODE = "encode"
    DENSE = "dense"
    LEXICAL = "lexical"
    RERANK = "rerank"
    ANSWER = "answer"
    SEARCH = "search"
    ASK = "ask"
    WRITE = "write"


# What the index is asked while a question is answered; the rest of its parts takes no time worth telling.
_DENSE_METHODS: Final = ("search", "scores")
_LEXICAL_METHODS: Final = ("search", "scores_of")
_RERANK_METHODS: Final = ("sentence_similarities",)


@contextmanager
def collecting() -> Iterator[dict[str, float]]:
    """Yield what the stages within take, in seconds by stage; in this thread alone."""
    spent: dict[str, float] = {}
    token = _collected.set(spent)
    try:
        yield spent
    finally:
        _collected.reset(token)


def all_stages(whole: Stage, parts: Mapping[str, float], taken_s: float, queued_s: float) -> dict[str, float]:
    """Return what every stage took, in seconds by stage.

    What an answer takes besides the stages that were collected is its own: reading the question, choosing sentences,
    citing them.

    Args:
        whole: search or ask.
        parts: what was collected.
        taken_s: all of the work.
        queued_s: the time in line.
    """
    rest = {Stage.ANSWER.value: max(0.0, taken_s - sum(parts.values()))} if whole is Stage.ASK else {}
    return {**parts, **rest, whole.value: taken_s, Stage.QUEUE.value: queued_s}


class Timed:
    """Does all that another does, and tells how long some of its methods take."""

    def __init__(self, subject: object, stage: Stage, methods: Sequence[str]) -> None:
        """Take the methods' time.

        Args:
            subject: does the work.
            stage: what the time is counted as.
            methods: names of the methods.
        """
        self._subject = subject
        for name in methods:
            setattr(self, name, _counting(getattr(subject, name), stage))

    def __getattr__(self, name: str) -> object:
        """Return what the other has."""
        return getattr(self._subject, name)


def timed(encoder: Encoder) -> Encoder:
    """Return the encoder, with its time told to whoever collects."""
    return cast(Encoder, Timed(encoder, Stage.ENCODE, ("encode_queries_with_tokens",)))


def timed_snapshot(snapshot: Snapshot) -> Snapshot:
    """Return an opened generation, with the time of its search structures told to whoever collects."""
    return replace(
        snapshot,
        dense=cast(DenseIndex, Timed(snapshot.dense, Stage.DENSE, _DENSE_METHODS)),
        lexical=cast(LexicalIndex, Timed(snapshot.lexical, Stage.LEXICAL, _LEXICAL_METHODS)),
        tokens=cast(TokenStore, Timed(snapshot.tokens, Stage.RERANK, _RERANK_METHODS)),
    )


def _counting(method: Callable[P, R], stage: Stage) -> Callable[P, R]:
    def counted(*args: P.args, **kwargs: P.kwargs) -> R:
        started = time.perf_counter()
        try:
            return method(*args, **kwargs)
        finally:
            if (spent := _collected.get()) is not None:
                spent[stage.value] = spent.get(stage.value, 0.0) + time.perf_counter() - started

    return counted
