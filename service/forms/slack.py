"""An answer as a Slack message in Block Kit.

What documents say stands in blocks of plain text, which Slack shows as it is; only names with links are in its markup.
https://docs.slack.dev/reference/block-kit has the limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from textwrap import wrap
from typing import Final, Literal

from msgspec import Struct

from service import wire
from service.forms.addresses import is_absolute
from service.forms.remarks import remarks
from service.forms.sources import adds_to_statements, excerpt, passage_name, source_name, words_for
from service.pages.catalogue import Words

MOST_BLOCKS: Final = 50
MOST_CHARACTERS: Final = 3_000
# Of the line that notifications show.
_FALLBACK_CHARACTERS: Final = 300


class PlainText(Struct, frozen=True, tag_field="type", tag="plain_text"):
    """Text that is shown as it is."""

    text: str
    emoji: bool = False


class Markup(Struct, frozen=True, tag_field="type", tag="mrkdwn"):
    """Text in Slack's markup; ``&``, ``<`` and ``>`` of all that is not ours are escaped."""

    text: str
    verbatim: bool = True


class Section(Struct, frozen=True, tag_field="type", tag="section"):
    """A block of text."""

    text: PlainText | Markup


class Context(Struct, frozen=True, tag_field="type", tag="context"):
    """A block of small text."""

    elements: tuple[PlainText | Markup, ...]


class Divider(Struct, frozen=True, tag_field="type", tag="divider"):
    """A line."""


Block = Section | Context | Divider


class SlackMessage(Struct, frozen=True, omit_defaults=True):
    """A message: blocks, and the text for what cannot show them."""

    text: str
    response_type: Literal["ephemeral", "in_channel"]
    blocks: tuple[Block, ...] = ()
    replace_original: bool = False


def slack_escape(text: str) -> str:
    """Return a text as Slack's markup wants it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slack_link(text: str, url: str) -> str:
    """Return a link; the text alone when the address is a path, which leads nowhere outside the service's own pages."""
    if not is_absolute(url):
        return slack_escape(text)
    return f"<{slack_escape(url).replace('|', '%7C')}|{slack_escape(text).replace('|', '¦')}>"


def slack_answer(reply: wire.AskReply, page_url: str, *, is_shared: bool) -> SlackMessage:
    """Return an answer as a message.

    Args:
        reply: the answer.
        page_url: the address of the answer's page.
        is_shared: everybody in the channel is to see it.
    """
    words = words_for(reply)
    asked = words.slash_question.format(question=reply.question)
    blocks = [*_small(asked), *_small(*remarks(reply, words)), *_body(reply, words)]
    fallback = reply.answer or words.nothing
    return _message(fallback, blocks, page_url, words, is_shared=is_shared)


def slack_hits(reply: wire.SearchReply, page_url: str, *, is_shared: bool) -> SlackMessage:
    """Return passages as a message; arguments as of `slack_answer`."""
    words = words_for(reply)
    heading = words.slash_hits.format(question=reply.query)
    blocks = [*_small(heading), *_hits(reply.passages)]
    if not reply.passages:
        blocks += _plain(words.slash_no_hits)
    return _message(heading, blocks, page_url, words, is_shared=is_shared)


def slack_text(text: str) -> SlackMessage:
    """Return a few words for the asker alone."""
    return SlackMessage(slack_escape(text), "ephemeral", tuple(_plain(text)))


def _message(fallback: str, blocks: Sequence[Block], page_url: str, words: Words, *, is_shared: bool) -> SlackMessage:
    to_page = Markup(slack_link(words.slash_open, page_url))
    room = MOST_BLOCKS - 1
    left_out = max(0, len(blocks) - room)
    last = (PlainText(words.slash_more(left_out)), to_page) if left_out else (to_page,)
    shown = (*islice(blocks, room), Context(last))
    short = slack_escape(excerpt(fallback)[:_FALLBACK_CHARACTERS])
    return SlackMessage(short, "in_channel" if is_shared else "ephemeral", shown)


def _body(reply: wire.AskReply, words: Words) -> Iterator[Block]:
    if not reply.statements:
        yield from _plain(f"{words.nothing} {words.nothing_why}")
        if reply.nearest:
            yield from _small(f"{words.nearest} ({words.nearest_warning})")
            yield from _hits(reply.nearest)
        return
    for statement in reply.statements:
        yield from _plain(f"{statement.text} {''.join(f'[{number}]' for number in statement.citations)}")
    for part in reply.unanswered:
        yield from _small(words.unanswered.format(part=part))
    yield Divider()
    for cited in reply.citations:
        yield Context((Markup(f"[{cited.number}] {slack_link(source_name(cited), cited.url)}"),))
        if adds_to_statements(cited, reply):
            yield from _plain(f"”{cited.quote}”")
        yield from _small(*(f"{words.footnote}{note.number}: {note.text}" for note in cited.footnotes))


def _hits(hits: Iterable[wire.PassageHit]) -> Iterator[Block]:
    for hit in hits:
        yield Section(Markup(f"*{slack_link(passage_name(hit), hit.url)}*"))
        yield from _plain(excerpt(hit.text))


def _plain(text: str) -> list[Block]:
    """Return a text in as many blocks as it needs."""
    return [Section(PlainText(piece)) for piece in _pieces(text)]


def _small(*texts: str) -> list[Block]:
    return [Context((PlainText(piece),)) for text in texts for piece in _pieces(text)]


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that a block may hold, cut between words where there are any."""
    return wrap(text, MOST_CHARACTERS, replace_whitespace=False, drop_whitespace=False) if text.strip() else []
