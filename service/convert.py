"""Records of the core into their wire form: the one place that knows both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec import UNSET

from indexing.answers import Answer, AnswerStatus, Citation, Ranking, Understanding
from indexing.records import Document, Footnote, Passage, ScoredPassage, Section, Span
from service import wire
from service.feedback.records import answer_id
from service.links import Links
from service.notes import notes
from service.permalinks import permalink
from service.reading import Reading

T = TypeVar("T")
PartOf = Callable[[Sequence[T]], Sequence[T]]


def search_reply(reading: Reading[Ranking], links: Links) -> wire.SearchReply:
    """Shape the reply of a search.

    Args:
        reading: the ranking and its generation.
        links: makes the passages' addresses.

    Returns:
        The reply.
    """
    return wire.SearchReply(
        query=reading.value.query.text,
        index_version=reading.index_version,
        took_ms=reading.took_ms,
        passages=_hits(reading.value.passages, reading.documents, links),
        understood=_understood(reading.value.understanding),
        notes=notes(reading.value.understanding),
    )


def ask_reply(reading: Reading[Answer], links: Links) -> wire.AskReply:
    """Shape the reply to a question.

    Args:
        reading: the answer and its generation.
        links: makes the citations' addresses.

    Returns:
        The reply; it has nearest passages only when nothing was found.
    """
    answer = reading.value
    found = answer.status is AnswerStatus.ANSWERED
    return wire.AskReply(
        question=answer.query.text,
        status=answer.status.value,
        confidence=answer.confidence,
        answer=answer.text,
        statements=tuple(wire.StatementReply(text=s.text, citations=s.citations) for s in answer.statements),
        citations=tuple(_citation(citation, links) for citation in answer.citations),
        index_version=reading.index_version,
        took_ms=reading.took_ms,
        understood=_understood(answer.understanding),
        notes=notes(answer.understanding),
        unanswered=answer.unanswered,
        answer_id=answer_id(answer),
        nearest=UNSET if found else _hits(answer.nearest, reading.documents, links),
        written_by=answer.written_by or UNSET,
    )


def documents_reply(
    reading: Reading[Mapping[str, int]], links: Links, part_of: PartOf[Document] = lambda whole: whole
) -> wire.DocumentsReply:
    """Shape the list of documents.

    Args:
        reading: number of passages of each document, and the generation.
        links: makes the documents' addresses.
        part_of: takes the wanted page out of the list.

    Returns:
        The reply, in the corpus's order.
    """
    summaries = (
        document_summary(document, reading.value[document.meta.document_id], links)
        for document in part_of(tuple(reading.documents.values()))
    )
    total = len(reading.documents)
    return wire.DocumentsReply(index_version=reading.index_version, documents=tuple(summaries), total=total)


def document_summary(document: Document, passage_count: int, links: Links) -> wire.DocumentSummary:
    """Shape what the list of documents says of one.

    Args:
        document: the document.
        passage_count: number of its passages.
        links: makes the document's address.

    Returns:
        The summary.
    """
    meta = document.meta
    return wire.DocumentSummary(
        document_id=meta.document_id,
        title=meta.title,
        title_is_descriptive=meta.title_is_descriptive,
        type=meta.type,
        party=meta.parties,
        organ=meta.organ,
        session=meta.session,
        date=meta.date,
        language=meta.language,
        source=meta.source,
        licence=meta.licence,
        characters=len(document.text),
        passage_count=passage_count,
        url=links.document(meta.document_id),
    )


def document_reply(reading: Reading[int], document: Document, links: Links) -> wire.DocumentReply:
    """Shape a whole document.

    Args:
        reading: number of the document's passages, and the generation.
        document: the document.
        links: makes the document's address.

    Returns:
        The reply.
    """
    summary = document_summary(document, reading.value, links)
    return wire.DocumentReply(
        **msgspec.structs.asdict(summary),
        index_version=reading.index_version,
        outline=_outline(document.root),
        text=document.text,
        footnotes=_footnotes(document.footnotes),
    )


def passage_reply(reading: Reading[Passage], links: Links) -> wire.PassageReply:
    """Shape a passage.

    Args:
        reading: the passage and its generation.
        links: makes the passage's address.

    Returns:
        The reply.
    """
    return _passage(reading.value, reading, links)


def passages_reply(reading: Reading[tuple[Passage, ...]], links: Links, part_of: PartOf[Passage]) -> wire.PassagesReply:
    """Shape a list of passages.

    Args:
        reading: the passages and their generation.
        links: makes the passages' addresses.
        part_of: takes the wanted page out of the list.

    Returns:
        The reply, in the list's order.
    """
    passages = tuple(_passage(passage, reading, links) for passage in part_of(reading.value))
    return wire.PassagesReply(index_version=reading.index_version, passages=passages, total=len(reading.value))


def _passage(
    passage: Passage, reading: Reading[Passage] | Reading[tuple[Passage, ...]], links: Links
) -> wire.PassageReply:
    return wire.PassageReply(
        index_version=reading.index_version,
        passage_id=passage.passage_id,
        document_id=passage.document_id,
        document_title=reading.documents[passage.document_id].meta.title,
        kind=passage.kind.value,
        label=passage.label,
        section_path=passage.section_path,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        sentences=tuple(wire.SpanReply(start=span.start, end=span.end) for span in passage.sentences),
        footnotes=_footnotes(passage.footnotes),
        links=passage.links,
        url=place_of(passage, links),
    )


def place_of(passage: Passage, links: Links) -> str:
    """Return the address at which a reader sees the passage highlighted."""
    return permalink(passage, Span(passage.start, passage.end), passage.text, links.root)


def place_of_citation(citation: Citation, links: Links) -> str:
    """Return the address at which a reader sees the quote highlighted."""
    return permalink(citation.passage, Span(citation.start, citation.end), citation.quote, links.root)


def _hits(
    scored: Iterable[ScoredPassage], documents: Mapping[str, Document], links: Links
) -> tuple[wire.PassageHit, ...]:
    return tuple(
        wire.PassageHit(
            rank=rank,
            score=hit.score,
            passage_id=hit.passage.passage_id,
            document_id=hit.passage.document_id,
            document_title=documents[hit.passage.document_id].meta.title,
            label=hit.passage.label,
            section_path=hit.passage.section_path,
            text=hit.passage.text,
            start=hit.passage.start,
            end=hit.passage.end,
            url=place_of(hit.passage, links),
        )
        for rank, hit in enumerate(scored, start=1)
    )


def _understood(found: Understanding) -> wire.UnderstoodReply:
    return wire.UnderstoodReply(
        language=found.language,
        form=found.form.value if found.form else None,
        party=found.parties,
        document_id=found.document_ids,
        type=found.types,
        session=found.sessions,
        year=found.years,
        place=found.places,
        comparison=found.is_comparison,
        correction=tuple(wire.CorrectionReply(typed=c.typed, used=c.used) for c in found.corrections),
        absent=found.absent,
        follow_up=found.follow_up or None,
    )


def _citation(citation: Citation, links: Links) -> wire.CitationReply:
    return wire.CitationReply(
        number=citation.number,
        passage_id=citation.passage.passage_id,
        document_id=citation.document.document_id,
        document_title=citation.document.title,
        party=citation.document.parties,
        label=citation.passage.label,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        url=place_of_citation(citation, links),
        footnotes=_footnotes(citation.footnotes),
        language=citation.document.language,
    )


def _footnotes(footnotes: Iterable[Footnote]) -> tuple[wire.FootnoteReply, ...]:
    return tuple(wire.FootnoteReply(number=note.number, text=note.text, anchor=note.anchor) for note in footnotes)


def _outline(section: Section) -> wire.OutlineNode:
    return wire.OutlineNode(
        kind=section.kind.value,
        number=section.number,
        heading=section.heading,
        start=section.start,
        end=section.end,
        children=tuple(_outline(child) for child in section.children),
    )
