"""How the API's errors are described in ``/schema``, each with an example."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example

from service.wire import EventReply, ProblemReply

PROBLEM_JSON: Final = "application/problem+json"
EVENT_STREAM: Final = "text/event-stream"
_EXAMPLE_ID: Final = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def _problem(status: int, slug: str, title: str, detail: str, path: str = "/v1/ask") -> ResponseSpec:
    reply = ProblemReply(f"urn:belagg:problem:{slug}", title, status, detail, path, _EXAMPLE_ID)
    example = Example(value=msgspec.to_builtins(reply))
    return ResponseSpec(
        ProblemReply, description=title, media_type=PROBLEM_JSON, generate_examples=False, examples=[example]
    )


BAD_REQUEST: Final = _problem(400, "query", "The question cannot be used", "k is 0; it must be from 1 to 1000")
UNAUTHORIZED: Final = _problem(401, "unauthorized", "A key is needed", "no such key; send `Authorization: Bearer KEY`")
FORBIDDEN: Final = _problem(
    403, "forbidden", "This is not allowed", "this needs a key of scope 'admin'; yours has 'read'"
)
NOT_FOUND: Final = _problem(
    404, "unknown-document", "No such document", "unknown document 'x'; the index has v-motion", "/v1/documents/x"
)
TOO_LARGE: Final = _problem(413, "content-too-large", "Content Too Large", "The request body is too large.")
NOT_JSON: Final = _problem(
    415, "unsupported-media-type", "Unsupported Media Type", "the body's Content-Type is 'text/plain'; send JSON"
)
RATE_LIMITED: Final = _problem(
    429, "rate-limit", "Too many requests", "more than 300 requests a minute; ask again in 7 s"
)
UNAVAILABLE: Final = _problem(
    503, "index-unavailable", "The index is not available", "The service cannot answer at the moment. Try again soon."
)
CHANGED: Final = _problem(
    409,
    "answer-changed",
    "The answer has changed",
    "the answer '9f86d081884c7d65' is not what this question gets now; ask it again and judge that answer",
    "/v1/feedback",
)
FULL: Final = _problem(
    507,
    "feedback-full",
    "No more feedback can be kept",
    "The service cannot answer at the moment. Try again soon; its log says more under the request id.",
    "/v1/feedback",
)
METADATA: Final = _problem(
    400,
    "upload-empty",
    "The file has no text",
    "a.txt holds no text (0 bytes); send the file that has the text",
    "/v1/admin/uploads",
)
NO_UPLOAD: Final = _problem(
    404,
    "unknown-upload",
    "No such upload",
    "there is no upload '4f1c'; it was published or discarded",
    "/v1/admin/uploads/4f1c",
)
BUSY: Final = _problem(
    409,
    "busy",
    "Another change is under way",
    "Åsa is changing the documents; wait until that is done",
    "/v1/admin/index",
)
WRONG_TYPE: Final = _problem(
    415,
    "upload-type",
    "The file is of a kind that is not read",
    "a.pdf is a PDF; send its text as a file that ends in .txt, .text, .md, .markdown",
    "/v1/admin/uploads",
)
UNCHANGED: Final = ResponseSpec(None, description="The caller's copy (If-None-Match) is still right.")
EVENTS: Final = ResponseSpec(
    EventReply, description="Server-sent events.", media_type=EVENT_STREAM, generate_examples=False
)

_ALWAYS: Final = {401: UNAUTHORIZED, 403: FORBIDDEN, 429: RATE_LIMITED, 503: UNAVAILABLE}
BODY_ERRORS: Final = {400: BAD_REQUEST, 413: TOO_LARGE, 415: NOT_JSON, **_ALWAYS}
FEEDBACK_RESPONSES: Final = {**BODY_ERRORS, 409: CHANGED, 507: FULL}
QUESTION_ERRORS: Final = {304: UNCHANGED, 400: BAD_REQUEST, **_ALWAYS}
LIST_ERRORS: Final = {304: UNCHANGED, 400: BAD_REQUEST, **_ALWAYS}
LOOKUP_ERRORS: Final = {304: UNCHANGED, 400: BAD_REQUEST, 404: NOT_FOUND, **_ALWAYS}
PAGE_ERRORS: Final = LOOKUP_ERRORS
STREAM_RESPONSES: Final = {200: EVENTS, 400: BAD_REQUEST, **_ALWAYS}
STREAM_BODY_RESPONSES: Final = {200: EVENTS, **BODY_ERRORS}
PROBE_ERRORS: Final = {400: BAD_REQUEST}
READY_ERRORS: Final = {400: BAD_REQUEST, 503: UNAVAILABLE}
METRICS_ERRORS: Final = {400: BAD_REQUEST, 401: UNAUTHORIZED, 403: FORBIDDEN, 503: UNAVAILABLE}
ADMIN_ERRORS: Final = {400: BAD_REQUEST, 404: NO_UPLOAD, **_ALWAYS}
JOB_ERRORS: Final = {400: METADATA, 404: NO_UPLOAD, 409: BUSY, **_ALWAYS}
ADMIN_BODY_ERRORS: Final = {**JOB_ERRORS, 413: TOO_LARGE, 415: WRONG_TYPE}
