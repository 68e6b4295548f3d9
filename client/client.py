"""The client: one method for each thing that the API does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Final, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from client.errors import ConnectionFailedError, ProblemError, UnexpectedReplyError
from client.events import Part, part_of, read_events
from client.records import (
    Answer,
    Batch,
    Document,
    Documents,
    DocumentSummary,
    Filters,
    Health,
    Opinion,
    Passage,
    Passages,
    Problem,
    Question,
    Ranking,
    Rankings,
    Receipt,
    Search,
)

T = TypeVar("T")
Item = TypeVar("Item")

TIMEOUT_SECONDS: Final = 60.0
PAGE: Final = 500
_JSON: Final = {"Content-Type": "application/json"}


class Client:
    """A connection to a service; to be closed, or used in a ``with`` block."""

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Connect with the first request.

        Args:
            url: the service's address.
            key: an API key; None where reading is open.
            timeout_seconds: longest wait for a reply.
            transport: in place of the network.
        """
        self.url = url.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(timeout=timeout_seconds, transport=transport, headers=headers)

    def __enter__(self) -> Self:
        """Return the client."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def ready(self) -> Health:
        """Return which index the service answers from.

        Raises:
            ClientError: it cannot answer; all methods raise so.
        """
        return self._get("/health/ready", Health)

    def search(
        self,
        query: str,
        k: int = 10,
        filters: Filters | None = None,
        *,
        language: str | None = None,
        ignore: Sequence[str] = (),
        context: Sequence[str] = (),
    ) -> Ranking:
        """Return the passages nearest to a query.

        Args:
            query: the question or the words.
            k: how many passages.
            filters: where to search; None is everywhere.
            language: the query's; None has it found out.
            ignore: what is not to be read out of the query.
            context: the questions asked before it in a conversation, the oldest first.
        """
        search = Search(query, k, filters or Filters(), language, tuple(ignore), tuple(context))
        return self._post("/v1/search", search, Ranking)

    def search_batch(self, searches: Sequence[Search]) -> tuple[Ranking, ...]:
        """Return a ranking for each search, in their order; the service takes 32 at most."""
        return self._post("/v1/search/batch", Batch(tuple(searches)), Rankings).results

    def ask(
        self,
        question: str,
        k: int = 10,
        filters: Filters | None = None,
        *,
        language: str | None = None,
        ignore: Sequence[str] = (),
        context: Sequence[str] = (),
    ) -> Answer:
        """Answer a question; arguments as of `search`."""
        asked = Question(question, k, filters or Filters(), language, tuple(ignore), tuple(context))
        return self._post("/v1/ask", asked, Answer)

    def give_feedback(self, asked: Question, answer: Answer, *, is_useful: bool, comment: str = "") -> Receipt:
        """Say whether an answer was of use; by default, this needs a key of scope feedback.

        Args:
            asked: the question as it was asked: the service asks it again, to know what the answer quoted.
            answer: the answer.
            is_useful: whether it was of use.
            comment: why.
        """
        verdict = "useful" if is_useful else "not_useful"
        return self._post("/v1/feedback", Opinion(asked, answer.answer_id, verdict, comment), Receipt)

    def ask_stream(self, question: Question) -> Iterator[Part]:
        """Yield the parts of an answer as they come, at last the whole answer.

        Args:
            question: the question with its filters.

        Raises:
            ClientError: the service cannot answer; perhaps after the first parts.
        """
        content = msgspec.json.encode(question)
        try:
            with self._http.stream("POST", self._address("/v1/ask/stream"), content=content, headers=_JSON) as response:
                if response.is_error:
                    response.read()
                    raise _problem(response)
                yield from map(part_of, read_events(response.iter_lines()))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error

    def documents(self) -> tuple[DocumentSummary, ...]:
        """Return what is known of each document, in the corpus's order."""
        return self._whole(
            "/v1/documents", Documents, lambda page: page.documents, lambda page: (page.total, page.index_version)
        )

    def document(self, document_id: str) -> Document:
        """Return a document with its text and outline."""
        return self._get(f"/v1/documents/{quote(document_id, safe='')}", Document)

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Return a document's passages in reading order."""
        path = f"/v1/documents/{quote(document_id, safe='')}/passages"
        return self._whole(path, Passages, lambda page: page.passages, lambda page: (page.total, page.index_version))

    def passage(self, passage_id: str) -> Passage:
        """Return a passage."""
        return self._get(f"/v1/passages/{quote(passage_id, safe='')}", Passage)

    def _whole(
        self,
        path: str,
        kind: type[T],
        items_of: Callable[[T], tuple[Item, ...]],
        total_of: Callable[[T], tuple[int, str]],
    ) -> tuple[Item, ...]:
        """Return a list page by page; from the start when the index changes on the way."""
        found: tuple[Item, ...] = ()
        version = ""
        while True:
            page = self._get(f"{path}?limit={PAGE}&offset={len(found)}", kind)
            total, page_version = total_of(page)
            if found and page_version != version:
                found = ()
                continue
            found, version = found + items_of(page), page_version
            if len(found) >= total or not items_of(page):
                return found

    def _get(self, path: str, kind: type[T]) -> T:
        return self._decode(self._send("GET", path), kind)

    def _post(self, path: str, body: msgspec.Struct, kind: type[T]) -> T:
        return self._decode(self._send("POST", path, msgspec.json.encode(body)), kind)

    def _send(self, method: str, path: str, content: bytes | None = None) -> bytes:
        headers = _JSON if content is not None else {}
        try:
            response = self._http.request(method, self._address(path), content=content, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error
        if response.is_error:
            raise _problem(response)
        return response.content

    def _decode(self, content: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.MsgspecError as error:
            raise UnexpectedReplyError(f"{self.url} does not answer like this version of Belägg: {error}") from error

    def _address(self, path: str) -> str:
        return f"{self.url}{path}"

    def _unreachable(self, error: Exception) -> ConnectionFailedError:
        return ConnectionFailedError(f"nothing answers at {self.url} ({error})")


def _problem(response: httpx.Response) -> ProblemError:
    """Return what a refusal says; others than Belägg refuse in other words."""
    try:
        problem = msgspec.json.decode(response.content, type=Problem)
    except msgspec.MsgspecError:
        reason = response.reason_phrase
        problem = Problem("about:blank", reason, response.status_code, reason, response.request.url.path)
    waiting = response.headers.get("Retry-After", "")
    return ProblemError(problem, float(waiting) if waiting.isdecimal() else None)
