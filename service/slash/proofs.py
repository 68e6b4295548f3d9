"""Proofs that a request comes from a platform: how old one may be, and that it is shown only once."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from service.slash.errors import SignatureError

MAX_AGE_SECONDS: Final = 300
# Far more than a platform sends in five minutes; beyond, the oldest are let go, which are refused for their age soon.
_KEPT: Final = 100_000


class ShownProofs:
    """The signatures of the last minutes. Each process of a service remembers those that it has seen itself."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Start with none.

        Args:
            clock: seconds since 1970.
        """
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def accept(self, signature: str, sent_at: float) -> None:
        """Take a signature that is right.

        Args:
            signature: what was shown.
            sent_at: when it was made, seconds since 1970.

        Raises:
            SignatureError: it is older than five minutes, from the future, or was shown before.
        """
        now = self._clock()
        if abs(now - sent_at) > MAX_AGE_SECONDS:
            raise SignatureError(
                f"the request was signed {now - sent_at:.0f} s ago; at most {MAX_AGE_SECONDS} are allowed. "
                "Check the clocks of both machines."
            )
        self._forget(now)
        if signature in self._seen:
            raise SignatureError("the request was sent before; each one is answered once")
        self._seen[signature] = now

    def _forget(self, now: float) -> None:
        # A signature may be from five minutes ahead: it stays good for twice as long.
        while self._seen and (len(self._seen) >= _KEPT or next(iter(self._seen.values())) < now - 2 * MAX_AGE_SECONDS):
            self._seen.popitem(last=False)


def hmac_sha256(secret: bytes, message: bytes) -> bytes:
    """Return the keyed digest (RFC 2104) that platforms sign with."""
    return hmac.new(secret, message, hashlib.sha256).digest()


def is_any_of(shown: str, expected: tuple[str, ...]) -> bool:
    """Tell whether what was shown is one of some secrets, in a time that tells nothing of them.

    Args:
        shown: by the request.
        expected: the right ones.
    """
    encoded = shown.encode()
    return sum(hmac.compare_digest(encoded, right.encode()) for right in expected) > 0
