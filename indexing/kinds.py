"""Kinds of documents that a question names: "i motionen", "enligt valmanifestet", "their shadow budget"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from indexing.mentions import Mention, Part
from indexing.parties import NAME_PATTERN

# Each kind with the types that corpora give to its documents; the first is ours.
KIND_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "motion": ("motion", "riksdagsmotion", "partimotion", "kommittémotion", "budget-motion", "budgetmotion"),
    "budget-motion": ("budget-motion", "budgetmotion", "skuggbudget"),
    "program": ("program", "programme", "partiprogram", "party-programme", "handlingsprogram"),
    "manifesto": ("manifesto", "valmanifest", "valplattform", "manifest"),
    "agreement": ("agreement", "coalition-agreement", "avtal", "överenskommelse", "koalitionsavtal"),
    "proposition": ("proposition", "bill", "budgetproposition"),
    "report": ("report", "betänkande"),
}

# Whose the document is; "motion" by itself may be exercise, "program" a television programme.
_PARTY: Final = rf"{NAME_PATTERN}s?|SD|KD|MP|[SMCVL]"
_OWNER: Final = rf"(?:(?:{_PARTY}|partiet|ledamoten|riksdagen|region\w*)(?::s|s|[’']s?)?|deras|sitt|sin|sina)"
_THEIR: Final = rf"(?:{_OWNER}|the|this|their|its|party|parliamentary|political|[\w]+[’']s)"
# Others' documents are often what a question is about ("vad tycker V om Tidöavtalet?"). They are where to look when
# the question says so.
_INTO: Final = (
    r"(?:i|ur|enligt|från|säger|föreslår|lovar|innehåller|in|from|under|according\s+to|does|do)\s+(?:den|det|the)?\s*"
)

_WORDS: Final = {
    "motion": (
        r"(?<!\w)(?P<word>(?:riksdags|parti|kommitté|följd)motion(?:en|ens|er|erna|ernas)?|motion(?:en|ens|er|erna|ernas))(?!\w)",
        rf"(?<!\w){_OWNER}\s+(?P<word>motion)(?!\w)",
        r"(?<!\w)(?P<word>(?:(?:the|this|their|parliamentary)\s+)+motions?)(?!\w)",
        r"(?<=[’']s )(?P<word>motions?)(?!\w)",
        r"(?<!\w)(?P<word>motion)\s+\d{4}/\d\d",
    ),
    "budget-motion": (
        r"(?<!\w)(?P<word>(?:budgetmotion|skuggbudget)(?:en|ens|er|erna))(?!\w)",
        rf"(?<!\w){_OWNER}\s+(?P<word>budgetmotion|skuggbudget)(?!\w)",
        r"(?<!\w)(?P<word>(?:(?:the|this|their|its)\s+)?(?:shadow|alternative)\s+budget|budget\s+motion)(?!\w)",
    ),
    "program": (
        r"(?<!\w)(?P<word>(?:(?:punkts?|parti|samarbets|region|handlings|idé|princip)?program(?:met|mets|men|mens)))(?!\w)",
        r"(?<!\w)(?P<word>(?:punkts?|parti|samarbets|handlings|idé|princip)program)(?!\w)",
        r"(?<!\w)(?P<word>\d+[\s-]*(?:punkts?program\w*|punktslistan|points?\s+(?:programme|program|plan))|punktlistan)(?!\w)",
        rf"(?<!\w){_THEIR}\s+(?P<word>(?:party\s+)?program(?:me|mes)?)(?!\w)",
    ),
    "manifesto": (
        r"(?<!\w)(?P<word>(?:val)?manifest(?:et|ets|en)?|valplattform(?:en|ens)?)(?!\w)",
        r"(?<!\w)(?P<word>(?:election\s+)?manifesto(?:s|es)?|election\s+platform)(?!\w)",
    ),
    "agreement": (
        rf"(?<!\w){_INTO}(?P<word>(?:koalitions|regerings|samarbets|januari|tidö|december)avtal(?:et|ets)?)(?!\w)",
        rf"(?<!\w){_INTO}(?P<word>(?:regerings|budget|samarbets)överenskommelse(?:n|ns)?)(?!\w)",
        rf"(?<!\w){_INTO}(?P<word>(?:coalition|government|tidö|january)\s+agreement)(?!\w)",
    ),
    "proposition": (
        rf"(?<!\w){_INTO}(?P<word>(?:budget)?proposition(?:en|ens|erna))(?!\w)",
        rf"(?<!\w){_INTO}(?P<word>(?:government|budget)\s+bill)(?!\w)",
    ),
    "report": (rf"(?<!\w){_INTO}(?P<word>(?:utskotts)?betänkande(?:t|ts))(?!\w)",),
}
# A question without any of these, case-folded, names nothing of the kind: a look that spares the patterns.
_STEMS: Final = {
    "motion": ("motion",),
    "budget-motion": ("budget",),
    "program": ("program", "punktslistan", "punktlistan", "plan"),
    "manifesto": ("manifest", "plattform", "platform"),
    "agreement": ("avtal", "överenskommelse", "agreement"),
    "proposition": ("proposition", "bill"),
    "report": ("betänkande",),
}
_AMBIGUOUS: Final = frozenset({"programmet", "programmets", "programmen", "programmens"})
_PATTERNS: Final = {kind: tuple(re.compile(f"(?i){word}") for word in words) for kind, words in _WORDS.items()}


def named_kinds(question: str) -> Iterator[Mention]:
    """Yield the kinds of documents that a question names, each with the words that name it."""
    folded = question.casefold()
    for kind, patterns in _PATTERNS.items():
        for pattern in patterns if any(stem in folded for stem in _STEMS[kind]) else ():
            yield from (Mention(Part.TYPE, kind, *match.span("word")) for match in pattern.finditer(question))


def types_of(kind: str, word: str, indexed: Collection[str]) -> tuple[str, ...]:
    """Return the types of the indexed documents that are of a kind, or the kind itself when there are none.

    Args:
        kind: a key of ``KIND_TYPES``.
        word: what the question calls it; "programmet" may be any programme, and names no documents when no indexed
            document is one.
        indexed: the types of the indexed documents; empty when they are not known.
    """
    found = tuple(name for name in KIND_TYPES[kind] if name in indexed)
    is_doubtful = bool(indexed) and word.lower() in _AMBIGUOUS
    return found or (() if is_doubtful else (kind,))
