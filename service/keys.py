"""API keys: what they look like and what they allow.

A key is ``belagg_<id>_<secret><checksum>``: the prefix lets scanners of leaked secrets recognise it, the id finds it
without comparing secrets, the checksum tells a mistyped key from an unknown one. The secret has 256 random bits, so
the plain SHA-256 that is kept of a key cannot be searched for; a slow hash would only slow down every request.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

PREFIX: Final = "belagg"
_ID_BYTES: Final = 4
_SECRET_BYTES: Final = 32
_FORM: Final = re.compile(r"(belagg_([0-9a-f]{8})_[0-9a-f]{64})([0-9a-f]{8})")


class Scope(StrEnum):
    """What a key allows; each implies those before it."""

    READ = "read"
    FEEDBACK = "feedback"
    ADMIN = "admin"

    def includes(self, other: Scope) -> bool:
        """Return whether who has this scope has the other too."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


class KeyState(StrEnum):
    """Whether a key still works."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key; not the key itself.

    Attributes:
        key_id: names it, in lists and logs.
        name: what its owner calls it.
        scope: what it allows.
        created: when it was made, in UTC.
        expires: when it stops to work, in UTC; None is never.
        revoked: when it was revoked, in UTC; None as long as it is not.
    """

    key_id: str
    name: str
    scope: Scope
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None

    def state(self, now: datetime) -> KeyState:
        """Return whether the key works.

        Args:
            now: the time, with its zone.
        """
        if self.revoked is not None:
            return KeyState.REVOKED
        if self.expires is not None and self.expires <= now:
            return KeyState.EXPIRED
        return KeyState.VALID


@dataclass(frozen=True, slots=True)
class Token:
    """A key or a session as its owner sends it, taken apart.

    Attributes:
        token_id: finds what is kept of it.
        sha256: what is kept of it, 32 bytes.
    """

    token_id: str
    sha256: bytes


def new_token() -> str:
    """Return a token that nobody has or can guess."""
    unchecked = f"{PREFIX}_{secrets.token_hex(_ID_BYTES)}_{secrets.token_hex(_SECRET_BYTES)}"
    return unchecked + _checksum(unchecked)


def read_token(text: str) -> Token | None:
    """Take a token apart.

    Args:
        text: what somebody sent.

    Returns:
        The token; None when the text has not the form of one, or was mistyped.
    """
    parts = _FORM.fullmatch(text)
    if parts is None or _checksum(parts[1]) != parts[3]:
        return None
    return Token(parts[2], hashlib.sha256(text.encode()).digest())


def _checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
