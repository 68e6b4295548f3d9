"""What chat programs ask of a model behind their users' backs: titles, tags, further questions for a conversation.

Open WebUI and LibreChat send them to the model that is being talked to, as messages of the user. They are no questions
about documents, and an answer would be shown as the conversation's name. A title is the first question itself; of all
else there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import shorten
from typing import Final

import msgspec

from service.openai_compatible.conversation import text_of
from service.openai_compatible.records import Message

TITLE_CHARACTERS: Final = 60

# Open WebUI: "### Task:\n…\n### Output:\nJSON format: { "title": "…" }\n…<chat_history>\nUSER: …"
_WITH_HEADING: Final = re.compile(r"\s*### Task:(?!.*</context>)", re.DOTALL)
_JSON_FORM: Final = re.compile(r'JSON format:\s*\{\s*"(?P<key>\w+)"\s*:\s*(?P<opening>.)')
# LibreChat asks to "provide a concise, 5-word-or-less title", and appends the conversation.
_TITLE_WANTED: Final = re.compile(
    r"\s*(?:please\s+)?(?:provide|generate|write|create|analy[sz]e this conversation)\b.{0,200}?\btitle\b.*\n",
    re.DOTALL | re.IGNORECASE,
)
_FIRST_SAID: Final = re.compile(r"^[ \t]*(?:user|human):[ \t]*(?P<said>\S.*)$", re.MULTILINE | re.IGNORECASE)
_USER: Final = "user"


def chore_reply(messages: Sequence[Message]) -> str | None:
    """Return what to say to a chore.

    Args:
        messages: in order.

    Returns:
        JSON where the chore wants it, else text; None when the conversation ends with a question.
    """
    said = [text_of(message) for message in messages if message.role == _USER]
    last = said[-1] if said else ""
    if _WITH_HEADING.match(last):
        form = _JSON_FORM.search(last)
        return _filled(form["key"], form["opening"], _title(said)) if form else _title(said)
    return _title(said) if _TITLE_WANTED.match(last) else None


def _filled(key: str, opening: str, title: str) -> str:
    value: str | list[str] = title if key == "title" else [] if opening == "[" else ""
    return msgspec.json.encode({key: value}).decode()


def _title(said: Sequence[str]) -> str:
    """Return the conversation's first question, from the chore's own account of it or from the messages before it."""
    quoted = _FIRST_SAID.search(said[-1])
    first = quoted["said"] if quoted else said[0] if len(said) > 1 else "Belägg"
    return shorten(first, TITLE_CHARACTERS, placeholder=" …")
