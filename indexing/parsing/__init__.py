"""Parsers: one module per source format, each turning raw bytes into a Document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from indexing.errors import ParsingError
from indexing.parsing.markdown import parse_markdown
from indexing.parsing.pdf_text import parse_pdf_text
from indexing.parsing.plain_text import parse_plain_text
from indexing.records import Document, DocumentMeta

# Raised when a parser would make another document of the same file.
PARSER_VERSION = "1"

Parser = Callable[[bytes, DocumentMeta], Document]

PARSERS: Mapping[str, Parser] = MappingProxyType(
    {"markdown": parse_markdown, "pdf-text": parse_pdf_text, "plain-text": parse_plain_text}
)


def parse(data: bytes, meta: DocumentMeta) -> Document:
    """Parse a source file with the parser that its manifest names.

    Args:
        data: the file's bytes.
        meta: what the manifest says of it; ``parsed_as`` names the parser.

    Returns:
        The document.

    Raises:
        ParsingError: there is no such parser, or the file is empty, binary or not UTF-8.
    """
    parser = PARSERS.get(meta.parsed_as)
    if parser is None:
        raise ParsingError(f"{meta.file}: no parser {meta.parsed_as!r}; use one of: {', '.join(sorted(PARSERS))}")
    return parser(data, meta)
