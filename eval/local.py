"""An engine in this process as the system under evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

import msgspec

from eval.records import CitedQuote, Hit, IndexedPassage, Reply
from eval.target import Description, Scalar
from indexing.answers import Answer, AnswerStatus
from indexing.config import RetrievalConfig
from indexing.encoder import Encoder
from indexing.engine import Engine, LoadEncoder
from indexing.model import resolve_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.queries import make_query
from indexing.recipes import EncoderIdentity, Recipe
from indexing.records import Passage
from indexing.storage import open_generation


class LocalTarget:
    """One opened index."""

    def __init__(self, index: Path, load_encoder: LoadEncoder, config: RetrievalConfig | None = None) -> None:
        """Open an index.

        Args:
            index: the index folder.
            load_encoder: returns the model that the index names.
            config: how to retrieve.
        """
        self._config = config or RetrievalConfig()
        self._recipe = open_generation(index).manifest.recipe
        self.engine = Engine(index, load_encoder, config)

    @classmethod
    def open(cls, index: Path, models: Path) -> Self:
        """Open an index with the embedding model that it was built with.

        Args:
            index: the index folder.
            models: the folder of embedding models.
        """
        return cls(index, model_loader(models))

    @classmethod
    def using(cls, index: Path, encoder: Encoder, config: RetrievalConfig | None = None) -> Self:
        """Open an index with a model that is already loaded.

        Args:
            index: the index folder.
            encoder: the model that the index was built with.
            config: how to retrieve.
        """
        return cls(index, lambda _: encoder, config)

    def describe(self) -> Description:
        """Return what the index was built from and with."""
        return Description(
            index_version=self.engine.index_version,
            model=self._recipe.encoder.name,
            model_fingerprint=self._recipe.encoder.fingerprint,
            source_sha256={entry.document_id: entry.source_sha256 for entry in self._recipe.corpus},
            configuration=_configuration(self._recipe, self._config),
        )

    def documents(self) -> Mapping[str, str]:
        """Return the canonical text of each document by id."""
        return {document_id: document.text for document_id, document in self.engine.documents.items()}

    def passages(self) -> Sequence[IndexedPassage]:
        """Return every indexed passage."""
        return [_indexed(p) for document_id in self.engine.documents for p in self.engine.passages(document_id)]

    def search(self, question: str, k: int) -> Sequence[Hit]:
        """Return the ``k`` best passages, best first."""
        ranking = self.engine.search(make_query(question, k=k))
        return [Hit(_indexed(scored.passage), scored.score) for scored in ranking.passages]

    def ask(self, question: str) -> Reply:
        """Answer a question."""
        return _reply(self.engine.ask(make_query(question)))


def model_loader(models: Path) -> LoadEncoder:
    """Return what loads the model that an index names.

    Args:
        models: the folder of embedding models.
    """

    def load(identity: EncoderIdentity) -> Encoder:
        return OnnxEncoder.load(resolve_model(identity.name, models))

    return load


def _indexed(passage: Passage) -> IndexedPassage:
    return IndexedPassage(passage.passage_id, passage.document_id, passage.label, passage.text)


def _reply(answer: Answer) -> Reply:
    return Reply(
        is_answered=answer.status is AnswerStatus.ANSWERED,
        confidence=answer.confidence,
        statements=tuple(statement.text for statement in answer.statements),
        quotes=tuple(
            CitedQuote(c.passage.passage_id, c.passage.document_id, c.passage.label, c.quote, c.start, c.end)
            for c in answer.citations
        ),
    )


def _configuration(recipe: Recipe, config: RetrievalConfig) -> dict[str, Scalar]:
    versions: dict[str, Scalar] = {
        "analyzer_version": recipe.analyzer_version,
        "parser_version": recipe.parser_version,
        "chunker_version": recipe.chunker_version,
    }
    settings = {"index": msgspec.to_builtins(recipe.config), "retrieval": msgspec.to_builtins(config)}
    return versions | dict(_flat(settings, ""))


def _flat(value: object, name: str) -> Iterator[tuple[str, Scalar]]:
    """Yield the leaves of nested settings under dotted names; lists become JSON."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif value is None or isinstance(value, str | int | float | bool):
        yield name, value
    else:
        yield name, json.dumps(value, ensure_ascii=False)
