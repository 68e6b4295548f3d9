"""Text to index terms, the same for documents and questions.

A term is the Snowball stem of a token's lemma: the lemma joins irregular forms (städer, stad), the stem joins what
the lemma dictionary does not know. Compounds and hyphenated words give themselves and their parts. Numbers are joined
over their thousands space ("2 300" is "2300"), and "%" is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import simplemma
import snowballstemmer

from indexing.compounds import split_compound
from indexing.normalization import normalize

ANALYZER_VERSION: Final = "5"

# Function words, and the verbs of asking. "ska" stands here because simplemma takes it for "skola" (school); "bl",
# "ex", "fl" and "fr" are what is left of "bl.a.", "t.ex.", "m.fl." and "fr.o.m." without their single letters.
STOPWORDS: Final = frozenset(
    """
    alla allt att av bara bland blev bli blir blivit både bör de dem den denna deras dess dessa det detta dig din
    dina ditt dock du där därför då efter eftersom ej eller en enligt er era ett fick finns från får få för före
    genom ha hade han hans har hela henne hennes hon honom hos hur här i icke in ingen inget inom inte jag ju kan
    kommer kommit kunde kunna man med medan mellan men mer mest mig min mina mitt mot mycket måste ni nu när någon
    något några nån nåt och också om oss på redan respektive samt sedan sen sig sin sina sitt ska skall skulle som
    så sådan sådana till tills trots under upp ur ut utan vad var vara varför varit varje vars vart vem vems vi vid
    vilka vilken vilket vill vår våra vårt än är även åt över sade säga säger innebär innebära handlar betyder lyder
    sa tycker tycka anser anse menar mena står stå åsikt åsikter inställning gäller gälla angående beträffande kring
    dom mej dej sej nåt nån bl bla ca dvs etc ex fl fr osv pga resp tex
    """.split()
)

# Longer words are cut: no Swedish word is that long, and the cache of terms must stay small.
_MAX_WORD: Final = 64
_NUMBER_WITH_SPACE: Final = re.compile(r"(?<![\d,.])(\d{1,3})((?:[ \u00a0\u202f]\d{3})+)(?!\d)")
_HYPHEN: Final = re.compile(r"[‐‑]")
_WORD: Final = re.compile(r"\d+(?:[.,:/]\d+)+|\w+(?:[-/:]\w+)*|%")
_JOINT: Final = re.compile(r"[-/:]")
_DECIMAL_POINT: Final = re.compile(r"^(\d+)\.(\d+)$")
# Endings of abbreviations: EU:s, EU:n, AT:n, tv:ns.
_COLON_ENDING: Final = re.compile(r":(?:s|n|ns|t|ts|en|ens|et|ets|ar|er|arna|erna)$")
# Words that the lemma dictionary mistakes: it- (information technology) for the verb "se".
_OWN_LEMMA: Final = frozenset({"it"})


def terms(text: str) -> list[str]:
    """Return the index terms of a text in order, stopwords left out; after a word's own term come its parts'."""
    return [term for word in words(text) for found in _terms_of_word(word[:_MAX_WORD]) for term in found]


def word_terms(text: str) -> list[str]:
    """Return the terms of a text's words as they stand, in order, stopwords left out.

    This is for measures of how much of a text another text says: with parts, one long word would count as three.
    """
    return [term for word in words(text) for term in _terms_of_word(word[:_MAX_WORD]).whole]


def words(text: str) -> Iterator[str]:
    """Yield the lower-case words and numbers of a text, hyphenated words whole."""
    joined = _NUMBER_WITH_SPACE.sub(_join_thousands, _HYPHEN.sub("-", normalize(text)))
    for match in _WORD.finditer(joined.lower()):
        yield _COLON_ENDING.sub("", match.group())


def _join_thousands(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match.group())


class _WordTerms(NamedTuple):
    """Terms of one word: its own, if it is no stopword, and its parts'."""

    whole: tuple[str, ...]
    parts: tuple[str, ...]


@lru_cache(maxsize=100_000)
def _terms_of_word(word: str) -> _WordTerms:
    pieces = [piece for piece in _JOINT.split(word) if piece]
    if len(pieces) == 1 or not any(character.isalpha() for character in word):
        return _WordTerms(_term(word), _part_terms(word))
    inflected = pieces[-1]
    whole = word.rstrip("-/:").removesuffix(inflected) + "".join(_term(inflected) or (inflected,))
    parts = [term for piece in pieces for term in (*_term(piece), *_part_terms(piece))]
    return _WordTerms((whole,), tuple(parts))


def _part_terms(word: str) -> tuple[str, ...]:
    if word in STOPWORDS:
        return ()
    return tuple(term for part in split_compound(word) for term in _term(part))


def _term(word: str) -> tuple[str, ...]:
    if word in STOPWORDS or (len(word) == 1 and word.isalpha()):
        return ()
    if word == "%":
        return ("procent",)
    if word in _OWN_LEMMA or not word.isalpha():
        return (_DECIMAL_POINT.sub(r"\1,\2", word),)
    return (stem(lemma(word)),)


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """Return the dictionary form of a lower-case Swedish word, or the word itself when it is unknown."""
    # Read where it lies, simplemma's dictionary takes 16 MB and .6 s to open; as a dict, 95 MB and .8 s.
    found = simplemma.lemmatize(word, lang="sv", low_memory=True).lower()
    return found if found.isalpha() else word


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the Snowball stem of a lower-case Swedish word."""
    return str(snowballstemmer.stemmer("swedish").stemWord(word))
