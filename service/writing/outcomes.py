"""How asking a language model ended."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of an answer; only the first is a written one, and all others leave the quotes as they are."""

    WRITTEN = "written"
    UNSUPPORTED = "unsupported"
    LANGUAGE = "language"
    ORDERS = "orders"
    PAUSED = "paused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    CONTENT_TYPE = "content_type"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    REFUSED = "refused"
    EMPTY = "empty"
    BUSY = "busy"

    @property
    def is_lasting(self) -> bool:
        """Whether the same question would end the same way soon again: the answer may be kept."""
        return self in {Outcome.WRITTEN, Outcome.UNSUPPORTED, Outcome.LANGUAGE, Outcome.ORDERS}

    @property
    def is_failure(self) -> bool:
        """Whether the endpoint failed, so that it is better left alone for a while if it does so again."""
        return self in {
            Outcome.TIMEOUT,
            Outcome.UNREACHABLE,
            Outcome.STATUS,
            Outcome.CONTENT_TYPE,
            Outcome.TOO_LONG,
            Outcome.MALFORMED,
        }


class WritingError(Exception):
    """The model gave no text; it does not leave this package.

    Attributes:
        outcome: why.
    """

    def __init__(self, outcome: Outcome, detail: str) -> None:
        """Say what happened.

        Args:
            outcome: why there is no text.
            detail: for the operator's log; nothing of the question or the text.
        """
        super().__init__(detail)
        self.outcome = outcome
