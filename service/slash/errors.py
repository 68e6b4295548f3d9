"""Why a request of a chat platform is turned away."""

from __future__ import annotations

from indexing.errors import BelaggError


class SignatureError(BelaggError):
    """The request does not prove that it comes from the platform, or it is old, or it was here before."""


class DeliveryError(BelaggError):
    """An answer cannot be sent to where it was asked for."""
