"""An answer as a chat completion of OpenAI's API: a whole one, or chunk by chunk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from service import wire
from service.forms.markdown import BETWEEN_BLOCKS, answer_blocks
from service.forms.sources import source_name
from service.openai_compatible.records import (
    Annotation,
    AnswerMessage,
    ChatCompletion,
    ChatCompletionChunk,
    Choice,
    ChunkChoice,
    Delta,
    UrlCitation,
    Usage,
)

# Brackets that documents or questions hold are escaped.
_MARK: Final = re.compile(r"(?<!\\)\[([0-9]+)\]")


@dataclass(frozen=True, slots=True)
class Frame:
    """What every part of a completion carries.

    Attributes:
        completion_id: the completion's.
        created: when it was made, in seconds since 1970.
        model: what the caller asked.
    """

    completion_id: str
    created: int
    model: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message that answers a conversation.

    Attributes:
        blocks: of Markdown, in order.
        citations: what the marks in it refer to.
        status: whether the documents hold an answer.
        question: what was asked.
    """

    blocks: tuple[str, ...]
    citations: tuple[wire.CitationReply, ...] = ()
    status: str = ""
    question: str = ""

    @property
    def content(self) -> str:
        """The whole message."""
        return BETWEEN_BLOCKS.join(self.blocks)


def write_answer(reply: wire.AskReply) -> Written:
    """Write an answer.

    Args:
        reply: the answer; its citations' addresses are whole.
    """
    asked = reply.understood.follow_up or reply.question
    return Written(tuple(answer_blocks(reply)), reply.citations, reply.status, asked)


def whole_completion(written: Written, usage: Usage, frame: Frame) -> ChatCompletion:
    """Return a message as the reply to a request that does not stream.

    Args:
        written: the message.
        usage: what it took.
        frame: what every part carries.
    """
    return ChatCompletion(
        id=frame.completion_id,
        created=frame.created,
        model=frame.model,
        choices=(Choice(AnswerMessage(written.content, annotate(written))),),
        usage=usage,
        citations=written.citations,
        status=written.status,
        question=written.question,
    )


def opening_chunk(frame: Frame) -> ChatCompletionChunk:
    """Return the chunk that tells who speaks; it needs no answer yet."""
    return _chunk(frame, Delta(role="assistant", content=""))


def answer_chunks(written: Written, frame: Frame) -> Iterator[ChatCompletionChunk]:
    """Yield a message block by block, then what belongs to all of it.

    Args:
        written: the message.
        frame: what every part carries.
    """
    for number, block in enumerate(written.blocks):
        yield _chunk(frame, Delta(content=f"{BETWEEN_BLOCKS if number else ''}{block}"))
    if written.citations:
        yield _chunk(frame, Delta(annotations=annotate(written)))
    yield ChatCompletionChunk(
        id=frame.completion_id,
        created=frame.created,
        model=frame.model,
        choices=(ChunkChoice(Delta(), finish_reason="stop"),),
        citations=written.citations,
        status=written.status,
        question=written.question,
    )


def usage_chunk(usage: Usage, frame: Frame) -> ChatCompletionChunk:
    """Return the chunk that tells what an answer took."""
    return ChatCompletionChunk(
        id=frame.completion_id, created=frame.created, model=frame.model, choices=(), usage=usage
    )


def annotate(written: Written) -> tuple[Annotation, ...]:
    """Return a remark for each citation, in their order, at its first mark.

    Args:
        written: the message.
    """
    places: dict[int, tuple[int, int]] = {}
    for mark in _MARK.finditer(written.content):
        places.setdefault(int(mark[1]), mark.span())
    return tuple(
        Annotation(UrlCitation(*places[cited.number], cited.url, source_name(cited), cited.quote))
        for cited in written.citations
    )


def _chunk(frame: Frame, delta: Delta) -> ChatCompletionChunk:
    return ChatCompletionChunk(
        id=frame.completion_id, created=frame.created, model=frame.model, choices=(ChunkChoice(delta),)
    )
