"""Places in documents that a question names: "punkt 20", "yrkandena 3 och 4", "avsnitt 5.5", "4.3.2", the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexing.mentions import Mention, Part

SIGNATURE: Final = "underskriften"

_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = r"\d+(?:\.\d+)*(?!\w|\.\d|\s\d{3}(?!\d))"
_LIST: Final = rf"(?P<numbers>{_NUMBER}(?:(?:\s*(?:,|–|-|&)\s*|\s+(?:och|eller|samt|till|and|or|to)\s+){_NUMBER})*)"
_SHORT: Final = r"\s*(?:(?:nr|nummer|number|no)\.?\s*)?"
_WORDS: Final = {
    "punkt": r"punkt(?:en|erna|er)?|points?|items?",
    "yrkande": r"yrkande(?:t|na|n)?|förslag(?:spunkt(?:en|erna)?)?|proposals?|demands?",
    "avsnitt": r"avsnitt(?:et|en)?|kapitel|kapitlet|kapitlen|kap\.|avsn\.|sections?|chapters?",
}
_NAMED: Final = {label: re.compile(rf"(?i)(?<![\w-])(?:{word}){_SHORT}{_LIST}") for label, word in _WORDS.items()}
_ORDINAL: Final = {
    label: re.compile(
        rf"(?i)(?<![\w.,])(?:(?:den|det|the)\s+)?(?P<numbers>\d+)(?::[ae]|st|nd|rd|th)\s+(?:{word})(?!\w)"
    )
    for label, word in _WORDS.items()
}
# A number of three levels can only be a section's; of two, it may be a share or a sum.
_BARE: Final = re.compile(r"(?<![\w.,])(?P<numbers>\d+(?:\.\d+){2,})(?![\w]|\.\d)")
# A law's chapters are not the document's: "5 kap. hälso- och sjukvårdslagen" has its number first, "kapitel 5 i
# patientlagen" its law after.
_LAW_AFTER: Final = re.compile(
    r"(?i)\s+(?:i|of|in)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?\w*(?:lagen|lag|balken|förordningen|act)(?!\w)"
)
_RANGE: Final = re.compile(r"(\d+)\s*(?:–|-|till|to)\s*(\d+)")
_MOST_IN_A_RANGE: Final = 20

_DOCUMENTS: Final = (
    r"(?:den\s+här\s+|det\s+här\s+|denna\s+|detta\s+|the\s+|this\s+)?(?:(?:\w+[’']s|[\w:]+s)\s+)?"
    r"(?=[\w-]*(?:motion|program|manifest|dokument|text|förslag|punkt|\d|document))"
)
_AUTHORS: Final = (
    re.compile(
        r"(?i)^(?:vem|vilka|vilken\s+\w+)(?:\s+(?:personer|politiker|ledamöter|ledamot|är|var|det|som|har|hade|står|ligger))*"
        r"\s+(?:(?:skrivit|skrev|skriver)(?:\s+(?:under|på|ihop))?|undertecknat|undertecknade|undertecknar|signerat|"
        r"signerade|författat|författade|lagt(?:\s+fram)?|lade(?:\s+fram)?|lämnat\s+in|lämnade\s+in|väckt|väckte|bakom|"
        rf"(?:författare|avsändare|undertecknare|upphovsman)(?:\s+(?:till|av|för))?)\s+{_DOCUMENTS}"
    ),
    re.compile(
        r"(?i)^who(?:\s+(?:is|are|was|were|has|have|the))*\s+(?:(?:written|wrote|writes|signed|signs|authored|submitted|"
        rf"behind|drafted)|(?:authors?|signator(?:y|ies)|signers?)\s+(?:of|to))\s+{_DOCUMENTS}"
    ),
    re.compile(
        r"(?i)^(?:vem|vilka|who)\s+(?:är|var|is|are)\s+(?=[\w-]+s\s)(?P<document>[\w-]+s)\s+(?:författare|avsändare|undertecknare|"
        r"upphovsmän|authors?|signator(?:y|ies))(?!\w)"
    ),
)


def named_places(question: str) -> Iterator[Mention]:
    """Yield each numbered place that a question names, labelled as passages are."""
    if not _DIGIT.search(question):
        return
    taken: list[tuple[int, int]] = []
    for label, pattern in (*_NAMED.items(), *_ORDINAL.items()):
        for match in pattern.finditer(question):
            taken.append(match.span())
            if not _LAW_AFTER.match(question, match.end()):
                yield from (Mention(Part.PLACE, f"{label} {n}", *match.span()) for n in _numbers(match["numbers"]))
    for match in _BARE.finditer(question):
        if not any(start <= match.start() < end for start, end in taken):
            yield Mention(Part.PLACE, f"avsnitt {match['numbers']}", *match.span())


def asked_signature(question: str) -> Mention | None:
    """Return the signature as the place that is asked for by "Vem har skrivit motionen?", else None."""
    found = next((match for pattern in _AUTHORS if (match := pattern.match(question))), None)
    return Mention(Part.PLACE, SIGNATURE, *found.span()) if found else None


def _numbers(text: str) -> Iterator[str]:
    """Yield the numbers of a list, those within a range of whole numbers included."""
    for listed in re.split(r"\s*(?:,|&)\s*|\s+(?:och|eller|samt|and|or)\s+", text):
        whole = _RANGE.fullmatch(listed)
        first, last = (int(whole[1]), int(whole[2])) if whole else (0, -1)
        if 0 <= last - first <= _MOST_IN_A_RANGE:
            yield from map(str, range(first, last + 1))
        else:
            yield from re.findall(_NUMBER, listed)
