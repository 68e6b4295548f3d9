"""Making a Query of what a caller typed: the one place where questions and filters are checked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Final

from indexing.config import MAX_EARLIER, MAX_IGNORED, MAX_K, MAX_QUESTION_CHARACTERS
from indexing.errors import FilterError, QueryError
from indexing.mentions import Part
from indexing.normalization import normalize
from indexing.parties import PARTY_CODES, party_code
from indexing.records import Filters, Query

_SESSION: Final = re.compile(r"[0-9]{4}/[0-9]{2}|1999/2000")
_LANGUAGE: Final = re.compile(r"(?P<primary>[A-Za-z]{2,3})(?:-[A-Za-z0-9]{2,8})*")
_LONGEST_LANGUAGE: Final = 35


def make_query(
    text: str,
    *,
    k: int = 10,
    parties: Sequence[str] = (),
    document_ids: Sequence[str] = (),
    types: Sequence[str] = (),
    sessions: Sequence[str] = (),
    language: str | None = None,
    ignore: Sequence[str] = (),
    earlier: Sequence[str] = (),
    max_characters: int = MAX_QUESTION_CHARACTERS,
) -> Query:
    """Check a question and its filters.

    Args:
        text: the question as typed.
        k: how many passages to return, 1 to ``MAX_K``.
        parties: codes or names, in any case ("V", "vänsterpartiet").
        document_ids: ids of documents.
        types: document types, in any case.
        sessions: parliamentary sessions, "2023/24".
        language: the question's, as a language tag ("sv", "en-GB"); None finds out.
        ignore: what is not to be read out of the question: parts ("party"), or single items ("party:V").
        earlier: the questions of the conversation before this one, as asked, the oldest first. The latest
            ``MAX_EARLIER`` count; what is no question that could have been answered is left out.
        max_characters: longest question accepted, in code points.

    Returns:
        The query, with the question in NFC and the filters in canonical form.

    Raises:
        QueryError: the question, ``k``, ``language`` or ``ignore`` cannot be used.
        FilterError: a filter value cannot be used.
    """
    if not 1 <= k <= MAX_K:
        raise QueryError(f"k is {k!r}; it must be a whole number from 1 to {MAX_K}")
    filters = Filters(
        parties=_unique(_party(value) for value in parties),
        document_ids=_unique(_filled("document", value) for value in document_ids),
        types=_unique(_filled("type", value).lower() for value in types),
        sessions=_unique(_session(value) for value in sessions),
    )
    return Query(
        _question(text, max_characters),
        k,
        filters,
        language=None if language is None else _language(language),
        ignore=_all_ignored(ignore, max_characters),
        earlier=_latest_questions(earlier, max_characters),
    )


def _question(text: str, max_characters: int) -> str:
    cleaned = " ".join(normalize(text).split())
    if len(cleaned) > max_characters:
        raise QueryError(f"the question has {len(cleaned)} characters; the limit is {max_characters}")
    if any(unicodedata.category(character) == "Cs" for character in cleaned):
        raise QueryError("the question is not valid Unicode text; send it as UTF-8")
    if any(unicodedata.category(character) == "Cc" for character in cleaned):
        raise QueryError("the question contains a control character; remove it")
    if not any(character.isalnum() for character in cleaned):
        raise QueryError("the question is empty; write at least one word")
    return cleaned


def _latest_questions(texts: Sequence[str], max_characters: int) -> tuple[str, ...]:
    """Return the last of the texts that are questions, in their order; no more are looked at than are needed."""
    latest = islice(_questions(reversed(texts), max_characters), MAX_EARLIER)
    return tuple(latest)[::-1]


def _questions(texts: Iterable[str], max_characters: int) -> Iterator[str]:
    for text in texts:
        with suppress(QueryError):
            yield _question(text, max_characters)


def _party(value: str) -> str:
    code = party_code(value)
    if code is None:
        raise FilterError(f"unknown party {value!r}; use one of {', '.join(PARTY_CODES)}")
    return code


def _session(value: str) -> str:
    if not _SESSION.fullmatch(value.strip()):
        raise FilterError(f"unknown session {value!r}; write it as 2023/24")
    return value.strip()


def _language(value: str) -> str:
    """Return the primary subtag: "en" of "en-GB"."""
    tag = _LANGUAGE.fullmatch(value)
    if not tag or len(value) > _LONGEST_LANGUAGE:
        raise QueryError(f"unknown language {value!r}; write a tag such as sv or en")
    return tag["primary"].lower()


def _all_ignored(values: Sequence[str], max_characters: int) -> tuple[str, ...]:
    if len(values) > MAX_IGNORED:
        raise QueryError(f"{len(values)} items are to be ignored; the limit is {MAX_IGNORED}")
    longest = max(map(len, values), default=0)
    if longest > max_characters:  # longer than any question that it could be read out of
        raise QueryError(f"an item to be ignored has {longest} characters; the limit is {max_characters}")
    return _unique(_ignored(value) for value in values)


def _ignored(value: str) -> str:
    part, colon, item = (piece.strip() for piece in value.partition(":"))
    if part not in set(Part) or bool(colon) != bool(item):
        raise QueryError(
            f"cannot ignore {value!r}; write one of {', '.join(Part)}, or an item of it: party:V, place:punkt 20"
        )
    if part == Part.PARTY and item:
        item = _party(item)
    return f"{part}:{item}" if item else part


def _filled(name: str, value: str) -> str:
    if not value.strip():
        raise FilterError(f"the {name} filter is empty; leave it out to search everything")
    return value.strip()


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
