"""Quotes with what their documents lend a sentence."""

from __future__ import annotations

from indexing.records import DocumentMeta
from indexing.support.records import Source


def source_of(quote: str, document: DocumentMeta) -> Source:
    """Return a quote as a source.

    A sentence may name the document's title, kind, session and date. Not the assembly that it is addressed to: in "the
    Riksdag should …" that would pass for whom a demand is made on.

    Args:
        quote: verbatim.
        document: it stands in.
    """
    known = (document.title, document.type, document.session, document.date)
    return Source(quote, document.parties, ". ".join(part for part in known if part))
