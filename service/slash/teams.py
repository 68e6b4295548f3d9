"""Microsoft Teams' outgoing webhooks: signed activities.

https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook says how. The
signature covers the body alone; how old a request is, the activity's own time tells, which the signature covers.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from indexing.errors import ConfigurationError
from service.problems import RequestError
from service.slash.errors import SignatureError
from service.slash.proofs import ShownProofs, hmac_sha256, is_any_of

_MENTION: Final = re.compile(r"<at(?:\s[^<>]*)?>.*?</at>", re.DOTALL | re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]+>")


class _Person(msgspec.Struct, frozen=True):
    id: str = ""


class _Conversation(msgspec.Struct, frozen=True):
    id: str = ""


class _Activity(msgspec.Struct, frozen=True, rename="camel"):
    """What is needed of an activity of the Bot Framework."""

    timestamp: datetime | None = None
    text: str = ""
    from_: _Person = msgspec.field(name="from", default=_Person())
    conversation: _Conversation = _Conversation()


@dataclass(frozen=True, slots=True)
class TeamsCommand:
    """A message to the webhook.

    Attributes:
        text: what it says, without the mention of the webhook.
        team: the channel's id.
        user: the writer's id.
    """

    text: str
    team: str
    user: str


def read_teams(secrets: tuple[str, ...], body: bytes, headers: Mapping[str, str], proofs: ShownProofs) -> TeamsCommand:
    """Read a message, if Teams sent it, lately and once.

    Args:
        secrets: the webhooks' security tokens, in Base64.
        body: the request's, as it came.
        headers: the request's.
        proofs: the signatures of the last minutes.

    Raises:
        SignatureError: Teams did not send it.
        RequestError: the body is no activity.
    """
    scheme, _, signature = headers.get("Authorization", "").partition(" ")
    right = tuple(base64.b64encode(hmac_sha256(_decoded(secret), body)).decode() for secret in secrets)
    if scheme.upper() != "HMAC" or not is_any_of(signature.strip(), right):
        raise SignatureError("the Authorization header is not what a webhook's security token gives")
    try:
        activity = msgspec.json.decode(body, type=_Activity)
    except msgspec.MsgspecError as error:
        raise RequestError(f"the body is no activity of Teams: {error}") from error
    if activity.timestamp is None or activity.timestamp.tzinfo is None:
        raise SignatureError("the activity does not say when it was sent")
    proofs.accept(signature.strip(), activity.timestamp.timestamp())
    return TeamsCommand(plain_text(activity.text), activity.conversation.id, activity.from_.id)


def plain_text(text: str) -> str:
    """Return what a message says: mentions and tags gone, entities read, white space collapsed.

    Args:
        text: the activity's: ``<at>belagg</at>&nbsp;fråga …``.
    """
    return " ".join(html.unescape(_TAG.sub(" ", _MENTION.sub(" ", text))).split())


def _decoded(secret: str) -> bytes:
    try:
        return base64.b64decode(secret, validate=True)
    except binascii.Error as error:
        raise ConfigurationError("a security token in teams_secrets is not Base64; copy it anew from Teams") from error
