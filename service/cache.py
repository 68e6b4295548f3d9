"""What was answered before, from the generation of the index that is being served."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, Generic, TypeVar

from indexing.records import Query
from service.reading import Reading

T = TypeVar("T")

# A longer ranking is not kept: an entry then takes 15 kB at most, nearly all of it the ranking's own list and scores.
LONGEST_KEPT_RANKING: Final = 100


class ReadingCache(Generic[T]):
    """The latest replies to different questions, least recently used out first. To be used from one event loop.

    The engine answers equal questions equally as long as the generation is the same; a newer one empties the cache.
    """

    def __init__(self, entries: int) -> None:
        """Start empty.

        Args:
            entries: most replies kept; 0 keeps none.
        """
        self._entries = entries
        self._kept: OrderedDict[Query, Reading[T]] = OrderedDict()
        self._index_version = ""

    def find(self, query: Query, index_version: str) -> Reading[T] | None:
        """Return the reply to a question, if it is known.

        Args:
            query: the question with all that decides the reply.
            index_version: the generation being served.
        """
        self._follow(index_version)
        if found := self._kept.get(query):
            self._kept.move_to_end(query)
        return found

    def keep(self, query: Query, reading: Reading[T], index_version: str) -> bool:
        """Remember a reply, unless its generation is no longer served.

        Args:
            query: the question with all that decides the reply.
            reading: the reply.
            index_version: the generation being served.

        Returns:
            Whether the reply is kept.
        """
        self._follow(index_version)
        if not self._entries or reading.index_version != index_version or query.k > LONGEST_KEPT_RANKING:
            return False
        self._kept[query] = reading
        self._kept.move_to_end(query)
        if len(self._kept) > self._entries:
            self._kept.popitem(last=False)
        return True

    def _follow(self, index_version: str) -> None:
        """Let go of what another generation said: its replies hold its passages in memory."""
        if index_version != self._index_version:
            self._kept.clear()
            self._index_version = index_version
