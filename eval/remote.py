"""A running service as the system under evaluation, over HTTP only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, TypeVar

import httpx
import msgspec

from eval.errors import ServiceError
from eval.records import CitedQuote, Hit, IndexedPassage, Reply
from eval.target import Description

TIMEOUT_SECONDS: Final = 60.0
# What `POST /v1/search` returns at most; a document of more passages cannot be listed through it.
_MAX_K: Final = 1_000
_TITLE_CHARACTERS: Final = 200


class _Versioned(msgspec.Struct, frozen=True):
    index_version: str


class _Passage(msgspec.Struct, frozen=True):
    score: float
    passage_id: str
    document_id: str
    label: str
    text: str


class _Search(_Versioned, frozen=True):
    passages: tuple[_Passage, ...]


class _Summary(msgspec.Struct, frozen=True):
    document_id: str
    title: str
    passage_count: int


class _Documents(_Versioned, frozen=True):
    documents: tuple[_Summary, ...]


class _Document(_Versioned, frozen=True):
    text: str


class _Citation(msgspec.Struct, frozen=True):
    passage_id: str
    document_id: str
    label: str
    quote: str
    start: int
    end: int


class _Statement(msgspec.Struct, frozen=True):
    text: str


class _Ask(_Versioned, frozen=True):
    status: str
    confidence: float
    statements: tuple[_Statement, ...]
    citations: tuple[_Citation, ...]


class _Problem(msgspec.Struct, frozen=True):
    detail: str


class _Filters(msgspec.Struct, frozen=True):
    document_id: tuple[str, ...] = ()


class _SearchBody(msgspec.Struct, frozen=True):
    query: str
    k: int
    filters: _Filters = _Filters()


class _AskBody(msgspec.Struct, frozen=True):
    question: str


R = TypeVar("R", bound=_Versioned)
T = TypeVar("T")


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
        self._url = url.rstrip("/")
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, transport=transport)
        try:
            self._version = self._decode(self._send("GET", "/health/ready"), _Versioned).index_version
        except ServiceError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def describe(self) -> Description:
        """Return the index generation in use; a service tells nothing of its model and settings."""
        return Description(index_version=self._version, address=self._url)

    def documents(self) -> Mapping[str, str]:
        """Return the canonical text of each document by id."""
        return {summary.document_id: self._document(summary.document_id).text for summary in self._summaries}

    def passages(self) -> Sequence[IndexedPassage]:
        """Return every indexed passage.

        Raises:
            ServiceError: a document has more passages than a search returns.
        """
        return [passage for summary in self._summaries for passage in self._passages_of(summary)]

    def search(self, question: str, k: int) -> Sequence[Hit]:
        """Return the ``k`` best passages, best first."""
        found = self._post("/v1/search", _SearchBody(question, k), _Search)
        return [Hit(_indexed(passage), passage.score) for passage in found.passages]

    def ask(self, question: str) -> Reply:
        """Answer a question."""
        reply = self._post("/v1/ask", _AskBody(question), _Ask)
        return Reply(
            is_answered=reply.status == "answered",
            confidence=reply.confidence,
            statements=tuple(statement.text for statement in reply.statements),
            quotes=tuple(
                CitedQuote(c.passage_id, c.document_id, c.label, c.quote, c.start, c.end) for c in reply.citations
            ),
        )

    @cached_property
    def _summaries(self) -> tuple[_Summary, ...]:
        return self._current(self._decode(self._send("GET", "/v1/documents"), _Documents)).documents

    def _document(self, document_id: str) -> _Document:
        return self._current(self._decode(self._send("GET", f"/v1/documents/{document_id}"), _Document))

    def _passages_of(self, summary: _Summary) -> list[IndexedPassage]:
        """List a document's passages by a search among them that leaves none out."""
        query = summary.title[:_TITLE_CHARACTERS] if any(c.isalnum() for c in summary.title) else "text"
        body = _SearchBody(query, _MAX_K, _Filters((summary.document_id,)))
        found = {passage.passage_id: _indexed(passage) for passage in self._post("/v1/search", body, _Search).passages}
        if len(found) != summary.passage_count:
            raise ServiceError(
                f"document {summary.document_id!r} has {summary.passage_count} passages, and the service lists "
                f"{len(found)} (at most {_MAX_K}); measure the index in process, without --url"
            )
        return list(found.values())

    def _post(self, path: str, body: msgspec.Struct, kind: type[R]) -> R:
        return self._current(self._decode(self._send("POST", path, msgspec.json.encode(body)), kind))

    def _current(self, reply: R) -> R:
        if reply.index_version != self._version:
            raise ServiceError(
                f"{self._url} went from index {self._version} to {reply.index_version} during the run; "
                "run it again when `belagg index` is done"
            )
        return reply

    def _send(self, method: str, path: str, content: bytes | None = None) -> bytes:
        headers = {"Content-Type": "application/json"} if content is not None else {}
        try:
            response = self._client.request(method, f"{self._url}{path}", content=content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceError(
                f"nothing answers at {self._url} ({error}); start the service with `belagg serve`, or correct --url"
            ) from error
        if response.is_error:
            raise ServiceError(
                f"{method} {self._url}{path} was refused with {response.status_code}: {_detail(response)}"
            )
        return response.content

    def _decode(self, content: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.MsgspecError as error:
            raise ServiceError(
                f"{self._url} does not answer like this version of Belägg ({error}); measure it with its own version"
            ) from error


def _indexed(passage: _Passage) -> IndexedPassage:
    return IndexedPassage(passage.passage_id, passage.document_id, passage.label, passage.text)


def _detail(response: httpx.Response) -> str:
    try:
        return msgspec.json.decode(response.content, type=_Problem).detail
    except msgspec.MsgspecError:
        return response.reason_phrase
