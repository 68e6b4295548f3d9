"""Reading a conversation: what is asked, and what was asked before.

Only what a user wrote is read. Instructions to a language model, and what it answered, have no say in what documents
say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from service.openai_compatible.records import Message
from service.openai_compatible.refusals import ConversationError

_USER: Final = "user"
# Open WebUI puts what users attach, and what it found on the web, before their question.
_ATTACHED: Final = re.compile(r"\s*### Task:.*</context>(?P<question>.*)", re.DOTALL)
_ENCLOSED: Final = re.compile(r"</?user_query>")


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a user asked.

    Attributes:
        question: the last thing.
        earlier: what they asked before it, in order.
    """

    question: str
    earlier: tuple[str, ...] = ()


def read_conversation(messages: Sequence[Message]) -> Conversation:
    """Return what a user asked in a conversation.

    Args:
        messages: in order.

    Raises:
        ConversationError: a user said nothing in it.
    """
    said = [text for message in messages if message.role == _USER and (text := _question_of(message))]
    if not said:
        raise ConversationError("no message of role 'user' has any text; the last one is the question")
    return Conversation(said[-1], tuple(said[:-1]))


def text_of(message: Message) -> str:
    """Return a message's text; parts that are no text have none."""
    if isinstance(message.content, tuple):
        return "\n".join(part.text for part in message.content if part.type == "text" and part.text)
    return message.content or ""


def _question_of(message: Message) -> str:
    text = text_of(message)
    if attached := _ATTACHED.fullmatch(text):
        text = _ENCLOSED.sub("", attached["question"])
    return text.strip()
