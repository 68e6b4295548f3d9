"""Mends the misspelt words of a question, before anything is looked up with them.

What is a word stays: one of the passages', or one of the language's. The rest is read as the likeliest word that
differs in diacritics alone ("tagvardarna") or by few edits ("kriskomission"): one that the passages hold, or else the
only one in the dictionary. docs/adr/0005-spelling.md has the measurements behind the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

from indexing.analyzer import lemma, stem
from indexing.answers import Correction
from indexing.mentions import Part, is_ignored
from indexing.question_language import question_language
from indexing.records import Query
from indexing.slips import Slip, one_slip_from, slip, with_diacritics
from indexing.swedish_words import is_attested, is_dictionary_form, is_listed
from indexing.vocabulary import LETTERS, Form, Vocabulary, folded

# Shorter words are no misspellings of one another, but other words.
_MIN_LETTERS: Final = 4
_MIN_LETTERS_ANY_SLIP: Final = 5
_MIN_LETTERS_TWO_EDITS: Final = 9
# A capital at the beginning may be a name's. Elsewhere it is one, and names resemble one another: "Andersson".
_MIN_LETTERS_CAPITAL: Final = 7
_MIN_LETTERS_NAME: Final = 10
# Halves of a compound: "sjukvårds försäkring", but not "van der".
_MIN_LETTERS_HALF: Final = 3
_MIN_LETTERS_JOINED: Final = 8

# What a form of the same word may end in besides: "prime" is no misspelling of "primen".
_ENDINGS: Final = frozenset("a ar arna as de e en er ers es et n na or r s t te".split())

# Beside a word: it is part of a code, a web address, an e-mail address or an abbreviation.
_CODE_BEFORE: Final = re.compile(r"(?:[\d@_]|\w\.|(?:://|www\.)\S*)$")
_CODE_AFTER: Final = re.compile(r"[\d@_]|\.\w|://")
# What a question without codes lacks.
_CODE_LETTER: Final = re.compile(r"[\d@_.:]")
# Between two words, when the second begins a sentence.
_SENTENCE_BORDER: Final = re.compile(r"[.?!:]\W*$")
_LETTER_OR_DIGIT: Final = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class CorrectedQuery:
    """A question with its misspelt words mended.

    Attributes:
        query: the query, with its text as it is read.
        corrections: what was mended, in the order of the text; empty when the text is as typed.
    """

    query: Query
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A run of letters, or two: ``text[start:end]``."""

    start: int
    end: int
    typed: str
    begins_sentence: bool

    @property
    def lower(self) -> str:
        return self.typed.lower()

    @property
    def is_capital(self) -> bool:
        return self.typed[0].isupper() and not self.typed.isupper()

    @property
    def is_name(self) -> bool:
        return self.is_capital and not self.begins_sentence


