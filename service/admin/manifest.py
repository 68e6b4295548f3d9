"""Editing the corpus manifest so that people's comments and their order of things stay."""

from __future__ import annotations

from typing import Final

import msgspec
import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Comment, Table, Whitespace

from indexing.errors import ManifestError
from service.admin.metadata import Metadata

DOCUMENTS: Final = "document"
_HEADER: Final = "[[document]]\n"
# The order of the fields in an entry that is written anew.
_FIELDS: Final = (
    *("id", "file", "title", "title_is_descriptive", "type", "party", "organ", "session", "date", "language"),
    *("source", "licence", "sha256", "parser"),
)


def make_entry(metadata: Metadata, file: str, sha256: str, former: str = "") -> str:
    """Write a document's entry.

    Args:
        metadata: what is said of it.
        file: its path in the corpus folder.
        sha256: of the file.
        former: its entry until now, whose comments stay; empty when there was none.

    Returns:
        TOML, without the ``[[document]]`` before it.
    """
    values = {**msgspec.to_builtins(metadata), "file": file, "sha256": sha256}
    values["date"] = None if metadata.date is None else tomlkit.date(metadata.date)
    values["title_is_descriptive"] = metadata.title_is_descriptive or None
    table = _parse_entry(former)
    for field in _FIELDS:
        if values[field] is None:
            table.pop(field, None)
        elif table.get(field) != values[field]:
            table[field] = values[field]
    return table.as_string()


def entry_of(manifest: str, document_id: str) -> tuple[int, str] | None:
    """Find a document.

    Args:
        manifest: TOML.
        document_id: the document.

    Returns:
        Its position, from 0, and its entry; None when the manifest does not name it.

    Raises:
        ManifestError: the manifest is no TOML.
    """
    for place, table in enumerate(_documents(_parse(manifest))):
        if table.get("id") == document_id:
            return place, _split(table)[0]
    return None


def with_entry(manifest: str, document_id: str, entry: str | None, place: int) -> str:
    """Put an entry into the manifest, or take one out.

    Args:
        manifest: TOML; empty for a new one.
        document_id: the document, whether the manifest names it or not.
        entry: its entry; None takes it out.
        place: where an entry that is not there yet goes, from 0.

    Returns:
        The manifest.

    Raises:
        ManifestError: the manifest is no TOML.
    """
    content = _parse(manifest)
    documents = _documents(content)
    found = next((number for number, table in enumerate(documents) if table.get("id") == document_id), None)
    rest = ""
    if found is not None:
        rest = _split(documents[found])[1]
        del documents[found]
        place = found
    if entry is not None:
        documents.insert(place, _parse_entry(entry.rstrip("\n") + "\n" + (rest or "\n")))
    elif rest.strip() and place:
        _append(documents, place - 1, rest)
    if DOCUMENTS not in content:
        content.append(DOCUMENTS, documents)
    return content.as_string().rstrip("\n") + "\n"


def _append(documents: AoT, place: int, rest: str) -> None:
    """Leave what stood between a removed entry and the next one where it stood."""
    entry, own_rest = _split(documents[place])
    del documents[place]
    documents.insert(place, _parse_entry(entry.rstrip("\n") + "\n" + own_rest + rest.lstrip("\n")))


def _parse(manifest: str) -> TOMLDocument:
    try:
        return tomlkit.parse(manifest)
    except TOMLKitError as error:
        raise ManifestError(f"the manifest is not valid TOML: {error}; correct it by hand first") from error


def _documents(content: TOMLDocument) -> AoT:
    documents = content.get(DOCUMENTS)
    return documents if isinstance(documents, AoT) else tomlkit.aot()


def _parse_entry(entry: str) -> Table:
    table = tomlkit.parse(_HEADER + entry)[DOCUMENTS][0]
    if not isinstance(table, Table):
        raise ManifestError("an entry of the manifest is no table; correct it by hand first")
    return table


def _split(table: Table) -> tuple[str, str]:
    """Part an entry from the comments below it, which belong to what comes next."""
    written = table.as_string()
    below = 0
    for key, item in reversed(table.value.body):
        if key is not None or not isinstance(item, Comment | Whitespace):
            break
        below += len(item.as_string())
    return written[: len(written) - below], written[len(written) - below :]
