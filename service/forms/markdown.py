"""An answer as Markdown: statements with ``[1]`` marks, then the list of sources.

It is CommonMark without any extension, to be shown by whatever program renders it, and to be read as it is where none
does. What documents say is escaped: in a chat a quote must look like the quote, whatever signs it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from service import wire
from service.forms.addresses import is_absolute
from service.forms.remarks import remarks
from service.forms.sources import adds_to_statements, excerpt, passage_name, source_name, words_for
from service.pages.catalogue import Words

BETWEEN_BLOCKS: Final = "\n\n"
MOST_NEAREST: Final = 3

# Dollar signs open formulas and tildes strike text out in many programs. An underscore within a word is a letter.
_MARKUP: Final = re.compile(r"[\\`*\[\]<>$~|]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
# "1." would begin a list, "-" and "+" too, "#" a heading, "=" underline one.
_BLOCK_OPENING: Final = re.compile(r"^([0-9]{0,9})((?<=[0-9])[.)](?=\s|$)|(?<![0-9])(?:[-+](?=[-\s]|$)|[#=]))")


def escape(text: str) -> str:
    """Return a text so that Markdown shows it as it is, in one line.

    Args:
        text: any text; white space is collapsed, for line breaks and indents mean something in Markdown.
    """
    return _BLOCK_OPENING.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", " ".join(text.split())))


def link(text: str, url: str) -> str:
    """Return a link; the text alone when the address is a path, which leads nowhere outside the service's own pages.

    Args:
        text: what is shown.
        url: where it leads.
    """
    if not is_absolute(url):
        return escape(text)
    return f"[{escape(text)}]({url.replace('(', '%28').replace(')', '%29')})"


def answer_blocks(reply: wire.AskReply) -> Iterator[str]:
    """Yield an answer's blocks in the order in which they are shown; empty lines go between them.

    Args:
        reply: the answer.
    """
    words = words_for(reply)
    yield from (f"*{escape(remark)}*" for remark in remarks(reply, words))
    if not reply.statements:
        yield f"{words.nothing} {words.nothing_why}"
        yield from _nearest(reply, words)
        return
    yield from (statement_block(statement) for statement in reply.statements)
    yield from (escape(words.unanswered.format(part=part)) for part in reply.unanswered)
    yield sources_block(reply, words)


def answer_markdown(reply: wire.AskReply) -> str:
    """Return a whole answer."""
    return BETWEEN_BLOCKS.join(answer_blocks(reply))


def statement_block(statement: wire.StatementReply) -> str:
    """Return a statement followed by its marks."""
    return f"{escape(statement.text)} {''.join(f'[{number}]' for number in statement.citations)}"


def sources_block(reply: wire.AskReply, words: Words) -> str:
    """Return the list of an answer's sources, with the quotes that no statement shows.

    Args:
        reply: the answer.
        words: the catalogue in the answer's language.
    """
    return BETWEEN_BLOCKS.join(
        (f"**{words.sources}**", "\n".join(_source(cited, reply, words) for cited in reply.citations))
    )


def hits_block(hits: tuple[wire.PassageHit, ...]) -> str:
    """Return a list of passages: name with link, and how each begins.

    Args:
        hits: passages, best first.
    """
    return "\n".join(f"- {link(passage_name(hit), hit.url)}  \n  {escape(excerpt(hit.text))}" for hit in hits)


def _source(cited: wire.CitationReply, reply: wire.AskReply, words: Words) -> str:
    lines = [f"- [{cited.number}] {link(source_name(cited), cited.url)}"]
    if adds_to_statements(cited, reply):
        lines.append(f"”{escape(cited.quote)}”")
    lines += [f"{words.footnote}{note.number}: {escape(note.text)}" for note in cited.footnotes]
    return "  \n  ".join(lines)


def _nearest(reply: wire.AskReply, words: Words) -> Iterator[str]:
    if reply.nearest:
        yield f"**{words.nearest}** ({words.nearest_warning})"
        yield hits_block(reply.nearest[:MOST_NEAREST])
