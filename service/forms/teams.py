"""An answer as a message of Microsoft Teams: an Adaptive Card.

What documents say stands in text runs, which know no markup. https://adaptivecards.io/explorer/ has the elements; Teams
shows version 1.4 and takes 28 kB.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from service import wire
from service.forms.addresses import is_absolute
from service.forms.remarks import remarks
from service.forms.sources import adds_to_statements, excerpt, passage_name, source_name, words_for
from service.pages.catalogue import Words

CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"
# Of 28 kB, what remains for the elements beside the frame and what Teams adds.
MOST_BYTES: Final = 24_000
_VERSION: Final = "1.4"


class OpenUrl(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="Action.OpenUrl"):
    """Opens a page."""

    url: str
    title: str = ""


class TextRun(Struct, frozen=True, omit_defaults=True, rename="camel", tag_field="type", tag="TextRun"):
    """Text that is shown as it is; ``select_action`` makes it a link."""

    text: str
    weight: str = ""
    size: str = ""
    is_subtle: bool = False
    select_action: OpenUrl | UnsetType = UNSET


class RichTextBlock(Struct, frozen=True, omit_defaults=True, tag_field="type", tag="RichTextBlock"):
    """A paragraph."""

    inlines: tuple[TextRun, ...]
    separator: bool = False


class FullWidth(Struct, frozen=True):
    """Lets a card be as wide as the channel."""

    width: str = "Full"


class AdaptiveCard(Struct, frozen=True, rename={"schema": "$schema"}, tag_field="type", tag="AdaptiveCard"):
    """A card."""

    body: tuple[RichTextBlock, ...]
    actions: tuple[OpenUrl, ...] = ()
    version: str = _VERSION
    schema: str = "http://adaptivecards.io/schemas/adaptive-card.json"
    msteams: FullWidth = FullWidth()


class CardAttachment(Struct, frozen=True, rename="camel"):
    """A card in a message."""

    content: AdaptiveCard
    content_type: str = CARD_TYPE


class TeamsMessage(Struct, frozen=True, tag_field="type", tag="message"):
    """The response to an outgoing webhook."""

    attachments: tuple[CardAttachment, ...]


def teams_answer(reply: wire.AskReply, page_url: str) -> TeamsMessage:
    """Return an answer as a message.

    Args:
        reply: the answer.
        page_url: the address of the answer's page.
    """
    words = words_for(reply)
    blocks = [_heading(words.slash_question.format(question=reply.question)), *map(_small, remarks(reply, words))]
    return _message([*blocks, *_body(reply, words)], page_url, words)


def teams_hits(reply: wire.SearchReply, page_url: str) -> TeamsMessage:
    """Return passages as a message; arguments as of `teams_answer`."""
    words = words_for(reply)
    found = list(_hits(reply.passages)) or [_paragraph(words.slash_no_hits)]
    return _message([_heading(words.slash_hits.format(question=reply.query)), *found], page_url, words)


def teams_text(text: str, page_url: str = "", words: Words | None = None) -> TeamsMessage:
    """Return a few words, line by line; with the address of a page, a button that opens it."""
    blocks = tuple(_paragraph(line) for line in text.splitlines())
    actions = (OpenUrl(page_url, words.slash_open),) if words and is_absolute(page_url) else ()
    return TeamsMessage((CardAttachment(AdaptiveCard(blocks, actions)),))


def _message(blocks: Sequence[RichTextBlock], page_url: str, words: Words) -> TeamsMessage:
    kept = _that_fit(blocks)
    left_out = len(blocks) - len(kept)
    last = [_small(words.slash_more(left_out))] if left_out else []
    actions = (OpenUrl(page_url, words.slash_open),) if is_absolute(page_url) else ()
    return TeamsMessage((CardAttachment(AdaptiveCard((*kept, *last), actions)),))


def _that_fit(blocks: Sequence[RichTextBlock]) -> list[RichTextBlock]:
    """Return the first paragraphs that a card has room for."""
    kept: list[RichTextBlock] = []
    room = MOST_BYTES
    for block in blocks:
        room -= len(msgspec.json.encode(block))
        if room < 0:
            break
        kept.append(block)
    return kept


def _body(reply: wire.AskReply, words: Words) -> Iterator[RichTextBlock]:
    if not reply.statements:
        yield _paragraph(f"{words.nothing} {words.nothing_why}")
        if reply.nearest:
            yield _small(f"{words.nearest} ({words.nearest_warning})")
            yield from _hits(reply.nearest)
        return
    for statement in reply.statements:
        yield _paragraph(f"{statement.text} {''.join(f'[{number}]' for number in statement.citations)}")
    yield from (_small(words.unanswered.format(part=part)) for part in reply.unanswered)
    for place, cited in enumerate(reply.citations):
        yield _named(f"[{cited.number}] ", source_name(cited), cited.url, separator=place == 0)
        if adds_to_statements(cited, reply):
            yield _paragraph(f"”{cited.quote}”")
        yield from (_small(f"{words.footnote}{note.number}: {note.text}") for note in cited.footnotes)


def _hits(hits: Iterable[wire.PassageHit]) -> Iterator[RichTextBlock]:
    for hit in hits:
        yield _named("", passage_name(hit), hit.url)
        yield _paragraph(excerpt(hit.text))


def _heading(text: str) -> RichTextBlock:
    return RichTextBlock((TextRun(text, weight="Bolder"),))


def _paragraph(text: str) -> RichTextBlock:
    return RichTextBlock((TextRun(text),))


def _small(text: str) -> RichTextBlock:
    return RichTextBlock((TextRun(text, size="Small", is_subtle=True),))


def _named(before: str, name: str, url: str, *, separator: bool = False) -> RichTextBlock:
    """Return a source's name, as a link where its address leads anywhere."""
    action = OpenUrl(url) if is_absolute(url) else UNSET
    runs = (*((TextRun(before),) if before else ()), TextRun(name, select_action=action))
    return RichTextBlock(runs, separator)
