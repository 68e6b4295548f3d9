"""How the API's errors are described in ``/schema``."""

from __future__ import annotations

from typing import Final

from litestar.openapi import ResponseSpec

from service.wire import ProblemReply

PROBLEM_JSON: Final = "application/problem+json"


def _problem(description: str) -> ResponseSpec:
    return ResponseSpec(ProblemReply, description=description, media_type=PROBLEM_JSON, generate_examples=False)


BAD_REQUEST: Final = _problem("The question, a filter or the request cannot be used; `detail` says what to do.")
NOT_FOUND: Final = _problem("No such document or passage.")
TOO_LARGE: Final = _problem("The body is too large.")
NOT_JSON: Final = _problem("The body is not declared as JSON.")
UNAVAILABLE: Final = _problem("The index or the embedding model is not available now.")

QUESTION_ERRORS: Final = {400: BAD_REQUEST, 503: UNAVAILABLE}
BODY_ERRORS: Final = {400: BAD_REQUEST, 413: TOO_LARGE, 415: NOT_JSON, 503: UNAVAILABLE}
LOOKUP_ERRORS: Final = {404: NOT_FOUND, 503: UNAVAILABLE}
READY_ERRORS: Final = {503: UNAVAILABLE}
