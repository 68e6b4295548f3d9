"""The question before, asked of another place or thing: "och punkt 21?", "och för barn?", "och Spårväg Syd?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from indexing.analyzer import terms
from indexing.compounds import split_compound
from indexing.followups.naming import without
from indexing.followups.turns import Turn
from indexing.followups.wording import Wording, tokens
from indexing.places import named_places

Together = Callable[[Sequence[str], Sequence[str]], bool]
"""Tells whether some passage holds a term of each of two lists; true when one has none that is known."""

_NUMBER_ALONE: Final = re.compile(r"(?:(?:den|the)\s+)?(?P<number>\d+(?:\.\d+)*)(?::[ae])?")
_STEP: Final = re.compile(r"(?i)(?<!\w)(?:(?P<next>nästa|next)|föregående|previous)(?!\w)")
_PREPOSITION: Final = r"(?:i|på|för|hos|till|från|av|med|under|inom|om|in|on|for|at|to|from|by|with|of)"
_OPEN_END: Final = re.compile(r"(?i)(?<!\w)(?:med|om|åt|för|kring|angående|till|with|about|on|to)\s+(?:the\s+)?$")
# An adjective and a noun.
_MOST_REPLACED: Final = 2
_END: Final = " ?!.,"


def other_place(rest: str, turn: Turn) -> str | None:
    """Return the question before with another numbered place: "och punkt 21?", "och 36?", "och nästa?".

    Args:
        rest: the follow-up without what links it.
        turn: the question before.
    """
    if not turn.places:
        return None
    before = turn.places[0]
    label, _, number = before.value.partition(" ")
    bare, named = rest.strip(_END), list(named_places(rest))
    alone, step = _NUMBER_ALONE.fullmatch(bare), _STEP.search(rest)
    if named and not turn.wording.content(without(rest, named)):
        new = rest[named[0].start : named[0].end]
    elif alone:
        new = f"{label} {alone['number']}"
    elif step and number.isdigit() and not turn.wording.content(_STEP.sub(" ", rest)):
        new = f"{label} {int(number) + (1 if step['next'] else -1)}"
    else:
        return None
    return turn.question[: before.start] + new + turn.question[before.end :]


def other_phrase(phrase: str, turn: Turn, wording: Wording) -> str | None:
    """Return the question before with a phrase in place of that with the same preposition, or at its end.

    Args:
        phrase: the follow-up without what links it: "för barn", "i Norrtälje".
        turn: the question before.
        wording: of the follow-up's language.
    """
    own = wording.preposition.match(phrase)
    if not own or turn.wording is not wording:
        return None
    question = turn.question.rstrip(_END)
    same = re.compile(rf"(?i)(?<!\w){re.escape(own.group().strip())}\s(?:(?!\s{_PREPOSITION}\s)[^,?()])+")
    if found := same.search(question, turn.topic_start):
        return f"{question[: found.start()]}{phrase}{question[found.end() :]}?"
    return f"{question} {phrase}?"


def other_thing(phrase: str, turn: Turn, wording: Wording, together: Together) -> tuple[str, str]:
    """Return the question before about another thing, and what it is about where it does not say that itself.

    A word of the question that is made with the same last part gives way to it ("spelreklam", "fossilreklam"). Where
    no passage speaks of both, the thing is a topic of its own. Else it is asked about within the topic before.

    Args:
        phrase: what is asked about: "effektiviseringskraven".
        turn: the question before.
        wording: of the follow-up's language.
        together: tells whether a passage speaks of both.
    """
    if replaced := _like_word_replaced(phrase, turn):
        return replaced, ""
    if together(terms(phrase), terms(turn.topic)):
        return f"{wording.what_about.format(phrase=phrase)} – {turn.topic}?", f"{phrase}, {turn.topic}"
    frame = turn.question[: turn.topic_start]
    return f"{frame}{phrase}?" if _OPEN_END.search(frame) else f"{wording.what_about.format(phrase=phrase)}?", phrase


def _like_word_replaced(phrase: str, turn: Turn) -> str | None:
    """Return the question with the phrase in place of a word whose compound ends in the same part, if it has one."""
    own = list(tokens(phrase))
    if not own or len(own) > _MOST_REPLACED:
        return None
    head = _last_part(own[-1].group())
    for token in tokens(turn.question):
        is_other = token.group().lower() != own[-1].group().lower()
        if head and token.start() >= turn.topic_start and is_other and _last_part(token.group()) == head:
            start = _adjective_before(turn, token.start()) if len(own) > 1 else token.start()
            return f"{turn.question[:start]}{phrase}{turn.question[token.end() :]}"
    return None


def _adjective_before(turn: Turn, start: int) -> int:
    """Return where the word before begins, when it belongs to the topic as well."""
    before = [token for token in tokens(turn.question[:start]) if token.start() >= turn.topic_start]
    return before[-1].start() if before else start


def _last_part(word: str) -> str:
    """Return the term of a compound's last part, or nothing for what is no compound."""
    parts = split_compound(word.lower())
    return (terms(parts[-1]) or [""])[0] if len(parts) > 1 else ""
