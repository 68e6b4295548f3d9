"""What understanding a question needs to know of the indexed documents, found out once and not at every question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from indexing.kinds import KIND_TYPES
from indexing.records import Document, DocumentMeta, SectionKind
from indexing.times import years_of
from indexing.titles import TitleIndex


@dataclass(frozen=True, slots=True)
class Library:
    """The indexed documents, as questions refer to them.

    Attributes:
        metas: of each document, in corpus order.
        types: each document's type by its id.
        parties: all codes of parties that documents are of.
        sessions: all sessions that documents are of.
        years: all years that documents are of.
        titles: finds the documents that a question names.
        has_signature: some document is signed.
        motions_have_points: some motion has points besides its proposals.
    """

    metas: tuple[DocumentMeta, ...]
    types: Mapping[str, str]
    parties: frozenset[str]
    sessions: frozenset[str]
    years: frozenset[int]
    titles: TitleIndex
    has_signature: bool
    motions_have_points: bool

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Self:
        """Find out all of it."""
        indexed = tuple(documents)
        metas = tuple(document.meta for document in indexed)
        motions = [document for document in indexed if document.meta.type in KIND_TYPES["motion"]]
        return cls(
            metas=metas,
            types={meta.document_id: meta.type for meta in metas},
            parties=frozenset(party for meta in metas for party in meta.parties),
            sessions=frozenset(meta.session for meta in metas if meta.session),
            years=frozenset(year for meta in metas for year in years_of(meta)),
            titles=TitleIndex(metas),
            has_signature=_have(SectionKind.SIGNATURE, indexed),
            motions_have_points=_have(SectionKind.POINT, motions),
        )


def _have(kind: SectionKind, documents: Iterable[Document]) -> bool:
    return any(section.kind is kind for document in documents for section in document.root.walk())
