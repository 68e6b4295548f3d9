"""A running service as the system under evaluation, over HTTP only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

import httpx

from client import Client, ClientError, ConnectionFailedError, Document, DocumentSummary, Hit, Passage, ProblemError
from eval.errors import ServiceError
from eval.records import CitedQuote, IndexedPassage, Reply
from eval.records import Hit as RankedHit
from eval.target import Description


class _Versioned(Protocol):
    @property
    def index_version(self) -> str:
        """The generation that a reply comes from."""


T = TypeVar("T")
V = TypeVar("V", bound=_Versioned)


class RemoteTarget:
    """A service, and the one index generation that it must keep answering from."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        """Connect.

        Args:
            url: the service's address.
            transport: in place of the network.

        Raises:
            ServiceError: nothing answers there, or something else than this version of Belägg.
        """
        self._client = Client(url, transport=transport)
        try:
            self._version = self._ready_version()
        except ServiceError:
            self.close()
            raise

    def _ready_version(self) -> str:
        version = self._call(self._client.ready).index_version
        if not version:
            raise ServiceError(f"{self._client.url} does not answer like this version of Belägg")
        return version

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def describe(self) -> Description:
        """Return the index generation in use; a service tells nothing of its model and settings."""
        return Description(index_version=self._version, address=self._client.url)

    def documents(self) -> Mapping[str, str]:
        """Return the canonical text of each document by id."""
        return {summary.document_id: self._document(summary.document_id).text for summary in self._summaries}

    def passages(self) -> Sequence[IndexedPassage]:
        """Return every indexed passage."""
        listed = (self._passages_of(summary.document_id) for summary in self._summaries)
        return [_indexed(self._current(passage)) for passages in listed for passage in passages]

    def search(self, question: str, k: int) -> Sequence[RankedHit]:
        """Return the ``k`` best passages, best first."""
        found = self._current(self._call(lambda: self._client.search(question, k)))
        return [RankedHit(_indexed(hit), hit.score) for hit in found.passages]

    def ask(self, question: str) -> Reply:
        """Answer a question."""
        answer = self._current(self._call(lambda: self._client.ask(question)))
        return Reply(
            is_answered=answer.is_answered,
            confidence=answer.confidence,
            statements=tuple(statement.text for statement in answer.statements),
            quotes=tuple(
                CitedQuote(c.passage_id, c.document_id, c.label, c.quote, c.start, c.end) for c in answer.citations
            ),
        )

    @cached_property
    def _summaries(self) -> tuple[DocumentSummary, ...]:
        return self._call(self._client.documents)

    def _passages_of(self, document_id: str) -> tuple[Passage, ...]:
        return self._call(lambda: self._client.passages(document_id))

    def _document(self, document_id: str) -> Document:
        return self._current(self._call(lambda: self._client.document(document_id)))

    def _current(self, reply: V) -> V:
        if reply.index_version != self._version:
            raise ServiceError(
                f"{self._client.url} went from index {self._version} to {reply.index_version} during the run; "
                "run it again when `belagg index` is done"
            )
        return reply

    def _call(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except ConnectionFailedError as error:
            raise ServiceError(f"{error}; start the service with `belagg serve`, or correct --url") from error
        except ProblemError as error:
            raise ServiceError(f"{self._client.url} refused: {error}") from error
        except ClientError as error:
            raise ServiceError(f"{error}; measure it with its own version") from error


def _indexed(passage: Passage | Hit) -> IndexedPassage:
    return IndexedPassage(passage.passage_id, passage.document_id, passage.label, passage.text)
