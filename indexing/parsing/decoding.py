"""Bytes of a source file to text: UTF-8 or a clear refusal."""

from __future__ import annotations

from indexing.errors import ParsingError


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
            f"convert the file, for example with: iconv -f LATIN1 -t UTF-8"
        ) from error
    if not text.strip("\ufeff \t\r\n\f\v\xa0"):
        raise ParsingError(f"{file}: holds no text (first byte offset 0 of {len(data)}); extract its text again")
    return text


def _refuse_binary(data: bytes, file: str) -> None:
    nul = data.find(b"\0")
    if nul >= 0:
        raise ParsingError(
            f"{file}: NUL byte at offset {nul}, so this is not UTF-8 text; give the text extracted from the document"
        )
