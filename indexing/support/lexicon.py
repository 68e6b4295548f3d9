"""Swedish words that turn a statement round, widen it or make it firmer.

Words of one direction may stand for each other; those of opposite ones make a sentence say the opposite. Words are
dictionary forms, except comparatives, whose dictionary form ("fler": "många") says less than they do.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

from indexing.analyzer import lemma


class Direction(StrEnum):
    """Which way something is to go."""

    UP = "up"
    DOWN = "down"
    BEGIN = "begin"
    END = "end"
    KEEP = "keep"
    ALLOW = "allow"
    FORBID = "forbid"
    BETTER = "better"
    WORSE = "worse"
    GOOD = "good"
    BAD = "bad"
    EARLIER = "earlier"
    PRESENT = "present"
    THERE = "there"
    LACKING = "lacking"


_PAIRS: Final = (
    (Direction.UP, Direction.DOWN),
    (Direction.BEGIN, Direction.END),
    (Direction.KEEP, Direction.END),
    (Direction.ALLOW, Direction.FORBID),
    (Direction.BETTER, Direction.WORSE),
    (Direction.GOOD, Direction.BAD),
    (Direction.EARLIER, Direction.PRESENT),
    (Direction.THERE, Direction.LACKING),
)
OPPOSITES: Final = {
    direction: {other for pair in _PAIRS if direction in pair for other in pair} - {direction}
    for direction in Direction
}

_DIRECTIONS: Final = {
    Direction.UP: """öka ökning ökad höja höjning höjd förstärka förstärkning stärka utöka utökning utvidga växa fler
        mer högre större förlänga förlängning längre skärpa skärpning utbyggnad tillföra""",
    Direction.DOWN: """minska minskning sänka sänkning skära nedskärning neddragning färre mindre lägre försvaga
        begränsa förkorta förkortning kortare reducera""",
    Direction.BEGIN: "införa införande inrätta öppna starta påbörja tillsätta inleda återinföra instifta",
    Direction.END: """avskaffa avskaffande slopa stoppa stopp stänga upphöra avveckla avveckling upphäva avsluta bort
        borttagande borttagning nedlägga""",
    Direction.KEEP: "värna behålla bevara fortsätta permanenta upprätthålla kvar",
    Direction.ALLOW: "tillåta möjliggöra",
    Direction.FORBID: "förbjuda förbud förhindra hindra",
    Direction.BETTER: "förbättra förbättring bättre",
    Direction.WORSE: "försämra försämring sämre",
    Direction.GOOD: "positiv positivt stödja stöd bejaka",
    Direction.BAD: "negativ negativt motsätta avvisa kritisk kritiskt",
    Direction.EARLIER: "tidigare förr förut",
    Direction.PRESENT: "idag dag numera nuvarande innevarande",
    Direction.THERE: "finns finnas fanns förekomma",
    Direction.LACKING: "sakna saknas fattas",
}
_DIRECTION_OF: Final = {word: direction for direction, words in _DIRECTIONS.items() for word in words.split()}

NEGATIONS: Final = frozenset("inte ej icke aldrig ingen inget inga ingenting varken knappast".split())
# Before a noun they deny the whole sentence, the noun being what it is about: "ingen läkare ska".
DETERMINERS: Final = frozenset("ingen inget inga".split())
UNLESS: Final = "utan"
"""Without, or "but" after a negation."""

AUXILIARIES: Final = frozenset("ska skall bör måste får kommer vill kan skulle borde kunde".split())
UNIVERSAL: Final = frozenset("alla allt all samtliga varje vartenda hela".split())
EXCLUSIVE: Final = frozenset("endast bara enbart uteslutande".split())
FIRM: Final = frozenset(
    """redan oavsett trots omedelbart genast kraftigt avsevärt kraftig gratis avgiftsfri aldrig alltid fullständigt
    helt""".split()
)
"""They say how much or on what terms; nothing else may take their place."""
MUST: Final = frozenset("måste tvingas tvinga tvingades obligatorisk obligatoriskt skyldig skyldiga".split())
MAY_SUPPORT_MUST: Final = MUST | frozenset("krävs kräver krävas behöver behövs".split())
MAY: Final = frozenset({"får"})
MAY_SUPPORT_MAY: Final = frozenset(
    "får få fått ge ger ges gett erbjuda erbjuds erbjudas tillåts har ha möjlighet".split()
)
PLANNED: Final = frozenset(
    "ska skall bör måste vill kräver krävs föreslår behöver behövs kommer skulle borde verka".split()
)
_INVESTIGATE: Final = frozenset("utreda utredning överväga undersöka översyn".split())


@lru_cache(maxsize=20_000)
def direction_of(word: str) -> Direction | None:
    """Return which way a lower-case word points, or None."""
    return _DIRECTION_OF.get(word) or _DIRECTION_OF.get(lemma(word))


@lru_cache(maxsize=20_000)
def is_investigation(word: str) -> bool:
    """Tell whether a lower-case word says that something is to be looked into, and not that it is to be done."""
    return word in _INVESTIGATE or lemma(word) in _INVESTIGATE
