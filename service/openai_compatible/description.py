"""How these routes' replies and errors are described in ``/schema``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example, OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Schema

from service.api.examples import ExampleOperation
from service.api.responses import EVENT_STREAM
from service.openai_compatible.records import ChatCompletion, ErrorDetail, ErrorReply

_EVENTS: Final = Schema(
    type=OpenAPIType.STRING,
    description="Server-sent events, each a `chat.completion.chunk`; then `[DONE]`. With `stream` only.",
)
_EVENTS_EXAMPLE: Final = (
    'data: {"id":"chatcmpl-1","created":1795305600,"model":"belagg","choices":[{"delta":{"content":"Nattbussarna '
    'ska gå varje timme. [1]"},"index":0,"finish_reason":null,"logprobs":null}],"object":"chat.completion.chunk"}'
    "\r\n\r\ndata: [DONE]\r\n\r\n"
)


def _error(message: str, kind: str, param: str | None, code: str) -> ResponseSpec:
    reply = ErrorReply(ErrorDetail(message, kind, param, code))
    example = Example(value=msgspec.to_builtins(reply))
    return ResponseSpec(ErrorReply, description=code, generate_examples=False, examples=[example])


_INVALID: Final = "invalid_request_error"
_UNAUTHORIZED: Final = _error(
    "no such key; send `Authorization: Bearer KEY`", "authentication_error", None, "invalid_api_key"
)
_FORBIDDEN: Final = _error(
    "this needs a key of scope 'read'; yours has another", "permission_error", None, "insufficient_permissions"
)
_NO_MODEL: Final = _error("The model 'x' does not exist here; use belagg", _INVALID, "model", "model_not_found")
_TOO_LARGE: Final = _error("The request body is too large.", _INVALID, None, "request_entity_too_large")
_NOT_JSON: Final = _error(
    "the body's Content-Type is 'text/plain'; send JSON", _INVALID, None, "unsupported_media_type"
)
_RATE_LIMITED: Final = _error(
    "more than 300 requests a minute; ask again in 7 s", "rate_limit_error", None, "rate_limit_exceeded"
)
_UNAVAILABLE: Final = _error("32 questions are waiting already; ask again in 2 s", "server_error", None, "overload")
_BAD_CHAT: Final = _error(
    "no message of role 'user' has any text; the last one is the question", _INVALID, "messages", "invalid_value"
)
_BAD_INPUT: Final = _error("dimensions is 256; the model has 384", _INVALID, "dimensions", "invalid_value")

_ALWAYS: Final = {401: _UNAUTHORIZED, 403: _FORBIDDEN, 429: _RATE_LIMITED, 503: _UNAVAILABLE}
_BODY: Final = {404: _NO_MODEL, 413: _TOO_LARGE, 415: _NOT_JSON, **_ALWAYS}
_COMPLETED: Final = ResponseSpec(ChatCompletion, description="The answer.", generate_examples=False)
MODELS_RESPONSES: Final = {400: _BAD_CHAT, **_ALWAYS}
MODEL_RESPONSES: Final = {400: _BAD_CHAT, 404: _NO_MODEL, **_ALWAYS}
COMPLETION_RESPONSES: Final = {200: _COMPLETED, 400: _BAD_CHAT, **_BODY}
EMBEDDINGS_RESPONSES: Final = {400: _BAD_INPUT, **_BODY}


@dataclass
class ChatOperation(ExampleOperation):
    """An operation that may stream its reply."""

    def __post_init__(self) -> None:
        """Describe the stream beside the reply as a whole."""
        super().__post_init__()
        response = (self.responses or {}).get("200")
        if isinstance(response, OpenAPIResponse) and response.content is not None:
            response.content[EVENT_STREAM] = OpenAPIMediaType(
                schema=_EVENTS, examples={"example": Example(value=_EVENTS_EXAMPLE)}
            )
