"""An answer as a Mattermost message: attachments in Markdown.

https://developers.mattermost.com/integrate/reference/message-attachments/ has their fields.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from service import wire
from service.forms.markdown import BETWEEN_BLOCKS, answer_blocks, escape, hits_block, link
from service.forms.sources import excerpt, words_for
from service.pages.catalogue import Words

# A post holds 16,383 characters, attachments not counted; these are in a column of 64 kB, four bytes a character.
MOST_CHARACTERS: Final = 15_000
_COLOUR: Final = "#8c1d18"


class Attachment(Struct, frozen=True, omit_defaults=True):
    """A framed part of a message; ``fallback`` is for notifications."""

    fallback: str
    text: str
    color: str = ""


class MattermostMessage(Struct, frozen=True, omit_defaults=True):
    """The response to a slash command."""

    response_type: Literal["ephemeral", "in_channel"]
    text: str = ""
    attachments: tuple[Attachment, ...] = ()


def mattermost_answer(reply: wire.AskReply, page_url: str, *, is_shared: bool) -> MattermostMessage:
    """Return an answer as a message.

    Args:
        reply: the answer.
        page_url: the address of the answer's page.
        is_shared: everybody in the channel is to see it.
    """
    words = words_for(reply)
    blocks = list(answer_blocks(reply))
    return _message(reply.answer or words.nothing, reply.question, blocks, page_url, words, is_shared=is_shared)


def mattermost_hits(reply: wire.SearchReply, page_url: str, *, is_shared: bool) -> MattermostMessage:
    """Return passages as a message; arguments as of `mattermost_answer`."""
    words = words_for(reply)
    heading = words.slash_hits.format(question=reply.query)
    block = hits_block(reply.passages) if reply.passages else words.slash_no_hits
    return _message(heading, reply.query, [block], page_url, words, is_shared=is_shared)


def mattermost_text(text: str) -> MattermostMessage:
    """Return a few words for the asker alone, line by line."""
    return MattermostMessage("ephemeral", "  \n".join(escape(line) for line in text.splitlines()))


def _message(
    fallback: str, question: str, blocks: list[str], page_url: str, words: Words, *, is_shared: bool
) -> MattermostMessage:
    kept = _that_fit(blocks)
    left_out = len(blocks) - len(kept)
    last = [words.slash_more(left_out)] if left_out else []
    text = BETWEEN_BLOCKS.join([*kept, *last, link(words.slash_open, page_url)])
    return MattermostMessage(
        "in_channel" if is_shared else "ephemeral",
        escape(words.slash_question.format(question=question)),
        (Attachment(fallback=excerpt(fallback), text=text, color=_COLOUR),),
    )


def _that_fit(blocks: list[str]) -> list[str]:
    """Return the first blocks that a message has room for, at least one, which is cut if it must be."""
    kept: list[str] = []
    room = MOST_CHARACTERS
    for block in blocks:
        room -= len(block) + len(BETWEEN_BLOCKS)
        if room < 0:
            return kept or [f"{block[:MOST_CHARACTERS]} …"]
        kept.append(block)
    return kept
