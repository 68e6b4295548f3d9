"""What fusion is fitted to: each question's candidates with their signals, and which of them are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.beir import read_beir
from eval.collection import document_id, index_collection
from eval.progress import tracked
from eval.questions import read_questions
from eval.relevance import check_gold, holds_any
from indexing.config import RetrievalConfig
from indexing.encoder import Encoder
from indexing.fusion import z_scores
from indexing.queries import make_query
from indexing.records import Passage
from indexing.retriever import Evidence, Retriever
from indexing.snapshot import Snapshot, load_snapshot
from indexing.storage import open_generation

Matrix = NDArray[np.float64]
IsRight = Callable[[Passage], bool]

SIGNALS = ("dense", "lexical", "late", "sentence")
FEATURES = ("constant", "english", "unknown")


@dataclass(frozen=True, slots=True, eq=False)  # holds arrays, which do not compare
class Example:
    """A question with at least one right and one wrong candidate.

    Attributes:
        signals: z-scored over the candidates, shape (candidates, signals).
        boost: added to the candidates' scores whatever the weights, shape (candidates,).
        features: of the question, shape (features,).
        is_right: shape (candidates,).
    """

    signals: Matrix
    boost: Matrix
    features: Matrix
    is_right: NDArray[np.bool_]


def examples_of(path: Path, index: Path, cache: Path, encoder: Encoder) -> list[Example]:
    """Gather the examples of a question file or a BEIR folder.

    Args:
        path: the file or folder.
        index: searched for question files.
        cache: indexes of BEIR sets.
        encoder: the embedding model that the index was built with.

    Raises:
        EvaluationError: the set or its index cannot be used.
    """
    source = _beir(path, cache, encoder) if path.is_dir() else _questions(path, index)
    snapshot, asked = source
    retriever = Retriever(snapshot, encoder, RetrievalConfig())
    found = (
        _example(snapshot, retriever.gather(make_query(text)), is_right) for text, is_right in tracked(asked, path.name)
    )
    return [example for example in found if example is not None]


def _questions(path: Path, index: Path) -> tuple[Snapshot, Sequence[tuple[str, IsRight]]]:
    asked = read_questions([path]).questions
    snapshot = load_snapshot(open_generation(index))
    check_gold(asked, {name: document.text for name, document in snapshot.documents.items()})
    return snapshot, [(one.question, _holds(one.gold)) for one in asked if one.is_answerable]


def _beir(path: Path, cache: Path, encoder: Encoder) -> tuple[Snapshot, Sequence[tuple[str, IsRight]]]:
    asked = read_beir(path)
    snapshot = load_snapshot(open_generation(index_collection(asked.collection, cache, encoder)))
    return snapshot, [
        (text, _is_of({document_id(item) for item, grade in asked.qrels[query].items() if grade > 0}))
        for query, text in asked.queries.items()
    ]


def _holds(gold: Sequence[str]) -> IsRight:
    return lambda passage: holds_any(passage.text, gold)


def _is_of(documents: set[str]) -> IsRight:
    return lambda passage: passage.document_id in documents


def _example(snapshot: Snapshot, evidence: Evidence, is_right: IsRight) -> Example | None:
    """Return an example, or None when the candidates teach nothing."""
    right = np.array([is_right(snapshot.passages[found.row]) for found in evidence.candidates], np.bool_)
    if evidence.signals is None or not 0 < right.sum() < len(right):
        return None
    signals = [z_scores(getattr(evidence.signals, name)) for name in SIGNALS]
    return Example(
        signals=np.stack(signals, axis=1).astype(np.float64),
        boost=evidence.signals.named.astype(np.float64),
        features=np.array([1.0, evidence.is_english, evidence.unknown_mass]),
        is_right=right,
    )


def interleaved(sets: Sequence[Sequence[Example]]) -> Iterator[tuple[Example, float]]:
    """Yield all examples with weights that let each set count the same, whatever its size."""
    for examples in sets:
        for example in examples:
            yield example, 1 / len(examples)
