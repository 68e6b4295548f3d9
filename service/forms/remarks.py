"""What is said beside an answer in every form: how it was read, what the index lacks, who worded it."""

from __future__ import annotations

from collections.abc import Iterator

from indexing.mentions import Part
from service import wire
from service.pages.catalogue import Words


def remarks(reply: wire.AskReply, words: Words) -> Iterator[str]:
    """Yield what a reader should know before the answer, a line each.

    Args:
        reply: the answer.
        words: the catalogue in its language.
    """
    if reply.understood.follow_up:
        yield f"{words.part_name(Part.FOLLOW_UP)}: {reply.understood.follow_up}"
    for word in reply.understood.correction:
        yield f"{words.part_name(Part.CORRECTION)}: {word.used} ({word.typed})"
    yield from reply.notes
    if isinstance(reply.written_by, str):
        yield words.written_by.format(model=reply.written_by)
