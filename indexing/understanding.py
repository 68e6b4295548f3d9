"""What a question says besides its topic: whose view it asks for, in which documents, from when, and how it is put.

Each reader (speakers, kinds, titles, times, places) yields mentions: an item and the words that name it. What the
caller switches off, or contradicts by a filter, counts as not read: its words stay in the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexing.answers import Understanding
from indexing.kinds import KIND_TYPES, named_kinds, types_of
from indexing.mentions import Mention, Part, is_ignored
from indexing.places import SIGNATURE, asked_signature, named_places
from indexing.question_forms import question_form
from indexing.question_language import question_language
from indexing.records import Document, DocumentMeta, Filters, Query, SectionKind
from indexing.speakers import named_speakers
from indexing.times import named_sessions, named_years, years_of
from indexing.titles import named_documents

_COMPARING: Final = re.compile(
    r"(?i)(?<!\w)(?:skilj(?:er|de)\s+sig|skiljer|skillnad(?:en|er|erna)?|jämför(?:t|a|else)?(?:\s+med)?|både|båda|kontra|"
    r"respektive|i\s+jämförelse\s+med|likhet(?:en|er|erna)?|gemensamt|in\s+common|compared?|comparison|differences?|differs?|both|versus|vs)(?!\w)"
)
# The documents as such: to be compared, and no topic.
_DOCUMENTS: Final = re.compile(
    r"(?i)(?<!\w)(?:(?:de\s+(?:här\s+)?)?(?:båda\s+|två\s+)?(?:dokumenten|texterna)|(?:the\s+)?(?:two\s+|both\s+)?documents)s?(?!\w)"
)


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question taken apart.

    Attributes:
        topic: the question without the words that name the speaker, the document or a place in it; perhaps empty.
        understanding: what those words said.
    """

    topic: str
    understanding: Understanding


def understand(query: Query, documents: Iterable[Document]) -> UnderstoodQuestion:
    """Read parties, documents, times and places out of a question.

    Args:
        query: the question, and what its caller says of it.
        documents: the indexed documents.

    Returns:
        The question's topic and what else it says.
    """
    indexed = tuple(documents)
    metas = [document.meta for document in indexed]
    read = [*_read(query.text, metas), *_places(query.text, indexed)]
    kept = _most_telling([m for m in read if not is_ignored(m.key, query.ignore) and _is_allowed(m, query.filters)])
    comparison = list(_comparison(query, kept, metas))
    return UnderstoodQuestion(_topic(query.text, [*kept, *comparison]), _understanding(query, kept, comparison, metas))


def _read(question: str, metas: Sequence[DocumentMeta]) -> Iterator[Mention]:
    """Yield what a question names, in order of what it says about the documents."""
    yield from named_speakers(question)
    yield from _types(question, metas)
    yield from named_documents(question, metas)
    yield from named_sessions(question)
    yield from named_years(question, {year for meta in metas for year in years_of(meta)})


def _types(question: str, metas: Sequence[DocumentMeta]) -> Iterator[Mention]:
    """Yield a mention for each indexed type of a kind that is named."""
    indexed = {meta.type for meta in metas}
    for kind in named_kinds(question):
        names = types_of(kind.value, question[kind.start : kind.end], indexed)
        yield from (Mention(Part.TYPE, name, kind.start, kind.end) for name in names)


def _places(question: str, documents: Sequence[Document]) -> Iterator[Mention]:
    """Yield the places that are named, and the signature when the question asks who wrote and a document is signed."""
    named = list(named_places(question))
    yield from _as_proposals(named) if named and _is_of_motions(question, documents) else named
    asked = asked_signature(question)
    if asked and _have(SectionKind.SIGNATURE, documents):
        yield asked


def _is_of_motions(question: str, documents: Sequence[Document]) -> bool:
    """Tell whether only motions are named, and none of them has points of its own."""
    motions = [document for document in documents if document.meta.type in KIND_TYPES["motion"]]
    return {kind.value for kind in named_kinds(question)} == {"motion"} and not _have(SectionKind.POINT, motions)


