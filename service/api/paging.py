"""Pages of a list: which part is wanted, and where the others are (``Link``, RFC 8288)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar
from urllib.parse import urlencode

from litestar.params import QueryParameter

from service.desk import AnyRequest

T = TypeVar("T")

MAX_LIMIT: Final = 1000
# More than any list may have: offsets past the end give an empty page.
MAX_OFFSET: Final = 2**31 - 1

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT, description=f"Longest page, 1 to {MAX_LIMIT}.")]
Offset = Annotated[int, QueryParameter(ge=0, le=MAX_OFFSET, description="How many to leave out before the page.")]


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list.

    Attributes:
        limit: its longest length.
        offset: how many come before it.
    """

    limit: int
    offset: int

    def of(self, items: Sequence[T]) -> Sequence[T]:
        """Return the page's part of a list."""
        return items[self.offset : self.offset + self.limit]

    def headers(self, request: AnyRequest, total: int) -> dict[str, str]:
        """Return what a response says of the pages before and after it.

        Args:
            request: the GET.
            total: length of the list.
        """
        last = max(0, (total - 1) // self.limit * self.limit)
        offsets = {"first": 0, "last": last}
        if self.offset + self.limit < total:
            offsets["next"] = self.offset + self.limit
        if self.offset:
            offsets["prev"] = max(0, self.offset - self.limit)
        path = f"{request.app.state.base}{request.url.path}"
        links = (
            f'<{path}?{urlencode({"limit": self.limit, "offset": offset})}>; rel="{rel}"'
            for rel, offset in offsets.items()
        )
        return {"Link": ", ".join(links), "X-Total-Count": str(total)}
