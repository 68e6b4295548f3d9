"""Errors as HTTP sees them: the one place that maps the error tree to status codes (RFC 9457)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from litestar.exceptions import HTTPException, ValidationException

from indexing.errors import (
    BelaggError,
    ConfigurationError,
    CorpusError,
    FilterError,
    InputError,
    ModelError,
    QueryError,
    StorageError,
    UnknownDocumentError,
    UnknownPassageError,
)
from service.admin.errors import (
    BusyError,
    DuplicateError,
    EmptyUploadError,
    MetadataError,
    ReadOnlyCorpusError,
    StaleError,
    UnknownJobError,
    UnknownUploadError,
    UnreadableUploadError,
    UploadEncodingError,
    UploadTypeError,
)
from service.logs import FIELDS
from service.plaintext import printable
from service.refusals import (
    AnswerChangedError,
    FeedbackFullError,
    ForbiddenError,
    NotSignedInError,
    RateLimitError,
)
from service.slash.errors import DeliveryError, SignatureError

logger = logging.getLogger(__name__)


# What nginx logs for a caller who hung up; there is no registered status, for nobody reads it.
_CLIENT_GONE: Final = 499


@dataclass(frozen=True, slots=True)
class Problem:
    """An error, ready to be shown.

    Attributes:
        slug: names the kind of error in its ``type``.
        status: HTTP status.
        title: the kind of error, in words.
        detail: this error: the value, the limit, the fix.
    """

    slug: str
    status: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Kind:
    slug: str
    status: int
    title: str


_UNKNOWN_KIND: Final = _Kind("internal", 500, "The service failed")

# What operators need to know (folders, checksums) goes to the log; callers learn what they can do.
_OPERATOR_DETAIL: Final = (
    "The service cannot answer at the moment. Try again soon; its log says more under the request id."
)

_DETAILS: Final = {
    404: "There is nothing at this address. /schema lists every address.",
    405: "This address does not take this method; the Allow header lists those that it takes.",
    413: "The request body is too large for this address (max_body_bytes; max_upload_bytes for files); send less.",
}


class RequestError(InputError):
    """A request that cannot be read: its body, its encoding or its parameters.

    Attributes:
        status: HTTP status.
    """

    def __init__(self, detail: str, status: int = 400) -> None:
        """Say what is wrong.

        Args:
            detail: the value, the limit, the fix.
            status: HTTP status.
        """
        super().__init__(detail)
        self.status = status


class PlaceError(RequestError):
    """A link to a place that a document does not have."""


class OverloadError(BelaggError):
    """More questions than can be answered soon.

    Attributes:
        retry_after: seconds until what is waiting now will be done.
    """

    def __init__(self, detail: str, retry_after: int) -> None:
        """Say what is too much.

        Args:
            detail: the value and the limit.
            retry_after: seconds until what is waiting now will be done, at least 1.
        """
        super().__init__(f"{detail}; ask again in {retry_after} s")
        self.retry_after = retry_after


class ClientGoneError(BelaggError):
    """Whoever asked hung up before the question's turn came."""


