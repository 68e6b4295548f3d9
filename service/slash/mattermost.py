"""Mattermost's slash commands: forms that show a token.

https://developers.mattermost.com/integrate/slash-commands/custom/ says how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.slash.errors import SignatureError
from service.slash.form_fields import form_fields
from service.slash.proofs import is_any_of


@dataclass(frozen=True, slots=True)
class MattermostCommand:
    """A command that Mattermost passed on.

    Attributes:
        text: what stands after the command's name.
        team: the team's id.
        user: the asker's id.
    """

    text: str
    team: str
    user: str


def read_mattermost(tokens: tuple[str, ...], body: bytes, headers: Mapping[str, str]) -> MattermostCommand:
    """Read a command, if it shows one of our tokens: in its header, or in the form as older servers do.

    Args:
        tokens: those of the commands that may ask.
        body: the request's, as it came.
        headers: the request's.

    Raises:
        SignatureError: it shows none of them.
        RequestError: the body is no form in UTF-8.
    """
    fields = form_fields(body)
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    shown = token.strip() if scheme.lower() == "token" else fields.get("token", "")
    if not is_any_of(shown, tokens):
        raise SignatureError(
            "the request does not show the token of a command that may ask (setting mattermost_tokens)"
        )
    return MattermostCommand(fields.get("text", ""), fields.get("team_id", ""), fields.get("user_id", ""))
