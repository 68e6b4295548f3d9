"""What a question says besides its topic: whose view it asks for, and in which documents.

A party counts as asked about when it is the one that says, wants or thinks something ("vad vill V …", "enligt
Moderaterna", "the Left Party's view"). A party that is merely mentioned ("samarbetet med S och MP") belongs to the
topic and stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from indexing.answers import Understanding
from indexing.parties import PARTY_NAMES
from indexing.places import named_places
from indexing.question_language import question_language
from indexing.records import Document, Query

_VERBS: Final = (
    "säger|säga|sa|sade|tycker|tyckte|tycka|vill|ville|anser|ansåg|menar|mena|föreslår|föreslå|kräver|kräva|lovar|lova|"
    "tänker|tänka|ser|se|ställer|ställer\\s+sig|ställde\\s+sig|står|driver|föreslog|krävde|sagt|gör|göra|har|"
    "does|do|did|would|will|is|are|has|have|say|says|want|wants|think|thinks|propose|proposes|demand|demands|"
    "believe|believes|promise|promises|plan|plans|suggest|suggests|stand|stands"
)
_NAME_TO_CODE: Final = {name: code for code, names in PARTY_NAMES.items() for name in names}
_NAMES: Final = "|".join(sorted((re.escape(name) for name in _NAME_TO_CODE), key=len, reverse=True))
# Codes of one letter are words of their own in lower case ("i", "s"), so they count in capitals or beside a verb.
_PARTY: Final = rf"(?:(?P<name>(?i:{_NAMES}))|(?P<code>SD|KD|MP|[SMCVL]))(?i::?s)?"
_PARTY_OR_LOWER_CODE: Final = rf"(?:(?P<name>(?i:{_NAMES}))|(?P<code>(?i:SD|KD|MP|[SMCVL])))(?i::?s)?"

# What a party's code of one letter may follow when a verb comes next: "att V vill", but not "hepatit C har".
_CLAUSE_OPENERS: Final = (
    "att|om|när|varför|hur|vad|som|och|men|eller|vilka|vilken|vilket|det|the|that|what|why|how|if|when|and|but|does|do"
)
_STANCES: Final = r"(?:emot|mot|för|positiv|negativ|kritisk|beredd|öppen|öppna|against|for|opposed|in favou?r)"

# "V-formad", "M/S" and "S:t Göran" are no parties.
_END: Final = r"(?![\w/-]|(?i::ta?)(?!\w))"
_SPEAKER_PATTERNS: Final = (
    re.compile(rf"(?<!\w)(?i:{_VERBS})\s+(?i:the\s+)?{_PARTY_OR_LOWER_CODE}{_END}"),
    re.compile(rf"(?<!\w)(?i:enligt|according\s+to)\s+(?i:the\s+)?{_PARTY_OR_LOWER_CODE}{_END}"),
    re.compile(rf"(?:^|[,.;:?!–(]\s*|(?<!\w)(?i:{_CLAUSE_OPENERS})\s+){_PARTY}\s+(?i:{_VERBS})(?!\w)"),
    re.compile(rf"(?<![\w/-])(?P<name>(?i:{_NAMES}))(?i:s)?\s+(?i:{_VERBS})(?!\w)"),
    re.compile(rf"(?<!\w)(?i:är|är\s+egentligen|are|is)\s+(?i:the\s+)?{_PARTY}\s+(?i:{_STANCES})"),
)
# Whose view it is, where nobody is said to speak: in "vad säger SD om V:s förslag" it is SD's view that is asked for.
_OWNER_PATTERNS: Final = (
    re.compile(
        rf"(?<![\w/-])(?:(?P<name>(?i:{_NAMES}))|(?P<code>SD|KD|MP|[SMCVL]))(?::s|['’]s|s|['’])?\s+"
        r"(?i:syn|politik|förslag|linje|åsikt|åsikter|ståndpunkt|inställning|hållning|krav|motion|program|punkter|"
        r"view|views|policy|position|stance|proposal|proposals|demands|motion|programme)(?!\w)"
    ),
)
_JOINED_PARTY: Final = re.compile(rf"\s*(?:,|och|and|&|eller|or)\s*(?i:the\s+)?{_PARTY}{_END}")

_GENITIVE: Final = re.compile(r"^(?::s|['’]s|s|['’])(?!\w)")

_TYPE_WORDS: Final = {
    # "motion" by itself may be exercise: it is a document when someone owns it ("V:s motion") or points at it.
    "motion": re.compile(
        r"(?i)(?<!\w)(?:riksdagsmotion|(?:riksdags)?motion(?:en|ens|er|erna)|(?:parliamentary|the|this) motion)(?!\w)"
        r"|(?<=s )motion(?!\w)"
    ),
    "program": re.compile(
        r"(?i)(?<!\w)(?:punkt|parti|samarbets|region)?program(?:met|mets|me|mes)?(?!\w)"
        r"|(?<!\w)44[\s-]*(?:punkt\w*|points?)(?!\w)|(?<!\w)(?:44:an|punktlistan)(?!\w)"
    ),
    "manifesto": re.compile(r"(?i)(?<!\w)(?:val)?manifest(?:et|ets|en)?(?!\w)|(?<!\w)election manifesto(?!\w)"),
}


@dataclass(frozen=True, slots=True)
class UnderstoodQuestion:
    """A question taken apart.

    Attributes:
        topic: the question without the words that name the speaker, the document or a place in it; perhaps empty.
        understanding: what those words said.
    """

    topic: str
    understanding: Understanding


def understand(query: Query, documents: Iterable[Document]) -> UnderstoodQuestion:
    """Read parties and documents out of a question.

    Args:
        query: the question, and what its caller says of it.
        documents: the indexed documents.

    Returns:
        The question's topic and what else it says.
    """
    question = query.text
    speakers = list(_mentions(_SPEAKER_PATTERNS, question)) or list(_mentions(_OWNER_PATTERNS, question))
    types = {name: pattern for name, pattern in _TYPE_WORDS.items() if pattern.search(question)}
    named = tuple(d.meta.document_id for d in documents if d.meta.title and d.meta.title.lower() in question.lower())
    document_words = [match.span() for pattern in types.values() for match in pattern.finditer(question)]
    places = list(named_places(question))
    taken = [span for _, span in speakers] + document_words + [span for _, span in places]
    topic = " ".join(_without(question, taken).split())
    return UnderstoodQuestion(
        topic=topic if any(character.isalnum() for character in topic) else "",
        understanding=Understanding(
            language=query.language or question_language(question),
            parties=tuple(dict.fromkeys(code for code, _ in speakers)),
            document_ids=named,
            types=tuple(types),
            places=tuple(dict.fromkeys(place for place, _ in places)),
        ),
    )


def _mentions(patterns: Iterable[re.Pattern[str]], question: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for pattern in patterns:
        for match in pattern.finditer(question):
            yield _mention(match)
            position = match.end("name") if match["name"] else match.end("code")
            while joined := _JOINED_PARTY.match(question, position):
                yield _mention(joined)
                position = joined.end()


def _mention(match: re.Match[str]) -> tuple[str, tuple[int, int]]:
    if match["name"]:
        return _NAME_TO_CODE[match["name"].lower()], match.span("name")
    return match["code"].upper(), match.span("code")


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(set(spans), reverse=True):
        text = text[:start] + " " + _GENITIVE.sub("", text[end:])
    return text
