"""The corpus folder: its manifest and its documents."""

from __future__ import annotations

import datetime
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec

from indexing.errors import ChecksumError, ManifestError, ParsingError
from indexing.parsing import PARSERS, parse
from indexing.parties import PARTY_CODES
from indexing.records import Document, DocumentMeta

MANIFEST_NAME = "manifest.toml"
# Files of these kinds are taken for documents; others, such as a README.md, may lie beside them.
_DOCUMENT_SUFFIXES = frozenset({".txt", ".pdf", ".html", ".htm", ".xml", ".json", ".docx", ".odt"})

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Slug = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", max_length=100)]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Session = Annotated[str, msgspec.Meta(pattern=r"\A(19|20)\d{2}(/\d{2}|/2000)?\Z")]
_Language = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]{2}\Z")]


class _Entry(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One ``[[document]]`` of the manifest, as written."""

    id: _Slug
    file: _Text
    title: _Text
    type: _Slug
    party: list[str]
    language: _Language
    source: _Text
    licence: _Text
    sha256: _Sha256
    parser: _Text
    title_is_descriptive: bool = False
    organ: _Text | None = None
    session: _Session | None = None
    date: datetime.date | None = None


class _Manifest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    document: list[_Entry]


def read_manifest(corpus_dir: Path) -> tuple[DocumentMeta, ...]:
    """Read ``manifest.toml`` of a corpus folder.

    Args:
        corpus_dir: the folder.

    Returns:
        What it says of each document, in its order.

    Raises:
        ManifestError: it is missing or malformed, a value is not allowed, an id or a file occurs twice, a named file
            lies outside the folder, or a document in the folder is not named.
    """
    metas = check_manifest(_read_text(corpus_dir / MANIFEST_NAME), corpus_dir)
    _refuse_unnamed(corpus_dir, {meta.file for meta in metas})
    return metas


def check_manifest(content: str, corpus_dir: Path) -> tuple[DocumentMeta, ...]:
    """Read a manifest that is not, or not yet, in its folder; whether its files are there is not looked at.

    Args:
        content: TOML.
        corpus_dir: the folder that it is for.

    Returns:
        What it says of each document, in its order.

    Raises:
        ManifestError: it is malformed, a value is not allowed, an id or a file occurs twice, or a named file would
            lie outside the folder.
    """
    path = corpus_dir / MANIFEST_NAME
    entries = _decode(content, path)
    _refuse_duplicates(path, "id", (entry.id for entry in entries))
    _refuse_duplicates(path, "file", (entry.file for entry in entries))
    return tuple(_meta(path, entry) for entry in entries)


def load_document(corpus_dir: Path, meta: DocumentMeta) -> Document:
    """Read, verify and parse one document.

    Args:
        corpus_dir: the corpus folder.
        meta: what its manifest says of the document.

    Returns:
        The parsed document.

    Raises:
        ParsingError: the file is missing, unreadable, empty, binary or not UTF-8.
        ChecksumError: the file's bytes are not those that the manifest describes.
    """
    return parse(_verified(corpus_dir, meta), meta)


def check_sources(corpus_dir: Path, metas: Sequence[DocumentMeta]) -> None:
    """Check that every source file is there and is the file that the manifest describes, without parsing it.

    Args:
        corpus_dir: the corpus folder.
        metas: what its manifest says.

    Raises:
        ParsingError: a file is missing or unreadable.
        ChecksumError: a file's bytes are not those that the manifest describes.
    """
    for meta in metas:
        _verified(corpus_dir, meta)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ManifestError(f"{path}: no such file; a corpus folder needs a {MANIFEST_NAME}") from error
    except OSError as error:
        raise ManifestError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path}: byte at offset {error.start} is not UTF-8; save the file as UTF-8") from error


def _decode(content: str, path: Path) -> list[_Entry]:
    try:
        return msgspec.convert(tomllib.loads(content), _Manifest).document
    except tomllib.TOMLDecodeError as error:
        raise ManifestError(f"{path}: not valid TOML: {error}; correct the file") from error
    except msgspec.ValidationError as error:
        raise ManifestError(f"{path}: {error}; correct this field") from error


def _refuse_duplicates(path: Path, field: str, values: Iterable[str]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise ManifestError(f"{path}: {field} {twice[0]!r} occurs more than once; give each document its own {field}")


def _meta(path: Path, entry: _Entry) -> DocumentMeta:
    _check_file(path, entry)
    _check_values(path, entry)
    return DocumentMeta(
        document_id=entry.id,
        title=entry.title,
        title_is_descriptive=entry.title_is_descriptive,
        type=entry.type,
        parties=tuple(entry.party),
        organ=entry.organ,
        session=entry.session,
        date=None if entry.date is None else entry.date.isoformat(),
        language=entry.language,
        source=entry.source,
        licence=entry.licence,
        file=entry.file,
        sha256=entry.sha256,
        parsed_as=entry.parser,
    )


def _check_file(path: Path, entry: _Entry) -> None:
    pure = PurePosixPath(entry.file)
    outside = pure.is_absolute() or ".." in pure.parts or "\\" in entry.file
    if outside or not (path.parent / pure).resolve().is_relative_to(path.parent.resolve()):
        raise ManifestError(
            f"{path}: file {entry.file!r} of document {entry.id!r} lies outside the folder; put the file into it and "
            f"give its path below it"
        )
    if str(pure) != entry.file:
        raise ManifestError(f"{path}: file {entry.file!r} of document {entry.id!r} must be written as {str(pure)!r}")


def _check_values(path: Path, entry: _Entry) -> None:
    where = f"{path}: document {entry.id!r}"
    unknown = [party for party in entry.party if party not in PARTY_CODES]
    if unknown:
        raise ManifestError(f"{where}: party {unknown[0]!r} is not known; use codes of {', '.join(PARTY_CODES)}")
    if len(set(entry.party)) < len(entry.party):
        raise ManifestError(f"{where}: a party occurs twice in {entry.party}; name each once")
    if entry.parser not in PARSERS:
        raise ManifestError(f"{where}: no parser {entry.parser!r}; use one of: {', '.join(sorted(PARSERS))}")
    if entry.session is not None and not _is_session(entry.session):
        raise ManifestError(f"{where}: session {entry.session!r} does not run over two years; write it as 2023/24")


def _is_session(session: str) -> bool:
    first, _, second = session.partition("/")
    return not second or (int(first) + 1) % 100 == int(second) % 100


def _refuse_unnamed(corpus_dir: Path, named: set[str]) -> None:
    files = (path for path in corpus_dir.rglob("*") if path.suffix.lower() in _DOCUMENT_SUFFIXES and path.is_file())
    unnamed = sorted({path.relative_to(corpus_dir).as_posix() for path in files} - named)
    if unnamed:
        raise ManifestError(
            f"{corpus_dir / MANIFEST_NAME}: does not name {unnamed[0]!r}; add a [[document]] for it or remove the file"
        )


def _read(path: Path, meta: DocumentMeta) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ParsingError(
            f"{path}: no such file; restore it, or remove document {meta.document_id!r} from {MANIFEST_NAME}"
        ) from error
    except OSError as error:
        raise ParsingError(f"{path}: cannot be read ({error.strerror}); check its kind and permissions") from error


def _verified(corpus_dir: Path, meta: DocumentMeta) -> bytes:
    data = _read(corpus_dir / meta.file, meta)
    actual = hashlib.sha256(data).hexdigest()
    if actual != meta.sha256:
        raise ChecksumError(
            f"{meta.file}: SHA-256 is {actual}, {MANIFEST_NAME} says {meta.sha256}; restore the file, or, if the "
            f"change is meant, set sha256 of document {meta.document_id!r} to the actual value"
        )
    return data
