"""A typed Python client of Belägg's HTTP API.

    with Client("https://belagg.example.se", key="belagg_...") as belagg:
        answer = belagg.ask("vad säger V om vårdplatser?")
        for citation in answer.citations:
            print(citation.document_title, citation.label, citation.quote)

It imports nothing of Belägg itself and needs the extra ``client`` alone: ``pip install 'belagg[client]'``.
"""

from client.client import Client
from client.errors import ClientError, ConnectionFailedError, ProblemError, UnexpectedReplyError
from client.records import (
    Answer,
    Citation,
    Document,
    DocumentSummary,
    Filters,
    Hit,
    Passage,
    Problem,
    Question,
    Ranking,
    Receipt,
    Search,
    Statement,
    Understood,
)

__all__ = [
    "Answer",
    "Citation",
    "Client",
    "ClientError",
    "ConnectionFailedError",
    "Document",
    "DocumentSummary",
    "Filters",
    "Hit",
    "Passage",
    "Problem",
    "ProblemError",
    "Question",
    "Ranking",
    "Receipt",
    "Search",
    "Statement",
    "Understood",
    "UnexpectedReplyError",
]