def _as_proposals(places: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the places with points called proposals, as "punkt 22 i motionen" means the 22nd of them."""
    for place in places:
        label, _, number = place.value.partition(" ")
        yield replace(place, value=f"yrkande {number}") if label == "punkt" else place


def _have(kind: SectionKind, documents: Iterable[Document]) -> bool:
    return any(section.kind is kind for document in documents for section in document.root.walk())


def _is_allowed(mention: Mention, filters: Filters) -> bool:
    """Tell whether a mention agrees with the caller's filters: those win."""
    chosen = {
        Part.PARTY: filters.parties,
        Part.TYPE: filters.types,
        Part.DOCUMENT: filters.document_ids,
        Part.SESSION: filters.sessions,
    }.get(mention.part)
    return not chosen or mention.value in chosen


def _most_telling(mentions: Sequence[Mention]) -> list[Mention]:
    """Drop kinds within titles: "motionen om vården" names that document, not all motions."""
    titles = [m for m in mentions if m.part is Part.DOCUMENT]
    return [m for m in mentions if m.part is not Part.TYPE or not any(_overlap(m, title) for title in titles)]


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _comparison(query: Query, kept: Sequence[Mention], metas: Sequence[DocumentMeta]) -> Iterator[Mention]:
    """Yield the words that set parties or documents side by side, when there are two sides."""
    question = query.text
    words = [match.span() for match in _COMPARING.finditer(question)]
    all_documents = [match.span() for match in _DOCUMENTS.finditer(question)]
    two_sides = _sides(kept, metas) > 1 or (words and all_documents)
    if two_sides and not is_ignored(Part.COMPARISON, query.ignore):
        yield Mention(Part.COMPARISON, "", 0, 0)
        yield from (Mention(Part.COMPARISON, "", *span) for span in (*words, *all_documents))


def _sides(kept: Sequence[Mention], metas: Sequence[DocumentMeta]) -> int:
    """Return how many parties, or how many documents and kinds of documents, a question names."""
    types = {meta.document_id: meta.type for meta in metas}
    parties = {m.value for m in kept if m.part is Part.PARTY}
    titles = {m.value for m in kept if m.part is Part.DOCUMENT}
    titled = {types[title] for title in titles}
    spans = {(m.start, m.end) for m in kept if m.part is Part.TYPE}
    kinds = {frozenset(m.value for m in kept if m.part is Part.TYPE and (m.start, m.end) == span) for span in spans}
    return max(len(parties), len(titles) + sum(not kind & titled for kind in kinds))


def _topic(question: str, mentions: Sequence[Mention]) -> str:
    """Return the question without the words of the mentions; nothing but its signature is asked of a document."""
    if any(m.part is Part.PLACE and m.value == SIGNATURE for m in mentions):
        return ""
    taken = {offset for m in mentions if not m.is_topic for offset in range(m.start, m.end)}
    topic = " ".join("".join(" " if i in taken else letter for i, letter in enumerate(question)).split())
    return topic if any(character.isalnum() for character in topic) else ""


def _understanding(
    query: Query, kept: Sequence[Mention], comparison: Sequence[Mention], metas: Sequence[DocumentMeta]
) -> Understanding:
    def values(part: Part) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.value for m in kept if m.part is part))

    return Understanding(
        language=query.language or question_language(query.text),
        form=question_form(query.text),
        parties=values(Part.PARTY),
        document_ids=values(Part.DOCUMENT),
        types=values(Part.TYPE),
        sessions=values(Part.SESSION),
        years=tuple(map(int, values(Part.YEAR))),
        places=values(Part.PLACE),
        is_comparison=bool(comparison),
        absent=tuple(dict.fromkeys(m.key for m in kept if _is_absent(m, metas))),
    )


def _is_absent(mention: Mention, metas: Sequence[DocumentMeta]) -> bool:
    """Tell whether the index has no document of the party, kind, session or year that is named."""
    match mention.part:
        case Part.PARTY:
            return not any(mention.value in meta.parties for meta in metas)
        case Part.TYPE:
            return not any(mention.value == meta.type for meta in metas)
        case Part.SESSION:
            return not any(mention.value == meta.session for meta in metas)
        case Part.YEAR:
            return not any(int(mention.value) in years_of(meta) for meta in metas)
        case _:
            return False