# The first class that an error is an instance of counts: special before general.
_KINDS: Final[tuple[tuple[type[BelaggError], _Kind], ...]] = (
    (UnknownDocumentError, _Kind("unknown-document", 404, "No such document")),
    (UnknownPassageError, _Kind("unknown-passage", 404, "No such passage")),
    (FilterError, _Kind("filter", 400, "A filter cannot be used")),
    (QueryError, _Kind("query", 400, "The question cannot be used")),
    (InputError, _Kind("input", 400, "The request cannot be used")),
    (OverloadError, _Kind("overload", 503, "Too many questions at once")),
    (NotSignedInError, _Kind("unauthorized", 401, "A key is needed")),
    (SignatureError, _Kind("signature", 401, "The request is not signed as it must be")),
    (DeliveryError, _Kind("delivery", 400, "The answer cannot be sent there")),
    (ForbiddenError, _Kind("forbidden", 403, "This is not allowed")),
    (RateLimitError, _Kind("rate-limit", 429, "Too many requests")),
    (AnswerChangedError, _Kind("answer-changed", 409, "The answer has changed")),
    (FeedbackFullError, _Kind("feedback-full", 507, "No more feedback can be kept")),
    (ClientGoneError, _Kind("client-gone", _CLIENT_GONE, "The caller hung up")),
    (MetadataError, _Kind("metadata", 400, "The document is not described as it must be")),
    (EmptyUploadError, _Kind("upload-empty", 400, "The file has no text")),
    (UploadEncodingError, _Kind("upload-encoding", 400, "The file's encoding cannot be told")),
    (UploadTypeError, _Kind("upload-type", 415, "The file is of a kind that is not read")),
    (UnreadableUploadError, _Kind("upload-unreadable", 400, "The file cannot be parsed")),
    (DuplicateError, _Kind("duplicate", 409, "The document is there already")),
    (BusyError, _Kind("busy", 409, "Another change is under way")),
    (StaleError, _Kind("stale", 409, "The documents have changed meanwhile")),
    (ReadOnlyCorpusError, _Kind("corpus-read-only", 409, "The documents cannot be changed from here")),
    (UnknownUploadError, _Kind("unknown-upload", 404, "No such upload")),
    (UnknownJobError, _Kind("unknown-job", 404, "No such job")),
    (StorageError, _Kind("index-unavailable", 503, "The index is not available")),
    (ModelError, _Kind("model-unavailable", 503, "The embedding model is not available")),
    (CorpusError, _Kind("corpus-unavailable", 503, "The documents are not available")),
    (ConfigurationError, _Kind("configuration", 500, "The service is set up wrongly")),
)


def problem_of(error: Exception) -> Problem:
    """Say what an error means to a caller over HTTP.

    Args:
        error: what was raised while a request was being handled.

    Returns:
        The problem; its detail carries nothing of the server's inside.
    """
    if isinstance(error, PlaceError):
        return Problem("place", error.status, "No such place", str(error))
    if isinstance(error, RequestError):
        return _of_status(error.status, str(error))
    if isinstance(error, BelaggError):
        return _of_kind(error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _of_status(error.status_code, _detail_of(error))
    return Problem(_UNKNOWN_KIND.slug, _UNKNOWN_KIND.status, _UNKNOWN_KIND.title, _OPERATOR_DETAIL)


def log_problem(error: Exception, problem: Problem, request_id: str) -> None:
    """Write to the log what the caller was not told.

    Args:
        error: what was raised.
        problem: what the caller was told.
        request_id: ties the two together.
    """
    fields = {FIELDS: {"request_id": request_id}}
    if problem.slug == _UNKNOWN_KIND.slug:
        logger.error("request %s failed", request_id, exc_info=error, extra=fields)
    elif problem.status >= 500 and not isinstance(error, OverloadError):  # the access log and the metrics tell of it
        logger.warning("request %s: %s", request_id, error, extra=fields)


def _of_kind(error: BelaggError) -> Problem:
    kind = next((kind for cls, kind in _KINDS if isinstance(error, cls)), _UNKNOWN_KIND)
    is_for_operators = kind.status >= 500 and not isinstance(error, OverloadError)
    detail = _OPERATOR_DETAIL if is_for_operators else str(error)
    return Problem(kind.slug, kind.status, kind.title, printable(detail))


def _of_status(status: int, detail: str) -> Problem:
    phrase = HTTPStatus(status).phrase
    return Problem(phrase.lower().replace(" ", "-"), status, phrase, printable(detail))


def _detail_of(error: HTTPException) -> str:
    if isinstance(error, ValidationException):
        return _validation_detail(error)
    return _DETAILS.get(error.status_code, error.detail or HTTPStatus(error.status_code).phrase)


def _validation_detail(error: ValidationException) -> str:
    """Name each parameter that is missing or of the wrong type."""
    flaws = error.extra if isinstance(error.extra, list) else []
    if any(isinstance(flaw, dict) and flaw.get("key") == "data" for flaw in flaws):
        return "The request has no body; send a JSON object. /schema describes it."
    named = [f"{flaw.get('key')}: {flaw.get('message')}" for flaw in flaws if isinstance(flaw, dict)]
    return f"{'; '.join(named) or error.detail}. /schema describes every parameter."
