"""An opened index generation: its documents, passages and search structures in memory, ready to be asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from indexing.dense import DenseIndex
from indexing.errors import FilterError, IndexCorruptError
from indexing.lexical import LexicalIndex
from indexing.ranges import Rows
from indexing.records import Document, Filters, Passage
from indexing.sentence_store import SentenceStore
from indexing.storage import Generation
from indexing.tokens import TokenStore
from indexing.vocabulary import Vocabulary

DOCUMENTS = "documents.json"
PASSAGES = "passages.json"
DENSE = "dense/"
LEXICAL = "lexical/"
TOKENS = "tokens/"
SENTENCES = "sentences/"
VOCABULARY = "vocabulary.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one generation holds.

    Attributes:
        version: the generation's name.
        documents: by id, in corpus order.
        passages: in corpus and reading order; a passage's place is its row in every array.
        document_numbers: place of each passage's document in ``documents``, int32, shape (passages,).
        rows_by_id: each passage's row.
        rows_by_label: rows of the passages that a label names ("punkt 20"), in any document.
        dense: passage vectors.
        lexical: passage terms.
        tokens: passage token vectors.
        sentences: terms and marks of the passages' sentences, numbered as in ``tokens``.
        vocabulary: the words of passages, headings and titles, and those that questions are asked with.
    """

    version: str
    documents: Mapping[str, Document]
    passages: tuple[Passage, ...]
    document_numbers: NDArray[np.int32]
    rows_by_id: Mapping[str, int]
    rows_by_label: Mapping[str, tuple[int, ...]]
    dense: DenseIndex
    lexical: LexicalIndex
    tokens: TokenStore
    sentences: SentenceStore
    vocabulary: Vocabulary

    def rows(self, filters: Filters) -> Rows | None:
        """Return the rows of the passages that pass the filters, or None when nothing is restricted.

        Raises:
            FilterError: a document, type or session that the index does not hold.
        """
        if filters == Filters():
            return None
        self._check(filters)
        chosen = [_passes(document, filters) for document in self.documents.values()]
        return np.flatnonzero(np.array(chosen, np.bool_)[self.document_numbers])

    def _check(self, filters: Filters) -> None:
        metas = [document.meta for document in self.documents.values()]
        _require("document", filters.document_ids, list(self.documents))
        _require("type", filters.types, sorted({meta.type for meta in metas}))
        _require("session", filters.sessions, sorted({meta.session for meta in metas if meta.session}))


def load_snapshot(generation: Generation) -> Snapshot:
    """Read a checked generation into memory.

    Raises:
        IndexCorruptError: an artifact is missing or cannot be read.
    """
    try:
        documents = msgspec.json.decode(generation.read(DOCUMENTS), type=tuple[Document, ...])
        passages = msgspec.json.decode(generation.read(PASSAGES), type=tuple[Passage, ...])
        return Snapshot(
            version=generation.version,
            documents={document.meta.document_id: document for document in documents},
            passages=passages,
            document_numbers=_document_numbers(documents, passages),
            rows_by_id={passage.passage_id: row for row, passage in enumerate(passages)},
            rows_by_label=_rows_by_label(passages),
            dense=DenseIndex.load(generation.folder / DENSE),
            lexical=LexicalIndex.load(generation.folder / LEXICAL),
            tokens=TokenStore.load(generation.folder / TOKENS),
            sentences=SentenceStore.load(generation.folder / SENTENCES),
            vocabulary=Vocabulary.from_bytes(generation.read(VOCABULARY)),
        )
    except (msgspec.MsgspecError, OSError, ValueError, RuntimeError) as error:
        raise IndexCorruptError(
            f"the index in {generation.folder} cannot be read ({error}). Build it anew with `belagg index`."
        ) from error


def _document_numbers(documents: Sequence[Document], passages: Sequence[Passage]) -> NDArray[np.int32]:
    numbers = {document.meta.document_id: number for number, document in enumerate(documents)}
    return np.array([numbers[passage.document_id] for passage in passages], np.int32)


def _rows_by_label(passages: Sequence[Passage]) -> dict[str, tuple[int, ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        found[passage.label].append(row)
    return {label: tuple(rows) for label, rows in found.items()}


def _passes(document: Document, filters: Filters) -> bool:
    meta = document.meta
    return (
        (not filters.parties or bool(set(filters.parties) & set(meta.parties)))
        and (not filters.document_ids or meta.document_id in filters.document_ids)
        and (not filters.types or meta.type in filters.types)
        and (not filters.sessions or meta.session in filters.sessions)
    )


def _require(name: str, values: Sequence[str], known: Sequence[str]) -> None:
    unknown = [value for value in values if value not in known]
    if unknown:
        choices = f"the index has {', '.join(known)}" if known else f"no document in the index has a {name}"
        raise FilterError(f"unknown {name} {unknown[0]!r}; {choices}")
