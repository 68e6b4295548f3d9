"""What a source is called where it is cited, in whatever form."""

from __future__ import annotations

from textwrap import shorten
from typing import Final

from service import wire
from service.pages.catalogue import PageLanguage, Words

# Of a passage that is shown for its nearness: enough to see what it is about.
_EXCERPT_CHARACTERS: Final = 240


def words_for(reply: wire.AskReply | wire.SearchReply) -> Words:
    """Return the catalogue in the language that an answer is given in: the question's, or else English."""
    return Words(PageLanguage.SV if reply.understood.language == PageLanguage.SV else PageLanguage.EN)


def source_name(cited: wire.CitationReply) -> str:
    """Return what a citation is called: "Motion om vården (V), punkt 2".

    Args:
        cited: the citation; parties that the title ends with are not named twice.
    """
    parties = f" ({', '.join(cited.party)})"
    is_named = not cited.party or cited.document_title.endswith(parties)
    return f"{cited.document_title}{'' if is_named else parties}, {cited.label}"


def passage_name(hit: wire.PassageHit) -> str:
    """Return what a passage is called: its document's title and its label."""
    return f"{hit.document_title}, {hit.label}"


def excerpt(text: str) -> str:
    """Return the beginning of a text in one line, cut between words."""
    return shorten(text, _EXCERPT_CHARACTERS, placeholder=" …")


def adds_to_statements(cited: wire.CitationReply, reply: wire.AskReply) -> bool:
    """Tell whether a citation's quote is yet to be shown: no statement that it proves says the same words.

    Args:
        cited: a citation of the reply.
        reply: the whole.
    """
    return not any(
        " ".join(statement.text.split()) == " ".join(cited.quote.split())
        for statement in reply.statements
        if cited.number in statement.citations
    )
