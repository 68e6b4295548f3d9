"""What a question says besides its topic: whose view it asks for, in which documents, from when, and how it is put.

Each reader (speakers, kinds, titles, times, places) yields mentions: an item and the words that name it. What the
caller switches off, or contradicts by a filter, counts as not read: its words stay in the topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexing.answers import Understanding
from indexing.kinds import named_kinds, types_of
from indexing.library import Library
from indexing.mentions import Mention, Part, is_ignored
from indexing.places import SIGNATURE, asked_signature, named_places
from indexing.question_forms import question_form
from indexing.question_language import question_language
from indexing.records import Document, Filters, Query
from indexing.speakers import named_speakers
from indexing.times import named_sessions, named_years

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


def understand(query: Query, documents: Library | Iterable[Document]) -> UnderstoodQuestion:
    """Read parties, documents, times and places out of a question.

    Args:
        query: the question, and what its caller says of it.
        documents: the indexed documents; whoever asks often makes a library of them first.

    Returns:
        The question's topic and what else it says.
    """
    library = documents if isinstance(documents, Library) else Library.of(documents)
    kinds = list(named_kinds(query.text))
    read = [*_read(query.text, kinds, library), *_places(query.text, kinds, library)]
    kept = _most_telling([m for m in read if not is_ignored(m.key, query.ignore) and _is_allowed(m, query.filters)])
    comparison = list(_comparison(query, kept, library))
    topic = _topic(query.text, [*kept, *comparison])
    return UnderstoodQuestion(topic, _understanding(query, kept, comparison, library))


def _read(question: str, kinds: Iterable[Mention], library: Library) -> Iterator[Mention]:
    """Yield what a question names, in order of what it says about the documents."""
    yield from named_speakers(question)
    yield from _types(question, kinds, library)
    yield from library.titles.named(question)
    yield from named_sessions(question)
    yield from named_years(question, library.years)


def _types(question: str, kinds: Iterable[Mention], library: Library) -> Iterator[Mention]:
    """Yield a mention for each indexed type of a kind that is named."""
    indexed = frozenset(library.types.values())
    for kind in kinds:
        names = types_of(kind.value, question[kind.start : kind.end], indexed)
        yield from (Mention(Part.TYPE, name, kind.start, kind.end) for name in names)


def _places(question: str, kinds: Iterable[Mention], library: Library) -> Iterator[Mention]:
    """Yield the places that are named, and the signature when the question asks who wrote and a document is signed."""
    named = list(named_places(question))
    are_proposals = {kind.value for kind in kinds} == {"motion"} and not library.motions_have_points
    yield from _as_proposals(named) if are_proposals else named
    asked = asked_signature(question) if library.has_signature else None
    if asked:
        yield asked


def _as_proposals(places: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the places with points called proposals, as "punkt 22 i motionen" means the 22nd of them."""
    for place in places:
        label, _, number = place.value.partition(" ")
        yield replace(place, value=f"yrkande {number}") if label == "punkt" else place


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


def _comparison(query: Query, kept: Sequence[Mention], library: Library) -> Iterator[Mention]:
    """Yield the words that set parties or documents side by side, when there are two sides."""
    question = query.text
    words = [match.span() for match in _COMPARING.finditer(question)]
    all_documents = [match.span() for match in _DOCUMENTS.finditer(question)]
    two_sides = _sides(kept, library.types) > 1 or (words and all_documents)
    if two_sides and not is_ignored(Part.COMPARISON, query.ignore):
        yield Mention(Part.COMPARISON, "", 0, 0)
        yield from (Mention(Part.COMPARISON, "", *span) for span in (*words, *all_documents))


def _sides(kept: Sequence[Mention], types: Mapping[str, str]) -> int:
    """Return how many parties, or how many documents and kinds of documents, a question names."""
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
    query: Query, kept: Sequence[Mention], comparison: Sequence[Mention], library: Library
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
        absent=tuple(dict.fromkeys(m.key for m in kept if _is_absent(m, library))),
    )


def _is_absent(mention: Mention, library: Library) -> bool:
    """Tell whether the index has no document of the party, kind, session or year that is named."""
    match mention.part:
        case Part.PARTY:
            return mention.value not in library.parties
        case Part.TYPE:
            return mention.value not in library.types.values()
        case Part.SESSION:
            return mention.value not in library.sessions
        case Part.YEAR:
            return int(mention.value) not in library.years
        case _:
            return False
