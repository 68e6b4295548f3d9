"""Bytes of a source file to text: UTF-8 or a clear refusal."""

from __future__ import annotations

import re

from indexing.errors import ParsingError
from indexing.parsing.cleaning import INVISIBLE, SOFT_HYPHEN

_VISIBLE = re.compile(rf"[^\s{INVISIBLE}{SOFT_HYPHEN}]")


def decode(data: bytes, file: str) -> str:
    """Decode a source file.

    A byte order mark is kept as its code point, so that offsets are offsets into the file.

    Args:
        data: the file's bytes.
        file: the file's name, for messages.

    Returns:
        The decoded text; its code point offsets are what every source map refers to.

    Raises:
        ParsingError: the file is empty, binary or not UTF-8.
    """
    _refuse_binary(data, file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ParsingError(
            f"{file}: byte {data[error.start]:#04x} at offset {error.start} is not UTF-8; "
            f"convert the file, for example with: iconv -f LATIN1 -t UTF-8 {file}"
        ) from error
    if _VISIBLE.search(text) is None:
        raise ParsingError(f"{file}: holds no text ({len(data)} bytes); extract its text again")
    return text


def _refuse_binary(data: bytes, file: str) -> None:
    nul = data.find(b"\0")
    if nul >= 0:
        raise ParsingError(
            f"{file}: NUL byte at offset {nul}, so this is not UTF-8 text; give the text extracted from the document"
        )
