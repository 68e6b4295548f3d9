"""Parser for plain text: written as text, so without page furniture and footnotes at page bottoms."""

from __future__ import annotations

from indexing.parsing.decoding import decode
from indexing.parsing.lines import split_lines
from indexing.parsing.pdf_text import compose
from indexing.records import Document, DocumentMeta


def parse_plain_text(data: bytes, meta: DocumentMeta) -> Document:
    """Parse plain text.

    Args:
        data: the file's bytes.
        meta: what the manifest says of it.

    Returns:
        The document, without footnotes. Every non-space character of the file is in its text or an artefact.

    Raises:
        ParsingError: the file is empty, binary or not UTF-8.
    """
    lines, cleaned = split_lines(decode(data, meta.file))
    return compose(meta, lines, (), cleaned)
