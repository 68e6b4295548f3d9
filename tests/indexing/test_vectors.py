"""Vectors of a build: computed once, or taken from the generation before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexing.records import Passage
from indexing.snapshot import Snapshot, load_snapshot
from indexing.storage import open_generation
from indexing.vectors import VectorSource
from tests.fake_encoder import FakeEncoder


@pytest.fixture
def snapshot(tiny_index: Path) -> Snapshot:
    return load_snapshot(open_generation(tiny_index))


def silent(*_: object) -> None:
    pass


def test_everything_is_computed_without_a_generation_before(snapshot: Snapshot) -> None:
    encoder, progress = FakeEncoder(), []
    source = VectorSource(encoder, None, lambda *step: progress.append(step))
    vectors, tokens = source.passages(snapshot.passages)
    texts = [passage.text for passage in snapshot.passages]
    assert np.array_equal(vectors, FakeEncoder().encode_passages(texts))
    assert all(np.array_equal(a, b) for a, b in zip(tokens, FakeEncoder().encode_passage_tokens(texts), strict=True))
    assert encoder.encoded == texts
    assert (source.embedded, source.reused) == (12, 0)
    assert progress == [("embedding passages", 12, 12)]


def test_everything_is_taken_over(snapshot: Snapshot) -> None:
    encoder = FakeEncoder()
    source = VectorSource(encoder, snapshot, silent)
    vectors, tokens = source.passages(snapshot.passages)
    assert encoder.encoded == []
    assert (source.embedded, source.reused) == (0, 12)
    assert np.array_equal(vectors, snapshot.dense.vectors())
    assert all(np.array_equal(own, snapshot.tokens.vectors(row)) for row, own in enumerate(tokens))


def test_order_and_equal_texts(snapshot: Snapshot) -> None:
    old, other = snapshot.passages[3], snapshot.passages[5]
    new = _with_text(snapshot.passages[0], "Ny text om kärnkraft.")
    encoder = FakeEncoder()
    source = VectorSource(encoder, snapshot, silent)
    vectors, _ = source.passages([new, other, new, old])
    assert encoder.encoded == ["Ny text om kärnkraft."]
    assert (source.embedded, source.reused) == (2, 2)
    rows = snapshot.dense.vectors()
    expected = FakeEncoder().encode_passages([new.text])[0]
    assert np.array_equal(vectors, np.stack([expected, rows[5], expected, rows[3]]))


def test_no_passages(snapshot: Snapshot) -> None:
    vectors, tokens = VectorSource(FakeEncoder(), snapshot, silent).passages([])
    assert vectors.shape == (0, 64)
    assert tokens == []


def _with_text(passage: Passage, text: str) -> Passage:
    return Passage("new", passage.document_id, passage.kind, passage.label, (), 0, len(text), text, passage.sentences)
