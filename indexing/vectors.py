"""Vectors for a build: taken from the generation before where the text is the same, else computed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from indexing.encoder import Encoder, FloatArray, Progress
from indexing.records import Passage
from indexing.snapshot import Snapshot

# Raised when a passage would be embedded otherwise than before: with other text around it, say.
EMBEDDING_VERSION: Final = "1"

BuildProgress = Callable[[str, int, int], None]
"""Called with a stage's name, what is done and what there is to do."""


class VectorSource:
    """Embeds the passages of one build.

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

    def passages(self, passages: Sequence[Passage]) -> tuple[FloatArray, list[FloatArray]]:
        """Return vectors of passages, and count what was reused.

        A passage is embedded without the headings over it: with them, passages of one section resemble each other
        more than the question (docs/adr/0003-retrieval.md has the figures).

        Returns:
            One vector a passage, shape (len(passages), dimension), and each passage's token vectors,
            shape (tokens, dimension).
        """
        texts = [passage.text for passage in passages]
        missing = list(dict.fromkeys(text for text in texts if _key(text) not in self._known_passages))
        vectors, tokens = self._encoder.encode_passages_with_tokens(
            missing, progress=self._counting("embedding passages", len(missing))
        )
        computed = {_key(text): pair for text, *pair in zip(missing, vectors, tokens, strict=True)}
        self.embedded += sum(_key(text) in computed for text in texts)
        self.reused += sum(_key(text) not in computed for text in texts)
        found = [computed.get(_key(text)) or self._known_passages[_key(text)] for text in texts]
        return self._stacked([vector for vector, _ in found]), [own for _, own in found]

    def _counting(self, stage: str, total: int) -> Progress:
        done = 0

        def report(number: int) -> None:
            nonlocal done
            done += number
            self._progress(stage, done, total)

        return report

    def _stacked(self, vectors: Sequence[FloatArray]) -> FloatArray:
        return np.stack(vectors) if vectors else np.empty((0, self._encoder.dimension), np.float32)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _passage_vectors(snapshot: Snapshot) -> dict[bytes, list[FloatArray]]:
    return {
        _key(passage.text): [vector, snapshot.tokens.vectors(row)]
        for row, (passage, vector) in enumerate(zip(snapshot.passages, snapshot.dense.vectors(), strict=True))
    }
