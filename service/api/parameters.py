"""Query parameters of the API, declared once."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

from indexing.config import MAX_K

Question = Annotated[str, QueryParameter(name="q", description="The question, in any language.")]
Count = Annotated[int, QueryParameter(name="k", description=f"How many passages to rank, 1 to {MAX_K}.")]
Parties = Annotated[
    list[str] | None, QueryParameter(name="party", description="Party code or name; repeat it for alternatives.")
]
DocumentIds = Annotated[
    list[str] | None, QueryParameter(name="document", description="Document id; repeat it for alternatives.")
]
Types = Annotated[
    list[str] | None, QueryParameter(name="type", description="Document type; repeat it for alternatives.")
]
Sessions = Annotated[
    list[str] | None, QueryParameter(name="session", description="Session as 2023/24; repeat it for alternatives.")
]
