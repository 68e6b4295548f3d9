"""A follow-up question and the turn before it into the question in full."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from indexing.analyzer import word_terms
from indexing.followups.naming import source_mentions
from indexing.followups.pronouns import MOST_WORDS, points_back
from indexing.followups.sources import other_source
from indexing.followups.switches import Together, other_phrase, other_place, other_thing
from indexing.followups.turns import Turn
from indexing.followups.wording import Wording
from indexing.mentions import Part
from indexing.places import asked_signature, named_places

_END: Final = " ?!.,"
_THAT: Final = re.compile(r"(?i)\s+(?:just\s+|is\s+)?(?:det|så|that|so)$")
# What stands before "man" is a verb, whatever it is.
_VERB_OF_ALL: Final = re.compile(r"(?i)(?<!\w)[\w-]+\s+(?:man|vi|ni|du|jag|we|you)(?!\w)")
_DOCUMENT_PRONOUN: Final = re.compile(r"(?i)(?<!\w)(?:den|det|denna|detta|it|this)(?=\s*[?.!]*$)")


@dataclass(frozen=True, slots=True)
class InFull:
    """A follow-up as it is read.

    Attributes:
        question: in full.
        topic: what it is about, where that was carried over; empty when the question itself says it.
    """

    question: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A follow-up taken apart.

    Attributes:
        rest: without what links it to the question before.
        is_linked: something linked it, before or after.
        is_about: it names what to ask about instead, and no more.
        is_narrowing: it says what alone, or what more, is meant.
    """

    rest: str
    is_linked: bool
    is_about: bool
    is_narrowing: bool


def read_after(question: str, turn: Turn, wording: Wording, together: Together) -> InFull | None:
    """Read a question in the light of the one before.

    Args:
        question: as asked.
        turn: the question before.
        wording: of the question's language.
        together: tells whether a passage holds terms of both of two lists.

    Returns:
        The question in full; None when it stands on its own.
    """
    asked = _take_apart(question, wording)
    if (place := other_place(asked.rest, turn)) and (asked.is_linked or wording.is_verbless(asked.rest)):
        return InFull(place)
    if any(True for _ in named_places(asked.rest)) or not turn.topic:
        return None
    return (
        _of_other_source(asked, turn, wording)
        or _who_wrote(asked.rest, turn)
        or _bare_interrogative(asked, turn, wording)
        or _phrase(asked, turn, wording, together)
        or _left_out(asked, turn, wording)
    )


def _take_apart(question: str, wording: Wording) -> _Asked:
    linked = wording.link.sub("", question.strip())
    about = wording.about.sub("", linked)
    rest = wording.tail.sub("", about) + ("?" if wording.tail.search(about) else "")
    narrowed = wording.only.sub("", rest)
    is_narrowing = narrowed != rest and wording.is_verbless(narrowed)
    return _Asked(rest, is_narrowing or rest != question.strip(), about != linked, is_narrowing)


def _of_other_source(asked: _Asked, turn: Turn, wording: Wording) -> InFull | None:
    """Read "och vad säger motionen?" and "och Moderaterna?"."""
    full = other_source(asked.rest, turn, wording, is_linked=asked.is_linked)
    if full and turn.carried and not wording.is_verbless(asked.rest):
        return _about(asked.rest, turn, wording)
    return InFull(full, turn.carried) if full else None


def _who_wrote(rest: str, turn: Turn) -> InFull | None:
    """Read "vem har skrivit den?" as being about the document that the question before names."""
    documents = [m for m in turn.sources if m.part is not Part.PARTY]
    pronoun = _DOCUMENT_PRONOUN.search(rest)
    if len(documents) != 1 or not pronoun:
        return None
    name = turn.question[documents[0].start : documents[0].end]
    full = rest[: pronoun.start()] + name + rest[pronoun.end() :]
    return InFull(full) if asked_signature(full) else None


def _bare_interrogative(asked: _Asked, turn: Turn, wording: Wording) -> InFull | None:
    """Read "varför?", "hur många då?" and "under vilka år?": what the question before said, asked otherwise."""
    found = wording.interrogative.match(asked.rest)
    if not found or not wording.is_verbless(found["rest"]) or len(found["rest"].split()) > MOST_WORDS:
        return None
    if len(wording.content(found["rest"])) > 1:
        return None
    bare, clause = asked.rest.strip(_END), turn.question.rstrip(_END)
    begins_with_verb = turn.wording is wording and wording.begins_with_verb(clause) and not turn.carried
    if begins_with_verb and wording.adverb.match(bare):
        return InFull(f"{_THAT.sub('', bare)} {clause[0].lower()}{clause[1:]}?")
    return _about(asked.rest, turn, wording)


def _phrase(asked: _Asked, turn: Turn, wording: Wording, together: Together) -> InFull | None:
    """Read "och för barn?", "bara på sommaren?" and "och effektiviseringskraven?"."""
    is_phrase = asked.is_about or wording.is_verbless(asked.rest)
    if not asked.is_linked or not is_phrase or wording.interrogative.match(asked.rest):
        return None
    phrase = wording.too.sub("", asked.rest).strip(_END)
    if asked.is_narrowing or not wording.content(phrase):
        return _about(phrase, turn, wording)
    if points_back(phrase, wording):
        return _about(wording.what_about.format(phrase=phrase), turn, wording)
    if full := other_phrase(phrase, turn, wording):
        return InFull(full, turn.carried and f"{phrase}, {turn.carried}")
    question, topic = other_thing(phrase, turn, wording, together)
    return InFull(question, topic)


def _left_out(asked: _Asked, turn: Turn, wording: Wording) -> InFull | None:
    """Read a whole question that leaves out what it is about: "vem ska driva den?", "finns det undantag?"."""
    if points_back(asked.rest, wording) or _names_nothing_new(asked, turn, wording):
        return _about(asked.rest, turn, wording)
    return None


def _names_nothing_new(asked: _Asked, turn: Turn, wording: Wording) -> bool:
    """Tell whether a question names nothing by itself, or only what the turn before spoke of."""
    rest = asked.rest
    if wording.overview.search(rest) or asked_signature(rest):
        return False
    content = wording.content(_VERB_OF_ALL.sub(" ", rest))
    has_source = bool(source_mentions(rest, turn.library))
    if not content:
        return not has_source or asked.is_linked
    if wording.says.match(rest):
        return not has_source
    if not wording.is_question(rest) or has_source or len(content) > MOST_WORDS:
        return False
    if wording.known_thing.search(rest):
        return True
    return all(term in turn.terms for term in word_terms(" ".join(content)))


def _about(rest: str, turn: Turn, wording: Wording) -> InFull:
    """Return the follow-up with what the turn before was about, and whom or what it was put to."""
    own = source_mentions(rest, turn.library)
    put_to = [_source(turn, wording, is_party=is_party) for is_party in (True, False) if not own]
    topic = ", ".join(part for part in (turn.topic, *put_to) if part)
    return InFull(f"{rest.rstrip(_END)} – {topic}?", turn.topic)


def _source(turn: Turn, wording: Wording, *, is_party: bool) -> str:
    """Return whose view or which document the turn before asked for: "enligt V", "i motionen"."""
    found = [m for m in turn.sources if (m.part is Part.PARTY) is is_party]
    if len(found) != 1:
        return ""
    name = found[0].value if is_party else turn.question[found[0].start : found[0].end]
    return (wording.by if is_party else wording.within).format(name=name)
