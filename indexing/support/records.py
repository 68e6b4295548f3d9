"""What is judged, and the judgement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """What speaks against a sentence; the first that is found counts."""

    QUOTATION = "quotation"
    NUMBER = "number"
    PARTY = "party"
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "direction"
    SCOPE = "scope"
    MODALITY = "modality"
    CONDITION = "condition"
    ORDER = "order"
    WORDS = "words"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Source:
    """A quote, and what a reader knows of the document that it stands in.

    Attributes:
        quote: verbatim, in Swedish.
        parties: codes of the document's parties: a sentence may say whose words these are.
        about: the document's title, organ, kind and the like: a sentence may use these words.
    """

    quote: str
    parties: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and the quotes that it cites.

    Attributes:
        text: the sentence, in Swedish, without marks of citation.
        sources: what it cites; at least one.
    """

    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the quotes support a claim.

    Attributes:
        flaw: what speaks against it; None when it is supported.
        lexical: share of the content words that a quote holds, in [0, 1], of the clause that fares worst.
        cosine: of the sentence's vector and that of the nearest quote, or of all together.
        weakest: mean of the lowest third of the sentence's tokens' best cosines with a token of the quotes.
    """

    flaw: Flaw | None
    lexical: float
    cosine: float
    weakest: float

    @property
    def is_supported(self) -> bool:
        """Whether nothing speaks against it."""
        return self.flaw is None
