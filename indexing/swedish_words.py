"""Whether a word is Swedish, by two word lists: a strict one, and a larger one that is not."""

from __future__ import annotations

from functools import lru_cache

import simplemma

from indexing.analyzer import STOPWORDS
from indexing.compounds import split_compound
from indexing.hunspell import swedish_dictionary


def is_dictionary_form(word: str) -> bool:
    """Tell whether a lower-case word is a stop word or a form of a word in the spelling dictionary."""
    return word in STOPWORDS or any(True for _ in swedish_dictionary().inflected(word))


@lru_cache(maxsize=50_000)
def is_listed(word: str) -> bool:
    """Tell whether a lower-case word is a form of a word in the spelling dictionary, or a compound of such."""
    return is_dictionary_form(word) or bool(split_compound(word))


@lru_cache(maxsize=50_000)
def is_attested(word: str) -> bool:
    """Tell whether a lower-case word is listed or was seen in Swedish: foreign words, old spellings, misspellings."""
    return is_listed(word) or simplemma.is_known(word, lang="sv", low_memory=True)
