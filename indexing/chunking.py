"""Cutting a document into passages: the units of retrieval and citation.

A passage never crosses a structural border. Numbered points and proposals are passages of their own; longer texts
are cut at paragraph and sentence borders (see ``segmentation``).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from indexing.config import IndexConfig
from indexing.labels import label
from indexing.language import sentence_spans
from indexing.links import link_proposals
from indexing.records import Document, Footnote, Passage, Section, SectionKind, Span
from indexing.segmentation import Unit, segment

# Raised when the same document would be cut into other passages than before.
CHUNKER_VERSION: Final = "2"

CountTokens = Callable[[Sequence[str]], list[int]]


def chunk(document: Document, count_tokens: CountTokens, config: IndexConfig) -> tuple[Passage, ...]:
    """Cut a document into passages in reading order.

    Args:
        document: a parsed document.
        count_tokens: the embedding model's token counts, special tokens excluded.
        config: passage lengths.

    Returns:
        Passages whose spans do not overlap and which hold every body character of the document, with links
        between proposals and the sections that argue for them.
    """
    passages = []
    occurrences: Counter[str] = Counter()
    for section, path, region in _regions(document.root, ()):
        for sentences in _runs(document, region, count_tokens, config):
            passages.append(_passage(document, section, path, sentences, occurrences))
    return link_proposals(passages)


def _regions(section: Section, path: tuple[str, ...]) -> Iterator[tuple[Section, tuple[str, ...], Span]]:
    """Yield every stretch of a section's own text, between and around its children, with its heading path."""
    own_path = path if section.kind is SectionKind.DOCUMENT else (*path, _path_entry(section))
    position = section.body_start
    for child in section.children:
        yield section, own_path, Span(position, child.start)
        yield from _regions(child, own_path)
        position = child.end
    yield section, own_path, Span(position, section.end)


def _path_entry(section: Section) -> str:
    if section.heading is None:
        return label(section)
    return f"{section.number} {section.heading}" if section.number else section.heading


def _runs(
    document: Document, region: Span, count_tokens: CountTokens, config: IndexConfig
) -> Iterator[tuple[Span, ...]]:
    sentences, ends_paragraph = _sentences(document, region)
    sentences, ends_paragraph = _split_overlong(document.text, sentences, ends_paragraph, count_tokens, config)
    counts = count_tokens([document.text[s.start : s.end] for s in sentences])
    units = [Unit(tokens, ends) for tokens, ends in zip(counts, ends_paragraph, strict=True)]
    for start, end in segment(units, config):
        yield tuple(sentences[start:end])


def _sentences(document: Document, region: Span) -> tuple[list[Span], list[bool]]:
    sentences: list[Span] = []
    ends_paragraph: list[bool] = []
    first = bisect_right(document.paragraphs, region.start, key=attrgetter("end"))
    last = bisect_left(document.paragraphs, region.end, key=attrgetter("start"))
    for paragraph in document.paragraphs[first:last]:
        start, end = max(paragraph.start, region.start), min(paragraph.end, region.end)
        if start >= end:  # an empty region within a paragraph
            continue
        found = sentence_spans(document.text[start:end], offset=start)
        sentences += found
        ends_paragraph += [index == len(found) - 1 for index in range(len(found))]
    return sentences, ends_paragraph


def _split_overlong(
    text: str,
    sentences: Sequence[Span],
    ends_paragraph: Sequence[bool],
    count_tokens: CountTokens,
    config: IndexConfig,
) -> tuple[list[Span], list[bool]]:
    """Cut sentences that the model could not read whole at white space, so that no text is left unread."""
    pieces: list[Span] = []
    ends: list[bool] = []
    counts = count_tokens([text[s.start : s.end] for s in sentences])
    for sentence, is_end, tokens in zip(sentences, ends_paragraph, counts, strict=True):
        if tokens <= config.hard_max_tokens:
            parts = [sentence]
        else:
            parts = list(_pieces(text, sentence, count_tokens, config.hard_max_tokens))
        pieces += parts
        ends += [False] * (len(parts) - 1) + [is_end]
    return pieces, ends


def _pieces(text: str, sentence: Span, count_tokens: CountTokens, limit: int) -> Iterator[Span]:
    """Halve a stretch of text, at white space where there is some, until each piece fits the limit."""
    stretch = text[sentence.start : sentence.end]
    # No tokeniser makes more tokens than bytes, so counting a short stretch cannot be slow.
    if len(stretch) < 2 or (len(stretch) <= limit * 16 and count_tokens([stretch])[0] <= limit):
        yield sentence
        return
    middle = len(stretch) // 2
    space = max(stretch.rfind(" ", 0, middle), stretch.rfind("\n", 0, middle))
    cut = sentence.start + (space if space > 0 else middle)
    rest = cut + len(text[cut : sentence.end]) - len(text[cut : sentence.end].lstrip())
    yield from _pieces(text, Span(sentence.start, cut), count_tokens, limit)
    if rest < sentence.end:
        yield from _pieces(text, Span(rest, sentence.end), count_tokens, limit)


def _passage(
    document: Document,
    section: Section,
    path: tuple[str, ...],
    sentences: tuple[Span, ...],
    occurrences: Counter[str],
) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    text = document.text[start:end]
    return Passage(
        passage_id=_passage_id(document.meta.document_id, text, occurrences),
        document_id=document.meta.document_id,
        kind=section.kind,
        label=label(section),
        section_path=path,
        start=start,
        end=end,
        text=text,
        sentences=sentences,
        footnotes=_footnotes(document.footnotes, start, end),
    )


def _passage_id(document_id: str, text: str, occurrences: Counter[str]) -> str:
    """Name a passage by its text, so that it keeps its id when the text around it changes."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    occurrences[digest] += 1
    repetition = f"-{occurrences[digest]}" if occurrences[digest] > 1 else ""
    return f"{document_id}:{digest}{repetition}"


def _footnotes(footnotes: Sequence[Footnote], start: int, end: int) -> tuple[Footnote, ...]:
    """Return the notes whose marker stood in the passage; one at its very end belongs to it, not to the next."""
    return tuple(note for note in footnotes if note.anchor is not None and start < note.anchor <= end)
