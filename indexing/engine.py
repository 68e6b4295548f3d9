"""The library's front door: open an index, search it, ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from indexing.answer_model import load_answer_model
from indexing.answering import Answerer
from indexing.answers import Answer, Ranking
from indexing.config import RetrievalConfig
from indexing.cores import keep_array_libraries_to_one_thread
from indexing.encoder import Encoder
from indexing.errors import IndexMismatchError, UnknownDocumentError, UnknownPassageError
from indexing.followups.conversations import Conversations
from indexing.library import Library
from indexing.model import resolve_model
from indexing.onnx_encoder import OnnxEncoder
from indexing.recipes import EncoderIdentity
from indexing.records import Document, Passage, Query
from indexing.retriever import Retriever
from indexing.snapshot import Snapshot, load_snapshot
from indexing.storage import current_version, open_generation

LoadEncoder = Callable[[EncoderIdentity], Encoder]
WrapSnapshot = Callable[[Snapshot], Snapshot]


@dataclass(frozen=True, slots=True)
class _Opened:
    """One generation with all that answers from it; replaced as a whole when a newer one appears."""

    encoder: Encoder
    snapshot: Snapshot
    retriever: Retriever
    answerer: Answerer
    conversations: Conversations
    passages_by_id: Mapping[str, Passage]
    passages_by_document: Mapping[str, tuple[Passage, ...]]


class Engine:
    """An opened index. Threads may share it: each call works on the generation that it started with."""

    def __init__(
        self,
        index: Path,
        load_encoder: LoadEncoder,
        config: RetrievalConfig | None = None,
        wrap_snapshot: WrapSnapshot = lambda snapshot: snapshot,
    ) -> None:
        """Open an index.

        Args:
            index: the index folder.
            load_encoder: returns the model that an index names; called again only when an index names another.
            config: how to retrieve.
            wrap_snapshot: given an opened generation, returns what to use in its place.

        Raises:
            StorageError: the index cannot be used.
            ModelError: its model cannot be used.
        """
        self._index = index
        self._load_encoder = load_encoder
        self._config = config or RetrievalConfig()
        self._wrap_snapshot = wrap_snapshot
        self._opened = self._open(None)

    @classmethod
    def open(
        cls,
        index: Path,
        models: Path,
        *,
        threads: int | None = None,
        wrap: Callable[[Encoder], Encoder] = lambda encoder: encoder,
        wrap_snapshot: WrapSnapshot = lambda snapshot: snapshot,
    ) -> Engine:
        """Open an index with the embedding model that it was built with.

        Args:
            index: the index folder.
            models: the folder of embedding models.
            threads: for the model; None takes what the machine has.
            wrap: given the model, returns what to use in its place: the same with its time taken, for instance.
            wrap_snapshot: the same for an opened generation.

        Raises:
            StorageError: the index cannot be used.
            ModelError: its model cannot be used.
        """
        keep_array_libraries_to_one_thread()

        def load(identity: EncoderIdentity) -> Encoder:
            return wrap(OnnxEncoder.load(resolve_model(identity.name, models), threads=threads))

        return cls(index, load, wrap_snapshot=wrap_snapshot)

    @property
    def index_version(self) -> str:
        """The name of the generation in use."""
        return self._opened.snapshot.version

    @property
    def documents(self) -> Mapping[str, Document]:
        """The indexed documents by id, in corpus order."""
        return self._opened.snapshot.documents

    @property
    def encoder(self) -> Encoder:
        """The model in use."""
        return self._opened.encoder

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return a document's passages in reading order.

        Raises:
            UnknownDocumentError: no such document.
        """
        try:
            return self._opened.passages_by_document[document_id]
        except KeyError:
            known = ", ".join(self.documents)
            raise UnknownDocumentError(f"unknown document {document_id!r}; the index has {known}") from None

    def passage(self, passage_id: str) -> Passage:
        """Return a passage by its id.

        Raises:
            UnknownPassageError: no such passage.
        """
        try:
            return self._opened.passages_by_id[passage_id]
        except KeyError:
            raise UnknownPassageError(
                f"unknown passage {passage_id!r}; it may have changed since the link was made"
            ) from None

    def search(self, query: Query) -> Ranking:
        """Return a query's best passages; a follow-up question is searched for as it is read.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        opened = self._opened
        read = opened.conversations.read(query)
        ranking = opened.retriever.rank(read.query)
        return replace(ranking, query=query, understanding=read.understanding(ranking.understanding))

    def ask(self, query: Query) -> Answer:
        """Answer a question; a follow-up question as it is read.

        Raises:
            FilterError: a filter value that the index does not hold.
        """
        opened = self._opened
        read = opened.conversations.read(query)
        answer = opened.answerer.answer(read.query)
        return replace(answer, query=query, understanding=read.understanding(answer.understanding))

    def refresh(self) -> bool:
        """Open the current generation if it is another than the one in use.

        Returns:
            Whether a newer generation was opened.

        Raises:
            StorageError: the new generation cannot be used; the old one stays in use.
            ModelError: its model cannot be used; the old generation stays in use.
        """
        if current_version(self._index) == self.index_version:
            return False
        self._opened = self._open(self._opened.encoder)
        return True

    def _open(self, encoder: Encoder | None) -> _Opened:
        generation = open_generation(self._index)
        identity = generation.manifest.recipe.encoder
        if encoder is None or encoder.fingerprint != identity.fingerprint:
            encoder = self._load_encoder(identity)
        _check_encoder(identity, encoder)
        snapshot = self._wrap_snapshot(load_snapshot(generation))
        retriever = Retriever(snapshot, encoder, self._config)
        by_id = {passage.passage_id: passage for passage in snapshot.passages}
        by_document: dict[str, tuple[Passage, ...]] = dict.fromkeys(snapshot.documents, ())
        by_document |= {
            document_id: tuple(passages)
            for document_id, passages in groupby(snapshot.passages, key=lambda passage: passage.document_id)
        }
        answerer = Answerer(snapshot, retriever, load_answer_model())
        conversations = Conversations(Library.of(snapshot.documents.values()), snapshot.lexical, answerer.answer)
        return _Opened(encoder, snapshot, retriever, answerer, conversations, by_id, by_document)


def _check_encoder(built_with: EncoderIdentity, encoder: Encoder) -> None:
    if built_with.fingerprint != encoder.fingerprint:
        raise IndexMismatchError(
            f"the index was built with another version of the model {built_with.name}; "
            "build it anew with `belagg index`"
        )
