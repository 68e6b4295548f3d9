"""Why a caller is turned away, whatever is asked: no key, not enough of a key, too many requests."""

from __future__ import annotations

from indexing.errors import BelaggError
from service.keys import Scope


class NotSignedInError(BelaggError):
    """The caller has to say who they are, with a key that works.

    Attributes:
        is_key_wrong: the caller sent a key, and it does not work.
    """

    def __init__(self, detail: str, *, is_key_wrong: bool) -> None:
        """Say what is wrong.

        Args:
            detail: what is wrong with the key, and what to do.
            is_key_wrong: the caller sent a key.
        """
        super().__init__(detail)
        self.is_key_wrong = is_key_wrong

    @property
    def challenge(self) -> str:
        """The value of ``WWW-Authenticate`` (RFC 6750, section 3)."""
        return 'Bearer realm="belagg", error="invalid_token"' if self.is_key_wrong else 'Bearer realm="belagg"'


class ForbiddenError(BelaggError):
    """The caller is known, and may not do this."""


class ScopeError(ForbiddenError):
    """The caller's key does not allow this."""

    def __init__(self, needed: Scope, given: Scope) -> None:
        """Say what is missing.

        Args:
            needed: what the request needs.
            given: what the key allows.
        """
        super().__init__(f"this needs a key of scope {needed.value!r}; yours has {given.value!r}")
        self.needed = needed


class AnswerChangedError(BelaggError):
    """What a caller says of an answer is about one that the question does not get any more."""


class FeedbackFullError(BelaggError):
    """As much feedback is kept as may be."""


class RateLimitError(BelaggError):
    """The caller asks too often.

    Attributes:
        retry_after: seconds until the next request will be let through, at least 1.
    """

    def __init__(self, limit: int, retry_after: int) -> None:
        """Say what is too much.

        Args:
            limit: requests a minute that are allowed.
            retry_after: seconds until the next one will be.
        """
        super().__init__(f"more than {limit} requests a minute; ask again in {retry_after} s")
        self.retry_after = retry_after