class Speller:
    """Mends questions by one generation's vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def correct(self, query: Query) -> CorrectedQuery:
        """Mend a question.

        Args:
            query: only Swedish is mended: words of another language would pass for misspelt Swedish ones. What the
                caller wants ignored ("correction", "correction:hander") stays as typed.

        Returns:
            The question and what was mended; numbers, abbreviations and addresses stay, and short names.
        """
        question = query.text
        if (query.language or question_language(question)) != "sv":
            return CorrectedQuery(query, ())
        pieces, corrections, end = [], [], 0
        for word, meant in self._mended(question):
            if not is_ignored(f"{Part.CORRECTION}:{word.typed}", query.ignore):
                used = _cased(word.typed, meant)
                pieces += [question[end : word.start], used]
                corrections.append(Correction(word.typed, used))
                end = word.end
        if not corrections:
            return CorrectedQuery(query, ())
        return CorrectedQuery(replace(query, text="".join([*pieces, question[end:]])), tuple(corrections))

    def _mended(self, question: str) -> Iterator[tuple[_Word, str]]:
        """Yield each word that is misspelt, and what is meant, lower case."""
        words = list(_words(question))
        lacks_diacritics = question.isascii() and any(self._is_bare(word.lower) for word in words)
        end = 0
        for word, following in zip_longest(words, words[1:]):
            if word.start < end:
                continue
            pair = _pair(question, word, following) if following else None
            if pair and (joined := self._joined(word, pair)):
                yield pair, joined
                end = pair.end
            elif (meant := self._meant(word, lacks_diacritics=lacks_diacritics)) != word.lower:
                yield word, meant

    def _is_bare(self, word: str) -> bool:
        """Tell whether a word is certainly typed without its diacritics: whoever does so once does so throughout."""
        return len(word) > 1 and not self._is_word(word) and bool(self._vocabulary.same_letters(word))

    def _is_word(self, word: str) -> bool:
        return self._vocabulary.count(word) > 0 or is_listed(word)

    def _joined(self, first: _Word, pair: _Word) -> str | None:
        """Return the compound that two words are the halves of, when the first is no word of the passages."""
        if self._vocabulary.count(first.lower):
            return None
        return _commonest(self._vocabulary.same_letters("".join(LETTERS.findall(pair.lower))))

    def _meant(self, word: _Word, *, lacks_diacritics: bool) -> str:
        lower = word.lower
        if len(lower) < 2:
            return lower
        same = self._vocabulary.same_letters(lower)
        if self._is_word(lower):
            return (_commonest(same, typed=lower) if lacks_diacritics else None) or lower
        if same and (lower.isascii() or not is_attested(lower)):
            return _commonest(same) or lower
        if is_attested(lower):
            return lower
        reading = None if word.is_name else _only(_dictionary_readings(lower, lacks_diacritics=lacks_diacritics))
        return reading or self._nearest(word) or _one_slip(word) or lower

    def _nearest(self, word: _Word) -> str | None:
        """Return the likeliest word of the passages within as few edits as there is any."""
        max_edits, worst = _tolerance(word)
        near = self._vocabulary.near(word.lower, max_edits) if max_edits else []
        fewest = min((edits for _, edits in near), default=0)
        nearest = [form for form, edits in near if edits == fewest and len(form.word) >= _MIN_LETTERS]
        if fewest > 1 and not _is_one_word(form.word for form in nearest):
            return None
        best = min(nearest, key=lambda form: _unlikelihood(word.lower, form), default=None)
        return best.word if best and _is_plausible(word.lower, best.word, worst) else None


def _words(question: str) -> Iterator[_Word]:
    """Yield the words that may be misspelt: no codes, no addresses, no abbreviations in capitals."""
    shouted = question.isupper() and " " in question
    may_hold_codes = bool(_CODE_LETTER.search(question))
    end = 0
    for match in LETTERS.finditer(question):
        typed, gap = match.group(), question[end : match.start()]
        begins_sentence = bool(_SENTENCE_BORDER.search(gap)) or (end == 0 and not _LETTER_OR_DIGIT.search(gap))
        end = match.end()
        is_abbreviation = typed.isupper() and len(typed) > 1 and not shouted
        if not is_abbreviation and not (may_hold_codes and _is_in_code(question, match)):
            yield _Word(match.start(), match.end(), typed, begins_sentence)


def _is_in_code(question: str, word: re.Match[str]) -> bool:
    before, after = question[: word.start()], question[word.end() :]
    return bool(_CODE_BEFORE.search(before) or _CODE_AFTER.match(after))


def _pair(question: str, first: _Word, second: _Word) -> _Word | None:
    """Return two words as one, when they may be halves of a compound."""
    shortest, letters = min(len(first.typed), len(second.typed)), len(first.typed) + len(second.typed)
    if question[first.end : second.start] != " " or shortest < _MIN_LETTERS_HALF or letters < _MIN_LETTERS_JOINED:
        return None
    return _Word(first.start, second.end, question[first.start : second.end], first.begins_sentence)


def _commonest(forms: Iterable[Form], typed: str = "") -> str | None:
    best = max(forms, key=lambda form: (form.count, form.word == typed, form.word), default=None)
    return best.word if best else None


def _dictionary_readings(word: str, *, lacks_diacritics: bool) -> Iterator[str]:
    """Yield the words that a word may be with diacritics; compounds too when the question is known to lack them."""
    if len(word) >= _MIN_LETTERS_ANY_SLIP or lacks_diacritics:
        known = is_listed if lacks_diacritics else is_dictionary_form
        yield from (reading for reading in with_diacritics(word) if known(reading))


def _only(readings: Iterable[str]) -> str | None:
    found = set(readings)
    return found.pop() if len(found) == 1 else None


def _tolerance(word: _Word) -> tuple[int, Slip]:
    """Return how many edits may lie between a word and what is meant, and what may have happened at worst."""
    letters = len(word.typed)
    if word.is_name:
        return (1, Slip.FINGERS) if letters >= _MIN_LETTERS_NAME else (0, Slip.FINGERS)
    if letters < (_MIN_LETTERS_CAPITAL if word.is_capital else _MIN_LETTERS):
        return 0, Slip.FINGERS
    if letters < _MIN_LETTERS_ANY_SLIP:
        return 1, Slip.FINGERS
    return (2 if letters >= _MIN_LETTERS_TWO_EDITS else 1), Slip.SEVERAL


def _one_slip(word: _Word) -> str | None:
    """Return the only word of the dictionary that one slip of the fingers may have made the word of."""
    if word.is_name or _tolerance(word)[1] < Slip.SEVERAL:
        return None
    found = {other for other in one_slip_from(word.lower) if is_dictionary_form(other)}
    return min(found) if _is_one_word(found) and not any(_is_form_of(word.lower, other) for other in found) else None


def _unlikelihood(typed: str, form: Form) -> tuple[int, Slip, int, str]:
    """Rank what may be meant: nobody types ä for å or e; then by the slip, then by how common the word is."""
    lost = sum(not letter.isascii() and letter not in form.word for letter in typed)
    return lost, slip(folded(typed), folded(form.word)), -form.count, form.word


def _is_plausible(typed: str, meant: str, worst: Slip) -> bool:
    return slip(folded(typed), folded(meant)) <= worst and not _is_form_of(typed, meant)


def _is_form_of(word: str, other: str) -> bool:
    """Tell whether two words look like forms of one: then neither is a misspelling, and the index joins them."""
    return stem(lemma(word)) == stem(lemma(other)) or any(
        long.removeprefix(short) in _ENDINGS for short, long in ((word, other), (other, word)) if long != short
    )


def _is_one_word(forms: Iterable[str]) -> bool:
    return len({stem(lemma(form)) for form in forms}) == 1


def _cased(typed: str, meant: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[0].upper() + meant[1:] if typed[0].isupper() else meant
