"""Slack's slash commands: signed forms.

https://api.slack.com/authentication/verifying-requests-from-slack and /interactivity/slash-commands say how.
"""

from __future__ import annotations

import hmac
import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.slash.errors import SignatureError
from service.slash.form_fields import form_fields
from service.slash.proofs import ShownProofs, hmac_sha256

TIMESTAMP_HEADER: Final = "X-Slack-Request-Timestamp"
SIGNATURE_HEADER: Final = "X-Slack-Signature"
_VERSION: Final = "v0"


@dataclass(frozen=True, slots=True)
class SlackCommand:
    """A command that Slack passed on.

    Attributes:
        text: what stands after the command's name.
        response_url: where the answer is to be sent.
        team: the workspace's id.
        user: the asker's id.
        is_check: Slack only looks whether the certificate is good.
    """

    text: str
    response_url: str
    team: str
    user: str
    is_check: bool = False


def check_signature(secret: str, body: bytes, headers: Mapping[str, str], proofs: ShownProofs) -> None:
    """Check that Slack sent a request, lately and once.

    Args:
        secret: the app's signing secret.
        body: the request's, as it came.
        headers: the request's.
        proofs: the signatures of the last minutes.

    Raises:
        SignatureError: it did not.
    """
    timestamp, signature = headers.get(TIMESTAMP_HEADER, ""), headers.get(SIGNATURE_HEADER, "")
    if not timestamp.isascii() or not timestamp.isdigit():
        raise SignatureError(f"the header {TIMESTAMP_HEADER} is missing or no number")
    right = hmac_sha256(secret.encode(), b":".join((_VERSION.encode(), timestamp.encode(), body))).hex()
    if not hmac.compare_digest(signature.encode(), f"{_VERSION}={right}".encode()):
        raise SignatureError(f"the header {SIGNATURE_HEADER} is not what the app's signing secret gives")
    proofs.accept(signature, float(timestamp))


def read_slack(body: bytes) -> SlackCommand:
    """Read a command; Slack escapes ``&``, ``<`` and ``>`` in what people write.

    Raises:
        RequestError: the body is no form in UTF-8.
    """
    fields = form_fields(body)
    return SlackCommand(
        text=html.unescape(fields.get("text", "")),
        response_url=fields.get("response_url", ""),
        team=fields.get("team_id", ""),
        user=fields.get("user_id", ""),
        is_check=fields.get("ssl_check") == "1",
    )
