"""What is said of a document in the manifest, as a form or a program says it; checked field by field."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from indexing.normalization import normalize
from indexing.parsing import PARSERS
from indexing.parties import PARTY_CODES

MAX_TEXT_CHARACTERS: Final = 1_000
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG_CHARACTERS: Final = 100
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_SESSION: Final = re.compile(r"(?:19|20)(\d\d)(?:/(\d\d|2000))?")


class Metadata(Struct, frozen=True, forbid_unknown_fields=True):
    """What the manifest says of a document; docs/architecture.md describes the fields.

    Attributes:
        id: slug, part of every link.
        title: the document's own, or a description.
        type: slug: motion, program, manifesto, ...
        party: codes.
        language: ISO 639-1.
        source: where it comes from.
        licence: under what terms.
        parser: how its file is read.
        title_is_descriptive: the source shows no title.
        organ: the assembly; None when the source does not show it.
        session: the session ("2023/24"); None when the source does not show it.
        date: ISO date; None when the source does not show it.
    """

    id: str = ""
    title: str = ""
    type: str = ""
    party: tuple[str, ...] = ()
    language: str = ""
    source: str = ""
    licence: str = ""
    parser: str = ""
    title_is_descriptive: bool = False
    organ: str | None = None
    session: str | None = None
    date: str | None = None


def tidy(metadata: Metadata) -> Metadata:
    """Return metadata with NFC text, white space collapsed, and None where an optional field is blank."""
    return Metadata(
        id=_line(metadata.id),
        title=_line(metadata.title),
        type=_line(metadata.type),
        party=tuple(metadata.party),
        language=_line(metadata.language),
        source=_line(metadata.source),
        licence=_line(metadata.licence),
        parser=metadata.parser,
        title_is_descriptive=metadata.title_is_descriptive,
        organ=_line(metadata.organ or "") or None,
        session=_line(metadata.session or "") or None,
        date=_line(metadata.date or "") or None,
    )


def find_flaws(metadata: Metadata, taken_ids: Collection[str]) -> dict[str, str]:
    """Say what keeps metadata out of the manifest.

    Args:
        metadata: as `tidy` returns it.
        taken_ids: ids of other documents.

    Returns:
        What is wrong, by field; empty when all is well.
    """
    return dict(_flaws(metadata, taken_ids))


def _flaws(metadata: Metadata, taken_ids: Collection[str]) -> Iterator[tuple[str, str]]:
    for name, value in (("id", metadata.id), ("type", metadata.type)):
        if not _SLUG.fullmatch(value) or len(value) > _MAX_SLUG_CHARACTERS:
            yield name, f"{value!r} is no slug; use a-z, 0-9 and single hyphens, at most {_MAX_SLUG_CHARACTERS}"
    if metadata.id in taken_ids:
        yield "id", f"{metadata.id!r} is another document's; choose another, or replace that document"
    for name in ("title", "source", "licence", "organ"):
        if flaw := _text_flaw(getattr(metadata, name), is_needed=name != "organ"):
            yield name, flaw
    if unknown := [code for code in metadata.party if code not in PARTY_CODES]:
        yield "party", f"{unknown[0]!r} is not known; use codes of {', '.join(PARTY_CODES)}"
    elif len(set(metadata.party)) < len(metadata.party):
        yield "party", "a party occurs twice; name each once"
    if not _LANGUAGE.fullmatch(metadata.language):
        yield "language", f"{metadata.language!r} is no code of ISO 639-1; use two letters: sv, en"
    if metadata.parser not in PARSERS:
        yield "parser", f"there is no parser {metadata.parser!r}; use one of {', '.join(sorted(PARSERS))}"
    if metadata.session is not None and not _is_session(metadata.session):
        yield "session", f"{metadata.session!r} is no session; write it as 2023/24, or as one year"
    if metadata.date is not None and not _is_date(metadata.date):
        yield "date", f"{metadata.date!r} is no date; write it as 2023-10-04"


def _text_flaw(value: str | None, *, is_needed: bool) -> str:
    if not value:
        return "it is needed; write what the source shows" if is_needed else ""
    if len(value) > MAX_TEXT_CHARACTERS:
        return f"it has {len(value)} characters; at most {MAX_TEXT_CHARACTERS} are kept"
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        return "it holds control characters; remove them"
    return ""


def _is_session(session: str) -> bool:
    match = _SESSION.fullmatch(session)
    if match is None:
        return False
    return match[2] is None or int(match[2][-2:]) == (int(match[1]) + 1) % 100


def _is_date(date: str) -> bool:
    try:
        return datetime.date.fromisoformat(date).isoformat() == date
    except ValueError:
        return False


def _line(text: str) -> str:
    return normalize(" ".join(text.split()))
