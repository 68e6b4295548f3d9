"""From the bytes that somebody sends to text that can be parsed: what kind, which encoding, under what name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from indexing.errors import ParsingError
from indexing.normalization import normalize
from indexing.parsing.decoding import decode
from service.admin.errors import EmptyUploadError, UploadEncodingError, UploadTypeError

# Kinds of files that are read, each with the parsers that it may be read by; the first is the usual one.
PARSERS_BY_SUFFIX: Final = MappingProxyType(
    {
        ".txt": ("plain-text", "pdf-text"),
        ".text": ("plain-text", "pdf-text"),
        ".md": ("markdown", "plain-text"),
        ".markdown": ("markdown", "plain-text"),
    }
)
_MAX_NAME_CHARACTERS: Final = 200
_FOREIGN: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive, or a document of Word or LibreOffice"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
)
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# A byte above 127 may mean anything; a file in which all of them are these in Windows-1252 is a Nordic text in it.
_NORDIC: Final = frozenset("åäöÅÄÖéÉèÈüÜæøÆØáàêôçñß§–—…•·‘’“”„»«´°½¼²³€µ×±© ")
_TELLING: Final = frozenset("åäöÅÄÖ")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that can be parsed.

    Attributes:
        name: what its sender calls it, without folders; for people.
        suffix: of the name, in lower case; a key of ``PARSERS_BY_SUFFIX``.
        data: its content in UTF-8; byte for byte what was sent when that was UTF-8 already.
        text: the same, decoded.
        read_as: the encoding that it came in.
    """

    name: str
    suffix: str
    data: bytes
    text: str
    read_as: str


def receive(name: str, data: bytes) -> Received:
    """Take an upload for what it is.

    Args:
        name: what its sender calls it.
        data: its content.

    Returns:
        The file, as text.

    Raises:
        EmptyUploadError: there is no text in it.
        UploadEncodingError: it is binary, or its encoding cannot be told for certain.
        UploadTypeError: it is of a kind that is not read.
    """
    shown = shown_name(name)
    suffix = PurePosixPath(shown).suffix.lower()
    kinds = ", ".join(PARSERS_BY_SUFFIX)
    foreign = next((kind for mark, kind in _FOREIGN if data.startswith(mark)), None)
    if foreign is not None:
        raise UploadTypeError(f"{shown} is {foreign}; send its text as a file that ends in {kinds}")
    if suffix not in PARSERS_BY_SUFFIX:
        raise UploadTypeError(f"{shown} is of no kind that is read; send a file that ends in {kinds}")
    converted, read_as = _to_utf8(data, shown)
    try:
        text = decode(converted, shown)
    except ParsingError as error:
        if b"\0" in converted:
            raise UploadEncodingError(f"{error}") from error
        raise EmptyUploadError(f"{shown} holds no text ({len(data)} bytes); send the file that has the text") from error
    return Received(shown, suffix, converted, text, read_as)


def shown_name(name: str) -> str:
    """Return an upload's name for people: NFC, without folders, control characters and what is too long."""
    last = normalize(name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(character for character in last if unicodedata.category(character) not in {"Cc", "Cs", "Cf"})
    stem, dot, suffix = visible.strip().rpartition(".")
    kept = f"{stem[:_MAX_NAME_CHARACTERS]}{dot}{suffix[:20]}"
    return kept or "upload"


def _to_utf8(data: bytes, name: str) -> tuple[bytes, str]:
    """Return a file's content in UTF-8, and what it was in."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        flaw = error
    else:
        return data, "utf-8"
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "windows-1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = ""
    if text and (encoding == "utf-16" or _is_nordic(text)):
        return text.encode("utf-8"), encoding
    raise UploadEncodingError(
        f"{name}: byte {data[flaw.start]:#04x} at offset {flaw.start} is not UTF-8, and it cannot be told what else "
        "it is; save the file as UTF-8"
    )


def _is_nordic(text: str) -> bool:
    unusual = {character for character in text if ord(character) > 127}
    return unusual <= _NORDIC and bool(unusual & _TELLING) and not any(0 < ord(c) < 9 for c in set(text))
