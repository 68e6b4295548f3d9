"""The operator's endpoint: one call of an OpenAI-compatible ``/chat/completions``, bounded in time and size."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import httpx
import msgspec

from service.writing.outcomes import Outcome, WritingError
from service.writing.prompt import Message

# A few sentences take some kilobytes; whoever sends more is not answering.
MAX_REPLY_BYTES: Final = 256 * 1024
_MAX_TOKENS: Final = 600
_CONNECTIONS: Final = 16
_JSON: Final = "application/json"
_CUT_OFF: Final = "length"
_FILTERED: Final = "content_filter"


class _Request(msgspec.Struct, frozen=True):
    model: str
    messages: tuple[Message, ...]
    temperature: float
    max_tokens: int
    stream: bool


class _Said(msgspec.Struct, frozen=True):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct, frozen=True):
    message: _Said
    finish_reason: str | None = None


class _Completion(msgspec.Struct, frozen=True):
    choices: tuple[_Choice, ...]


class Endpoint:
    """Asks the model. To be used from one event loop, and closed.

    Redirects are not followed, and proxies of the environment are not used: what is sent goes to the address that the
    operator has set and nowhere else.
    """

    def __init__(self, url: str, model: str, key: str | None, seconds: float) -> None:
        """Prepare; nothing is sent yet.

        Args:
            url: address below which the API is, "http://127.0.0.1:11434/v1".
            model: the model's name there.
            key: sent as a bearer token, if there is one.
            seconds: longest time of a call, from its beginning to the last byte.
        """
        self._address = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._seconds = seconds
        headers = {"Accept": _JSON, "Content-Type": _JSON}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(seconds),
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=_CONNECTIONS),
        )

    async def complete(self, messages: Sequence[Message]) -> str:
        """Return what the model says.

        Args:
            messages: what it is told.

        Raises:
            WritingError: it said nothing that can be used, or not in time.
        """
        asked = _Request(self._model, tuple(messages), temperature=0.0, max_tokens=_MAX_TOKENS, stream=False)
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._post(msgspec.json.encode(asked))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise WritingError(Outcome.TIMEOUT, f"no answer within {self._seconds:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WritingError(Outcome.UNREACHABLE, type(error).__name__) from error
        return _text_of(body)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _post(self, content: bytes) -> bytes:
        async with self._client.stream("POST", self._address, content=content) as response:
            if response.status_code != httpx.codes.OK:
                raise WritingError(Outcome.STATUS, f"status {response.status_code}")
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind != _JSON:
                raise WritingError(Outcome.CONTENT_TYPE, f"content type {kind or 'missing'}, not {_JSON}")
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > MAX_REPLY_BYTES:
                    raise WritingError(Outcome.TOO_LONG, f"more than {MAX_REPLY_BYTES} bytes")
            return bytes(body)


def _text_of(body: bytes) -> str:
    try:
        completion = msgspec.json.decode(body, type=_Completion)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WritingError(Outcome.MALFORMED, "the reply is no chat completion in UTF-8") from error
    if not completion.choices:
        raise WritingError(Outcome.EMPTY, "the reply has no choices")
    choice = completion.choices[0]
    if choice.message.refusal or choice.finish_reason == _FILTERED:
        raise WritingError(Outcome.REFUSED, "the model refuses")
    text = (choice.message.content or "").strip()
    if not text:
        raise WritingError(Outcome.EMPTY, "the reply has no text")
    return text
