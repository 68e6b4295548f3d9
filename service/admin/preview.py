"""How a file would be read: parsed and cut exactly as a build of the index would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from indexing.chunking import CountTokens, chunk
from indexing.config import IndexConfig
from indexing.parsing import parse
from indexing.records import DocumentMeta, Passage, Section
from service.admin.records import Preview, PreviewPassage, PreviewSection
from service.admin.sources import text_digest

MAX_SECTIONS: Final = 300
MAX_PASSAGES: Final = 60
_MAX_CHARACTERS: Final = 1_200


def make_preview(data: bytes, meta: DocumentMeta, count_tokens: CountTokens, config: IndexConfig) -> Preview:
    """Parse a file and cut it into passages.

    Args:
        data: its bytes.
        meta: what is said of it.
        count_tokens: the embedding model's.
        config: passage lengths.

    Raises:
        ParsingError: the file cannot be parsed.
    """
    document = parse(data, meta)
    passages = chunk(document, count_tokens, config)
    sections = list(_sections(document.root, 0))[1:]
    removed = Counter(artefact.kind.value for artefact in document.artefacts)
    return Preview(
        characters=len(document.text),
        section_count=len(sections),
        passage_count=len(passages),
        footnote_count=len(document.footnotes),
        removed=dict(sorted(removed.items())),
        text_sha256=text_digest(document.text),
        sections=tuple(sections[:MAX_SECTIONS]),
        passages=tuple(map(_passage, passages[:MAX_PASSAGES])),
    )


def _sections(section: Section, depth: int) -> Iterator[PreviewSection]:
    yield PreviewSection(depth, section.kind.value, section.number, section.heading)
    for child in section.children:
        yield from _sections(child, depth + 1)


def _passage(passage: Passage) -> PreviewPassage:
    text = passage.text[:_MAX_CHARACTERS]
    return PreviewPassage(passage.label, passage.section_path, text, is_cut=len(passage.text) > len(text))
