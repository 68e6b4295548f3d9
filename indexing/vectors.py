"""Vectors for a build: taken from the generation before where the text is the same, else computed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from indexing.chunking import embedded_text
from indexing.encoder import Encoder, FloatArray
from indexing.links import sentence_texts
from indexing.records import Passage
from indexing.snapshot import Snapshot

BuildProgress = Callable[[str, int, int], None]
"""Called with a stage's name, what is done and what there is to do."""


class VectorSource:
    """Embeds the passages and sentences of one build.

    Attributes:
        embedded: passages computed so far.
        reused: passages taken over so far.
    """

    def __init__(self, encoder: Encoder, previous: Snapshot | None, progress: BuildProgress) -> None:
        """Prepare a build.

        Args:
            encoder: the embedding model.
            previous: a generation made with the same model, or None.
            progress: told of every batch.
        """
        self.embedded = 0
        self.reused = 0
        self._encoder = encoder
        self._progress = progress
        self._known_passages = {} if previous is None else _passage_vectors(previous)
        self._known_sentences = {} if previous is None else _sentence_vectors(previous)

    def passages(self, texts: Sequence[str]) -> FloatArray:
        """Return one vector a text, shape (len(texts), dimension), and count what was reused."""
        known = sum(_key(text) in self._known_passages for text in texts)
        self.reused += known
        self.embedded += len(texts) - known
        return self._vectors("embedding passages", texts, self._known_passages)

    def sentences(self, passages: Sequence[Passage]) -> FloatArray:
        """Return one vector a sentence, in the order of the passages, shape (sentences, dimension)."""
        texts = [text for passage in passages for text in sentence_texts(passage)]
        return self._vectors("embedding sentences", texts, self._known_sentences)

    def _vectors(self, stage: str, texts: Sequence[str], known: dict[bytes, FloatArray]) -> FloatArray:
        missing = list(dict.fromkeys(text for text in texts if _key(text) not in known))
        done = 0

        def report(number: int) -> None:
            nonlocal done
            done += number
            self._progress(stage, done, len(missing))

        computed = self._encoder.encode_passages(missing, progress=report)
        found = known | {_key(text): vector for text, vector in zip(missing, computed, strict=True)}
        if not texts:
            return np.empty((0, self._encoder.dimension), np.float32)
        return np.stack([found[_key(text)] for text in texts]).astype(np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _passage_vectors(snapshot: Snapshot) -> dict[bytes, FloatArray]:
    titles = {document_id: document.meta.title for document_id, document in snapshot.documents.items()}
    texts = (embedded_text(passage, titles[passage.document_id]) for passage in snapshot.passages)
    return {_key(text): vector for text, vector in zip(texts, snapshot.dense.vectors(), strict=True)}


def _sentence_vectors(snapshot: Snapshot) -> dict[bytes, FloatArray]:
    texts = (text for passage in snapshot.passages for text in sentence_texts(passage))
    vectors = snapshot.sentence_vectors.astype(np.float32)
    return {_key(text): vector for text, vector in zip(texts, vectors, strict=True)}
