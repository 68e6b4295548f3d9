"""What of a question is encoded: the same part of it as when the retriever is asked."""

from __future__ import annotations

from indexing.queries import make_query
from indexing.understanding import understand


def topic(question: str) -> str:
    """Return a question without the words that name the speaker or the document, or all of it when those are all."""
    query = make_query(question)
    return understand(query, ()).topic or query.text
