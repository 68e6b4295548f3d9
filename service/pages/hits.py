"""The way through an answer's citations in the reader: the one before, the one after, and back to the answer."""

from __future__ import annotations

from dataclasses import dataclass

from indexing.errors import BelaggError
from service.dependencies import Resources
from service.desk import AnyRequest
from service.pages.asked import Asked
from service.pages.views import PlaceView, places
from service.problems import ClientGoneError


@dataclass(frozen=True, slots=True)
class HitsView:
    """Where in an answer the reader is.

    Attributes:
        number: of the citation that the page shows, from 1.
        count: how many there are.
        previous: the one before, or None.
        next: the one after, or None.
        answer_url: the answer.
    """

    number: int
    count: int
    previous: PlaceView | None
    next: PlaceView | None
    answer_url: str


async def find_hits(asked: Asked, number: int, request: AnyRequest, resources: Resources) -> HitsView | None:
    """Answer the question again, which its cache makes cheap, and find the citation's neighbours.

    The address carries the question and no list of places: it stays short, and after re-indexing it leads to the
    places that answer the question then.

    Args:
        asked: the question that the reader came from.
        number: the citation that it came from.
        request: what came in.
        resources: has the desk that answers.

    Returns:
        The view; None without a question, or when it cannot be answered now: the document can be read all the same.
    """
    if asked.question is None:
        return None
    try:
        query = asked.query(resources.settings.max_question_characters)
        served = await resources.desk.quotes(query, request)
    except ClientGoneError:
        raise
    except BelaggError:
        return None
    base = resources.links.base
    found = places(served.reading, asked, base)
    by_number = {place.number: place for place in found}
    return HitsView(number, len(found), by_number.get(number - 1), by_number.get(number + 1), asked.address(base))
