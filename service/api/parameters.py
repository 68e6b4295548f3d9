"""Query parameters of the API, declared once."""

from __future__ import annotations

from typing import Annotated

from litestar.params import QueryParameter

from indexing.config import MAX_K
from indexing.mentions import Part

Question = Annotated[str, QueryParameter(name="q", description="The question, in any language.")]
Count = Annotated[int, QueryParameter(name="k", description=f"How many passages to rank, 1 to {MAX_K}.")]
Parties = Annotated[
    list[str] | None, QueryParameter(name="party", description="Party code or name; repeat it for alternatives.")
]
DocumentIds = Annotated[
    list[str] | None, QueryParameter(name="document", description="Document id; repeat it for alternatives.")
]
DocumentIdsToo = Annotated[
    list[str] | None, QueryParameter(name="document_id", description="The same as `document`, as in POST.")
]
Types = Annotated[
    list[str] | None, QueryParameter(name="type", description="Document type; repeat it for alternatives.")
]
Sessions = Annotated[
    list[str] | None, QueryParameter(name="session", description="Session as 2023/24; repeat it for alternatives.")
]
Language = Annotated[
    str | None, QueryParameter(name="language", description="The question's language (sv, en); without it, found out.")
]
Context = Annotated[
    list[str] | None,
    QueryParameter(name="context", description="A question asked before this one, the oldest first. Repeatable."),
]
Ignored = Annotated[
    list[str] | None,
    QueryParameter(
        name="ignore",
        description=f"What is not to be read out of the question: {', '.join(Part)}, or an item (party:V). Repeatable.",
    ),
]
