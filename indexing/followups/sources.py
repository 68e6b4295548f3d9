"""The question before, put to another document or party: "och vad säger motionen?", "och Moderaterna?"."""

from __future__ import annotations

import re
from typing import Final

from indexing.followups.naming import INTO, source_mentions, without
from indexing.followups.turns import Turn
from indexing.followups.wording import Wording
from indexing.mentions import Part
from indexing.parties import party_code

_OTHER: Final = re.compile(
    r"(?i)(?<!\w)(?:(?:i\s+|in\s+)?(?:det|den|the)\s+(?:andra|other)(?:\s+(?:dokumentet|texten|document|text|one))?)(?!\w)"
)
_THE: Final = re.compile(r"(?i)\bthe\s+")
_END: Final = " ?!.,"


def other_source(rest: str, turn: Turn, wording: Wording, *, is_linked: bool) -> str | None:
    """Return the question before put to another document or party, if that is all that is asked.

    Args:
        rest: the follow-up without what links it.
        turn: the question before.
        wording: of the follow-up's language.
        is_linked: something links the follow-up to the question before.
    """
    if wording.overview.search(rest):
        return None
    name, part, value, remaining = _named(rest, turn)
    if not name or wording.content(remaining):
        return None
    contrasts = any(m.part is not Part.PARTY if part is not Part.PARTY else m.part is part for m in turn.sources)
    is_same = any(m.value == value for m in turn.sources)
    if not is_linked and (is_same or not contrasts):
        return None
    return _put_to(name, part, turn)


def _named(rest: str, turn: Turn) -> tuple[str, Part, str, str]:
    """Return what a follow-up calls its only source, what that is, its value, and the words that remain."""
    bare = rest.strip(_END)
    if code := party_code(bare):
        return bare, Part.PARTY, code, ""
    named = source_mentions(rest, turn.library)
    if len(named) == 1:
        only = named[0]
        return rest[only.start : only.end], only.part, only.value, without(rest, named)
    other = None if named else _OTHER.search(rest)
    title = _title_of_other(turn) if other else ""
    return title, Part.DOCUMENT, title, f"{rest[: other.start()]} {rest[other.end() :]}" if other else rest


def _put_to(name: str, part: Part, turn: Turn) -> str:
    """Return the question before with a source in place of its own, or beside it."""
    question, wording, is_party = turn.question, turn.wording, part is Part.PARTY
    parties = [m for m in turn.sources if m.part is Part.PARTY]
    documents = [m for m in turn.sources if m.part is not Part.PARTY]
    replaced = (parties or documents) if is_party else documents
    if len(replaced) == 1:
        start, end = replaced[0].start, replaced[0].end
        into = INTO.search(question[:start]) if is_party and not parties else None
        if into is None:
            bare = _THE.sub("", name) if _THE.search(question[:start][-4:]) else name
            return question[:start] + bare + question[end:]
        question = f"{question[: into.start()].rstrip()} {question[end:].lstrip()}"
    added = (wording.by if is_party else wording.within).format(name=name)
    return f"{question.rstrip(_END)} {added}?"


def _title_of_other(turn: Turn) -> str:
    """Return the title of the other one of two documents, or nothing where there are more or it is not clear."""
    metas = turn.library.metas
    named = {m.value for m in turn.sources}
    spoken = [meta for meta in metas if meta.document_id in named or meta.type in named]
    if not spoken:
        cited = {citation.document.document_id for citation in turn.answered().citations}
        spoken = [meta for meta in metas if meta.document_id in cited]
    others = [meta for meta in metas if meta not in spoken]
    return others[0].title if len(spoken) == 1 and len(others) == 1 else ""
