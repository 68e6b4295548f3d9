"""An answer in pieces: the page shows each statement as it arrives. The templates are those of the whole page.

One JSON object a line: ``into`` names the element on the page that the piece goes to, ``html`` is the piece. A piece
into ``reply`` takes the place of what stands there; the others are added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from service.pages.display import Display
from service.pages.templates import render
from service.pages.views import AnswerView

MEDIA_TYPE: Final = "application/x-ndjson"


class Piece(msgspec.Struct, frozen=True):
    """A part of the answer's HTML, and the id of the element that it goes to."""

    into: str
    html: str


def answer_pieces(values: Mapping[str, object], answer: AnswerView, base: str, display: Display) -> Iterator[bytes]:
    """Yield an answer piece by piece, in lines.

    Args:
        values: what the templates show besides the answer.
        answer: the answer.
        base: path below which the service is mounted.
        display: language of the page.

    Yields:
        A JSON object and a line feed.
    """
    frame = {**values, "answer": answer, "is_whole": False}
    yield _line("reply", render("part_reply.html", frame, base, display))
    for statement in answer.statements:
        shown = {**values, "statement": statement}
        yield _line("statements", render("part_statement.html", shown, base, display))
        for place in statement.fresh:
            yield _line("citations", render("part_citation.html", {**values, "place": place}, base, display))


def _line(into: str, html: str) -> bytes:
    return msgspec.json.encode(Piece(into, html)) + b"\n"
