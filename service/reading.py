"""Asking the engine so that everything in one reply comes from one generation of the index.

A newer generation may take over while a question is being answered. Passages of the old generation must not
meet titles, or the version, of the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from indexing.engine import Engine
from indexing.errors import InputError, StorageError
from indexing.records import Document
from service.stages import collecting

T = TypeVar("T")

# A generation lives for seconds at least and a question takes milliseconds: the second attempt succeeds.
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What the engine said, and the generation that it said it from.

    Attributes:
        value: what it said.
        documents: the generation's documents, by id.
        index_version: the generation.
        took_ms: how long it took, in milliseconds.
        stages_s: seconds that its stages took, by stage.
    """

    value: T
    documents: Mapping[str, Document]
    index_version: str
    took_ms: float
    stages_s: Mapping[str, float] = field(default_factory=dict)


def read(engine: Engine, call: Callable[[Engine], T]) -> Reading[T]:
    """Call the engine, again if the index changed meanwhile.

    Args:
        engine: what to call.
        call: makes one call of the engine.

    Returns:
        The call's result with the generation it belongs to.

    Raises:
        InputError: the caller asked for what the index does not hold.
        StorageError: the index kept changing.
    """
    started = time.perf_counter()
    for _ in range(ATTEMPTS):
        version, documents = engine.index_version, engine.documents
        try:
            with collecting() as stages:
                value = call(engine)
        except InputError:
            if engine.index_version == version:
                raise
            continue
        if engine.index_version == version:
            return Reading(value, documents, version, round((time.perf_counter() - started) * 1000, 3), stages)
    raise StorageError(f"the index changed {ATTEMPTS} times during one question; ask again when `belagg index` is done")


def count_passages(engine: Engine) -> dict[str, int]:
    """Return the number of passages of each document."""
    return {document_id: len(engine.passages(document_id)) for document_id in engine.documents}
