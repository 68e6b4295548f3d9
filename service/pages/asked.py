"""What the address of a question's page says, and the addresses that say a little else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import urlencode

from litestar.params import QueryParameter

from indexing.config import MAX_EARLIER
from indexing.mentions import Part
from indexing.queries import make_query
from indexing.records import Query

Values = Annotated[list[str] | None, QueryParameter()]
Question = Annotated[str | None, QueryParameter(name="q")]
OneValue = Annotated[str | None, QueryParameter()]
FILTERS: Final = (Part.PARTY, Part.DOCUMENT, Part.TYPE, Part.SESSION)
"""What a question can be narrowed down by, in the order of the page."""
FIELDS: Final = {Part.PARTY: "party", Part.DOCUMENT: "document", Part.TYPE: "type", Part.SESSION: "session"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as its page's address has it.

    Attributes:
        question: the question; None when there is none yet.
        party: codes or names of parties.
        document: ids of documents.
        type: types of documents.
        session: sessions.
        ignore: what is not to be read out of the question.
        language: the question's; None finds out.
        after: the questions of the conversation before this one, the oldest first.
    """

    question: str | None = None
    party: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    session: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    language: str | None = None
    after: tuple[str, ...] = ()

    def query(self, max_characters: int) -> Query:
        """Check the question and its filters.

        Args:
            max_characters: longest question accepted.

        Raises:
            InputError: something cannot be used.
        """
        return make_query(
            self.question or "",
            parties=self.party,
            document_ids=self.document,
            types=self.type,
            sessions=self.session,
            language=self.language,
            ignore=self.ignore,
            earlier=self.after,
            max_characters=max_characters,
        )

    def chosen(self, part: Part) -> tuple[str, ...]:
        """Return the values that a filter has."""
        return tuple(getattr(self, FIELDS[part]))

    @property
    def filter_count(self) -> int:
        """How many values all filters have."""
        return sum(len(self.chosen(part)) for part in FILTERS)

    def without(self, part: Part, value: str) -> Asked:
        """Return the same question with one value of a filter less."""
        party, document, type_, session = (
            tuple(chosen for chosen in self.chosen(other) if (other, chosen) != (part, value)) for other in FILTERS
        )
        return replace(self, party=party, document=document, type=type_, session=session)

    def unfiltered(self) -> Asked:
        """Return the same question with no filters."""
        return Asked(self.question, ignore=self.ignore, language=self.language, after=self.after)

    @property
    def conversation(self) -> tuple[str, ...]:
        """The questions that one asked next may lean on: those before this one, and this one."""
        return (*self.after, self.question)[-MAX_EARLIER:] if self.question else ()

    def ignoring(self, key: str) -> Asked:
        """Return the same question with one item less read out of it."""
        return replace(self, ignore=(*self.ignore, key))

    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Return names and values for an address."""
        return tuple(self._parameters())

    def address(self, base: str, path: str = "/") -> str:
        """Return the address of the question's page, or of another that is about the question.

        Args:
            base: path below which the service is mounted.
            path: of the page.
        """
        return f"{base}{path}?{urlencode(self.parameters())}"

    def _parameters(self) -> Iterator[tuple[str, str]]:
        yield "q", self.question or ""
        for part in FILTERS:
            yield from ((FIELDS[part], value) for value in self.chosen(part))
        yield from (("ignore", key) for key in self.ignore)
        if self.language:
            yield "language", self.language
        yield from (("after", earlier) for earlier in self.after)


def asked(
    question: str | None,
    filters: tuple[list[str] | None, list[str] | None, list[str] | None, list[str] | None],
    ignore: list[str] | None,
    language: str | None,
    after: list[str] | None = None,
) -> Asked:
    """Put together what the parameters of an address say.

    Args:
        question: ``q``.
        filters: ``party``, ``document``, ``type`` and ``session``.
        ignore: ``ignore``.
        language: ``language``; an empty one is none.
        after: ``after``; a question that is asked again does not follow itself.
    """
    party, document, type_, session = (
        tuple(dict.fromkeys(value for value in values or () if value.strip())) for values in filters
    )
    earlier = list(after or ())
    while earlier and earlier[-1] == question:
        earlier.pop()
    return Asked(
        question, party, document, type_, session, tuple(ignore or ()), language or None, tuple(earlier[-MAX_EARLIER:])
    )
