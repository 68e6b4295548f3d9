"""The words of answers in chat programs, besides those of the answer page."""

from __future__ import annotations

from service.pages.catalogue.text import Catalogue, Text


class ChatWords(Catalogue):
    """What an answer is framed with in a chat."""

    sources = Text("Källor", "Sources")
